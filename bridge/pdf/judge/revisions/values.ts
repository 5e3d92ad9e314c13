import {
  PDFArray,
  PDFBool,
  PDFDict,
  PDFHexString,
  PDFName,
  PDFNull,
  PDFNumber,
  type PDFObject,
  PDFRef,
} from 'pdf-lib';
import { FileStream } from '../../file/file-stream.ts';
import type { PdfView } from '../../file/pdf-view.ts';

/** Name without its slash, or null for anything else. */
export const nameOf = (value: PDFObject | undefined): string | null =>
  value instanceof PDFName ? value.decodeText() : null;

/** Number, or null for anything else. */
export const numberOf = (value: PDFObject | undefined): number | null =>
  value instanceof PDFNumber ? value.asNumber() : null;

/** Text string (ISO 32000-2, 7.9.2.2) in NFC, or null. */
export const textOf = (value: PDFObject | undefined): string | null =>
  value instanceof PDFHexString ? value.decodeText().normalize('NFC') : null;

/** The dictionary of a dictionary or stream. */
export function dictOf(value: PDFObject | undefined): PDFDict | null {
  if (value instanceof PDFDict) return value;
  return value instanceof FileStream ? value.dict : null;
}

/** Value of a key, references looked through. */
export const entry = (view: PdfView, dict: PDFDict, key: string): PDFObject | undefined =>
  view.resolve(dict.get(PDFName.of(key)));

/** Dictionary under a key, or null. */
export const dictAt = (view: PdfView, dict: PDFDict, key: string): PDFDict | null =>
  dictOf(entry(view, dict, key));

/** Elements of an array under a key, unresolved; empty when there is none. */
export function elementsAt(view: PdfView, dict: PDFDict, key: string): readonly PDFObject[] {
  const value = entry(view, dict, key);
  return value instanceof PDFArray ? value.asArray() : [];
}

/** Keys of a dictionary without slash. */
export const keysOf = (dict: PDFDict): string[] => dict.keys().map((key) => key.decodeText());

/** Object number of a reference, or null. */
export const refNumber = (value: PDFObject | undefined): number | null =>
  value instanceof PDFRef ? value.objectNumber : null;

/** True for two scalars of the same kind and value; strings compare by bytes, however they were written. */
export function sameScalar(one: PDFObject | undefined, other: PDFObject | undefined): boolean {
  const a = one === PDFNull ? undefined : one;
  const b = other === PDFNull ? undefined : other;
  if (a === undefined || b === undefined) return a === b;
  if (a instanceof PDFName) return a === b;
  if (a instanceof PDFNumber) return b instanceof PDFNumber && sameNumber(a.asNumber(), b.asNumber());
  if (a instanceof PDFBool) return b instanceof PDFBool && a.asBoolean() === b.asBoolean();
  if (a instanceof PDFHexString) {
    return b instanceof PDFHexString && Buffer.compare(a.asBytes(), b.asBytes()) === 0;
  }
  return false;
}

/**
 * Writers that write an object anew round its real numbers (419.555905511811 becomes 419.55591, or what a float of four
 * octets holds of it): that shows nothing else. It must be a rounding: small steps through many revisions would lead
 * anywhere. Whole numbers count, name or point to something, and are the same or not.
 */
function sameNumber(one: number, other: number): boolean {
  if (one === other) return true;
  if (Number.isInteger(one) && Number.isInteger(other)) return false;
  if (Math.abs(one - other) > ROUNDING * Math.max(Math.abs(one), Math.abs(other))) return false;
  const places = Math.min(/\.(\d+)$/u.exec(String(other))?.[1]?.length ?? MOST_PLACES, MOST_PLACES);
  const cut = Math.trunc(one * 10 ** places) / 10 ** places;
  return [one, Math.fround(one), cut].some((value) => Number(value.toFixed(places)) === other);
}

const ROUNDING = 1e-5;
const MOST_PLACES = 15;
