import type { ReadableElement } from './readable.ts';

/** Labels and values that stand in columns, or in lines, of their own: the third value belongs to the third label. */

/** How labels are told: from what is printed, and from the words that systems print beside fields. */
export interface LabelWords {
  keyOf(element: ReadableElement): string;
  isLabel(element: ReadableElement): boolean;
}

/** Fewer known labels beside each other are no column of them. */
const FEWEST = 2;

/** The part of it that has as many items as there are labels, and all its words. */
function withItems(part: ReadableElement, count: number, { keyOf }: LabelWords): ReadableElement | undefined {
  const key = keyOf(part);
  return [part, ...Array.from(part.querySelectorAll('*')).slice(0, 200)].find(
    (one) => one.children.length === count && keyOf(one) === key,
  );
}

/** What follows the whole column, as its only neighbour inside what wraps both. */
function nextColumn(column: ReadableElement, { keyOf }: LabelWords): ReadableElement | null {
  const key = keyOf(column);
  for (let at: ReadableElement | null = column; at && keyOf(at) === key; at = at.parentElement) {
    let next = at.nextElementSibling;
    while (next && keyOf(next) === '' && next.nextElementSibling) next = next.nextElementSibling;
    if (next) return next;
  }
  return null;
}

/**
 * The value of a label that stands among labels: the item of the same place in the column beside, or in the line below.
 * Undefined where the labels are headings of a list.
 */
export function valueAcross(label: ReadableElement, words: LabelWords): ReadableElement | undefined {
  const key = words.keyOf(label);
  let item = label;
  while (item.parentElement && words.keyOf(item.parentElement) === key) item = item.parentElement;
  const column = item.parentElement;
  const labels = Array.from(column?.children ?? []);
  const index = labels.indexOf(item);
  if (!column || labels.filter(words.isLabel).length < FEWEST) return undefined;
  const beside = nextColumn(column, words);
  const values = beside && withItems(beside, labels.length, words);
  const value = values?.children[index];
  if (!beside || !value || words.isLabel(value)) return undefined;
  const below = beside.nextElementSibling && withItems(beside.nextElementSibling, labels.length, words);
  const isList = below?.children[index] !== undefined && !words.isLabel(below.children[index]);
  return isList ? undefined : value;
}

/** Further apart, in pixels, they are no one line. */
const ONE_LINE = 6;

/** Where the page's program put an element: pixels of its own style; undefined where the flow of the page places it. */
function placed(element: ReadableElement): { left: number; top: number } | undefined {
  const style = element.getAttribute('style') ?? '';
  const [left, top] = ['left', 'top'].map((side) =>
    Number(new RegExp(`(?:^|[;\\s])${side}:\\s*(-?[\\d.]+)px`, 'u').exec(style)?.[1] ?? Number.NaN),
  ) as [number, number];
  return Number.isNaN(left) || Number.isNaN(top) ? undefined : { left, top };
}

/**
 * The nearest of its neighbours to the right in the same line, where a program laid each out by its own pixels: their
 * order in the page says nothing then. Undefined where the label is not placed so.
 */
export function valueAtRight(label: ReadableElement, words: LabelWords): ReadableElement | undefined {
  const key = words.keyOf(label);
  let item = label;
  while (!placed(item) && item.parentElement && words.keyOf(item.parentElement) === key)
    item = item.parentElement;
  const outer = item.parentElement;
  if (outer && words.keyOf(outer) === key && placed(outer)) item = outer;
  const at = placed(item);
  if (!at) return undefined;
  const [nearest] = Array.from(item.parentElement?.children ?? [])
    .flatMap((one) => {
      const there = placed(one);
      const isBeside = there && there.left > at.left && Math.abs(there.top - at.top) <= ONE_LINE;
      return isBeside && words.keyOf(one) !== '' ? [{ one, left: there.left }] : [];
    })
    .sort((a, b) => a.left - b.left);
  return nearest && !words.isLabel(nearest.one) ? nearest.one : undefined;
}
