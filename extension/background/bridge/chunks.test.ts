import { describe, expect, it } from 'vitest';
import { CHUNK_BYTES } from '../../../shared/protocol/limits.ts';
import { chunksOf } from './chunks.ts';

const bytes = Uint8Array.from({ length: CHUNK_BYTES * 2 + 100 }, (_, index) => (index * 31) & 0xff);

async function* inPieces(size: number) {
  for (let offset = 0; offset < bytes.length; offset += size) yield bytes.subarray(offset, offset + size);
}

async function collect(source: Parameters<typeof chunksOf>[0]): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(source)) chunks.push(chunk);
  return chunks;
}

describe('a source in pieces of the size of the channel', () => {
  it.each([
    ['a blob', () => new Blob([bytes])],
    ['a stream', () => new Blob([bytes]).stream()],
    ['small pieces', () => inPieces(777)],
    ['one large piece', () => inPieces(bytes.length)],
  ])('is cut and joined without losing a byte: %s', async (_, source) => {
    const chunks = await collect(source());
    expect(chunks.map(({ length }) => length)).toEqual([CHUNK_BYTES, CHUNK_BYTES, 100]);
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
  });

  it('gives nothing for an empty source', async () => {
    expect(await collect(new Blob([]))).toEqual([]);
  });

  it('cancels a stream that is not read to its end', async () => {
    let cancelled = false;
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(CHUNK_BYTES)),
      cancel: () => {
        cancelled = true;
      },
    });
    for await (const chunk of chunksOf(stream)) {
      expect(chunk).toHaveLength(CHUNK_BYTES);
      break;
    }
    expect(cancelled).toBe(true);
  });
});
