import { type PDFDict, PDFName, type PDFObject } from 'pdf-lib';
import type { PdfView } from '../../file/pdf-view.ts';
import type { Comparison } from './comparison.ts';
import type { FormField } from './signature-fields.ts';
import { dictAt, dictOf, elementsAt, keysOf, refNumber, textOf } from './values.ts';

/** What a node above new fields may say: a name, and what text fields below it inherit (ISO 32000-2, 12.7.4.1). */
const NODE_KEYS = new Set(['T', 'TU', 'TM', 'Kids', 'Parent', 'FT', 'Ff', 'DA', 'Q']);
const DEEPEST = 32;

/** Nodes of the form's tree that only hold named fields (ISO 32000-2, 12.7.4.2), by object number. */
function fieldNodes(view: PdfView): Map<number, PDFDict> {
  const nodes = new Map<number, PDFDict>();
  const form = dictAt(view, view.catalog, 'AcroForm');
  const visit = (items: readonly PDFObject[], depth: number): void => {
    for (const item of depth > DEEPEST ? [] : items) {
      const number = refNumber(item);
      const dict = dictOf(view.resolve(item));
      if (number === null || !dict || nodes.has(number)) continue;
      const kids = elementsAt(view, dict, 'Kids');
      if (!kids.some((kid) => dictOf(view.resolve(kid))?.has(PDFName.of('T')))) continue;
      nodes.set(number, dict);
      visit(kids, depth + 1);
    }
  };
  if (form) visit(elementsAt(view, form, 'Fields'), 0);
  return nodes;
}

/**
 * The nodes of both states. Those that this revision wrote anew are compared by {@link FieldNodes.compare}, so strict
 * comparing stops at them where a node belongs.
 */
export class FieldNodes {
  readonly #comparison: Comparison;
  readonly #old: ReadonlyMap<number, PDFDict>;
  readonly #now: ReadonlyMap<number, PDFDict>;

  constructor(comparison: Comparison) {
    this.#comparison = comparison;
    this.#old = fieldNodes(comparison.before);
    this.#now = fieldNodes(comparison.after);
    for (const number of this.#changed()) comparison.fields.add(number);
  }

  #changed(): number[] {
    return [...this.#old.keys()].filter(
      (number) => this.#now.has(number) && !this.#comparison.sameEntry(number),
    );
  }

  /** True when a new field stands where its `/Parent` says, below nodes that only name it. */
  holdsRightly(field: FormField): boolean {
    const { before, after } = this.#comparison;
    if (field.fullName === textOf(after.get(field.dict, 'T'))) return false;
    let { number, dict } = field;
    for (let depth = 0; depth < DEEPEST; depth++) {
      const parent = refNumber(dict.get(PDFName.of('Parent')));
      if (parent === null) return dict !== field.dict && !dict.has(PDFName.of('Parent'));
      const node = this.#now.get(parent);
      const lists = node && elementsAt(after, node, 'Kids').some((kid) => refNumber(kid) === number);
      if (!lists || !keysOf(node).every((key) => NODE_KEYS.has(key))) return false;
      if (this.#old.has(parent)) return true;
      if (before.object(parent) !== null) return false;
      number = parent;
      dict = node;
    }
    return false;
  }

  /** Nodes that were there stay as they are; new fields, and nodes above them, may join their kids. */
  compare(joined: ReadonlySet<number>, path: string): void {
    const comparison = this.#comparison;
    for (const number of this.#changed()) {
      const old = this.#old.get(number);
      const now = this.#now.get(number);
      if (!old || !now) continue;
      const at = `${path}(${number})`;
      comparison.keysTwice(old, now, at);
      for (const key of new Set([...keysOf(old), ...keysOf(now)])) {
        if (key === 'Kids') this.#compareKids(old, now, { number, joined, path: `${at}.Kids` });
        else if (key === 'Parent') comparison.sameReference(old, now, key, at, 'CHANGED_FORM');
        else comparison.strictKey(old, now, key, at, 'CHANGED_FORM');
      }
    }
  }

  #compareKids(old: PDFDict, now: PDFDict, node: GrowingNode): void {
    const comparison = this.#comparison;
    const { path } = node;
    const after = elementsAt(comparison.after, now, 'Kids');
    let at = 0;
    const joins = (item: PDFObject | undefined) => {
      if (!this.#mayJoin(item, node)) comparison.refuse('CHANGED_FORM', 'field added', path);
    };
    for (const kid of elementsAt(comparison.before, old, 'Kids')) {
      // Written in place they are told apart by comparing them.
      while (at < after.length && refNumber(kid) !== refNumber(after[at])) joins(after[at++]);
      if (at >= after.length) {
        comparison.refuse('CHANGED_FORM', 'field removed or moved', path);
        return;
      }
      comparison.strict(kid, after[at++], path, 'CHANGED_FORM');
    }
    while (at < after.length) joins(after[at++]);
  }

  /** A new field, or a new node, below which each field is looked at by itself; this node is its only parent. */
  #mayJoin(item: PDFObject | undefined, { number: parent, joined }: GrowingNode): boolean {
    const { before, after } = this.#comparison;
    const number = refNumber(item);
    if (number === null || refNumber(dictOf(after.resolve(item))?.get(PDFName.of('Parent'))) !== parent)
      return false;
    return joined.has(number) || (this.#now.has(number) && before.object(number) === null);
  }
}

interface GrowingNode {
  readonly number: number;
  /** New fields that were found to be right. */
  readonly joined: ReadonlySet<number>;
  readonly path: string;
}
