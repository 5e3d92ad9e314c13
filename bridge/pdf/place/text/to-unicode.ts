import { PDFArray, type PDFContext, PDFHexString, PDFNumber, type PDFObject } from 'pdf-lib';
import { ContentReader } from '../../content/content-reader.ts';
import type { ReadLimits } from '../../file/limits.ts';

/** Codes of a font as text (ISO 32000-2, 9.10.3). */
export interface ToUnicode {
  /** Bytes per code, from the code space; 1 or 2 in practice. */
  codeBytes: number;
  map: ReadonlyMap<number, string>;
}

const MOST_CODES = 70_000;

/** Reads bfchar, bfrange and the code space of a ToUnicode CMap; everything else in it is passed over. */
export function readToUnicode(data: Uint8Array, context: PDFContext, limits: ReadLimits): ToUnicode {
  const map = new Map<number, string>();
  let codeBytes = 1;
  for (const { operator, operands } of new ContentReader(data, context, limits).operations()) {
    if (operator === 'endcodespacerange') {
      for (const one of operands)
        if (one instanceof PDFHexString) codeBytes = Math.max(codeBytes, one.asBytes().length);
    } else if (operator === 'endbfchar') {
      for (let index = 0; index + 1 < operands.length; index += 2) {
        const code = codeOf(operands[index]);
        if (code !== undefined && map.size < MOST_CODES) map.set(code, textOf(operands[index + 1]));
      }
    } else if (operator === 'endbfrange') {
      for (let index = 0; index + 2 < operands.length; index += 3) {
        addRange(map, operands[index], operands[index + 1], operands[index + 2]);
      }
    }
  }
  return { codeBytes, map };
}

function addRange(
  map: Map<number, string>,
  from: PDFObject | undefined,
  to: PDFObject | undefined,
  target: PDFObject | undefined,
): void {
  const first = codeOf(from);
  const last = codeOf(to);
  if (first === undefined || last === undefined || last - first > 0xffff) return;
  for (let code = first; code <= last && map.size < MOST_CODES; code++) {
    if (target instanceof PDFArray) {
      const one = code - first < target.size() ? target.get(code - first) : undefined;
      if (one) map.set(code, textOf(one));
      continue;
    }
    const base = textOf(target);
    const head = base.slice(0, -1);
    const tail = base.charCodeAt(base.length - 1);
    if (!Number.isNaN(tail)) map.set(code, head + String.fromCharCode(tail + code - first));
  }
}

function codeOf(value: PDFObject | undefined): number | undefined {
  if (value instanceof PDFNumber) return value.asNumber();
  if (!(value instanceof PDFHexString)) return undefined;
  return value.asBytes().reduce((sum, byte) => sum * 256 + byte, 0);
}

function textOf(value: PDFObject | undefined): string {
  if (!(value instanceof PDFHexString)) return '';
  const bytes = Buffer.from(value.asBytes());
  return bytes.length % 2 === 0 ? bytes.swap16().toString('utf16le') : bytes.toString('latin1');
}
