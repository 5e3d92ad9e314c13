import { Readable } from 'node:stream';
import { createInflate } from 'node:zlib';
import { damagedPng, type PngChunks } from './png-chunks.ts';

/**
 * Whole rows of a PNG that is not interlaced, unfiltered, some at a time and in their order; a picture is never held
 * unpacked. @throws PDF_IMAGE_INVALID
 */
export async function* pngRows({ width, height, depth, samples, data }: PngChunks): AsyncGenerator<Buffer> {
  const length = Math.ceil((width * samples * depth) / 8);
  const pixel = Math.max(1, (samples * depth) / 8);
  let above: Buffer = Buffer.alloc(length);
  let rest = Buffer.alloc(0);
  let left = height;
  const inflate = Readable.from(data).pipe(createInflate());
  try {
    for await (const piece of inflate) {
      const packed = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
      const count = Math.min(left, Math.floor(packed.length / (length + 1)));
      const rows = Buffer.alloc(count * length);
      for (let index = 0; index < count; index++) {
        const at = index * (length + 1);
        const row = rows.subarray(index * length, (index + 1) * length);
        packed.copy(row, 0, at + 1, at + 1 + length);
        unfilter(packed[at] ?? 0, row, above, pixel);
        above = row;
      }
      rest = packed.subarray(count * (length + 1));
      left -= count;
      if (count > 0) yield rows;
      if (left === 0) return;
    }
  } catch (cause) {
    damagedPng(cause);
  } finally {
    inflate.destroy();
  }
  damagedPng();
}

/** PNG 3rd edition, 9.2. @param pixel bytes of one, at least 1. */
function unfilter(filter: number, row: Buffer, above: Buffer, pixel: number): void {
  if (filter > 4) damagedPng();
  if (filter === 0) return;
  for (let at = 0; at < row.length; at++) {
    const left = at < pixel ? 0 : (row[at - pixel] ?? 0);
    const up = above[at] ?? 0;
    const corner = at < pixel ? 0 : (above[at - pixel] ?? 0);
    const guess =
      filter === 1 ? left : filter === 2 ? up : filter === 3 ? (left + up) >> 1 : paeth(left, up, corner);
    row[at] = (row[at] ?? 0) + guess;
  }
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
