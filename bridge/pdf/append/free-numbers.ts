import { type PDFObject, PDFRef } from 'pdf-lib';
import { KyguiError } from '../../../shared/errors.ts';
import { xrefDamaged } from '../file/limits.ts';
import type { PdfFile } from '../file/pdf-file.ts';
import { reachable } from '../file/reachable.ts';

/** Objects looked at, some 30 µs each: far more than a letter has, and half a second in a book. */
const MOST_OBJECTS = 20_000;
/** More numbers than one increment takes. */
const ROOM = 4096;

/**
 * The first of a run of numbers that the file neither uses nor promises nor refers to. Some programs leave references
 * behind to objects that they dropped, beyond the largest /Size too; such a reference means null (ISO 32000-2, 7.3.10),
 * and an object of ours under its number would become a font or a picture of the page.
 * @throws PDF_XREF_DAMAGED as {@link assertNumbersLeft}
 */
export function firstFreeNumber(file: PdfFile): number {
  assertNumbersLeft(file);
  const first = file.nextObjectNumber;
  let free = first;
  for (const number of [...referencesFrom(file, first)].sort((a, b) => a - b)) {
    if (number - free >= ROOM) break;
    free = number + 1;
  }
  return hasRoom(file, free) ? free : xrefDamaged(NUMBERS);
}

/**
 * An increment finds room between what the trailers promise and the largest number that readers take.
 * @throws PDF_XREF_DAMAGED
 */
export function assertNumbersLeft(file: PdfFile): void {
  if (!hasRoom(file, file.nextObjectNumber)) xrefDamaged(NUMBERS);
}

const hasRoom = (file: PdfFile, next: number): boolean => next + ROOM <= file.limits.objectNumber;

const NUMBERS = 'Size';

/** Numbers at `least` and above that anything refers to which can be reached from the trailer. */
function referencesFrom(file: PdfFile, least: number): Set<number> {
  const found = new Set<number>();
  let objects = 0;
  for (const value of reachable(file.latest.trailer, (ref) => readable(file, ref))) {
    if (!(value instanceof PDFRef)) continue;
    if (++objects > MOST_OBJECTS) break;
    if (value.objectNumber >= least) found.add(value.objectNumber);
  }
  return found;
}

/** What cannot be read refers to nothing. */
function readable(file: PdfFile, ref: PDFRef): PDFObject | undefined {
  try {
    return file.latest.resolve(ref);
  } catch (thrown) {
    if (thrown instanceof KyguiError) return undefined;
    throw thrown;
  }
}
