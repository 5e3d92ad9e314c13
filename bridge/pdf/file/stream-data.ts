import { PDFArray, PDFDict, PDFName, PDFNumber, type PDFObject } from 'pdf-lib';
import { applyFilter, type FilterStage, OPAQUE_FILTERS } from './filters.ts';
import { exceeded, objectDamaged, type ReadLimits } from './limits.ts';
import { NO_PREDICTOR } from './predictor.ts';
import type { ByteSource } from './source.ts';
import { isWhite } from './syntax.ts';

/** Looks through a reference. */
export type Resolve = (value: PDFObject | undefined) => PDFObject | undefined;

const asIs: Resolve = (value) => value;

export interface StreamEnd {
  dataEnd: number;
  /** After `endobj` when it follows. */
  objectEnd: number;
  /** False when /Length did not lead to `endstream` and the data was measured by looking for it. */
  lengthRight: boolean;
}

const ENDSTREAM = Buffer.from('endstream');

/** Where a stream's data ends: at /Length when `endstream` follows there, else before the next `endstream`. */
export function findStreamEnd(source: ByteSource, start: number, length: number | undefined): StreamEnd {
  if (length !== undefined && length >= 0 && start + length <= source.size) {
    const tail = Buffer.from(source.read(start + length, 64));
    let at = 0;
    while (isWhite(tail[at]) && at < 16) at++;
    if (tail.subarray(at, at + 9).equals(ENDSTREAM)) {
      return {
        dataEnd: start + length,
        objectEnd: afterEndobj(source, start + length + at + 9),
        lengthRight: true,
      };
    }
  }
  const step = 64 * 1024;
  for (let from = start; from < source.size; from += step) {
    const window = Buffer.from(source.read(from, step + ENDSTREAM.length));
    const found = window.indexOf(ENDSTREAM);
    if (found < 0) continue;
    let end = from + found;
    const before = source.read(Math.max(start, end - 2), Math.min(2, end - start));
    if (before.at(-1) === 0x0a) end -= before.at(-2) === 0x0d ? 2 : 1;
    else if (before.at(-1) === 0x0d) end -= 1;
    return {
      dataEnd: Math.max(start, end),
      objectEnd: afterEndobj(source, from + found + 9),
      lengthRight: false,
    };
  }
  return objectDamaged('stream without end');
}

function afterEndobj(source: ByteSource, at: number): number {
  const tail = Buffer.from(source.read(at, 64));
  let index = 0;
  while (isWhite(tail[index])) index++;
  return tail.toString('latin1', index, index + 6) === 'endobj' ? at + index + 6 : at;
}

/** The filter chain of a stream dictionary. */
export function filterStages(dict: PDFDict, resolve: Resolve): FilterStage[] {
  const filters = listOf(resolve(dict.get(PDFName.of('Filter'))), resolve);
  const params = listOf(resolve(dict.get(PDFName.of('DecodeParms'))), resolve);
  if (filters.length > 8) exceeded('filters');
  return filters.map((filter, index) => {
    const own = params[index];
    const number = (key: string, fallback: number) => {
      const value = own instanceof PDFDict ? resolve(own.get(PDFName.of(key))) : undefined;
      return value instanceof PDFNumber ? value.asNumber() : fallback;
    };
    return {
      name: filter instanceof PDFName ? filter.decodeText() : '',
      predictor: {
        predictor: number('Predictor', NO_PREDICTOR.predictor),
        colors: number('Colors', NO_PREDICTOR.colors),
        bitsPerComponent: number('BitsPerComponent', NO_PREDICTOR.bitsPerComponent),
        columns: number('Columns', NO_PREDICTOR.columns),
      },
      earlyChange: number('EarlyChange', 1),
    };
  });
}

/** Runs data through the stages; stops before an image filter and leaves its data as it is. */
export function decodeStages(
  stages: readonly FilterStage[],
  data: Uint8Array,
  cap: number,
): { data: Uint8Array; opaque: string | null } {
  let current = data;
  for (const stage of stages) {
    if (OPAQUE_FILTERS.has(stage.name)) return { data: current, opaque: stage.name };
    current = applyFilter(stage, current, cap);
    if (current.length > cap) exceeded('decoded stream');
  }
  return { data: current, opaque: null };
}

/** Decodes the data, never or no longer encrypted, of a stream that refers to nothing: cross references, objects. */
export function decodeUnencrypted(dict: PDFDict, data: Uint8Array, limits: ReadLimits): Uint8Array {
  return decodeStages(filterStages(dict, asIs), data, limits.decodedBytes).data;
}

function listOf(value: PDFObject | undefined, resolve: Resolve): (PDFObject | undefined)[] {
  if (value instanceof PDFArray) return value.asArray().map((one) => resolve(one));
  return value === undefined ? [] : [value];
}
