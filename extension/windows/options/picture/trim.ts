import { at, type Crop, type Raster, VISIBLE_ALPHA } from './raster.ts';

/** Rows and columns with fewer drawn pixels than this are dust of the scanner. */
const DUST = 2;

/**
 * The smallest rectangle that holds everything drawn; null when nothing is. Single specks far from the strokes do not
 * widen it.
 */
export function inkBounds({ width, height, data }: Raster): Crop | null {
  const columns = new Uint32Array(width);
  const rows = new Uint32Array(height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (at(data, (y * width + x) * 4 + 3) < VISIBLE_ALPHA) continue;
      columns[x] = (columns[x] ?? 0) + 1;
      rows[y] = (rows[y] ?? 0) + 1;
    }
  }
  const first = (counts: Uint32Array) => counts.findIndex((count) => count > DUST);
  const last = (counts: Uint32Array) => counts.findLastIndex((count) => count > DUST);
  const left = first(columns);
  const top = first(rows);
  if (left < 0 || top < 0) return null;
  return { x: left, y: top, width: last(columns) - left + 1, height: last(rows) - top + 1 };
}

/** A rectangle of whole pixels, at least one, inside of a picture. */
export function inside(crop: Crop, { width, height }: Pick<Raster, 'width' | 'height'>): Crop {
  const x = Math.min(Math.max(0, Math.round(crop.x)), width - 1);
  const y = Math.min(Math.max(0, Math.round(crop.y)), height - 1);
  return {
    x,
    y,
    width: Math.min(Math.max(1, Math.round(crop.width)), width - x),
    height: Math.min(Math.max(1, Math.round(crop.height)), height - y),
  };
}

/** With a margin on each side, as a part of the longer side: soft edges are not cut off. */
export function withMargin(crop: Crop, picture: Pick<Raster, 'width' | 'height'>, part = 0.01): Crop {
  const margin = Math.ceil(Math.max(crop.width, crop.height) * part);
  return inside(
    {
      x: Math.max(0, crop.x - margin),
      y: Math.max(0, crop.y - margin),
      width: crop.width + margin + Math.min(margin, crop.x),
      height: crop.height + margin + Math.min(margin, crop.y),
    },
    picture,
  );
}
