import { CHUNK_BYTES } from '../../../shared/protocol/limits.ts';

/** What can be handed to the bridge. */
export type ByteSource = Blob | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** Reads a stream by its reader: iterating over streams came to Chrome with version 124 only. */
async function* fromStream(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    // Reached early when the bridge refused: the source need not go on.
    await reader.cancel().catch(() => undefined);
  }
}

/** Joins small pieces and cuts large ones: streams come in pieces of a few kilobytes. */
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
  // A blob's stream is four times as fast as its slices (50 MB in 64 and 246 ms in Chromium 156).
  const pieces = source instanceof Blob ? source.stream() : source;
  return regular(pieces instanceof ReadableStream ? fromStream(pieces) : pieces);
}
