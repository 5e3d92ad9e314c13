import { PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import type { ReasonCode } from '../../../shared/document/verdict-reasons.ts';
import { KyguiError } from '../../../shared/errors.ts';
import type { PdfFile } from '../file/pdf-file.ts';
import type { PdfView } from '../file/pdf-view.ts';
import {
  type FormField,
  formFields,
  pages,
  type SignatureValue,
  signatureValue,
} from './revisions/signature-fields.ts';
import { dictOf, elementsAt, entry, nameOf, refNumber, textOf } from './revisions/values.ts';

/** A signature with the view in which it was found: the newest, or the last one that still had it. */
export interface FoundSignature {
  readonly field: FormField;
  readonly value: SignatureValue;
  readonly view: PdfView;
  readonly reasons: readonly ReasonCode[];
}

/**
 * Every signature of the file: those of the newest revision's form, and those that an earlier revision had and
 * the newest one no longer shows, which are then reported as removed.
 */
export function findSignatures(file: PdfFile): FoundSignature[] {
  const found = new Map<string, FoundSignature>();
  const { latest } = file;
  const holders = new Map<number, number>();
  for (const { field, value } of signaturesIn(latest)) {
    holders.set(value.holderNumber, (holders.get(value.holderNumber) ?? 0) + 1);
    found.set(keyOf(field, value), { field, value, view: latest, reasons: [] });
  }
  for (let index = file.revisions.length - 2; index >= 0; index--) {
    const view = file.view(index);
    for (const { field, value } of quietly(() => signaturesIn(view))) {
      const key = keyOf(field, value);
      if (!found.has(key)) found.set(key, { field, value, view, reasons: ['CHANGED_SIGNATURE_FIELD'] });
    }
  }
  for (const { field, value } of straySignatures(latest, holders)) {
    found.set(keyOf(field, value), { field, value, view: latest, reasons: ['STRAY_SIGNATURE'] });
  }
  return [...found.values()].map((one) => {
    const shared = (holders.get(one.value.holderNumber) ?? 0) > 1;
    return shared ? { ...one, reasons: [...one.reasons, 'SIGNATURE_SHARED' as const] } : one;
  });
}

/** The same object at the same place under the same field name is the same signature. */
const keyOf = (field: FormField, value: SignatureValue): string =>
  `${value.holderNumber}@${value.holder.end}/${field.fullName}`;

function signaturesIn(view: PdfView): { field: FormField; value: SignatureValue }[] {
  return formFields(view).flatMap((field) => {
    const value = signatureValue(view, field);
    return value ? [{ field, value }] : [];
  });
}

/**
 * Signatures that some readers show though the form does not list their field: a widget on a page, or the certifying
 * signature of the catalog (Perms/DocMDP). What readers disagree about is told, and never sound.
 */
function straySignatures(
  view: PdfView,
  holders: ReadonlyMap<number, number>,
): { field: FormField; value: SignatureValue }[] {
  const found: { field: FormField; value: SignatureValue }[] = [];
  const take = (field: FormField) => {
    const value = signatureValue(view, field);
    if (value && !holders.has(value.holderNumber)) found.push({ field, value });
  };
  for (const page of pages(view)) {
    for (const item of elementsAt(view, page, 'Annots')) {
      for (const field of quietly(() => widgetField(view, item))) take(field);
    }
  }
  const permissions = entry(view, view.catalog, 'Perms');
  const ref = permissions instanceof PDFDict ? permissions.get(PDFName.of('DocMDP')) : undefined;
  if (ref instanceof PDFRef) {
    const dict = PDFDict.fromMapWithContext(new Map([[PDFName.of('V'), ref]]), view.catalog.context);
    take({ fullName: '', number: null, dict, type: 'Sig', widgets: [], widgetDicts: [] });
  }
  return found;
}

/** A widget taken as the field that it claims to be. */
function widgetField(view: PdfView, item: PDFObject): FormField[] {
  const dict = dictOf(view.resolve(item));
  if (!dict || nameOf(entry(view, dict, 'Subtype')) !== 'Widget') return [];
  const number = refNumber(item);
  const fullName = textOf(entry(view, dict, 'T')) ?? '';
  const type = nameOf(entry(view, dict, 'FT'));
  return [{ fullName, number, dict, type, widgets: number === null ? [] : [number], widgetDicts: [dict] }];
}

/**
 * True when the raw file holds a signature that nothing in the newest revision leads to: somebody took the form away,
 * or wrote cross references that pass by the signed state. Usage rights of Adobe Reader are signatures over
 * permissions, not over the document (ISO 32000-1, 12.8.2.3).
 */
export function holdsUnreachedSignature(file: PdfFile): boolean {
  const { source } = file;
  const rights = new Set(file.revisions.flatMap(({ index }) => quietly(() => usageRights(file.view(index)))));
  let left = rights.size;
  for (let at = 0; at < source.size; at += STEP) {
    const piece = Buffer.from(source.read(at, STEP + LONGEST_RANGE));
    if (!piece.includes('/ByteRange')) continue;
    for (const match of piece.toString('latin1').matchAll(RANGE)) {
      if (match.index < STEP && --left < 0) return true;
    }
  }
  return false;
}

function usageRights(view: PdfView): PDFDict[] {
  const permissions = dictOf(entry(view, view.catalog, 'Perms'));
  if (!permissions) return [];
  return ['UR', 'UR3'].flatMap((key) => dictOf(entry(view, permissions, key)) ?? []);
}

const STEP = 4 * 1024 * 1024;
const LONGEST_RANGE = 128;
const RANGE = /\/ByteRange\s*\[\s*\d+\s+\d+\s+\d+\s+\d+\s*\]/gu;

/** What cannot be read shows no signature: an old revision by itself, an annotation. */
function quietly<T>(read: () => T[]): T[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof KyguiError) return [];
    throw error;
  }
}
