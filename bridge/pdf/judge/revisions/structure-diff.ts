import { PDFArray, PDFDict, PDFName, PDFNumber, type PDFObject, PDFRef } from 'pdf-lib';
import { KyguiError } from '../../../../shared/errors.ts';
import type { PdfView } from '../../file/pdf-view.ts';
import { type Comparison, ComparisonLimit } from './comparison.ts';
import { dictAt, dictOf, entry, keysOf, nameOf, numberOf, refNumber } from './values.ts';

const PATH = 'Root.StructTreeRoot';
/** What a writer may call the element around a new widget (ISO 32000-2, 14.8.4.8.3; 14.8.4.7.2). */
const ELEMENT_KINDS = new Set(['Form', 'Annot']);
const ELEMENT_KEYS = new Set(['Type', 'S', 'P', 'K', 'Pg', 'ID', 'T', 'Lang', 'Alt', 'NS']);
const OBJECT_REFERENCE_KEYS = new Set(['Type', 'Obj', 'Pg']);
const MOST_NODES = 1_000_000;
const DEEPEST = 64;

/**
 * Elements of the structure tree that this revision wrote anew. They are compared by {@link compareStructure}, so
 * strict comparing stops at them.
 */
export function changedElements(comparison: Comparison): number[] {
  const { before, after } = comparison;
  // Without a tree in both states nobody compares them in their role: what only looks like an element is no exception.
  if (!treeOf(before) || !treeOf(after)) return [];
  return after.revision.numbers().filter((number) => isElement(quietly(before, number)));
}

const treeOf = (view: PdfView): PDFDict | null => dictAt(view, view.catalog, 'StructTreeRoot');

/** An object of the older revision that cannot be read plays no role. */
function quietly(view: PdfView, number: number): PDFObject | null {
  try {
    return view.object(number);
  } catch (error) {
    if (error instanceof KyguiError) return null;
    throw error;
  }
}

function isElement(value: PDFObject | null): boolean {
  if (!(value instanceof PDFDict)) return false;
  const type = nameOf(value.get(PDFName.of('Type')));
  const isNamed = nameOf(value.get(PDFName.of('S'))) !== null;
  return (type === null || type === 'StructElem') && isNamed && value.get(PDFName.of('P')) instanceof PDFRef;
}

/**
 * The structure tree of a tagged document (ISO 32000-2, 14.7): a signer that tags gives each new widget an element of
 * its own and an entry in the parent tree. Nothing of it is drawn. All else stays as it was.
 */
export function compareStructure(comparison: Comparison, newWidgets: ReadonlySet<number>): void {
  const { before, after } = comparison;
  const old = treeOf(before);
  const now = treeOf(after);
  if (!old || !now) {
    comparison.strictKey(before.catalog, after.catalog, 'StructTreeRoot', 'Root', 'CHANGED_CATALOG');
    return;
  }
  const rootNumber = refNumber(after.catalog.get(PDFName.of('StructTreeRoot')));
  const tree = new StructureComparison(comparison, newWidgets);
  tree.dict(old, now, rootNumber, PATH);
  for (const number of changedElements(comparison)) {
    const element = dictOf(before.object(number) ?? undefined);
    const changed = dictOf(after.object(number) ?? undefined);
    if (element && changed) tree.dict(element, changed, number, `${PATH}(${number})`);
    else comparison.refuse('CHANGED_CATALOG', 'removed', `${PATH}(${number})`);
  }
  tree.parents(old, now);
}

class StructureComparison {
  readonly #comparison: Comparison;
  readonly #newWidgets: ReadonlySet<number>;
  readonly #added = new Set<number>();

  constructor(comparison: Comparison, newWidgets: ReadonlySet<number>) {
    this.#comparison = comparison;
    this.#newWidgets = newWidgets;
  }

  /** The root or an element: all entries stay, its kids may gain elements of new widgets. */
  dict(old: PDFDict, now: PDFDict, number: number | null, path: string): void {
    const comparison = this.#comparison;
    comparison.keysTwice(old, now, path);
    for (const key of new Set([...keysOf(old), ...keysOf(now)])) {
      const name = PDFName.of(key);
      if (key === 'K') {
        this.#kids(old, now, number, `${path}.K`);
      } else if (key === 'P') {
        if (old.get(name) !== now.get(name)) comparison.refuse('CHANGED_CATALOG', 'value', `${path}.P`);
      } else if (path !== PATH) {
        comparison.strictKey(old, now, key, path, 'CHANGED_CATALOG');
      } else if (key === 'ParentTreeNextKey') {
        const had = numberOf(entry(comparison.before, old, key)) ?? 0;
        const has = numberOf(entry(comparison.after, now, key)) ?? -1;
        if (has < had) comparison.refuse('CHANGED_CATALOG', 'value', `${path}.${key}`);
      } else if (key !== 'ParentTree') {
        comparison.strictKey(old, now, key, path, 'CHANGED_CATALOG');
      }
    }
  }

