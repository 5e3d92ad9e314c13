import type { SqlRow, Store, Transaction } from '../store/store.ts';
import type { Unit } from './unit.ts';

const PAGE = 5000;
const COLUMNS = 'code, unit_id, parent_id, old_codes, name, former_names, mail, closed, last_seen';
const ROWS_PER_INSERT = 100;

const NONE: readonly string[] = [];

function list(value: unknown): readonly string[] {
  // Most units have neither old codes nor former names: one shared list for all of them.
  if (value === '[]') return NONE;
  const parsed: unknown = JSON.parse(typeof value === 'string' ? value : '[]');
  return Array.isArray(parsed) ? parsed.filter((entry) => typeof entry === 'string') : [];
}

function unitOf(row: SqlRow): Unit {
  return {
    code: String(row.code),
    unitId: String(row.unit_id),
    parentId: String(row.parent_id),
    oldCodes: list(row.old_codes),
    name: String(row.name),
    formerNames: list(row.former_names),
    mail: String(row.mail),
    closed: Number(row.closed) === 1,
    lastSeen: String(row.last_seen),
  };
}

/** All units, read in pages so that other work gets its turn. */
export async function readUnits(store: Store): Promise<Unit[]> {
  const units: Unit[] = [];
  let after = '';
  for (;;) {
    const from = after;
    const rows = await store.read((transaction) =>
      transaction.all(`SELECT ${COLUMNS} FROM directory_unit WHERE code > ? ORDER BY code LIMIT ${PAGE}`, [
        from,
      ]),
    );
    for (const row of rows) units.push(unitOf(row));
    const last = units.at(-1);
    if (rows.length < PAGE || last === undefined) return units;
    after = last.code;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Writes units, new ones and changed ones alike. */
export async function writeUnits(transaction: Transaction, units: readonly Unit[]): Promise<void> {
  for (let at = 0; at < units.length; at += ROWS_PER_INSERT) {
    const batch = units.slice(at, at + ROWS_PER_INSERT);
    const places = batch.map(() => '(?, ?, ?, ?, ?, ?, ?, ?, ?)').join(', ');
    await transaction.run(
      `INSERT INTO directory_unit (${COLUMNS}) VALUES ${places}
       ON CONFLICT (code) DO UPDATE SET unit_id = excluded.unit_id, parent_id = excluded.parent_id,
         old_codes = excluded.old_codes, name = excluded.name, former_names = excluded.former_names,
         mail = excluded.mail, closed = excluded.closed, last_seen = excluded.last_seen`,
      batch.flatMap((unit) => [
        unit.code,
        unit.unitId,
        unit.parentId,
        JSON.stringify(unit.oldCodes),
        unit.name,
        JSON.stringify(unit.formerNames),
        unit.mail,
        unit.closed ? 1 : 0,
        unit.lastSeen,
      ]),
    );
  }
}

export async function readState(store: Store): Promise<{ syncedAt: string; units: number } | null> {
  const row = await store.read((transaction) =>
    transaction.get('SELECT synced_at, units FROM directory_state WHERE id = 1'),
  );
  return row === undefined ? null : { syncedAt: String(row.synced_at), units: Number(row.units) };
}

export async function writeState(transaction: Transaction, syncedAt: string, units: number): Promise<void> {
  await transaction.run(
    `INSERT INTO directory_state (id, synced_at, units) VALUES (1, ?, ?)
     ON CONFLICT (id) DO UPDATE SET synced_at = excluded.synced_at, units = excluded.units`,
    [syncedAt, units],
  );
}
