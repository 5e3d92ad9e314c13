import { PDFArray, PDFDict, PDFName, type PDFObject } from 'pdf-lib';
import type { ParsedObject } from '../../file/indirect-object.ts';
import type { PdfView } from '../../file/pdf-view.ts';
import { dictAt, dictOf, elementsAt, entry, nameOf, refNumber, textOf } from './values.ts';

/** A field of the form (ISO 32000-2, 12.7.4) as one revision has it. */
export interface FormField {
  readonly fullName: string;
  /** Object number of the field; null for one written directly into the array. */
  readonly number: number | null;
  readonly dict: PDFDict;
  /** `FT`, inherited. */
  readonly type: string | null;
  /** Object numbers of its widgets, the merged one included. */
  readonly widgets: readonly number[];
  readonly widgetDicts: readonly PDFDict[];
}

/** A signature value with the object that it stands in. */
export interface SignatureValue {
  readonly dict: PDFDict;
  /** The indirect object that holds the dictionary: its own, or the field's when written directly. */
  readonly holder: ParsedObject;
  readonly holderNumber: number;
}

const DEEPEST = 32;
const MOST_FIELDS = 100_000;

/** Terminal fields of the form in the order of the tree. Kids met twice count once. */
export function formFields(view: PdfView): FormField[] {
  const form = dictAt(view, view.catalog, 'AcroForm');
  if (!form) return [];
  const fields: FormField[] = [];
  const seen = new Set<PDFDict>();
  const visit = (value: PDFObject, prefix: string, inherited: string | null, depth: number): void => {
    const dict = dictOf(view.resolve(value));
    if (!dict || depth > DEEPEST || seen.has(dict) || fields.length > MOST_FIELDS) return;
    seen.add(dict);
    const own = textOf(entry(view, dict, 'T'));
    const fullName = own === null ? prefix : prefix === '' ? own : `${prefix}.${own}`;
    const type = nameOf(entry(view, dict, 'FT')) ?? inherited;
    const kids = elementsAt(view, dict, 'Kids');
    const children = kids.filter((kid) => dictOf(view.resolve(kid))?.has(PDFName.of('T')));
    if (children.length > 0) {
      for (const kid of kids) visit(kid, fullName, type, depth + 1);
      return;
    }
    const widgets = kids.length > 0 ? kids : [value];
    fields.push({
      fullName,
      number: refNumber(value),
      dict,
      type,
      widgets: widgets.flatMap((widget) => refNumber(widget) ?? []),
      widgetDicts: widgets.flatMap((widget) => dictOf(view.resolve(widget)) ?? []),
    });
  };
  for (const field of elementsAt(view, form, 'Fields')) visit(field, '', null, 0);
  return fields;
}

/** What a dictionary says that claims to sign something, however little of it is there: an empty one is a placeholder. */
const CLAIMS = ['ByteRange', 'Contents', 'SubFilter', 'Filter', 'Cert'] as const;

/**
 * The signature that a field holds; null when it holds none. A value that is no dictionary, or claims nothing, counts
 * as none: no reader shows it as a signature.
 */
export function signatureValue(view: PdfView, field: FormField): SignatureValue | null {
  if (field.type !== 'Sig') return null;
  const raw = field.dict.get(PDFName.of('V'));
  const dict = view.resolve(raw);
  if (!(dict instanceof PDFDict) || CLAIMS.every((key) => entry(view, dict, key) === undefined)) return null;
  const holderNumber = refNumber(raw) ?? field.number;
  const holder = holderNumber === null ? null : view.parsed(holderNumber);
  if (holderNumber === null || !holder) return null;
  return { dict, holder, holderNumber };
}

/** Page index (from 0) → widgets on it, by object number, for telling where a signature is drawn. */
export function pageOfWidget(view: PdfView, widgets: readonly number[]): number | null {
  let index = -1;
  for (const page of pages(view)) {
    index++;
    const annotations = elementsAt(view, page, 'Annots');
    if (annotations.some((item) => widgets.includes(refNumber(item) ?? -1))) return index;
  }
  return null;
}

/** Leaf pages in order; a tree that turns in a circle ends there. */
export function* pages(view: PdfView): Generator<PDFDict> {
  const seen = new Set<PDFDict>();
  const stack: (PDFObject | undefined)[] = [view.catalog.get(PDFName.of('Pages'))];
  while (stack.length > 0) {
    const node = dictOf(view.resolve(stack.pop()));
    if (!node || seen.has(node)) continue;
    seen.add(node);
    const kids = entry(view, node, 'Kids');
    if (kids instanceof PDFArray) stack.push(...kids.asArray().toReversed());
    else yield node;
  }
}

/** A field that one revision signed. `created`: it is new too; `parts`: annotations came with it. */
export interface SignedField {
  readonly fullName: string;
  readonly created: boolean;
  readonly timestamp: boolean;
  readonly parts: boolean;
}

export function signedField(
  view: PdfView,
  field: FormField,
  created: boolean,
  parts: readonly number[],
): SignedField {
  return { fullName: field.fullName, created, timestamp: isTimestamp(view, field), parts: parts.length > 0 };
}

/** True for a field that holds a document time-stamp (ISO 32000-2, 12.8.5). */
export function isTimestamp(view: PdfView, field: FormField): boolean {
  const value = signatureValue(view, field);
  return value !== null && nameOf(entry(view, value.dict, 'SubFilter')) === 'ETSI.RFC3161';
}
