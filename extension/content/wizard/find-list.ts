import { toUnicode } from '../../../shared/profile/legacy-text.ts';
import type { FieldWord } from '../../../shared/profile/propose/words.ts';
import { otherParts, type ReadableElement } from '../../../shared/profile/readable.ts';
import type { Encoding } from '../../../shared/profile/schema.ts';
import { cellsOf, GRIDS, HEADINGS, headingKeys } from '../../../shared/profile/table.ts';
import { labelKey, tidy } from '../../../shared/profile/text.ts';
import { pageScope } from '../scope.ts';
import { addAt, type FoundFields, findFieldsIn, WORDS } from './find-fields.ts';
import { findFiles } from './find-file.ts';
import { selectorFor } from './selector.ts';
import { isVisible, type Tree } from './trees.ts';

/** A list in which each letter has a row or a card. */
export interface FoundList {
  each: string;
  row: Element;
  fields: FoundFields;
}

/** Fewer of the known headings are chance. */
const FEWEST = 3;
const HEADING_WORDS = new Set(WORDS.flatMap(([, words]) => words.map(labelKey)));
/** Cards that are looked at for what they have in common. */
const MOST_CARDS = 30;
const MOST_GRIDS = 100;
/** How far a row may lie from its headings, and its repetition from the row, in steps outwards. */
const STEPS = 5;

/** What each row is, said from the element around all of them: rows themselves, or what wraps one each. */
function eachOf(
  row: Element,
  heads: readonly Element[],
  isAlike: (other: Element) => boolean,
): string | undefined {
  let unit = row;
  for (let at = row, step = 0; at.parentElement && step < STEPS; at = at.parentElement, step += 1) {
    const alike = [...at.parentElement.children].filter((one) => one !== at && isAlike(one));
    if (alike.length > 0) {
      unit = at;
      break;
    }
  }
  const around = unit.parentElement && selectorFor(unit.parentElement);
  if (around === null || around === undefined) return undefined;
  const role = unit.getAttribute('role');
  const kind = role === 'row' || role === 'listitem' ? `[role="${role}"]` : '';
  // Headings may stand in the first row of all.
  const first = unit.parentElement?.firstElementChild;
  const rest = heads.some((head) => first?.contains(head)) ? ':not(:first-child)' : '';
  return `${around} > ${unit.localName}${kind}${rest}`;
}

const cellsIn = (row: Element) => cellsOf(row as unknown as ReadableElement) as unknown as Element[];

function rowOf(grid: Element, heads: readonly Element[], fewest: number): Element | undefined {
  // Of a row of headings in several parts, one part may hold none of the known ones.
  const isOfHeads = (one: Element) =>
    heads.some((head) => one.contains(head) || cellsIn(one).some((cell) => cell.contains(head)));
  const isRow = (one: Element) =>
    !isOfHeads(one) &&
    // A line of filters below the headings says nothing, nor does one that is there to measure the columns by.
    !one.closest('thead,[aria-hidden=true]') &&
    cellsIn(one).filter((cell) => /[\p{L}\d]/u.test(cell.textContent ?? '')).length >= FEWEST &&
    cellsIn(one).length >= fewest &&
    !one.querySelector('tr,[role=row]');
  for (let around: Element | null = grid, step = 0; around && step < STEPS; around = around.parentElement) {
    const row = [...around.querySelectorAll('tr,[role=row]')].slice(0, 200).find(isRow);
    if (row) return row;
    step += 1;
  }
  return undefined;
}

interface Headings {
  heads: Element[];
  known: { word: FieldWord; header: string }[];
}

function headingsIn(grid: Element, encoding: Encoding | undefined): Headings {
  const words = (head: Element) => headingKeys(head as unknown as ReadableElement, encoding);
  // Cells of a first row are headings only when they say so: each row may be a table of its own.
  const heads = [...grid.querySelectorAll(HEADINGS)].filter((head) =>
    words(head).some((key) => HEADING_WORDS.has(key)),
  );
  const texts = new Set(heads.flatMap(words));
  const known = WORDS.flatMap(([word, spellings]) => {
    const header = spellings.find((text) => texts.has(labelKey(text)));
    return header === undefined ? [] : [{ word, header }];
  });
  return { heads, known };
}

