import { KyguiError } from '../../../shared/errors.ts';
import { pngSize } from './png-size.ts';

/** PNG colour types (PNG 3rd edition, table 11.1). */
export const GREY = 0;
export const RGB = 2;
export const INDEXED = 3;
export const GREY_ALPHA = 4;
export const RGB_ALPHA = 6;

/** Bit depths that each colour type may have; anything else is no PNG. */
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  [GREY]: [1, 2, 4, 8, 16],
  [RGB]: [8, 16],
  [INDEXED]: [1, 2, 4, 8],
  [GREY_ALPHA]: [8, 16],
  [RGB_ALPHA]: [8, 16],
};

const SAMPLES: Readonly<Record<number, number>> = {
  [GREY]: 1,
  [RGB]: 3,
  [INDEXED]: 1,
  [GREY_ALPHA]: 2,
  [RGB_ALPHA]: 4,
};

/** A PNG as it is packed. */
export interface PngChunks {
  width: number;
  height: number;
  depth: number;
  colourType: number;
  /** Values of one pixel. */
  samples: number;
  interlaced: boolean;
  /** Red, green, blue of each index; null without a palette. */
  palette: Buffer | null;
  /** tRNS: opacity of each index, or the one colour that is transparent. */
  transparency: Buffer | null;
  /** The zlib stream of the picture, in the pieces in which it came. */
  data: Buffer[];
}

/** Takes a PNG apart without unpacking it. @throws PDF_IMAGE_INVALID */
export function readPngChunks(png: Uint8Array): PngChunks {
  const { width, height } = pngSize(png);
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.length);
  const [depth = 0, colourType = 0, compression, filter, interlace] = bytes.subarray(24, 29);
  const samples = SAMPLES[colourType];
  const known = DEPTHS[colourType]?.includes(depth) && compression === 0 && filter === 0;
  if (samples === undefined || !known || interlace === undefined || interlace > 1) return damagedPng();
  const data: Buffer[] = [];
  let palette: Buffer | null = null;
  let transparency: Buffer | null = null;
  for (let at = 8; ; ) {
    if (at + 12 > bytes.length) return damagedPng();
    const start = at + 8;
    const end = start + bytes.readUInt32BE(at);
    if (end + 4 > bytes.length) return damagedPng();
    const type = bytes.toString('latin1', at + 4, start);
    if (type === 'IDAT') data.push(bytes.subarray(start, end));
    else if (type === 'PLTE') palette = bytes.subarray(start, end);
    else if (type === 'tRNS') transparency = bytes.subarray(start, end);
    else if (type === 'IEND') break;
    at = end + 4;
  }
  if (data.length === 0 || (colourType === INDEXED && (palette === null || palette.length % 3 !== 0))) {
    return damagedPng();
  }
  return {
    width,
    height,
    depth,
    colourType,
    samples,
    interlaced: interlace === 1,
    palette,
    transparency,
    data,
  };
}

/** @throws PDF_IMAGE_INVALID */
export function damagedPng(cause?: unknown): never {
  throw new KyguiError('PDF_IMAGE_INVALID', { problem: 'PNG hỏng / damaged PNG' }, { cause });
}
