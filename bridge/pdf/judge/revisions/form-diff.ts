import { PDFArray, PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import { FileStream } from '../../file/file-stream.ts';
import { hasDuplicateKeys } from '../../file/object-parser.ts';
import type { PdfView } from '../../file/pdf-view.ts';
import { isWhite } from '../../file/syntax.ts';
import type { Comparison } from './comparison.ts';
import type { FieldNodes } from './field-nodes.ts';
import { compareFieldOrder, compareFormEntries } from './form-entries.ts';
import {
  type FormField,
  formFields,
  isTimestamp,
  type SignedField,
  signatureValue,
  signedField,
} from './signature-fields.ts';
import { dictAt, dictOf, elementsAt, entry, keysOf, nameOf, numberOf, refNumber, textOf } from './values.ts';

/** What one revision did to the form. */
export interface FormChange {
  /** Signature fields that became signed, by full name; `created` when the field is new too. */
  readonly signed: readonly SignedField[];
  /** Object numbers of widgets that the page may gain. */
  readonly newWidgets: ReadonlySet<number>;
}

/** Annotations beside the widget that belong to the same signature, listed in its field by our writer. */
const PARTS = 'KYGUI_Parts';

/** Entries of a signature field or its widget that signing sets (ISO 32000-2, 12.7.5.5, 12.5.2). */
const SET_BY_SIGNING = new Set(['V', 'AP', 'AS', 'F', 'Ff', 'DA', 'M', 'P', 'Q', 'MK']);
/**
 * Entries that a writer may add while signing: what kind it is, its place in the structure, what it locks for later, and
 * our own list of parts, each of which `stampParts` looks at.
 */
const ADDED_BY_SIGNING = new Set(['Type', 'StructParent', 'Lock', PARTS]);
/** Entries that make a widget do something or come and go. */
const FORBIDDEN_IN_WIDGET = ['A', 'AA', 'OC', 'PMD', 'Popup'];

/** Compares the two states of the AcroForm. `finalView` tells whether an empty new field was signed later. */
export function compareForms(comparison: Comparison, nodes: FieldNodes, finalView: PdfView): FormChange {
  const { before, after } = comparison;
  const path = 'Root.AcroForm';
  const oldForm = dictAt(before, before.catalog, 'AcroForm');
  const newForm = dictAt(after, after.catalog, 'AcroForm');
  const newWidgets = new Set<number>();
  const signed: SignedField[] = [];
  if (!newForm) {
    if (oldForm) comparison.refuse('CHANGED_FORM', 'form removed', path);
    return { signed, newWidgets };
  }
  compareFormEntries(comparison, oldForm, newForm, path);

  const oldFields = formFields(before);
  const newFields = formFields(after);
  const oldByNumber = new Map(
    oldFields.flatMap((field) => (field.number === null ? [] : [[field.number, field]])),
  );
  compareFieldOrder(comparison, oldForm, newForm, path);
  const names = new Map<string, number>();
  for (const field of newFields) names.set(field.fullName, (names.get(field.fullName) ?? 0) + 1);
  const known = new Set(oldFields.map((field) => field.number));
  const oldNames = new Set(oldFields.map((field) => field.fullName));
  const joined = new Set<number>();

  for (const field of newFields) {
    const at = `${path}.Fields(${field.fullName})`;
    const old = field.number === null ? undefined : oldByNumber.get(field.number);
    if (old) {
      if (old.fullName !== field.fullName) comparison.refuse('CHANGED_FORM', 'field renamed', at);
      if (compareField(comparison, old, field, at)) {
        // A list that was there before came from somebody else: it stays as it is and lets nothing in.
        const parts = old.dict.has(PDFName.of(PARTS)) ? [] : stampParts(comparison, field, at);
        signed.push(signedField(after, field, false, parts));
        checkTimestamp(comparison, old, field, at);
        for (const number of [...field.widgets, ...parts]) newWidgets.add(number);
      }
      continue;
    }
    if (field.number === null && oldFields.some((one) => one.number === null)) continue;
    const doubled = oldNames.has(field.fullName) || (names.get(field.fullName) ?? 0) > 1;
    if (doubled) comparison.refuse('CHANGED_FORM', 'field name taken', at);
    if (checkNewField(comparison, nodes, field, finalView, at)) {
      if (field.number !== null) joined.add(field.number);
      const parts = stampParts(comparison, field, at);
      for (const number of [...field.widgets, ...parts]) newWidgets.add(number);
      if (signatureValue(after, field)) {
        signed.push(signedField(after, field, true, parts));
        checkTimestamp(comparison, null, field, at);
      }
    }
  }
  const kept = new Set(newFields.map((field) => field.number));
  for (const number of known) {
    if (number !== null && !kept.has(number)) {
      const lost = oldByNumber.get(number);
      const code = lost && signatureValue(before, lost) ? 'CHANGED_SIGNATURE_FIELD' : 'CHANGED_FORM';
      comparison.refuse(code, 'field removed', `${path}.Fields(${lost?.fullName ?? ''})`);
    }
  }
  nodes.compare(joined, `${path}.Fields`);
  return { signed, newWidgets };
}

/** Compares a field that was there; true when it was empty and is signed now. */
function compareField(comparison: Comparison, old: FormField, now: FormField, path: string): boolean {
  const { before, after } = comparison;
  const wasSigned = signatureValue(before, old) !== null;
  const isSigned = signatureValue(after, now) !== null;
  if (old.type === 'Sig' && now.type === 'Sig' && !wasSigned && isSigned) {
    compareSigning(comparison, old, now, path);
    comparison.allow('signature', path);
    return true;
  }
  const code = wasSigned ? 'CHANGED_SIGNATURE_FIELD' : 'CHANGED_FORM';
  strictField(comparison, old.dict, now.dict, path, code);
  return false;
}

/** Strict comparing of a field and all its kids; the values have a code of their own. */
function strictField(
  comparison: Comparison,
  old: PDFDict,
  now: PDFDict,
  path: string,
  code: 'CHANGED_SIGNATURE_FIELD' | 'CHANGED_FORM',
): void {
  comparison.keysTwice(old, now, path);
  for (const key of new Set([...keysOf(old), ...keysOf(now)])) {
    if (key === 'Parent' || key === 'P') {
      comparison.sameReference(old, now, key, path, code);
      continue;
    }
    if (key === 'Kids') {
      compareKids(comparison, old, now, path, code);
      continue;
    }
    const isValue = key === 'V' || key === 'DV' || key === 'AS' || key === 'Opt' || key === 'I';
    const looks = key === 'AP' || key === 'Rect' || key === 'MK' || key === 'F';
    const own =
      code === 'CHANGED_SIGNATURE_FIELD'
        ? code
        : isValue
          ? 'CHANGED_FORM_VALUE'
          : looks
            ? 'CHANGED_ANNOTATION'
            : code;
    comparison.strictKey(old, now, key, path, own);
  }
}

function compareKids(
  comparison: Comparison,
  old: PDFDict,
  now: PDFDict,
  path: string,
  code: 'CHANGED_SIGNATURE_FIELD' | 'CHANGED_FORM',
): void {
  const had = entry(comparison.before, old, 'Kids');
  const has = entry(comparison.after, now, 'Kids');
  if (!(had instanceof PDFArray) || !(has instanceof PDFArray)) {
    comparison.strictKey(old, now, 'Kids', path, code);
    return;
  }
  const oldKids = had.asArray();
  const newKids = has.asArray();
  if (oldKids.length !== newKids.length) comparison.refuse(code, 'kids', `${path}.Kids`);
  oldKids.forEach((kid, index) => {
    const at = `${path}.Kids[${index}]`;
    const other = newKids[index];
    if (kid instanceof PDFRef && kid !== other) {
      comparison.refuse(code, 'kid', at);
      return;
    }
    const oldDict = dictOf(comparison.before.resolve(kid));
    const newDict = dictOf(comparison.after.resolve(other));
    if (oldDict && newDict) strictField(comparison, oldDict, newDict, at, code);
    else if (oldDict || newDict) comparison.refuse(code, 'kid', at);
  });
}

/** An empty signature field that is signed now: value and appearance may be set, all else stays. */
function compareSigning(comparison: Comparison, old: FormField, now: FormField, path: string): void {
  signingEntries(comparison, old.dict, now.dict, path);
  const merged = now.widgetDicts.length === 1 && now.widgetDicts[0] === now.dict;
  if (merged) return;
  if (String(old.widgets) !== String(now.widgets)) {
    comparison.refuse('CHANGED_FORM', 'widgets', `${path}.Kids`);
    return;
  }
  now.widgetDicts.forEach((widget, index) => {
    const before = old.widgetDicts[index];
    if (before) signingEntries(comparison, before, widget, `${path}.Kids[${index}]`);
  });
}

function signingEntries(comparison: Comparison, old: PDFDict, now: PDFDict, path: string): void {
  comparison.keysTwice(old, now, path);
  checkWidgetEntries(comparison, now, path);
  for (const key of new Set([...keysOf(old), ...keysOf(now)])) {
    if (key === 'Kids' || key === 'Parent') {
      if (key === 'Parent') comparison.sameReference(old, now, key, path, 'CHANGED_FORM');
      continue;
    }
    if (SET_BY_SIGNING.has(key)) continue;
    const isOtherKind = key === 'Type' && nameOf(entry(comparison.after, now, key)) !== 'Annot';
    if (ADDED_BY_SIGNING.has(key) && !old.has(PDFName.of(key)) && !isOtherKind) continue;
    comparison.strictKey(old, now, key, path, 'CHANGED_FORM');
  }
  checkReplacedAppearance(comparison, old, now, path);
}

/**
 * The old picture of a field that is drawn anew must have belonged to that field alone where it is written over: an object
 * that is used elsewhere too would be changed there as well. Its dictionary may have no other use at all; a stream that
 * stays as it was may, such as the blank one that Acrobat keeps in the form's resources.
 */
function checkReplacedAppearance(comparison: Comparison, old: PDFDict, now: PDFDict, path: string): void {
  const name = PDFName.of('AP');
  const before = old.get(name);
  const after = now.get(name);
  const isWritten = (number: number) => !comparison.sameEntry(number);
  const numbers = appearanceNumbers(comparison.before, before);
  const isReplaced =
    before !== after || [...numbers, ...appearanceNumbers(comparison.after, after)].some(isWritten);
  const own = isReplaced ? numbers.filter((number) => number === refNumber(before) || isWritten(number)) : [];
  if (own.length > 0) comparison.replacedAppearances.push({ numbers: own, path: `${path}.AP` });
}

/** Numbers of an appearance dictionary and its streams (ISO 32000-2, 12.5.5), not of what they use. */
function appearanceNumbers(view: PdfView, appearance: PDFObject | undefined): number[] {
  const found: number[] = [];
  const visit = (value: PDFObject | undefined, depth: number): void => {
    const number = refNumber(value);
    if (number !== null) found.push(number);
    const target = view.resolve(value);
    if (depth > 2 || !(target instanceof PDFDict)) return;
    for (const [, item] of target.entries()) visit(item, depth + 1);
  };
  visit(appearance, 0);
  return found;
}

function checkWidgetEntries(comparison: Comparison, widget: PDFDict, path: string): void {
  for (const key of FORBIDDEN_IN_WIDGET) {
    if (widget.has(PDFName.of(key))) comparison.refuse('CHANGED_ANNOTATION', 'entry', `${path}.${key}`);
  }
  const subtype = nameOf(entry(comparison.after, widget, 'Subtype'));
  if (subtype !== null && subtype !== 'Widget')
    comparison.refuse('CHANGED_ANNOTATION', 'kind', `${path}.Subtype`);
}

/** A field that was not there: true when it is a signature field and nothing else. */
function checkNewField(
  comparison: Comparison,
  nodes: FieldNodes,
  field: FormField,
  finalView: PdfView,
  path: string,
): boolean {
  const { before, after } = comparison;
  if (field.type !== 'Sig' || field.number === null) {
    comparison.refuse('CHANGED_FORM', 'field added', path);
    return false;
  }
  if (field.dict.has(PDFName.of('Parent')) && !nodes.holdsRightly(field)) {
    comparison.refuse('CHANGED_FORM', 'field added below another', path);
    return false;
  }
  const { number } = field;
  comparison.afterwards(() => {
    const reused = before.object(number) !== null && comparison.reachedStrictly.has(number);
    if (reused) comparison.refuse('DUPLICATE_OBJECT', 'number reused', path);
  });
  for (const dict of new Set([field.dict, ...field.widgetDicts])) {
    if (hasDuplicateKeys(dict)) comparison.refuse('DUPLICATE_OBJECT', 'key given twice', path);
    checkWidgetEntries(comparison, dict, path);
  }
  if (signatureValue(after, field)) {
    comparison.allow('signature field', path);
    return true;
  }
  const later = formFields(finalView).find((one) => one.number === field.number);
  const signedLater = later !== undefined && signatureValue(finalView, later) !== null;
  if (!signedLater && field.widgetDicts.some((widget) => draws(after, widget))) {
    comparison.refuse('UNSIGNED_FIELD_VISIBLE', 'field added', path);
  } else {
    comparison.allow('empty signature field', path);
  }
  return true;
}

/**
 * A time-stamp tells when, and its authority never saw the document: it may show nothing that was not there. A picture
 * under it would stand over the letter without anybody who signed for it.
 */
function checkTimestamp(comparison: Comparison, old: FormField | null, now: FormField, path: string): void {
  const { after } = comparison;
  if (!isTimestamp(after, now)) return;
  const refuse = () => comparison.refuse('TIMESTAMP_VISIBLE', 'time-stamp', path);
  if (elementsAt(after, now.dict, PARTS).length > 0) refuse();
  now.widgetDicts.forEach((widget, index) => {
    if (!draws(after, widget) || isBlank(after, widget)) return;
    const before = old?.widgetDicts[index];
    if (!before) refuse();
    else for (const key of LOOKS) comparison.strictKey(before, widget, key, path, 'TIMESTAMP_VISIBLE');
  });
}

/** What makes a widget look as it does, and whether it is seen. */
const LOOKS = ['AP', 'AS', 'MK', 'F'] as const;

/** True when all that the widget has is an appearance that draws nothing, as writers give to those without area. */
function isBlank(view: PdfView, widget: PDFDict): boolean {
  const marks = dictAt(view, widget, 'MK');
  const appearance = dictAt(view, widget, 'AP');
  if (!appearance || (marks && keysOf(marks).length > 0)) return false;
  return keysOf(appearance).every((key) => {
    const picture = entry(view, appearance, key);
    if (!(picture instanceof FileStream)) return false;
    return view.streamBytes(picture).data.every((byte) => isWhite(byte));
  });
}

/** True when the widget has an area and something to draw in it: an appearance, or what readers make one of. */
function draws(view: PdfView, widget: PDFDict): boolean {
  const rect = entry(view, widget, 'Rect');
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] =
    rect instanceof PDFArray ? rect.asArray().map((item) => numberOf(view.resolve(item)) ?? 0) : [];
  if (x0 === x1 || y0 === y1) return false;
  return ['AP', 'MK'].some((key) => {
    const drawn = dictAt(view, widget, key);
    return drawn !== null && keysOf(drawn).length > 0;
  });
}

