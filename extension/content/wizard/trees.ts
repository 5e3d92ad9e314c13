import { toUnicode } from '../../../shared/profile/legacy-text.ts';
import { findAll } from '../../../shared/profile/readable.ts';
import { labelKey } from '../../../shared/profile/text.ts';
import { insideOf, pageScope } from '../scope.ts';

/** Trees that are looked into at most, and elements of each: a page may be endless. */
const MOST_TREES = 200;
const MOST_ELEMENTS = 20_000;

export type Tree = Document | ShadowRoot;

/** A tree and all that lie inside it: shadow roots, and frames of the same origin. */
export function treesOf(start: Tree = document): Tree[] {
  const trees: Tree[] = [start];
  for (const tree of trees) {
    let seen = 0;
    for (const element of tree.querySelectorAll('*')) {
      seen += 1;
      if (seen > MOST_ELEMENTS || trees.length >= MOST_TREES) break;
      // Only these can have one: elements of one's own and a few others (DOM standard, "attach a shadow root").
      const isFrame = element.localName === 'iframe' || element.localName === 'frame';
      if (!isFrame && !element.localName.includes('-') && !SHADOW_HOSTS.has(element.localName)) continue;
      const inner = insideOf(element) as unknown as Tree | null;
      if (inner) trees.push(inner);
    }
  }
  return trees;
}

/** How deep this frame lies: of two that show the same the inner one is nearer to the letter. */
export function frameDepth(): number {
  let steps = 0;
  for (let at: Window = window; at !== at.parent && steps < 50; at = at.parent) steps += 1;
  return steps;
}

/** The row of a list that holds an element; the document where each page is one letter. */
export function rowOf(element: Element, each: string | undefined): ParentNode {
  if (each === undefined) return document;
  const scope = pageScope();
  const rows = findAll(scope, scope.root, each) as unknown as Element[];
  return rows.find((row) => row.contains(element)) ?? document;
}

const SHADOW_HOSTS = new Set(
  'article aside blockquote body div footer h1 h2 h3 h4 h5 h6 header main nav p section span'.split(' '),
);

export const isVisible = (element: Element): boolean => {
  const { width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0;
};

/** Text as a person reads it, no more than is ever shown. */
export const wordsOf = (element: Element): string =>
  (element.textContent ?? '').slice(0, 2000).replace(/\s+/gu, ' ').trim().normalize('NFC');

/** The words of a control as they are compared, under each set that an old page may hold them in. */
export const keysOf = (text: string): string[] => {
  const sets = /[^ -~]/u.test(text) ? ([undefined, 'tcvn3', 'vni'] as const) : [undefined];
  return sets.map((encoding) => labelKey(toUnicode(text, encoding)));
};
