import { KyguiError } from '../../shared/errors.ts';
import { DIRECTORY_TABLES, RECENT_RECIPIENT_TABLES } from './schema/directory.ts';
import { INBOX_TABLES } from './schema/inbox.ts';
import { LEDGER_TABLES } from './schema/ledger.ts';
import { PAGE_TAKEN_COLUMNS } from './schema/page-taken.ts';
import { PROOF_TABLES } from './schema/proof.ts';
import { RECEIVE_STAMP_TABLES } from './schema/receive-stamp.ts';
import { RECORD_TABLES } from './schema/record.ts';
import { REFERENCE_TABLES } from './schema/references.ts';
import { REGISTER_TABLES } from './schema/register.ts';
import { STATUS_TURN_COLUMNS } from './schema/status-turn.ts';
import type { Store, Transaction } from './store.ts';

/**
 * Every change of the tables, in order, one text for both dialects: TEXT, INTEGER (32 bit) and BIGINT only, keys
 * made by the program, JSON and instants as text. An applied migration is never edited; a later one follows it.
 */
export const MIGRATIONS: readonly (readonly string[])[] = [
  [...LEDGER_TABLES, ...INBOX_TABLES, ...RECORD_TABLES, ...DIRECTORY_TABLES],
  REFERENCE_TABLES,
  RECENT_RECIPIENT_TABLES,
  RECEIVE_STAMP_TABLES,
  REGISTER_TABLES,
  PROOF_TABLES,
  STATUS_TURN_COLUMNS,
  PAGE_TAKEN_COLUMNS,
];

/** Brings the tables to migration `upTo`, each in its own transaction. Throws STORE_TOO_NEW. */
export async function migrate(store: Pick<Store, 'transaction'>, upTo: number): Promise<void> {
  const applied = await store.transaction(async (sql) => {
    await sql.run(
      `CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL)`,
    );
    return newestApplied(sql);
  });
  for (let version = applied + 1; version <= upTo; version += 1) {
    await store.transaction(async (sql) => {
      await newestApplied(sql);
      // The row first: another bridge that migrates at the same time waits for it, and then has nothing to do.
      const mine = await sql.run(
        `INSERT INTO schema_version (version, applied_at) VALUES (?, ?) ON CONFLICT (version) DO NOTHING`,
        [version, await sql.now()],
      );
      if (mine === 0) return;
      for (const statement of MIGRATIONS[version - 1] ?? []) await sql.run(statement);
    });
  }
}

/** @throws STORE_TOO_NEW */
async function newestApplied(sql: Transaction): Promise<number> {
  const row = await sql.get(`SELECT MAX(version) AS version FROM schema_version`);
  const found = Number(row?.version ?? 0);
  if (found > MIGRATIONS.length) throw new KyguiError('STORE_TOO_NEW', { found, known: MIGRATIONS.length });
  return found;
}