/** Of locked columns, each part has headings of its own: too few of them alone. */
function headingsOfHalves(grid: Element, few: Headings, encoding: Encoding | undefined): Headings {
  let found = few;
  for (let at = grid, step = 0; found.known.length < FEWEST && at.parentElement && step < STEPS; step += 1) {
    at = at.parentElement;
    found = headingsIn(at, encoding);
  }
  return found;
}

const isInHalves = (row: Element) => otherParts(row as unknown as ReadableElement).length > 0;

/** Rows by the headings of their columns: tables, header tables apart from the rows, and ARIA grids. */
function findGrid(tree: Tree, encoding: Encoding | undefined): FoundList | undefined {
  for (const grid of [...tree.querySelectorAll(GRIDS)].slice(0, MOST_GRIDS)) {
    const own = headingsIn(grid, encoding);
    if (own.known.length === 0) continue;
    const isWhole = own.known.length >= FEWEST;
    const { heads, known } = isWhole ? own : headingsOfHalves(grid, own, encoding);
    if (known.length < FEWEST) continue;
    const row = rowOf(grid, heads, known.length);
    if (!row || !(isWhole || isInHalves(row))) continue;
    const cells = cellsIn(row).length;
    const each = eachOf(
      row,
      heads,
      (one) => cellsIn(one).length === cells && !heads.some((head) => one.contains(head)),
    );
    if (each === undefined) continue;
    const [first = row] = tree.querySelectorAll(each);
    const scope = pageScope(first.contains(row) ? first : row, encoding);
    const fields: FoundFields = {};
    for (const { word, header } of known) addAt(fields, word, { header }, scope);
    return { each, row: first.contains(row) ? first : row, fields };
  }
  return undefined;
}

/** Most elements whose parts are looked at as headings. */
const MOST_LINES = 5000;

/** What holds lines like these beside a table that has the headings alone, as grids draw that make only the rows in sight. */
function besideHeadings(line: Element, isRow: (one: Element) => boolean): Element | undefined {
  for (let at: Element | null = line, step = 0; at && step < STEPS; at = at.parentElement, step += 1) {
    const beside = at.nextElementSibling;
    const inside = beside && [beside, ...[...beside.querySelectorAll('div,ul,section')].slice(0, MOST_GRIDS)];
    const found = inside?.find((one) => [...one.children].filter(isRow).length > 1);
    if (found) return found;
  }
  return undefined;
}

/** Fields of a row, by the words of the headings that its cells stand below. */
function fieldsBelow(
  heads: readonly string[],
  cells: ArrayLike<Element>,
  row: Element,
  encoding: Encoding | undefined,
): FoundFields {
  const fields: FoundFields = {};
  const scope = pageScope(row, encoding);
  for (const [word, spellings] of WORDS) {
    const keys = new Set(spellings.map(labelKey));
    const cell = cells[heads.findIndex((head) => keys.has(head))];
    const selector = cell && selectorFor(cell, row);
    if (selector !== undefined) addAt(fields, word, { selector }, scope);
  }
  return fields;
}

/** Rows of a table, or each a table of its own, below headings that are plain elements beside it. */
function findRowsBelow(
  line: Element,
  heads: readonly string[],
  encoding: Encoding | undefined,
): FoundList | undefined {
  const isRow = (one: Element) =>
    one.localName === 'tr' &&
    one.children.length === heads.length &&
    [...one.children].filter((cell) => /[\p{L}\d]/u.test(cell.textContent ?? '')).length >= FEWEST;
  for (let at: Element | null = line, step = 0; at && step < STEPS; at = at.parentElement, step += 1) {
    const row = [...(at.nextElementSibling?.querySelectorAll('tr') ?? [])].slice(0, MOST_GRIDS).find(isRow);
    const each = row && eachOf(row, [], (one) => isRow(one) || [...one.querySelectorAll('tr')].some(isRow));
    const first = each === undefined ? undefined : row?.closest(each.split('>>>').at(-1) ?? each);
    if (!row || !first || each === undefined) continue;
    const fields = fieldsBelow(heads, row.children, first, encoding);
    if (Object.keys(fields).length >= FEWEST) return { each, row: first, fields };
  }
  return undefined;
}

