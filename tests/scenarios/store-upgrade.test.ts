/** @needs postgres */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../bridge/store/migrations.ts';
import { openPostgresStore } from '../../bridge/store/postgres.ts';
import { openSqliteStore } from '../../bridge/store/sqlite.ts';
import type { SqlRow, Store, Transaction } from '../../bridge/store/store.ts';
import { AxisDouble } from './support/axis-double.ts';
import { bothDrivers, DRIVERS, type Driver } from './support/both-drivers.ts';
import { OFFICE_ONE, OFFICE_TWO, submission } from './support/letters.ts';
import { openOffice, workOff } from './support/office.ts';

/** A store of every earlier program, with rows in it, becomes one of ours: nothing is lost, and work goes on. */
const NEWEST = MIGRATIONS.length;
const STEPS = Array.from({ length: NEWEST - 1 }, (_, index) => index + 1);
const TABLES = MIGRATIONS.flat().flatMap((text) => /^CREATE TABLE (\w+)/u.exec(text)?.[1] ?? []);

const drivers = bothDrivers('upgrade');
let now: Record<'one' | 'two', Store>;
let itemId = '';

beforeAll(async () => {
  now = { one: await openSqliteStore(file('one')), two: await openSqliteStore(file('two')) };
  const axis = new AxisDouble();
  const one = await office(now.one, axis, 'one');
  const two = await office(now.two, axis, 'two');
  await one.outbox.submit(await submission(drivers.folder, 1));
  await one.outbox.tick();
  await one.outbox.submit(await submission(drivers.folder, 2));
  await two.inbox.poll();
  itemId = (await two.inbox.list({ limit: 1 })).items[0]?.itemId ?? '';
  for (const [index, answer] of (['accept', 'process'] as const).entries())
    await two.inbox.answer({ jobKey: jobKey(index), itemId, answer });
  // The order of those that an older program left lies in their instants alone, which tie within a millisecond.
  await now.two.transaction(async (sql) => {
    const waiting = await sql.all('SELECT outbox_id FROM outbox ORDER BY turn');
    expect(waiting).toHaveLength(3);
    for (const [index, row] of waiting.entries())
      await sql.run('UPDATE outbox SET created_at = ? WHERE outbox_id = ?', [
        `2026-01-06T08:00:00.00${index}Z`,
        row.outbox_id ?? null,
      ]);
  });
}, 180_000);
afterAll(async () => {
  for (const store of Object.values(now ?? {})) await store.close();
});

const file = (name: string) => join(drivers.folder, `${name}.sqlite`);
const jobKey = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const office = (store: Store, axis: AxisDouble, name: 'one' | 'two', folder: string = name) =>
  openOffice({
    store,
    transport: axis.transport(name === 'one' ? 'H99.01' : 'H99.02'),
    folder: join(drivers.folder, folder),
    agency: name === 'one' ? OFFICE_ONE : OFFICE_TWO,
  });

/** Packages of an office for a database of their own; the mark in them, of another database, would tell of a restore. */
function copyOf(name: 'one' | 'two', folder: string): string {
  cpSync(join(drivers.folder, name), join(drivers.folder, folder), { recursive: true });
  rmSync(join(drivers.folder, folder, 'packages', 'sends-mark.json'));
  return folder;
}

/** Opens one database again and again, at the step that is given. */
async function database(driver: Driver, name: string): Promise<(upTo: number) => Promise<Store>> {
  if (driver === 'sqlite') return (upTo) => openSqliteStore(file(name), { upTo });
  const url = await drivers.url();
  return (upTo) => openPostgresStore({ url, upTo });
}

const columns = (store: Store, table: string) =>
  store.read(async (sql) => {
    const [list, name] =
      store.dialect === 'sqlite'
        ? ['SELECT name FROM pragma_table_info(?)', 'name']
        : ['SELECT column_name FROM information_schema.columns WHERE table_name = ?', 'column_name'];
    return (await sql.all(list, [table])).map((row) => String(row[name])).sort();
  });
const rowsOf = (sql: Transaction, table: string, names: readonly string[]) =>
  sql.all(`SELECT ${names.join(', ')} FROM ${table}`);
const sorted = (rows: readonly SqlRow[]) => rows.map((row) => JSON.stringify(row)).sort();

/** Fills an older store with what of today's rows it had columns for; gives them by table. */
async function fillFrom(today: Store, older: Store): Promise<Map<string, SqlRow[]>> {
  const filled = new Map<string, SqlRow[]>();
  for (const table of TABLES) {
    const names = await columns(older, table);
    if (names.length === 0) continue;
    const rows = await today.read((sql) => rowsOf(sql, table, names));
    await older.transaction(async (sql) => {
      for (const row of rows)
        await sql.run(
          `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
          names.map((name) => row[name] ?? null),
        );
    });
    filled.set(table, rows);
  }
  return filled;
}

describe.each(DRIVERS)('on %s', (driver) => {
  describe.each(STEPS)('a store of step %i', (step) => {
    it.each(['one', 'two'] as const)('keeps every row of office %s', async (name) => {
      const at = await database(driver, `${name}-${step}`);
      const older = await at(step);
      const filled = await fillFrom(now[name], older);
      expect([...filled.values()].flat().length).toBeGreaterThan(5);
      await older.close();
      const store = await at(NEWEST);
      for (const [table, rows] of filled) {
        expect(await columns(store, table)).toEqual(await columns(now[name], table));
        const known = Object.keys(rows[0] ?? {});
        const kept = await store.read((sql) => rowsOf(sql, table, known.length > 0 ? known : ['1']));
        expect(sorted(kept)).toEqual(sorted(rows));
      }
      await store.close();
    });

    it('sends what waited in its order, and what is given now behind it', async () => {
      const at = await database(driver, `waiting-${step}`);
      const older = await at(step);
      await fillFrom(now.two, older);
      await older.close();
      const folder = copyOf('two', `two-${driver}-${step}`);
      const axis = new AxisDouble();
      const two = await office(await at(NEWEST), axis, 'two', folder);
      await two.inbox.answer({ jobKey: jobKey(9), itemId, answer: 'finish' });
      // The clock was set back meanwhile: only the new column tells that this one is the last.
      await two.store.transaction((sql) =>
        sql.run(`UPDATE outbox SET created_at = '2020-01-01T00:00:00.000Z' WHERE created_at > '2026-01-07'`),
      );
      await workOff(two, 6);
      const codes = axis.taken.map(({ bytes }) => /<edXML:StatusCode>(\d\d)</u.exec(String(bytes))?.[1]);
      expect(codes).toEqual(['01', '03', '05', '06']);
      await two.close();
    });

    it('sends the letter that waited', async () => {
      const at = await database(driver, `letter-${step}`);
      const older = await at(step);
      await fillFrom(now.one, older);
      await older.close();
      const folder = copyOf('one', `one-${driver}-${step}`);
      const axis = new AxisDouble();
      const one = await office(await at(NEWEST), axis, 'one', folder);
      await workOff(one, 3);
      expect(axis.taken).toHaveLength(1);
      const letters = await one.outbox.list({ limit: 10 });
      expect(letters.letters.map(({ state }) => state).sort()).toEqual(['receipted', 'receipted']);
      await one.close();
    });
  });
});
