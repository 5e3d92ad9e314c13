import { describe, expect, it } from 'vitest';
import { KyguiError } from '../../shared/errors.ts';
import { IncomingStream } from './incoming-stream.ts';

const megabyte = () => new Uint8Array(1024 * 1024);

describe('an upload between socket and handler', () => {
  it('holds the sender back while the reader is slow, and lets it go on once it has caught up', async () => {
    const held: boolean[] = [];
    const stream = new IncomingStream((hold) => held.push(hold));
    for (let count = 0; count < 9; count += 1) stream.push(megabyte());
    expect(held).toEqual([true]);
    const reader = stream.read();
    for (let count = 0; count < 7; count += 1) await reader.next();
    expect(held).toEqual([true]);
    await reader.next();
    expect(held).toEqual([true, false]);
  });

  it('gives what came before the end, in order, then ends', async () => {
    const stream = new IncomingStream(() => undefined);
    stream.push(Uint8Array.of(1));
    const reader = stream.read();
    expect((await reader.next()).value).toEqual(Uint8Array.of(1));
    const later = reader.next();
    stream.push(Uint8Array.of(2));
    expect((await later).value).toEqual(Uint8Array.of(2));
    stream.push(new Uint8Array(0));
    expect((await reader.next()).done).toBe(true);
    expect(() => stream.push(Uint8Array.of(3))).toThrow(/^CHANNEL_VIOLATION/u);
  });

  it('fails the reader when the connection is lost, and frees the socket', async () => {
    const held: boolean[] = [];
    const stream = new IncomingStream((hold) => held.push(hold));
    for (let count = 0; count < 9; count += 1) stream.push(megabyte());
    stream.stop(new KyguiError('CHANNEL_LOST'));
    await expect(stream.read().next()).rejects.toMatchObject({ code: 'CHANNEL_LOST' });
    expect(held).toEqual([true, false]);
  });
});
