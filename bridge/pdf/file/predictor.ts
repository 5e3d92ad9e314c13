import { objectDamaged } from './limits.ts';

/** /DecodeParms of Flate and LZW (ISO 32000-2, table 8). */
export interface PredictorParams {
  predictor: number;
  colors: number;
  bitsPerComponent: number;
  columns: number;
}

export const NO_PREDICTOR: PredictorParams = { predictor: 1, colors: 1, bitsPerComponent: 8, columns: 1 };

/** Undoes PNG and TIFF prediction. */
export function undoPredictor(data: Uint8Array, params: PredictorParams): Uint8Array {
  if (params.predictor <= 1) return data;
  const pixelBits = params.colors * params.bitsPerComponent;
  const rowBytes = Math.ceil((pixelBits * params.columns) / 8);
  if (!(rowBytes > 0) || rowBytes > 2 ** 27) objectDamaged('predictor parameters');
  const pixelBytes = Math.max(1, pixelBits >> 3);
  return params.predictor === 2 ? undoTiff(data, rowBytes, params) : undoPng(data, rowBytes, pixelBytes);
}

function undoPng(data: Uint8Array, rowBytes: number, pixelBytes: number): Uint8Array {
  const rows = Math.ceil(data.length / (rowBytes + 1));
  const out = new Uint8Array(rows * rowBytes);
  let written = 0;
  for (let row = 0; row < rows; row++) {
    const from = row * (rowBytes + 1);
    const kind = data[from] ?? 0;
    const to = row * rowBytes;
    const count = Math.min(rowBytes, data.length - from - 1);
    for (let index = 0; index < count; index++) {
      const raw = data[from + 1 + index] ?? 0;
      const left = index >= pixelBytes ? (out[to + index - pixelBytes] ?? 0) : 0;
      const up = row > 0 ? (out[to - rowBytes + index] ?? 0) : 0;
      let predicted = 0;
      if (kind === 1) predicted = left;
      else if (kind === 2) predicted = up;
      else if (kind === 3) predicted = (left + up) >> 1;
      else if (kind === 4) {
        const corner = row > 0 && index >= pixelBytes ? (out[to - rowBytes + index - pixelBytes] ?? 0) : 0;
        predicted = paeth(left, up, corner);
      }
      out[to + index] = raw + predicted;
    }
    written += count;
  }
  return out.subarray(0, written);
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const byLeft = Math.abs(estimate - left);
  const byUp = Math.abs(estimate - up);
  const byCorner = Math.abs(estimate - corner);
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}

function undoTiff(data: Uint8Array, rowBytes: number, params: PredictorParams): Uint8Array {
  if (params.bitsPerComponent !== 8) return objectDamaged('TIFF predictor');
  const out = Uint8Array.from(data);
  for (let row = 0; row < out.length; row += rowBytes) {
    const end = Math.min(out.length, row + rowBytes);
    for (let index = row + params.colors; index < end; index++) {
      out[index] = (out[index] ?? 0) + (out[index - params.colors] ?? 0);
    }
  }
  return out;
}
