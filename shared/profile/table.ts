import { toUnicode } from './legacy-text.ts';
import { otherParts, type ReadableElement, type ReadingScope } from './readable.ts';
import { labelKey } from './text.ts';

/** Cells as HTML and as WAI-ARIA 1.2 (grid, table) name them. */
const CELLS = 'td,th,[role=gridcell],[role=cell],[role=rowheader]';
const LINES = 'tr,[role=row]';
/** Headings of columns; some makers write them as ordinary cells of the first row. */
export const HEADINGS = 'th,[role=columnheader],thead td,tr:first-child td';
/** Tables and what draws itself as one. */
export const GRIDS = 'table,[role=grid],[role=treegrid],[role=table]';

const isCell = (element: ReadableElement) =>
  element.localName === 'td' ||
  element.localName === 'th' ||
  ['gridcell', 'cell', 'rowheader', 'columnheader'].includes(element.getAttribute('role') ?? '');

const numberOf = (element: ReadableElement, ...names: string[]): number | undefined => {
  const value = Number(names.map((name) => element.getAttribute(name)).find((text) => text) ?? Number.NaN);
  return Number.isInteger(value) && value > 0 ? value : undefined;
};

const spanOf = (cell: ReadableElement) => numberOf(cell, 'colspan', 'aria-colspan') ?? 1;

/** Rows above that are looked at for cells that reach down. */
const MOST_ABOVE = 50;

/** Column of a cell, counting what spans several, and what reaches down from the rows above (HTML 4.9.12.1). */
function columnOf(cell: ReadableElement): number {
  const row = cell.parentElement;
  const section = row?.parentElement;
  const reaches = section?.querySelectorAll('[rowspan]').length ?? 0;
  const rows = reaches === 0 ? [row] : Array.from(section?.children ?? []);
  const at = rows.indexOf(row);
  let taken = new Map<number, number>();
  for (const one of rows.slice(Math.max(0, at - MOST_ABOVE), at + 1)) {
    const below = new Map(
      [...taken].filter(([, left]) => left > 1).map(([column, left]) => [column, left - 1]),
    );
    let column = 0;
    for (const sibling of Array.from(one?.children ?? []).filter(isCell)) {
      while (taken.has(column)) column += 1;
      if (sibling === cell) return column;
      const rest = (numberOf(sibling, 'rowspan') ?? 1) - 1;
      for (const end = column + spanOf(sibling); column < end; column += 1) {
        if (rest > 0) below.set(column, rest);
      }
    }
    taken = below;
  }
  return 0;
}

/** Cells of a row with those of its pinned parts. */
export function cellsOf(row: ReadableElement): ReadableElement[] {
  return [row, ...otherParts(row)].flatMap(cellsInside);
}

/** Those that lie deeper where the element only wraps its row, or the row wraps its cells part by part. */
function cellsInside(row: ReadableElement): ReadableElement[] {
  const own = Array.from(row.children).filter(isCell);
  if (own.length > 0) return own;
  const inside = Array.from(row.querySelectorAll(CELLS));
  const line = inside[0]?.closest(LINES);
  return inside.filter((cell) => cell.closest(LINES) === line);
}

/** Of cells in several parts of a row, the one that lies on the heading's side: each part counts its columns anew. */
function onSideOf(head: ReadableElement, cells: readonly ReadableElement[]): ReadableElement[] {
  if (cells.length < 2) return [...cells];
  const around = (element: ReadableElement) => {
    const found = new Set<ReadableElement>();
    for (let at = element.parentElement; at; at = at.parentElement) found.add(at);
    return found;
  };
  const sides = cells.map((cell) => ({ cell, within: around(cell) }));
  for (const shared of around(head)) {
    const nearest = sides.find(({ within }) => within.has(shared));
    if (nearest) return [nearest.cell];
  }
  return cells.slice(0, 1);
}

/** A heading laid out as a table of its own, words beside the sign of the order, counts as the cell that holds it. */
function outermost(head: ReadableElement): ReadableElement {
  const words = labelKey(head.textContent ?? '');
  let found = head;
  for (
    let at = head.closest('table')?.parentElement;
    at && isCell(at);
    at = found.closest('table')?.parentElement
  ) {
    if (labelKey(at.textContent ?? '') !== words) break;
    found = at;
  }
  return found;
}

/**
 * The cell of a row under a heading. Cells may be drawn in another order than they are counted (WAI-ARIA 1.2,
 * aria-colindex).
 */