  #kids(old: PDFDict, now: PDFDict, parent: number | null, path: string): void {
    const comparison = this.#comparison;
    const before = kidsOf(comparison.before, old);
    const after = kidsOf(comparison.after, now);
    let at = 0;
    for (const item of before) {
      while (at < after.length && !sameKid(item, after[at])) this.#newKid(after[at++], parent, path);
      if (at >= after.length) {
        comparison.refuse('CHANGED_CATALOG', 'element removed or moved', path);
        return;
      }
      comparison.strict(item, after[at++], path, 'CHANGED_CATALOG');
    }
    while (at < after.length) this.#newKid(after[at++], parent, path);
  }

  /** An element that was not there must hold a new widget and nothing else. */
  #newKid(item: PDFObject | undefined, parent: number | null, path: string): void {
    const comparison = this.#comparison;
    const { before, after } = comparison;
    const number = refNumber(item);
    const element = dictOf(after.resolve(item));
    const fits =
      number !== null &&
      element !== null &&
      before.object(number) === null &&
      keysOf(element).every((key) => ELEMENT_KEYS.has(key)) &&
      ELEMENT_KINDS.has(nameOf(entry(after, element, 'S')) ?? '') &&
      refNumber(element.get(PDFName.of('P'))) === parent &&
      kidsOf(after, element).every((kid) => this.#isNewWidget(kid));
    if (!fits) {
      comparison.refuse('CHANGED_CATALOG', 'element added', path);
      return;
    }
    this.#added.add(number);
    comparison.allow('structure element', path);
  }

  #isNewWidget(kid: PDFObject): boolean {
    const { after } = this.#comparison;
    const reference = dictOf(after.resolve(kid));
    if (!reference || nameOf(entry(after, reference, 'Type')) !== 'OBJR') return false;
    if (!keysOf(reference).every((key) => OBJECT_REFERENCE_KEYS.has(key))) return false;
    return this.#newWidgets.has(refNumber(reference.get(PDFName.of('Obj'))) ?? -1);
  }

  /** Entries of the parent tree stay; those that joined name elements that joined. */
  parents(old: PDFDict, now: PDFDict): void {
    const comparison = this.#comparison;
    const path = `${PATH}.ParentTree`;
    const had = numberTree(comparison.before, entry(comparison.before, old, 'ParentTree'));
    const has = numberTree(comparison.after, entry(comparison.after, now, 'ParentTree'));
    for (const [key, value] of had) {
      comparison.strict(value, has.get(key), `${path}[${key}]`, 'CHANGED_CATALOG');
    }
    for (const [key, value] of has) {
      if (!had.has(key) && !this.#added.has(refNumber(value) ?? -1))
        comparison.refuse('CHANGED_CATALOG', 'added', `${path}[${key}]`);
    }
  }
}

/** References are the same element; numbers and dictionaries written in place are told apart by comparing them. */
function sameKid(one: PDFObject, other: PDFObject | undefined): boolean {
  if (one instanceof PDFRef || other instanceof PDFRef) return one === other;
  return true;
}

/** Kids of an element or the root: one or a list of them (ISO 32000-2, tables 354 and 355). */
function kidsOf(view: PdfView, dict: PDFDict): readonly PDFObject[] {
  const raw = dict.get(PDFName.of('K'));
  const value = view.resolve(raw);
  if (value instanceof PDFArray) return value.asArray();
  return raw === undefined || value === undefined ? [] : [raw];
}

/** Entries of a number tree (ISO 32000-2, 7.9.7), unresolved. */
function numberTree(view: PdfView, root: PDFObject | undefined): Map<number, PDFObject> {
  const found = new Map<number, PDFObject>();
  const visit = (node: PDFDict | null, depth: number): void => {
    if (!node) return;
    if (depth > DEEPEST || found.size > MOST_NODES) throw new ComparisonLimit();
    const pairs = entry(view, node, 'Nums');
    if (pairs instanceof PDFArray) {
      for (let index = 0; index + 1 < pairs.size(); index += 2) {
        const key = view.resolve(pairs.get(index));
        if (key instanceof PDFNumber) found.set(key.asNumber(), pairs.get(index + 1));
      }
    }
    const kids = entry(view, node, 'Kids');
    if (kids instanceof PDFArray)
      for (const kid of kids.asArray()) visit(dictOf(view.resolve(kid)), depth + 1);
  };
  visit(dictOf(root), 0);
  return found;
}