/** Entries that a part has and no other, and its flags: Print, ReadOnly, Locked, LockedContents. */
const PART_KEYS = new Set(['Type', 'Subtype', 'NM', 'F', 'P', 'Rect', 'AP']);
const PART_FLAGS = 4 + 64 + 128 + 512;

/**
 * Parts of a new signature's picture that stand on other pages than its widget: stamp annotations that came with the
 * signature, name it, do nothing and cannot be moved. They are what the new signer signed, as the widget is.
 */
function stampParts(comparison: Comparison, field: FormField, path: string): number[] {
  const { before, after } = comparison;
  if (!signatureValue(after, field)) return [];
  return elementsAt(after, field.dict, PARTS).flatMap((item, index) => {
    const number = refNumber(item);
    const stamp = after.resolve(item);
    const fits =
      number !== null &&
      before.object(number) === null &&
      stamp instanceof PDFDict &&
      keysOf(stamp).every((key) => PART_KEYS.has(key)) &&
      nameOf(entry(after, stamp, 'Subtype')) === 'Stamp' &&
      numberOf(entry(after, stamp, 'F')) === PART_FLAGS &&
      textOf(entry(after, stamp, 'NM')) === `${field.fullName}.${index + 1}`;
    if (!fits) comparison.refuse('CHANGED_ANNOTATION', 'part of a signature', `${path}.${PARTS}[${index}]`);
    return fits ? [number] : [];
  });
}
