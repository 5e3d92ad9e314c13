import { printedNumber } from '../../shared/document/number.ts';
import { dayInVietnam } from '../../shared/document/vietnam-time.ts';
import { KyguiError } from '../../shared/errors.ts';
import { plusMs } from '../clock/clock.ts';
import { readInstallation, restoredAt, writeInstallation } from '../store/restored.ts';
import type { Transaction } from '../store/store.ts';

/** Number and day of an incoming letter in the office's register (NĐ 30/2020, Điều 22); the day is Vietnam's. */
export interface Entry {
  number: string;
  /** `YYYY-MM-DD`. */
  date: string;
}

/** What the register proposes; after a restore it does not know the last number, and proposes none. */
export interface NextEntry extends Entry {
  restoredAt: string | null;
}

const confirmedName = (year: string) => `entry-confirmed/${year}`;

/** When the rows came out of a backup, as long as no letter was entered since with a number that a person gave. */
async function unconfirmedSince(sql: Transaction, year: string): Promise<string | null> {
  const at = await restoredAt(sql);
  if (at === null || year > yearOf(dayInVietnam(Date.parse(at)))) return null;
  const confirmed = await readInstallation(sql, confirmedName(year));
  return confirmed !== null && confirmed >= at ? null : at;
}

/** Numbers of a register begin anew each year. */
const yearOf = (day: string): string => day.slice(0, 4);

async function entriesOf(sql: Transaction, year: string) {
  return sql.all(
    `SELECT item_id, code, entry_number FROM inbox_item
      WHERE entry_date >= ? AND entry_date <= ? AND entry_number IS NOT NULL`,
    [`${year}-01-01`, `${year}-12-31`],
  );
}

/**
 * The next number of the year that `today` lies in: one more than the highest; what is no number is passed over. After a
 * restore letters are missing here, so the number is empty until a person has entered one from the book.
 */
export async function nextEntry(sql: Transaction, today: string): Promise<NextEntry> {
  const restored = await unconfirmedSince(sql, yearOf(today));
  if (restored !== null) return { number: '', date: today, restoredAt: restored };
  return { number: String((await highestNumber(sql, yearOf(today))) + 1), date: today, restoredAt: null };
}

async function highestNumber(sql: Transaction, year: string): Promise<number> {
  const rows = await entriesOf(sql, year);
  return Math.max(0, ...rows.map(({ entry_number }) => plainNumber(String(entry_number))));
}

const plainNumber = (text: string): number => Number(/^\s*(\d{1,9})(?!\d)/u.exec(text)?.[1] ?? 0);

/**
 * Two letters never bear the same number of entry in one year. Holds the register until the transaction ends, so
 * that of two clerks who accept at the same moment one is told. @throws RECEIVING_ENTRY_NUMBER_TAKEN
 */
export async function holdNumber(sql: Transaction, itemId: string, entry: Entry): Promise<void> {
  const year = yearOf(entry.date);
  const register = `entry-register/${year}`;
  await sql.run(`INSERT INTO installation (name, value) VALUES (?, '') ON CONFLICT (name) DO NOTHING`, [
    register,
  ]);
  await sql.get(`SELECT name FROM installation WHERE name = ? FOR UPDATE`, [register]);
  const wanted = sameNumber(entry.number);
  // A number behind all that are known here comes from the book: from it the register goes on.
  if (plainNumber(entry.number) > (await highestNumber(sql, year)) && (await unconfirmedSince(sql, year)))
    await writeInstallation(sql, confirmedName(year), await sql.now());
  const stamped = await sql.all(
    `SELECT receive_stamp.item_id, inbox_item.code, receive_stamp.entry_number FROM receive_stamp
      JOIN inbox_item ON inbox_item.item_id = receive_stamp.item_id
      JOIN job ON job.job_key = receive_stamp.job_key
      WHERE receive_stamp.state = 'approved' AND job.state IN ('prepared', 'signing')
        AND job.updated_at > ? AND receive_stamp.entry_date >= ? AND receive_stamp.entry_date <= ?`,
    [await longAgo(sql), `${year}-01-01`, `${year}-12-31`],
  );
  const taken = [...(await entriesOf(sql, year)), ...stamped].find(
    (row) => String(row.item_id) !== itemId && sameNumber(String(row.entry_number)) === wanted,
  );
  if (taken)
    throw new KyguiError('RECEIVING_ENTRY_NUMBER_TAKEN', {
      number: entry.number,
      year,
      code: String(taken.code),
    });
}

const sameNumber = (number: string): string =>
  printedNumber(number.normalize('NFC').replace(/\s+/gu, '')).toUpperCase();

/**
 * No token signs for so long: whose approval is older has ended, on a computer that perhaps never starts again. Should it
 * start after all, what it signed finds the letter answered or begun anew and is no acceptance.
 */
const LONGEST_STAMPING_MS = 3_600_000;
const longAgo = async (sql: Transaction) => plusMs(await sql.now(), -LONGEST_STAMPING_MS);

/** Approved, and the token is at work: nobody else may answer the letter meanwhile. @throws RECEIVING_STAMP_ELSEWHERE */
export async function refuseWhileStamping(sql: Transaction, itemId: string): Promise<void> {
  const busy = await sql.get(
    `SELECT receive_stamp.item_id FROM receive_stamp JOIN job ON job.job_key = receive_stamp.job_key
      WHERE receive_stamp.item_id = ? AND receive_stamp.state = 'approved' AND job.state IN ('prepared', 'signing')
        AND job.updated_at > ?`,
    [itemId, await longAgo(sql)],
  );
  if (busy) throw new KyguiError('RECEIVING_STAMP_ELSEWHERE');
}