export function cellBelow(head: ReadableElement, row: ReadableElement): ReadableElement[] {
  const cells = cellsOf(row);
  const counted = numberOf(head, 'aria-colindex');
  const same =
    counted === undefined ? [] : cells.filter((cell) => numberOf(cell, 'aria-colindex') === counted);
  if (same.length > 0) return same.slice(0, 1);
  const column = columnOf(outermost(head));
  return onSideOf(
    head,
    cells.filter((cell) => columnOf(cell) === column),
  );
}

/** Where several columns sort a list, makers print the place of each behind its heading. */
const RANK = / ?\d{1,2}$/u;
const LONGEST_HEADING = 200;

const headingKey = ({ textContent }: ReadableElement, encoding: ReadingScope['encoding']) =>
  labelKey(toUnicode(textContent ?? '', encoding));

/** What a heading may be called beside its whole text, which may hold its column's rank in the order of the list, and words for those who hear the page. */
function partsOfHeading(head: ReadableElement, whole: string, encoding: ReadingScope['encoding']): string[] {
  const isPlain =
    (head.localName === 'th' || head.getAttribute('role') === 'columnheader') &&
    whole.length <= LONGEST_HEADING &&
    head.querySelector(CELLS) === null;
  if (!isPlain) return [];
  return [
    whole.replace(RANK, ''),
    ...Array.from(head.querySelectorAll('*'), (part) => headingKey(part, encoding)),
  ];
}

/** What a heading may be called, as `labelKey` gives it, its whole text first. */
export function headingKeys(head: ReadableElement, encoding: ReadingScope['encoding']): string[] {
  const whole = headingKey(head, encoding);
  return [whole, ...partsOfHeading(head, whole, encoding)];
}

/** The cell of the scope's row under the column with this heading; header tables beside the body are found too. */
export function columnCell(scope: ReadingScope, heading: string): ReadableElement[] {
  const row = 'localName' in scope.root ? (scope.root as ReadableElement) : undefined;
  const wanted = labelKey(heading);
  const headIn = (root: ReadingScope['page']) => {
    const heads = Array.from(root.querySelectorAll(HEADINGS));
    const keys = new Map<ReadableElement, string>();
    for (const head of heads) {
      const key = headingKey(head, scope.encoding);
      if (key === wanted) return head;
      keys.set(head, key);
    }
    return heads.find((head) => partsOfHeading(head, keys.get(head) ?? '', scope.encoding).includes(wanted));
  };
  if (row) {
    // The nearest heading around the row: a page may show several lists.
    for (let around: ReadableElement | null = row; around; around = around.parentElement) {
      const head = around.localName === 'tr' ? undefined : headIn(around);
      if (head) return cellBelow(head, row);
    }
    return [];
  }
  for (const table of [...Array.from(scope.page.querySelectorAll('table')), scope.page]) {
    const head = headIn(table);
    if (head) {
      const rows = Array.from(table.querySelectorAll('tbody tr,[role=row]'));
      return rows
        .filter((within) => within !== head.closest(LINES))
        .flatMap((within) => cellBelow(head, within));
    }
  }
  return [];
}

/** Headings of columns that hold agencies, and of those that hold their codes. */
const AGENCY_HEADING = /(?:^| )(?:don vi|co quan|noi nhan)(?: |$)/u;
const CODE_HEADING = /^ma(?: |$)/u;

/** The agencies that a table lists, each with its code where one stands beside it; undefined for other tables. */
export function agenciesIn(element: ReadableElement): string[] | undefined {
  const tables = element.localName === 'table' ? [element] : Array.from(element.querySelectorAll('table'));
  const [table] = tables;
  if (!table || tables.length > 1) return undefined;
  const heads = Array.from(table.querySelectorAll(HEADINGS));
  const headed = (words: RegExp, but?: ReadableElement) =>
    heads.find((head) => head !== but && words.test(labelKey(head.textContent ?? '')));
  const code = headed(CODE_HEADING);
  const name = headed(AGENCY_HEADING, code);
  if (!name) return undefined;
  const text = (head: ReadableElement | undefined, row: ReadableElement) =>
    (head && cellBelow(head, row)[0]?.textContent?.trim()) || undefined;
  const rows = Array.from(table.querySelectorAll('tr')).filter(
    (row) => !heads.some((head) => head.closest('tr') === row),
  );
  return rows.flatMap((row) => {
    const [agency, known] = [text(name, row), text(code, row)];
    return agency === undefined ? [] : [known === undefined ? agency : `${agency} (${known})`];
  });
}
