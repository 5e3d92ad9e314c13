import { PDFArray, PDFBool, PDFDict, PDFHexString, PDFName } from 'pdf-lib';
import type { ReasonCode } from '../../../../shared/document/verdict-reasons.ts';
import type { PdfView } from '../../file/pdf-view.ts';
import { Comparison, ComparisonLimit, type Difference } from './comparison.ts';
import { FieldNodes } from './field-nodes.ts';
import { compareForms, type FormChange } from './form-diff.ts';
import { compareInfo, compareMetadata } from './metadata-diff.ts';
import { comparePages } from './page-diff.ts';
import { formFields } from './signature-fields.ts';
import { changedElements, compareStructure } from './structure-diff.ts';
import { compareValidationData } from './validation-data-diff.ts';
import { dictAt, dictOf, entry, keysOf, nameOf, refNumber, sameScalar } from './values.ts';

/** What one revision did to the document before it. */
export interface RevisionDiff {
  readonly differences: readonly Difference[];
  readonly signed: FormChange['signed'];
  /** Validation data came, and nothing else. */
  readonly onlyValidationData: boolean;
}

/** What programs write together with the security store: the day and the program in the file's description too. */
const WITH_VALIDATION_DATA = new Set(['dss', 'extensions', 'info', 'metadata']);

/** Keys that belong to the cross-reference section, not to the document (ISO 32000-2, tables 15 and 17). */
const SECTION_KEYS = new Set([
  'Size',
  'Prev',
  'XRefStm',
  'Type',
  'W',
  'Index',
  'Filter',
  'DecodeParms',
  'Length',
  'DL',
]);
const CATALOG_REASONS: Readonly<Record<string, ReasonCode>> = {
  OCProperties: 'CHANGED_OPTIONAL_CONTENT',
  OpenAction: 'CHANGED_ACTIONS',
  AA: 'CHANGED_ACTIONS',
  Names: 'CHANGED_ACTIONS',
  AF: 'CHANGED_ATTACHMENTS',
  Collection: 'CHANGED_ATTACHMENTS',
};

/**
 * Everything that differs between two neighbouring revisions, walked from the trailer. `finalView` is the newest
 * revision of the file.
 */
export function diffRevisions(before: PdfView, after: PdfView, finalView: PdfView): RevisionDiff {
  const comparison = new Comparison(before, after);
  let signed: FormChange['signed'] = [];
  try {
    markStructure(comparison);
    const nodes = new FieldNodes(comparison);
    compareTrailers(comparison);
    compareCatalogs(comparison);
    compareInfo(comparison);
    compareMetadata(comparison);
    compareValidationData(comparison);
    const form = compareForms(comparison, nodes, finalView);
    signed = form.signed;
    comparePages(comparison, form.newWidgets);
    compareStructure(comparison, form.newWidgets);
    comparison.settle();
    for (const { numbers, path } of comparison.replacedAppearances) {
      if (numbers.some((number) => comparison.reachedStrictly.has(number))) {
        comparison.refuse('SHARED_APPEARANCE', 'appearance', path);
      }
    }
  } catch (error) {
    if (!(error instanceof ComparisonLimit)) throw error;
    comparison.refuse('COMPARE_LIMIT', 'limit', '');
  }
  return {
    differences: comparison.differences,
    signed,
    onlyValidationData:
      comparison.differences.some((difference) => difference.what === 'dss') &&
      comparison.differences.every(
        (difference) => difference.reason === null && WITH_VALIDATION_DATA.has(difference.what),
      ),
  };
}

/** Dictionaries that are compared in their own role, wherever else they are referred to from. */
function markStructure(comparison: Comparison): void {
  const { before } = comparison;
  const mark = (number: number | null) => {
    if (number !== null) comparison.structural.add(number);
  };
  mark(refNumber(before.trailer.get(PDFName.of('Root'))));
  mark(refNumber(before.trailer.get(PDFName.of('Info'))));
  for (const number of changedElements(comparison)) mark(number);
  const stack = [before.catalog.get(PDFName.of('Pages'))];
  const seen = new Set<PDFDict>();
  while (stack.length > 0) {
    const ref = stack.pop();
    const node = dictOf(before.resolve(ref));
    if (!node || seen.has(node)) continue;
    seen.add(node);
    mark(refNumber(ref));
    const kids = entry(before, node, 'Kids');
    if (kids instanceof PDFArray) stack.push(...kids.asArray());
  }
  for (const field of formFields(before)) {
    if (field.type !== 'Sig') continue;
    for (const number of [field.number, ...field.widgets]) if (number !== null) comparison.fields.add(number);
  }
}

