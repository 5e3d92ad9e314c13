import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { crc32, createDeflateRaw, createInflateRaw } from 'node:zlib';
import type { EdxmlEngine } from '../../shared/edxml/engine.ts';

function buffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const PAD = 0x3d;

/**
 * Node's decoder passes over what it does not know; the length tells whether it did. The URL alphabet (`-`,
 * `_`), which it also takes, is not base64 here.
 */
function decodeBase64(ascii: Uint8Array): Uint8Array | undefined {
  if (ascii.length % 4 !== 0 || ascii.includes(0x2d) || ascii.includes(0x5f)) return undefined;
  const padding = ascii[ascii.length - 1] !== PAD ? 0 : ascii[ascii.length - 2] !== PAD ? 1 : 2;
  const bytes = Buffer.from(buffer(ascii).toString('latin1'), 'base64');
  return bytes.length === (ascii.length / 4) * 3 - padding ? bytes : undefined;
}

async function* through(
  source: AsyncIterable<Uint8Array>,
  transform: ReturnType<typeof createDeflateRaw> | ReturnType<typeof createInflateRaw>,
): AsyncIterable<Uint8Array> {
  const input = Readable.from(source, { objectMode: false });
  // pipe() does not pass errors on: a source that fails must end the consumer's loop too.
  input.on('error', (error) => transform.destroy(error));
  input.pipe(transform);
  try {
    yield* transform;
  } finally {
    input.destroy();
    transform.destroy();
  }
}

/** The machine's own base64, deflate and digests. */
export const nodeEngine: EdxmlEngine = {
  encodeBase64: (bytes) => Buffer.from(buffer(bytes).toString('base64'), 'latin1'),
  decodeBase64,
  sha256: () => {
    const hash = createHash('sha256');
    return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
  },
  crc32: (bytes, seed) => crc32(buffer(bytes), seed),
  deflateRaw: (source) => through(source, createDeflateRaw()),
  inflateRaw: (source) => through(source, createInflateRaw()),
  uuid: randomUUID,
};
