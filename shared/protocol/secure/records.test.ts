import { describe, expect, it } from 'vitest';
import { MAX_RECORD_BYTES } from '../limits.ts';
import { pureAesGcm } from './aead.ts';
import { negotiateVersion } from './handshake.ts';
import { rekey } from './noise.ts';
import { RecordOpener, RecordSealer } from './records.ts';

const key = () => new Uint8Array(32).fill(7);
const text = (word: string) => new TextEncoder().encode(word);

describe('records of one direction', () => {
  it('change their key after the agreed number of records, and both sides follow', async () => {
    const sealer = new RecordSealer(key(), pureAesGcm, 2n);
    const opener = new RecordOpener(key(), pureAesGcm, 2n);
    for (const word of ['a', 'b', 'c', 'd', 'e']) {
      expect(await opener.open(await sealer.seal(text(word)))).toEqual(text(word));
    }
    const steadfast = new RecordSealer(key(), pureAesGcm, 1_000n);
    const changing = new RecordSealer(key(), pureAesGcm, 2n);
    const pairs = [];
    for (let count = 0; count < 3; count += 1)
      pairs.push([await steadfast.seal(text('x')), await changing.seal(text('x'))]);
    expect(pairs[1]?.[0]).toEqual(pairs[1]?.[1]);
    expect(pairs[2]?.[0]).not.toEqual(pairs[2]?.[1]);
    expect(rekey(key())).toHaveLength(32);
    expect(rekey(key())).not.toEqual(key());
  });

  it('open in order only, and never again after a failure', async () => {
    const sealer = new RecordSealer(key(), pureAesGcm);
    const first = await sealer.seal(text('1'));
    const second = await sealer.seal(text('2'));
    const opener = new RecordOpener(key(), pureAesGcm);
    expect(() => opener.open(second)).toThrow(/^CHANNEL_VIOLATION/u);
    expect(() => opener.open(first)).toThrow(/^CHANNEL_VIOLATION/u);
  });

  it('refuse a record over the limit without using up a nonce', async () => {
    const sealer = new RecordSealer(key(), pureAesGcm);
    const opener = new RecordOpener(key(), pureAesGcm);
    expect(() => sealer.seal(new Uint8Array(MAX_RECORD_BYTES + 1))).toThrow(/^CHANNEL_TOO_LARGE/u);
    expect(await opener.open(await sealer.seal(text('1')))).toEqual(text('1'));
  });
});

describe('protocol version', () => {
  it('is the highest that both speak', () => {
    expect(negotiateVersion({ min: 1, max: 3 }, { min: 2, max: 5 })).toBe(3);
    expect(negotiateVersion({ min: 2, max: 2 }, { min: 1, max: 2 })).toBe(2);
  });

  it.each([
    [{ min: 1, max: 1 }, { min: 2, max: 3 }, 'extension'],
    [{ min: 2, max: 3 }, { min: 1, max: 1 }, 'bridge'],
  ])('names the older side of %j and %j', (extension, bridge, older) => {
    expect(() => negotiateVersion(extension, bridge)).toThrow(
      expect.objectContaining({
        code: 'CHANNEL_VERSION_MISMATCH',
        details: expect.objectContaining({ older }),
      }),
    );
  });
});