function compareTrailers(comparison: Comparison): void {
  const { before, after } = comparison;
  const old = before.trailer;
  const now = after.trailer;
  comparison.keysTwice(old, now, 'Trailer');
  if (refNumber(old.get(PDFName.of('Root'))) !== refNumber(now.get(PDFName.of('Root')))) {
    comparison.refuse('CHANGED_TRAILER', 'value', 'Root');
  }
  compareIds(comparison, old, now);
  comparison.strictKey(old, now, 'Encrypt', 'Trailer', 'CHANGED_ENCRYPTION');
  for (const key of new Set([...keysOf(old), ...keysOf(now)])) {
    if (SECTION_KEYS.has(key) || ['Root', 'Info', 'ID', 'Encrypt'].includes(key)) continue;
    const name = PDFName.of(key);
    // Writers drop keys that they do not know; what is dropped can no longer mean anything else.
    comparison.strict(old.get(name), now.get(name) ?? old.get(name), `Trailer.${key}`, 'CHANGED_TRAILER');
  }
}

/**
 * The first half of `/ID` stays for the life of the file (ISO 32000-2, 14.4). Programs of the iText 2 family set it anew;
 * where nothing is encrypted by it, it shows nothing.
 */
function compareIds(comparison: Comparison, old: PDFDict, now: PDFDict): void {
  const isKey = old.has(PDFName.of('Encrypt')) || now.has(PDFName.of('Encrypt'));
  const before = entry(comparison.before, old, 'ID');
  const after = entry(comparison.after, now, 'ID');
  if (!(before instanceof PDFArray)) return;
  const first = after instanceof PDFArray ? comparison.after.resolve(after.get(0)) : undefined;
  if (!isKey && first instanceof PDFHexString) return;
  if (!sameScalar(comparison.before.resolve(before.get(0)), first)) {
    comparison.refuse('CHANGED_TRAILER', 'value', 'Trailer.ID');
  }
}

function compareCatalogs(comparison: Comparison): void {
  const old = comparison.before.catalog;
  const now = comparison.after.catalog;
  comparison.keysTwice(old, now, 'Root');
  for (const key of new Set([...keysOf(old), ...keysOf(now)])) {
    switch (key) {
      case 'AcroForm':
      case 'Pages':
      case 'DSS':
      case 'Metadata':
      case 'StructTreeRoot':
        break;
      case 'MarkInfo':
        compareMarks(comparison, old, now);
        break;
      case 'Version':
        compareVersions(comparison, old, now);
        break;
      case 'Extensions':
        compareExtensions(comparison, old, now);
        break;
      default:
        comparison.strictKey(old, now, key, 'Root', CATALOG_REASONS[key] ?? 'CHANGED_CATALOG');
    }
  }
}

/** The version may rise (ISO 32000-2, 7.5.6). */
function compareVersions(comparison: Comparison, old: PDFDict, now: PDFDict): void {
  const before = nameOf(entry(comparison.before, old, 'Version')) ?? '';
  const after = nameOf(entry(comparison.after, now, 'Version')) ?? '';
  const rises = /^\d\.\d$/u.test(after) && after >= before;
  if (!rises) comparison.strictKey(old, now, 'Version', 'Root', 'CHANGED_CATALOG');
}

/** Writers say whether they tag (ISO 32000-2, 14.7.1); three truth values that show nothing. */
function compareMarks(comparison: Comparison, old: PDFDict, now: PDFDict): void {
  const after = entry(comparison.after, now, 'MarkInfo');
  const plain =
    after instanceof PDFDict &&
    keysOf(after).every((key) => MARKS.has(key) && entry(comparison.after, after, key) instanceof PDFBool);
  if (!plain) comparison.strictKey(old, now, 'MarkInfo', 'Root', 'CHANGED_CATALOG');
}

const MARKS = new Set(['Marked', 'UserProperties', 'Suspects']);

/** Developer extensions may be added (ISO 32000-2, 7.12); they say what is in the file and show nothing. */
function compareExtensions(comparison: Comparison, old: PDFDict, now: PDFDict): void {
  const path = 'Root.Extensions';
  const before = dictAt(comparison.before, old, 'Extensions');
  const after = dictAt(comparison.after, now, 'Extensions');
  if (!after) {
    comparison.strictKey(old, now, 'Extensions', 'Root', 'CHANGED_CATALOG');
    return;
  }
  if (before === after) return;
  const had = before ?? PDFDict.withContext(after.context);
  for (const key of keysOf(after)) {
    if (key === 'Type') continue;
    const value = entry(comparison.after, after, key);
    const items = value instanceof PDFArray ? value.asArray() : [value];
    const fine = items.every((item) => {
      const one = comparison.after.resolve(item);
      return one instanceof PDFDict && keysOf(one).every((name) => EXTENSION_KEYS.has(name));
    });
    if (!fine) comparison.strictKey(had, after, key, path, 'CHANGED_CATALOG');
  }
  comparison.allow('extensions', path);
}

const EXTENSION_KEYS = new Set(['Type', 'BaseVersion', 'ExtensionLevel', 'URL', 'ExtensionRevision']);
