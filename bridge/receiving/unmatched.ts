import { plusMs } from '../clock/clock.ts';
import type { InboxContext } from './context.ts';
import { type StatusRow, statuses } from './rows.ts';
import { codesOfUnit } from './unit-codes.ts';

/** Statuses that fit no letter when they came are tried again for so long; later they are only history. */
const KEPT_DAYS = 180;
const DAY_MS = 86_400_000;

const PAGE = 500;
/** A poll has other work as well. */
const MOST_PAGES = 10;

/** A letter that is restored or sent late is found within minutes; what nobody asked for is looked at once an hour. */
const LONGEST_WAIT_MS = 3_600_000;
const WAIT_PER_AGE = 0.1;

/**
 * Tries statuses again that fitted no letter when they came, those first that waited longest since their last try: the
 * many that fit nothing never keep the others from their turn.
 */
export async function retryUnmatched(context: InboxContext): Promise<number> {
  let matched = 0;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { rows, now } = await context.store.read(async (sql) => {
      const at = await sql.now();
      return {
        now: at,
        rows: await sql.all(
          `SELECT * FROM received_status WHERE letter_id IS NULL AND received_at > ?
            AND (next_at IS NULL OR next_at <= ?)
            ORDER BY COALESCE(next_at, ''), received_at, doc_id LIMIT ${PAGE}`,
          [plusMs(at, -KEPT_DAYS * DAY_MS), at],
        ),
      };
    });
    const left: StatusRow[] = [];
    for (const row of rows.map((found) => statuses.read(found))) {
      if (await matchesNow(context, row)) matched += 1;
      else left.push(row);
    }
    await context.store.transaction(async (sql) => {
      for (const row of left)
        await sql.run(`UPDATE received_status SET next_at = ? WHERE doc_id = ?`, [
          plusMs(now, waitOf(row, now)),
          row.docId,
        ]);
    });
    if (rows.length < PAGE) break;
  }
  return matched;
}

function waitOf(row: StatusRow, now: string): number {
  const age = Date.parse(now) - Date.parse(row.receivedAt);
  return Math.min(LONGEST_WAIT_MS, Math.max(1, Math.round(age * WAIT_PER_AGE)));
}

async function matchesNow(context: InboxContext, row: StatusRow): Promise<boolean> {
  const { docId: arrivalId, fromCode, organId, codeKey: code, documentId, date } = row;
  const { statusCode, description, at } = row;
  const fromCodes = await codesOfUnit(context, fromCode);
  const status = { arrivalId, fromCodes, organId, code, documentId, date, statusCode, description, at };
  const letterId = await context.store.transaction(async (sql) => {
    const found = await context.sending.recordStatus(sql, status);
    if (found !== null)
      await sql.run(`UPDATE received_status SET letter_id = ? WHERE doc_id = ?`, [found, status.arrivalId]);
    return found;
  });
  if (letterId === null) return false;
  context.onChange?.({ itemId: null, letterId });
  return true;
}
