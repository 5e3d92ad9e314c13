import { toUnicode } from '../../../shared/profile/legacy-text.ts';
import type { FieldWord } from '../../../shared/profile/propose/words.ts';
import type { ReadableElement } from '../../../shared/profile/readable.ts';
import type { Encoding } from '../../../shared/profile/schema.ts';
import { cellBelow } from '../../../shared/profile/table.ts';
import { labelKey } from '../../../shared/profile/text.ts';
import { selectorFor } from './selector.ts';
import type { Tree } from './trees.ts';

/** Fields that no words stand beside: named in the page's own code, or under a cell that is their heading. */

const LABELS = ['data-label', 'data-title', 'data-th', 'label'];
const NAMES = ['formcontrolname', 'data-field', 'ng-model', 'ng-bind', 'itemprop', 'name', 'id'];
/** Kinds of controls that makers write before the name: `txtTrichYeu`, `lbl_SoKyHieu`. */
const KIND =
  /^(?:txt|lbl|ltr|lit|ddl|cbo|cmb|cb|dtp|dt|date|hdf?|tb|inp|input|sp|span|div|td|rdo?|sel|str|s)_?(?=[A-Z])/u;
/** So short that they may mean anything. */
const SHORTEST = 5;
const MOST_ALIKE = 3;
/** How makers shorten the usual words. */
const SHORT: readonly [FieldWord, readonly string[]][] = [
  ['code', ['sokh', 'sokihieu', 'sovakyhieu', 'sovbkh']],
  ['number', ['sovb', 'sodi', 'sovanbandi']],
  ['notation', ['kihieu', 'kyhieuvb']],
  ['date', ['ngayvb', 'ngaybh', 'ngaykyvb', 'ngaybanhanhvb']],
  ['subject', ['trichyeuvb', 'trichyeund']],
  ['priority', ['dokhan', 'mucdokhan', 'khan']],
  ['dueDate', ['hanxuly', 'hanxl', 'hantraloi']],
];

/** `ctl00$Main$txtTrichYeu` as `trichyeu`. */
function ownName(name: string): string {
  const last =
    name
      .split(/[$.:[\]]|(?<=ctl\d+)_|_(?=[a-z]{2,4}[A-Z])/u)
      .filter(Boolean)
      .at(-1) ?? '';
  return labelKey(last.replace(KIND, '')).replace(/ /gu, '');
}

/** Elements that are named like a word, the controls first. */
export function namedElements<Word extends string>(
  tree: Tree,
  words: readonly (readonly [Word, readonly string[]])[],
  short: readonly (readonly [Word, readonly string[]])[],
): Map<Word, Element[]> {
  const byName = new Map<string, Word>();
  for (const [word, spellings] of [...words, ...short]) {
    for (const spelling of spellings) {
      const key = labelKey(spelling).replace(/ /gu, '');
      if (key.length >= SHORTEST || word === 'code' || word === 'number') byName.set(key, word);
    }
  }
  for (const vague of ['so', 'ngay', 'noidung', 'tieude', 'chucdanh', 'hinhthuc', 'theloai'])
    byName.delete(vague);
  const found = new Map<Word, Element[]>();
  const elements = [
    ...tree.querySelectorAll(
      'input:not([type=hidden],[type=file],[type=button],[type=submit]),select,textarea',
    ),
    ...tree.querySelectorAll('span[id],td[id],div[id],p[id],[data-field],[ng-bind],[itemprop]'),
    ...tree.querySelectorAll(LABELS.map((name) => `[${name}]`).join(',')),
  ].slice(0, 3000);
  for (const element of elements) {
    const keys = [
      ...NAMES.map((attribute) => ownName(element.getAttribute(attribute) ?? '')),
      ...LABELS.map((attribute) => labelKey(element.getAttribute(attribute) ?? '').replace(/ /gu, '')),
    ];
    const name = keys.map((key) => byName.get(key)).find((word) => word !== undefined);
    // A list names the same in every row.
    const before = (name && found.get(name)) ?? [];
    if (name && before.length < MOST_ALIKE) found.set(name, [...before, element]);
  }
  return found;
}

/** The same for the fields of a letter, as selectors. */
export function namedSelectors(
  tree: Tree,
  words: readonly (readonly [FieldWord, readonly string[]])[],
): Map<FieldWord, string[]> {
  const found = [...namedElements(tree, words, SHORT)].map(([word, elements]) => {
    const selectors = elements.map((element) => selectorFor(element));
    return [word, selectors.filter((selector) => selector !== undefined)] as const;
  });
  return new Map(found);
}

/** Selectors of the cells below cells with these words, where another cell beside is a heading too. */
export function cellsBelow(
  tree: Tree,
  isHeading: (key: string) => boolean,
  isWord: (key: string) => boolean,
  encoding: Encoding | undefined,
): string[] {
  const keyOf = (cell: Element | null | undefined) =>
    labelKey(toUnicode((cell?.textContent ?? '').slice(0, 200), encoding));
  const under = (row: Element) => {
    const next = row.closest('thead')?.nextElementSibling ?? row.nextElementSibling;
    return next?.matches('tbody') ? next.firstElementChild : next;
  };
  const below = (cell: Element, row: Element) => {
    const [found] = cellBelow(cell as unknown as ReadableElement, row as unknown as ReadableElement);
    return found as unknown as Element | undefined;
  };
  return [...tree.querySelectorAll('td,th')].slice(0, 2000).flatMap((cell) => {
    if (!isWord(keyOf(cell))) return [];
    const row = cell.closest('tr');
    const heads = [...((row?.closest('thead') ?? row)?.querySelectorAll('td,th') ?? [])];
    const first = row && under(row);
    if (!first || !heads.some((one) => one !== cell && isHeading(keyOf(one)))) return [];
    const value = below(cell, first);
    // A row that is followed by another one like it is one of a list.
    const next = first.nextElementSibling;
    const isList = next?.children.length === first.children.length && !isHeading(keyOf(below(cell, next)));
    const selector = value && !isList && selectorFor(value.querySelector('input,select,textarea') ?? value);
    return selector ? [selector] : [];
  });
}
