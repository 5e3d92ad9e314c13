import type { ListExample, ListRule } from '../../shared/profile/list.ts';
import { holds, readAddress } from '../../shared/profile/read.ts';
import { findAll, findFirst, type ReadingScope } from '../../shared/profile/readable.ts';

/** One thing that is not as expected. */
export interface Difference {
  what: string;
  expected: string;
  found: string;
}

export const shown = (value: unknown): string =>
  value === undefined
    ? '—'
    : Array.isArray(value)
      ? value.map((one) => one ?? '—').join(' | ')
      : String(value);

/** What a list of a profile finds on a page, held against what the example expects. */
export function compareList(
  list: ListRule,
  example: Pick<ListExample, 'rows' | 'ticks' | 'documents'>,
  page: ReadingScope,
): { differences: Difference[]; read: Record<string, string[]> } {
  const differences: Difference[] = [];
  const expect = (what: string, expected: unknown, found: unknown) => {
    if (shown(expected) !== shown(found)) {
      differences.push({ what, expected: shown(expected), found: shown(found) });
    }
  };
  expect('when', true, holds(list.when, page));
  const rows = findAll(page, page.root, list.each).map((root) => ({ ...page, root }));
  const ticks = rows.map((row) => {
    const tick = list.ticks.find(({ when }) => !when || holds(when, row));
    return tick && findFirst(row, row.root, tick.at) ? tick.role : null;
  });
  const { document } = list;
  const documents = document && rows.map((row) => readAddress(document, row) ?? null);
  if (example.rows !== undefined) expect('rows', example.rows, rows.length);
  if (example.ticks) expect('ticks', example.ticks, ticks);
  if (example.documents) expect('documents', example.documents, documents);
  // A row that may be ticked and leads nowhere would be named as unread, whoever ticks it.
  for (const [index, tick] of ticks.entries()) {
    if (tick !== null && documents && documents[index] === null) {
      differences.push({ what: `rows.${index}.document`, expected: 'true', found: shown(undefined) });
    }
  }
  const read = {
    rows: [String(rows.length)],
    ticks: ticks.map((tick) => tick ?? '—'),
    ...(documents && { documents: documents.map((one) => one ?? '—') }),
  };
  return { differences, read };
}
