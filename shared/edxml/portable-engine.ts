import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, randomBytes } from '@noble/hashes/utils.js';
import { Deflate, Inflate } from 'fflate';
import type { EdxmlEngine } from './engine.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const ENCODE = Uint8Array.from(ALPHABET, (letter) => letter.charCodeAt(0));
const PAD = 0x3d;
const DECODE = (() => {
  const table = new Int8Array(256).fill(-1);
  for (const [value, code] of ENCODE.entries()) table[code] = value;
  return table;
})();

const CRC_TABLE = (() => {
  const table = new Uint32Array(256);
  for (let index = 0; index < 256; index++) {
    let value = index;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    table[index] = value;
  }
  return table;
})();

function at(table: Uint8Array | Int8Array | Uint32Array, index: number): number {
  return table[index] ?? 0;
}

function encodeBase64(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  let position = 0;
  for (let index = 0; index < bytes.length; index += 3) {
    const left = bytes.length - index;
    const group = (at(bytes, index) << 16) | (at(bytes, index + 1) << 8) | at(bytes, index + 2);
    out[position++] = at(ENCODE, (group >> 18) & 63);
    out[position++] = at(ENCODE, (group >> 12) & 63);
    out[position++] = left > 1 ? at(ENCODE, (group >> 6) & 63) : PAD;
    out[position++] = left > 2 ? at(ENCODE, group & 63) : PAD;
  }
  return out;
}

function decodeBase64(ascii: Uint8Array): Uint8Array | undefined {
  if (ascii.length === 0) return new Uint8Array(0);
  if (ascii.length % 4 !== 0) return undefined;
  const padding = ascii[ascii.length - 1] !== PAD ? 0 : ascii[ascii.length - 2] !== PAD ? 1 : 2;
  const out = new Uint8Array((ascii.length / 4) * 3 - padding);
  let position = 0;
  for (let index = 0; index < ascii.length; index += 4) {
    let group = 0;
    for (let offset = 0; offset < 4; offset++) {
      const padded = index + offset >= ascii.length - padding;
      const value = padded ? 0 : at(DECODE, at(ascii, index + offset));
      if (value < 0) return undefined;
      group = (group << 6) | value;
    }
    if (position < out.length) out[position++] = group >> 16;
    if (position < out.length) out[position++] = (group >> 8) & 255;
    if (position < out.length) out[position++] = group & 255;
  }
  return out;
}

function crc32(bytes: Uint8Array, seed: number): number {
  let value = ~seed;
  for (const byte of bytes) value = at(CRC_TABLE, (value ^ byte) & 255) ^ (value >>> 8);
  return ~value >>> 0;
}

/** fflate hands its output to a callback; here it becomes a stream, with at most one input chunk in flight. */
async function* through(
  source: AsyncIterable<Uint8Array>,
  codec: Deflate | Inflate,
): AsyncIterable<Uint8Array> {
  let ready: Uint8Array[] = [];
  codec.ondata = (chunk) => {
    if (chunk.length > 0) ready.push(chunk);
  };
  const take = () => {
    const taken = ready;
    ready = [];
    return taken;
  };
  for await (const chunk of source) {
    // Small pieces bound what a deflate bomb can expand to before the consumer sees it (at most 1032 : 1).
    for (let from = 0; from < chunk.length; from += 16_384) {
      codec.push(chunk.subarray(from, from + 16_384), false);
      yield* take();
    }
  }
  codec.push(new Uint8Array(0), true);
  yield* take();
}

/** Runs wherever JavaScript does, without the help of the machine. */
export const portableEngine: EdxmlEngine = {
  encodeBase64,
  decodeBase64,
  crc32,
  sha256: () => {
    const hash = sha256.create();
    return { update: (bytes) => void hash.update(bytes), hex: () => bytesToHex(hash.digest()) };
  },
  deflateRaw: (source) => through(source, new Deflate({ level: 6 })),
  inflateRaw: (source) => through(source, new Inflate()),
  uuid: () => {
    const bytes = randomBytes(16);
    bytes[6] = (at(bytes, 6) & 0x0f) | 0x40;
    bytes[8] = (at(bytes, 8) & 0x3f) | 0x80;
    const hex = bytesToHex(bytes);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  },
};
