import { dayInVietnam } from '../../shared/document/vietnam-time.ts';
import { KyguiError } from '../../shared/errors.ts';
import { readableInstant, restoredAt } from '../store/restored.ts';
import { searchKey } from '../store/search-key.ts';
import type { SqlRow, Store, Transaction } from '../store/store.ts';

/**
 * Numbers of outgoing letters for offices that number in Ký Gửi (NĐ 30/2020, Article 15: in order through one year, from
 * 01). A number is reserved with the approval, used once every file is signed, and free again when nothing was.
 * Functions that take a transaction work inside one of their caller.
 */

export interface Series {
  /** OrganId of the agency. */
  agency: string;
  year: number;
  /** Name of the kind; empty where all kinds share one series. */
  kind: string;
}

export interface SeriesState {
  year: number;
  kind: string;
  next: number;
  used: number;
  /** The rows came out of a backup then, and nobody has said the last number since; null when all is known. */
  restoredAt: string | null;
  /** Approved and not signed yet, or broken off after a part was signed. */
  reserved: number[];
  /** Given back; these are proposed first. */
  free: number[];
}

export interface Reservation extends Series {
  number: number;
  jobKey: string;
  /** The bridge that reserves. */
  owner: string;
  /**
   * `register`: proposed from here; what it passed over stays for others. `hand`: typed, the series goes on behind it.
   * `page`: given by the document system, whose word counts even when the number was given before.
   */
  source: 'register' | 'hand' | 'page';
}

/** A proposal this far ahead of the series was not made by it. */
const MOST_PASSED_OVER = 300;

const keysOf = ({ agency, year, kind }: Series): [string, number, string] => [agency, year, searchKey(kind)];
const OF_SERIES = 'agency = ? AND year = ? AND kind_key = ?';

/** The next number nobody has: one that was given back, else the next of the series. `held` are proposed elsewhere. */
export async function nextNumber(
  store: Store,
  series: Series,
  held: ReadonlySet<number> = new Set(),
): Promise<number> {
  return store.read(async (sql) => {
    const row = await sql.get(`SELECT next_number FROM register_series WHERE ${OF_SERIES}`, keysOf(series));
    const numbers = await sql.all(
      `SELECT number, state FROM register_number WHERE ${OF_SERIES} AND (state = 'free' OR number >= ?) ORDER BY number`,
      [...keysOf(series), Number(row?.next_number ?? 1)],
    );
    const free = numbers.find(({ number, state }) => state === 'free' && !held.has(Number(number)));
    if (free) return Number(free.number);
    const taken = new Set(
      numbers.filter(({ state }) => state !== 'free').map(({ number }) => Number(number)),
    );
    let next = Number(row?.next_number ?? 1);
    while (taken.has(next) || held.has(next)) next += 1;
    return next;
  });
}

/** True when another job has the number. */
export async function isTaken(
  store: Store,
  series: Series,
  number: number,
  jobKey: string,
): Promise<boolean> {
  const row = await store.read((sql) => numberRow(sql, series, number));
  return row !== undefined && row.state !== 'free' && row.job_key !== jobKey;
}

function numberRow(sql: Transaction, series: Series, number: number): Promise<SqlRow | undefined> {
  return sql.get(`SELECT state, job_key FROM register_number WHERE ${OF_SERIES} AND number = ?`, [
    ...keysOf(series),
    number,
  ]);
}

/**
 * The rows came out of a backup, and nobody has said since what the last number of the series is: numbers given between
 * backup and restore are unknown here. Answers when that was; null when the series may go on by itself.
 */
export async function unconfirmedSince(sql: Transaction, series: Series): Promise<string | null> {
  const at = await restoredAt(sql);
  if (at === null || series.year > Number(dayInVietnam(Date.parse(at)).slice(0, 4))) return null;
  const row = await sql.get(`SELECT confirmed_at FROM register_series WHERE ${OF_SERIES}`, keysOf(series));
  const confirmed = row?.confirmed_at ?? null;
  return confirmed !== null && String(confirmed) >= at ? null : at;
}

async function confirm(sql: Transaction, series: Series): Promise<void> {
  await sql.run(`UPDATE register_series SET confirmed_at = ? WHERE ${OF_SERIES}`, [
    await sql.now(),
    ...keysOf(series),
  ]);
}

/** The series' row, made when it is not there and held until the end of the transaction. */
async function holdSeries(sql: Transaction, series: Series): Promise<number> {
  await sql.run(
    `INSERT INTO register_series (agency, year, kind_key, kind, next_number) VALUES (?, ?, ?, ?, 1)
      ON CONFLICT (agency, year, kind_key) DO NOTHING`,
    [...keysOf(series), series.kind],
  );
  const row = await sql.get(
    `SELECT next_number FROM register_series WHERE ${OF_SERIES} FOR UPDATE`,
    keysOf(series),
  );
  return Number(row?.next_number ?? 1);
}

async function writeNumber(
  sql: Transaction,
  series: Series,
  number: number,
  state: 'reserved' | 'free',
  by: { jobKey: string; owner: string } | null,
): Promise<void> {
  await sql.run(
    `INSERT INTO register_number (agency, year, kind_key, number, state, job_key, owner, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (agency, year, kind_key, number) DO UPDATE SET state = excluded.state,
        job_key = excluded.job_key, owner = excluded.owner, updated_at = excluded.updated_at`,
    [...keysOf(series), number, state, by?.jobKey ?? null, by?.owner ?? null, await sql.now()],
  );
}

