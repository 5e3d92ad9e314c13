import { CHUNK_BYTES } from '../../../shared/protocol/limits.ts';

/** What can be handed to the bridge. */
export type ByteSource = Blob | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

async function* fromBlob(blob: Blob): AsyncGenerator<Uint8Array, void, undefined> {
  const read = (offset: number) => blob.slice(offset, offset + CHUNK_BYTES).arrayBuffer();
  let next = read(0);
  for (let offset = 0; offset < blob.size; offset += CHUNK_BYTES) {
    const current = await next;
    // A blob lies in another process of the browser: the next piece comes while this one is sent.
    if (offset + CHUNK_BYTES < blob.size) next = read(offset + CHUNK_BYTES);
    yield new Uint8Array(current);
  }
}

/** Joins small pieces and cuts large ones: a network stream comes in pieces of a few kilobytes. */
async function* regular(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let chunk = new Uint8Array(CHUNK_BYTES);
  let filled = 0;
  for await (const piece of pieces) {
    for (let offset = 0; offset < piece.length; ) {
      const part = piece.subarray(offset, offset + CHUNK_BYTES - filled);
      chunk.set(part, filled);
      filled += part.length;
      offset += part.length;
      if (filled === CHUNK_BYTES) {
        yield chunk;
        chunk = new Uint8Array(CHUNK_BYTES);
        filled = 0;
      }
    }
  }
  if (filled > 0) yield chunk.subarray(0, filled);
}

/** The source in pieces of the channel's chunk size; only the last may be smaller, none is empty. */
export function chunksOf(source: ByteSource): AsyncGenerator<Uint8Array, void, undefined> {
  return source instanceof Blob ? fromBlob(source) : regular(source as AsyncIterable<Uint8Array>);
}
