import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeContent, encodeChunk, encodeJson, encodeKeepAlive } from './codec.ts';

describe('contents of a record', () => {
  it('writes the stream as 32 bits big-endian before the payload', () => {
    expect(encodeChunk(0x0102_0304, Uint8Array.of(9))).toEqual(Uint8Array.of(2, 1, 2, 3, 4, 9));
  });

  it('reads what it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0xffff_ffff }), fc.uint8Array(), (stream, payload) => {
        const content = decodeContent(encodeChunk(stream, payload));
        expect(content).toMatchObject({ kind: 'chunk', stream });
        expect(content.kind === 'chunk' && Array.from(content.payload)).toEqual(Array.from(payload));
      }),
    );
    expect(decodeContent(encodeJson({ a: 'Nguyễn Văn Mẫu' }))).toEqual({
      kind: 'json',
      frame: { a: 'Nguyễn Văn Mẫu' },
    });
    expect(decodeContent(encodeKeepAlive(true))).toEqual({ kind: 'keep-alive', ask: true });
    expect(decodeContent(encodeKeepAlive(false))).toEqual({ kind: 'keep-alive', ask: false });
  });

  it('reads a chunk that does not begin at its buffer', () => {
    const record = new Uint8Array([0, 0, ...encodeChunk(5, Uint8Array.of(1, 2))]).subarray(2);
    expect(decodeContent(record)).toMatchObject({ kind: 'chunk', stream: 5 });
  });

  it.each([[[]], [[0]], [[2, 0, 0]], [[3, 1]], [[1, 0x7b]], [[1, 0xff, 0xfe]]])('refuses %j', (bytes) => {
    expect(() => decodeContent(Uint8Array.from(bytes))).toThrow(/^CHANNEL_VIOLATION/u);
  });
});