/**
 * Reserves a number for a job; the same job asks again without harm. After a restore the first number is the clerk's own:
 * typed by hand, behind all that are known here. @throws REGISTER_NUMBER_TAKEN, REGISTER_RESTORED
 */
export async function reserve(sql: Transaction, reservation: Reservation): Promise<void> {
  const { number, jobKey, owner, source } = reservation;
  const next = await holdSeries(sql, reservation);
  const row = await numberRow(sql, reservation, number);
  if (row && row.state !== 'free' && row.job_key !== jobKey) {
    if (source === 'page') return;
    const { kind, year } = reservation;
    throw new KyguiError('REGISTER_NUMBER_TAKEN', { number, kind, year });
  }
  const restored = await unconfirmedSince(sql, reservation);
  if (restored !== null && source === 'register')
    throw new KyguiError('REGISTER_RESTORED', { at: readableInstant(restored) });
  if (restored !== null && source === 'hand' && number >= next) await confirm(sql, reservation);
  // The clerk changed the number since an approval that came to nothing.
  await giveBack(sql, jobKey);
  await writeNumber(sql, reservation, number, 'reserved', { jobKey, owner });
  if (number < next) return;
  if (source === 'register' && number - next <= MOST_PASSED_OVER) {
    for (let passed = next; passed < number; passed += 1)
      if (!(await numberRow(sql, reservation, passed)))
        await writeNumber(sql, reservation, passed, 'free', null);
  }
  await sql.run(`UPDATE register_series SET next_number = ? WHERE ${OF_SERIES}`, [
    number + 1,
    ...keysOf(reservation),
  ]);
}

/**
 * The reserved number of a job is free again, unless one of its files was signed with it, or may have been: an approval
 * that is being carried out keeps it, also when the rows of a signature could not be written before the process ended.
 */
export async function giveBack(sql: Transaction, jobKey: string): Promise<void> {
  await sql.run(
    `UPDATE register_number SET state = 'free', job_key = NULL, owner = NULL, updated_at = ?
      WHERE job_key = ? AND state = 'reserved' AND NOT EXISTS (
        SELECT 1 FROM job_item WHERE job_item.job_key = register_number.job_key AND job_item.state = 'signed')
      AND NOT EXISTS (
        SELECT 1 FROM job WHERE job.job_key = register_number.job_key AND job.state IN ('signing', 'signed'))`,
    [await sql.now(), jobKey],
  );
}

/** Every file is signed: the number belongs to the letter for good. */
export async function markUsed(sql: Transaction, jobKey: string): Promise<void> {
  await sql.run(
    `UPDATE register_number SET state = 'used', updated_at = ? WHERE job_key = ? AND state = 'reserved'`,
    [await sql.now(), jobKey],
  );
}

/** After a start: what this bridge had reserved for approvals that a killed process took with it is free again. */
export async function giveBackAbandoned(sql: Transaction, owner: string): Promise<void> {
  const rows = await sql.all(
    `SELECT job_key FROM register_number WHERE owner = ? AND state = 'reserved' AND NOT EXISTS (
      SELECT 1 FROM job WHERE job.job_key = register_number.job_key AND job.state IN ('signing', 'signed'))`,
    [owner],
  );
  for (const row of rows) await giveBack(sql, String(row.job_key));
}

/** All series of an agency, the newest year first. */
export async function listSeries(store: Store, agency: string, year?: number): Promise<SeriesState[]> {
  return store.read(async (sql) => {
    const rows = await sql.all(
      'SELECT year, kind, next_number FROM register_series WHERE agency = ? ORDER BY year DESC, kind',
      [agency],
    );
    const states: SeriesState[] = [];
    for (const row of rows) {
      const series = { agency, year: Number(row.year), kind: String(row.kind) };
      if (year !== undefined && series.year !== year) continue;
      const numbers = await sql.all(
        `SELECT number, state FROM register_number WHERE ${OF_SERIES} ORDER BY number`,
        keysOf(series),
      );
      const of = (state: string) =>
        numbers.filter((one) => one.state === state).map(({ number }) => Number(number));
      states.push({
        year: series.year,
        kind: series.kind,
        next: Number(row.next_number),
        used: of('used').length,
        restoredAt: await unconfirmedSince(sql, series),
        reserved: of('reserved'),
        free: of('free'),
      });
    }
    return states;
  });
}

/**
 * The series goes on with `number`, for an office that begins in the middle of a year. What was given back before is
 * not proposed any more. @throws REGISTER_NUMBER_TAKEN
 */
export async function setNext(store: Store, series: Series, number: number): Promise<void> {
  await store.transaction(async (sql) => {
    await holdSeries(sql, series);
    const row = await numberRow(sql, series, number);
    if (row && row.state !== 'free')
      throw new KyguiError('REGISTER_NUMBER_TAKEN', { number, kind: series.kind, year: series.year });
    await sql.run(`DELETE FROM register_number WHERE ${OF_SERIES} AND state = 'free'`, keysOf(series));
    await sql.run(`UPDATE register_series SET next_number = ? WHERE ${OF_SERIES}`, [
      number,
      ...keysOf(series),
    ]);
    await confirm(sql, series);
  });
}
