import { describe, expect, it } from 'vitest';
import type { KyguiError } from '../../errors.ts';
import { type Content, encodeChunk } from '../codec.ts';
import { type Aead, pureAesGcm } from './aead.ts';
import { SecureChannel } from './secure-channel.ts';

/** A cipher whose later calls finish before its earlier ones, as a pool of threads may do. */
function contraryAead(): Aead {
  let calls = 0;
  const late = async <Value>(value: Value): Promise<Value> => {
    calls += 1;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, 20 - calls)));
    return value;
  };
  return {
    load(key) {
      const { seal, open } = pureAesGcm.load(key);
      return {
        seal: async (nonce, plaintext) => late(await seal(nonce, plaintext)),
        open: async (nonce, ciphertext) => await open(nonce, await late(ciphertext)),
      };
    },
  };
}

function ends(aead: Aead, transmit: (record: Uint8Array) => void) {
  const received: Content[] = [];
  const failures: KyguiError[] = [];
  const key = () => new Uint8Array(32).fill(3);
  const channel = new SecureChannel({
    keys: { send: key(), receive: key(), version: 1, handshakeHash: new Uint8Array(32) },
    aead,
    transmit,
    receive: (content) => received.push(content),
    fail: (error) => failures.push(error),
  });
  return { channel, received, failures };
}

const streams = (contents: Content[]) =>
  contents.map((content) => (content.kind === 'chunk' ? content.stream : undefined));

describe('encrypted channel', () => {
  it('sends and delivers in order though the cipher finishes out of order', async () => {
    const aead = contraryAead();
    const wire: Uint8Array[] = [];
    const sender = ends(aead, (record) => wire.push(record));
    const order = Array.from({ length: 12 }, (_, index) => index + 1);
    await Promise.all(order.map((stream) => sender.channel.send(encodeChunk(stream, new Uint8Array(1)))));
    const receiver = ends(aead, () => undefined);
    for (const record of wire) receiver.channel.take(record);
    await expect.poll(() => receiver.received.length).toBe(12);
    expect(streams(receiver.received)).toEqual(order);
    expect(receiver.failures).toEqual([]);
  });

  it.each([
    ['at once', pureAesGcm],
    ['later', contraryAead()],
  ])(
    'a broken record fails once, after what came before it, and ends everything (cipher answers %s)',
    async (_, aead) => {
      const wire: Uint8Array[] = [];
      const sender = ends(pureAesGcm, (record) => wire.push(record));
      for (const stream of [1, 2, 3, 4]) await sender.channel.send(encodeChunk(stream, new Uint8Array(1)));
      const broken = wire[2];
      if (broken) broken[0] = (broken[0] ?? 0) ^ 1;
      const receiver = ends(aead, () => undefined);
      for (const record of wire) receiver.channel.take(record);
      await expect.poll(() => receiver.failures.length).toBe(1);
      expect(receiver.failures[0]?.code).toBe('CHANNEL_VIOLATION');
      expect(streams(receiver.received)).toEqual([1, 2]);
    },
  );
});
