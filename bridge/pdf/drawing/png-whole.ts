import { crc32 } from 'node:zlib';
import { KyguiError } from '../../../shared/errors.ts';
import { pngSize } from './png-size.ts';

/** Bit depths that each colour type may have (PNG 3rd edition, table 11.1). */
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

/**
 * Every chunk up to the last one is there as it was written. The library that draws PNGs looks at neither lengths nor
 * sums and fills up what is missing. @throws PDF_IMAGE_INVALID
 */
export function assertWholePng(png: Uint8Array): void {
  pngSize(png);
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.length);
  const [depth = 0, colourType = 0, compression, filter, interlace = 0] = bytes.subarray(24, 29);
  if (!DEPTHS[colourType]?.includes(depth) || compression !== 0 || filter !== 0 || interlace > 1)
    damagedPng();
  for (let at = 8, type = ''; type !== 'IEND'; ) {
    if (at + 12 > bytes.length) damagedPng();
    const end = at + 8 + bytes.readUInt32BE(at);
    if (end + 4 > bytes.length || bytes.readUInt32BE(end) !== crc32(bytes.subarray(at + 4, end)))
      damagedPng();
    type = bytes.toString('latin1', at + 4, at + 8);
    at = end + 4;
  }
}

/** @throws PDF_IMAGE_INVALID */
export function damagedPng(cause?: unknown): never {
  throw new KyguiError('PDF_IMAGE_INVALID', { problem: 'PNG hỏng / damaged PNG' }, { cause });
}
