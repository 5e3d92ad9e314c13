import { toUnicode } from './legacy-text.ts';
import type { ReadableElement, ReadingScope } from './readable.ts';
import { labelKey } from './text.ts';

const isCell = (element: ReadableElement) => element.localName === 'td' || element.localName === 'th';

/** Column of a cell, counting `colspan`. */
function columnOf(cell: ReadableElement): number {
  let column = 0;
  for (const sibling of Array.from(cell.parentElement?.children ?? [])) {
    if (sibling === cell) return column;
    if (isCell(sibling)) column += Number(sibling.getAttribute('colspan') ?? 1) || 1;
  }
  return column;
}

/** The cell of the scope's row under the column with this heading; header tables beside the body are found too. */
export function columnCell(scope: ReadingScope, heading: string): ReadableElement[] {
  const row = 'localName' in scope.root ? (scope.root as ReadableElement) : undefined;
  const tables = row
    ? [row.closest('table')].filter((table) => table !== null)
    : Array.from(scope.page.querySelectorAll('table'));
  const wanted = labelKey(heading);
  const headings = (root: ReadingScope['page']) =>
    Array.from(root.querySelectorAll('th,thead td,tr:first-child td')).filter(
      (cell) => labelKey(toUnicode(cell.textContent ?? '', scope.encoding)) === wanted,
    );
  for (const table of [...tables, scope.page]) {
    const head = headings(table)[0];
    if (!head) continue;
    const column = columnOf(head);
    const rows = row ? [row] : Array.from(table.querySelectorAll('tbody tr'));
    return rows.flatMap((within) =>
      Array.from(within.children)
        .filter((cell) => isCell(cell) && columnOf(cell) === column)
        .slice(0, 1),
    );
  }
  return [];
}
