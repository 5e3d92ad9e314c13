/**
 * What the reader and writer take from their surroundings, so that the same code runs anywhere and still
 * reaches the speed of the machine's own base64, inflate and SHA-256 where there is one.
 */
export interface EdxmlEngine {
  /** Base64 (RFC 4648 §4, with padding) of `bytes` as ASCII bytes, no line breaks. */
  encodeBase64(bytes: Uint8Array): Uint8Array;
  /**
   * Bytes of base64 text given as ASCII bytes, its length a multiple of four, padding only at its end.
   * Undefined when any character is outside the standard alphabet: never a guess.
   */
  decodeBase64(ascii: Uint8Array): Uint8Array | undefined;
  /** Incremental SHA-256. */
  sha256(): Sha256;
  /** CRC-32 (ISO 3309) of `bytes`, continued from `seed` (0 at the start). */
  crc32(bytes: Uint8Array, seed: number): number;
  /** Raw deflate (RFC 1951) of a stream. */
  deflateRaw(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  /** Raw inflate; throws on damaged data. The consumer bounds what it takes. */
  inflateRaw(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  /** A random UUID in lower case. */
  uuid(): string;
}

export interface Sha256 {
  update(bytes: Uint8Array): void;
  /** Lower-case hex; call once, at the end. */
  hex(): string;
}
