import { PDFArray, PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import type { ReasonCode } from '../../../../shared/document/verdict-reasons.ts';
import { type Comparison, ComparisonLimit } from './comparison.ts';
import { dictOf, elementsAt, entry, keysOf, nameOf, refNumber, textOf } from './values.ts';

const PAGE_KEYS: Readonly<Record<string, ReasonCode>> = {
  Contents: 'CHANGED_PAGE_CONTENT',
  Resources: 'CHANGED_RESOURCES',
  AA: 'CHANGED_ACTIONS',
  Group: 'CHANGED_PAGE_CONTENT',
};
/** Some programs hang each page below the one before it. */
const DEEPEST = 1000;
/** The version that programs of the iText 2 family write into the root of the page tree. */
const MARK_OF_ITEXT = 'ITXT';

/** Compares the page trees: pages keep place, size, content and resources; annotations may gain new widgets. */
export function comparePages(comparison: Comparison, newWidgets: ReadonlySet<number>): void {
  const name = PDFName.of('Pages');
  const before = comparison.before.catalog.get(name);
  const after = comparison.after.catalog.get(name);
  compareNode(comparison, before, after, 'Root.Pages', { newWidgets, inherited: {}, depth: 0 }, new Set());
}

/** What a node of the tree is compared with beside the node itself. */
interface Surroundings {
  readonly newWidgets: ReadonlySet<number>;
  /** Entries of the nodes above, as the older revision has them (ISO 32000-2, 7.7.3.4). */
  readonly inherited: Readonly<Record<string, PDFObject>>;
  readonly depth: number;
}

const INHERITABLE = ['Resources', 'MediaBox', 'CropBox', 'Rotate'] as const;

function compareNode(
  comparison: Comparison,
  before: PDFObject | undefined,
  after: PDFObject | undefined,
  path: string,
  around: Surroundings,
  seen: Set<PDFDict>,
): void {
  if (around.depth > DEEPEST) throw new ComparisonLimit();
  const old = dictOf(comparison.before.resolve(before));
  const now = dictOf(comparison.after.resolve(after));
  if (!old || !now || refNumber(before) !== refNumber(after)) {
    if (old || now) comparison.refuse('CHANGED_PAGES', 'page', path);
    // Other readers may make a page of it.
    else comparison.strict(before, after, path, 'CHANGED_PAGES');
    return;
  }
  if (seen.has(old)) return;
  seen.add(old);
  comparison.keysTwice(old, now, path);
  for (const key of new Set([...keysOf(old), ...keysOf(now)])) {
    const name = PDFName.of(key);
    if (key === 'Parent') {
      // A reference is one object however often it is read; what else damaged files hold here is told by its text.
      const same = old.get(name) === now.get(name) || String(old.get(name)) === String(now.get(name));
      if (!same) comparison.refuse('CHANGED_PAGES', 'parent', `${path}.Parent`);
      else comparison.strictKey(old, now, key, path, 'CHANGED_PAGES');
    } else if (key === 'Kids') {
      compareKids(comparison, old, now, path, around, seen);
    } else if (key === 'Annots') {
      compareAnnotations(comparison, old, now, `${path}.Annots`, around.newWidgets);
    } else if (isInheritedSaidAgain(key, old, now, around.inherited)) {
      // Programs of the iText family write into the page what it inherits; from nowhere that is an empty dictionary.
      const value = around.inherited[key] ?? PDFDict.withContext(old.context);
      comparison.strict(value, now.get(name), `${path}.${key}`, PAGE_KEYS[key] ?? 'CHANGED_PAGES');
    } else if (key === MARK_OF_ITEXT && textOf(entry(comparison.after, now, key)) !== null) {
      comparison.allow('mark of the program', `${path}.${key}`);
    } else if (key === 'Tabs' && isTabOrderSet(comparison, old, now)) {
      comparison.allow('tab order', `${path}.Tabs`);
    } else {
      comparison.strictKey(old, now, key, path, PAGE_KEYS[key] ?? 'CHANGED_PAGES');
    }
  }
}

function isInheritedSaidAgain(
  key: string,
  old: PDFDict,
  now: PDFDict,
  inherited: Surroundings['inherited'],
): boolean {
  const name = PDFName.of(key);
  const isPage = !now.has(PDFName.of('Kids'));
  return isPage && !old.has(name) && now.has(name) && (Object.hasOwn(inherited, key) || key === 'Resources');
}

/** A page that got its first widget says in which order the keyboard reaches it (ISO 32000-2, table 31). */
function isTabOrderSet(comparison: Comparison, old: PDFDict, now: PDFDict): boolean {
  const order = nameOf(entry(comparison.after, now, 'Tabs'));
  return !old.has(PDFName.of('Tabs')) && order !== null && TAB_ORDERS.has(order);
}

const TAB_ORDERS = new Set(['R', 'C', 'S', 'A', 'W']);

function compareKids(
  comparison: Comparison,
  old: PDFDict,
  now: PDFDict,
  path: string,
  around: Surroundings,
  seen: Set<PDFDict>,
): void {
  const oldKids = entry(comparison.before, old, 'Kids');
  const newKids = entry(comparison.after, now, 'Kids');
  if (!(oldKids instanceof PDFArray) || !(newKids instanceof PDFArray)) {
    comparison.strictKey(old, now, 'Kids', path, 'CHANGED_PAGES');
    return;
  }
  if (oldKids.size() !== newKids.size())
    comparison.refuse('CHANGED_PAGES', 'number of pages', `${path}.Kids`);
  const inherited = { ...around.inherited };
  for (const key of INHERITABLE) {
    const own = old.get(PDFName.of(key));
    if (own) inherited[key] = own;
  }
  const below = { ...around, inherited, depth: around.depth + 1 };
  for (let index = 0; index < Math.min(oldKids.size(), newKids.size()); index++) {
    const at = `${path}.Kids[${index}]`;
    compareNode(comparison, oldKids.get(index), newKids.get(index), at, below, seen);
  }
}

/** Annotations that were there stay as they are, in their order; only widgets of signature fields join them. */
function compareAnnotations(
  comparison: Comparison,
  old: PDFDict,
  now: PDFDict,
  path: string,
  newWidgets: ReadonlySet<number>,
): void {
  const before = elementsAt(comparison.before, old, 'Annots');
  const after = elementsAt(comparison.after, now, 'Annots');
  let at = 0;
  before.forEach((item, index) => {
    const spot = `${path}[${index}]`;
    while (at < after.length && !sameItem(item, after[at])) {
      checkAdded(comparison, after[at], `${path}[${at}]`, newWidgets);
      at++;
    }
    if (at >= after.length) {
      comparison.refuse('CHANGED_ANNOTATION', 'annotation removed or moved', spot);
      return;
    }
    comparison.strict(item, after[at], spot, 'CHANGED_ANNOTATION');
    at++;
  });
  for (; at < after.length; at++) checkAdded(comparison, after[at], `${path}[${at}]`, newWidgets);
}

/** References are the same object; direct annotations (met in the field) are told apart by comparing them. */
function sameItem(one: PDFObject, other: PDFObject | undefined): boolean {
  if (one instanceof PDFRef || other instanceof PDFRef) return one === other;
  return true;
}

function checkAdded(
  comparison: Comparison,
  item: PDFObject | undefined,
  path: string,
  newWidgets: ReadonlySet<number>,
): void {
  const number = refNumber(item);
  if (number !== null && newWidgets.has(number)) comparison.allow('widget', path);
  else if (comparison.after.resolve(item) !== undefined)
    comparison.refuse('CHANGED_ANNOTATION', 'annotation added', path);
}
