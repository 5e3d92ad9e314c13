import { PDFArray, PDFDict, type PDFObject, PDFRef } from 'pdf-lib';
import { KyguiError } from '../../../shared/errors.ts';
import { FileStream } from '../file/file-stream.ts';
import type { PdfFile } from '../file/pdf-file.ts';

/** Objects looked at, some 30 µs each: far more than a letter has, and half a second in a book. */
const MOST_OBJECTS = 20_000;
/** More numbers than one increment takes. */
const ROOM = 4096;

/**
 * The first of a run of numbers that the file neither uses nor promises nor refers to. Some programs leave references
 * behind to objects that they dropped, beyond the largest /Size too; such a reference means null (ISO 32000-2, 7.3.10),
 * and an object of ours under its number would become a font or a picture of the page.
 */
export function firstFreeNumber(file: PdfFile): number {
  const first = file.nextObjectNumber;
  let free = first;
  for (const number of [...referencesFrom(file, first)].sort((a, b) => a - b)) {
    if (number - free >= ROOM) break;
    free = number + 1;
  }
  return free;
}

/** Numbers at `least` and above that anything refers to which can be reached from the trailer. */
function referencesFrom(file: PdfFile, least: number): Set<number> {
  const found = new Set<number>();
  const seen = new Set<number>();
  const open: PDFObject[] = [file.latest.trailer];
  for (let value = open.pop(); value; value = open.pop()) {
    if (value instanceof PDFRef) {
      const { objectNumber } = value;
      if (seen.has(objectNumber) || seen.size >= MOST_OBJECTS) continue;
      seen.add(objectNumber);
      if (objectNumber >= least) found.add(objectNumber);
      const meant = readable(file, value);
      if (meant) open.push(meant);
    } else if (value instanceof PDFArray) {
      for (const item of value.asArray()) if (mayRefer(item)) open.push(item);
    } else {
      const dict = value instanceof FileStream ? value.dict : value;
      if (dict instanceof PDFDict) for (const item of dict.values()) if (mayRefer(item)) open.push(item);
    }
  }
  return found;
}

const mayRefer = (value: PDFObject): boolean =>
  value instanceof PDFRef || value instanceof PDFArray || value instanceof PDFDict;

/** What cannot be read refers to nothing. */
function readable(file: PdfFile, ref: PDFRef): PDFObject | undefined {
  try {
    return file.latest.resolve(ref);
  } catch (thrown) {
    if (thrown instanceof KyguiError) return undefined;
    throw thrown;
  }
}