/** Rows that are lines of plain elements, below a line of headings or below what wraps that line. */
function findLines(tree: Tree, encoding: Encoding | undefined): FoundList | undefined {
  const words = (head: Element) =>
    head.childElementCount > 3 ? '' : labelKey(toUnicode((head.textContent ?? '').slice(0, 100), encoding));
  for (const line of [...tree.querySelectorAll('div,ul,li,header,section,a,thead tr')].slice(0, MOST_LINES)) {
    const heads = [...line.children];
    if (heads.length < FEWEST + 1 || heads.length > 40) continue;
    if (heads.filter((head) => HEADING_WORDS.has(words(head))).length < FEWEST) continue;
    const isRow = (one: Element) =>
      one !== line && one.children.length === heads.length && one.localName !== 'tr';
    const places = [line.parentElement, line.nextElementSibling, line.parentElement?.nextElementSibling];
    const around =
      line.localName === 'tr'
        ? besideHeadings(line, isRow)
        : places.find((place) => place && [...place.children].some(isRow));
    const row = around && [...around.children].find(isRow);
    const place = around && selectorFor(around);
    if (!row || place === undefined) {
      const rows = line.localName === 'tr' ? undefined : findRowsBelow(line, heads.map(words), encoding);
      if (rows) return rows;
      continue;
    }
    const fields = fieldsBelow(heads.map(words), row.children, row, encoding);
    if (Object.keys(fields).length < FEWEST) continue;
    const first = around === line.parentElement ? ':not(:first-child)' : '';
    const kind = [...row.classList].find((name) =>
      [...around.children].every((one) => one.classList.contains(name) === isRow(one)),
    );
    const named = kind !== undefined && /^[a-z][a-z_-]{2,40}$/iu.test(kind) ? `.${kind}` : first;
    return { each: `${place} > ${row.localName}${named}`, row, fields };
  }
  return undefined;
}

/** What a program repeats is numbered or has no name; parts with names of their own are each something else. */
const isNamedByHand = ({ id }: Element) => id !== '' && !/\d/u.test(id);

/** What a card prints without a label, and says by its form what it is. */
const BARE: readonly (readonly ['code' | 'date', RegExp])[] = [
  ['code', /^\d{1,6} ?\/ ?[\p{Lu}\d][\p{L}\d.&-]*\p{Lu}[\p{L}\d.&-]*$/u],
  ['date', /^(?:ngày )?\d{1,2}[/.-]\d{1,2}[/.-]\d{4}$/iu],
];

/** Of several days in a card, none is known to be that of the letter. */
function bareTexts(card: Element, encoding: Encoding | undefined): (readonly ['code' | 'date', string])[] {
  const leaves = [...card.querySelectorAll('*')].filter((one) => one.childElementCount === 0);
  return BARE.flatMap(([word, form]) => {
    const [only, ...more] = leaves.filter((one) =>
      form.test(tidy(toUnicode(one.textContent ?? '', encoding))),
    );
    const selector = only && more.length === 0 ? selectorFor(only, card) : undefined;
    return selector === undefined ? [] : [[word, selector] as const];
  });
}

/** Cards and items that repeat around a file each, with labelled lines in them. */
function findCards(tree: Tree, encoding: Encoding | undefined): FoundList | undefined {
  const tried = new Set<Element>();
  for (const { element } of findFiles(tree, document).slice(0, 5)) {
    for (let at = element; at.parentElement && at.localName !== 'body'; at = at.parentElement) {
      const isAlike = (one: Element) =>
        one.localName === at.localName &&
        !isNamedByHand(one) &&
        findFiles(one as unknown as Tree, one).length > 0;
      if (tried.has(at.parentElement)) continue;
      tried.add(at.parentElement);
      const alike = [...at.parentElement.children].slice(0, MOST_CARDS).filter(isAlike);
      if (alike.length < 2) continue;
      // Of tabs with a letter each, one is seen.
      const row = alike.find(isVisible) ?? at;
      const fields = findFieldsIn(row, encoding);
      // Without any label that can be read, the page may be in an old font.
      const bareOnes = Object.keys(fields).length > 0 ? bareTexts(row, encoding) : [];
      for (const [word, bare] of bareOnes)
        if (fields[word === 'code' ? 'number' : word] === undefined)
          addAt(fields, word, { selector: bare }, pageScope(row, encoding));
      if (Object.keys(fields).length < FEWEST) continue;
      const around = selectorFor(at.parentElement);
      if (around !== undefined) return { each: `${around} > ${at.localName}`, row, fields };
    }
  }
  return undefined;
}

export const findList = (tree: Tree, encoding: Encoding | undefined): FoundList | undefined =>
  findGrid(tree, encoding) ?? findLines(tree, encoding) ?? findCards(tree, encoding);
