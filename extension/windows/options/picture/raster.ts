/** Pixels as a canvas gives them: four bytes each, red, green, blue, alpha (not premultiplied), rows from the top. */
export interface Raster {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

/** Whole pixels from the upper left corner. */
export interface Crop {
  x: number;
  y: number;
  width: number;
  height: number;
}

export type Colour = readonly [red: number, green: number, blue: number];

export const at = (data: Uint8ClampedArray, index: number): number => data[index] ?? 0;

/** From here on a pixel counts as drawn: fainter ones are not seen on paper. */
export const VISIBLE_ALPHA = 24;

/** True when the picture brings its own transparent ground: a tenth of it shows what lies beneath. */
export function isTransparent({ data }: Raster): boolean {
  let clear = 0;
  for (let index = 3; index < data.length; index += 4) if (at(data, index) < VISIBLE_ALPHA) clear += 1;
  return clear * 40 > data.length;
}
