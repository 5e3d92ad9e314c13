/** Rows that are drawn, and where: the others exist as numbers only, so that ten thousand cost what twenty do. */
export interface ListWindow {
  /** Index of the first and behind the last row that is drawn. */
  from: number;
  to: number;
  /** Pixels from the list's top to each row; one more than there are rows, the last is the whole height. */
  offsets: Float64Array;
}

/** Tops of all rows: measured heights where a row was drawn once, the estimate elsewhere. */
export function rowOffsets(
  keys: readonly string[],
  measured: ReadonlyMap<string, number>,
  estimate: number,
  gap: number,
): Float64Array {
  const offsets = new Float64Array(keys.length + 1);
  let top = 0;
  for (const [index, key] of keys.entries()) {
    offsets[index] = top;
    top += (measured.get(key) ?? estimate) + gap;
  }
  offsets[keys.length] = top;
  return offsets;
}

/** First row whose end lies below `y`. */
function rowAt(offsets: Float64Array, y: number): number {
  let [low, high] = [0, Math.max(0, offsets.length - 2)];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle + 1] ?? 0) > y) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** @param top pixels of the list that are scrolled away, @param height pixels that are seen, @param spare rows drawn beyond */
export function listWindow(offsets: Float64Array, top: number, height: number, spare: number): ListWindow {
  const count = offsets.length - 1;
  if (count <= 0) return { from: 0, to: 0, offsets };
  const from = Math.max(0, rowAt(offsets, top) - spare);
  const to = Math.min(count, rowAt(offsets, top + height) + 1 + spare);
  return { from, to, offsets };
}
