import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'libsql';
import { KyguiError } from '../../shared/errors.ts';
import { MIGRATIONS, migrate } from './migrations.ts';
import { createQueue } from './queue.ts';
import type { SqlRow, SqlValue, Store, Transaction } from './store.ts';

type Connection = InstanceType<typeof Database>;
type Statement = ReturnType<Connection['prepare']>;

/** The driver waits this long by itself; it blocks the whole process, so the rest of the waiting is done outside. */
const BUSY_TIMEOUT_MS = 50;

export interface SqliteOptions {
  /** How long a transaction waits for another process before STORE_LOCKED. */
  lockTimeoutMs?: number;
  /** Highest migration to apply; the newest when absent. For tests of upgrades. */
  upTo?: number;
}

/**
 * Opens (and makes, with mode 0600) the SQLite database of one bridge: WAL with synchronous=FULL, both read
 * back. SQLite's NORMAL lost 15,054 of 87,485 acknowledged commits at simulated power cuts, FULL none.
 * Errors: STORE_UNREACHABLE, STORE_LOCKED, STORE_DISK_FULL, STORE_CORRUPT, STORE_NOT_DURABLE, STORE_TOO_NEW.
 */
export async function openSqliteStore(file: string, options: SqliteOptions = {}): Promise<Store> {
  const connection = connect(file);
  const lockTimeoutMs = options.lockTimeoutMs ?? 15_000;
  try {
    await patiently(lockTimeoutMs, () => {
      assertSetting(connection, 'journal_mode', 'WAL', 'wal');
      assertSetting(connection, 'synchronous', 'FULL', 2);
      connection.exec('PRAGMA foreign_keys = ON');
      const check = first(connection.prepare('PRAGMA quick_check(1)').all([]));
      if (check !== 'ok') throw new KyguiError('STORE_CORRUPT', {}, { cause: new Error(String(check)) });
    });
    const store = createSqliteStore(connection, lockTimeoutMs);
    await migrate(store, options.upTo ?? MIGRATIONS.length);
    return store;
  } catch (thrown) {
    connection.close();
    throw sqliteError(thrown);
  }
}

function connect(file: string): Connection {
  try {
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
    return new Database(file, { timeout: BUSY_TIMEOUT_MS });
  } catch (thrown) {
    throw sqliteError(thrown, 'STORE_UNREACHABLE');
  }
}

function assertSetting(
  connection: Connection,
  name: string,
  wanted: string,
  expected: string | number,
): void {
  connection.exec(`PRAGMA ${name} = ${wanted}`);
  const value = first(connection.prepare(`PRAGMA ${name}`).all([]));
  if (value !== expected) throw new KyguiError('STORE_NOT_DURABLE', { setting: name, value: String(value) });
}

function first(rows: readonly unknown[]): unknown {
  const [row] = rows;
  return typeof row === 'object' && row !== null ? Object.values(row)[0] : undefined;
}

function createSqliteStore(connection: Connection, lockTimeoutMs: number): Store {
  const queue = createQueue();
  const statements = new Map<string, Statement>();

  const prepare = (sql: string): Statement => {
    const known = statements.get(sql);
    if (known) return known;
    const statement = connection.prepare(withoutRowLocks(sql));
    statements.set(sql, statement);
    return statement;
  };
  const rows = (sql: string, parameters: readonly SqlValue[]): SqlRow[] => {
    const found: SqlRow[] = [];
    // `all` of this driver gives plain rows; `get` adds a member of its own to them.
    for (const row of prepare(sql).all([...parameters])) found.push(fromDriver(row));
    return found;
  };
  const now = (): string => String(first(prepare(`SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`).all([])));
  const transaction: Transaction = {
    all: async (sql, parameters = []) => rows(sql, parameters),
    get: async (sql, parameters = []) => rows(sql, parameters)[0],
    run: async (sql, parameters = []) => prepare(sql).run([...parameters]).changes,
    now: async () => now(),
  };

  const within = <Result>(begin: string, work: (inside: Transaction) => Promise<Result>): Promise<Result> =>
    queue.run(async () => {
      try {
        await patiently(lockTimeoutMs, () => connection.exec(begin));
        try {
          const result = await work(transaction);
          connection.exec('COMMIT');
          return result;
        } catch (thrown) {
          if (connection.inTransaction) connection.exec('ROLLBACK');
          throw thrown;
        }
      } catch (thrown) {
        throw sqliteError(thrown);
      }
    });

  return {
    dialect: 'sqlite',
    hint: () => {},
    onHint: () => () => {},
    transaction: (work) => within('BEGIN IMMEDIATE', work),
    read: (work) => within('BEGIN DEFERRED', work),
    now: async () => now(),
    identity: async () => '',
    durability: async () => ({
      engine: `SQLite ${String(first(prepare('SELECT sqlite_version()').all([])))}`,
      settings: Object.fromEntries(
        ['journal_mode', 'synchronous'].map((name) => [
          name,
          String(first(connection.prepare(`PRAGMA ${name}`).all([]))),
        ]),
      ),
    }),
    async close() {
      await queue.drained();
      statements.clear();
      connection.close();
    },
  };
}

/** Row locks mean nothing where one writer holds the file. */
function withoutRowLocks(sql: string): string {
  return sql.replace(/\s+FOR UPDATE(\s+OF\s+\w+)?(\s+SKIP LOCKED)?/giu, '');
}

function fromDriver(row: unknown): SqlRow {
  if (typeof row !== 'object' || row === null) return {};
  const clean: Record<string, SqlValue> = {};
  for (const [name, value] of Object.entries(row)) {
    clean[name] = value instanceof ArrayBuffer ? new Uint8Array(value) : value;
  }
  return clean;
}

/** Tries again while another process holds the file, without blocking this one's event loop for long. */
async function patiently(limitMs: number, work: () => void): Promise<void> {
  const started = performance.now();
  for (;;) {
    try {
      work();
      return;
    } catch (thrown) {
      if (!isBusy(thrown) || performance.now() - started > limitMs) throw thrown;
      await sleep(5 + Math.random() * 40);
    }
  }
}

function sqliteCode(thrown: unknown): string {
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') return thrown.code;
  return '';
}

export function isBusy(thrown: unknown): boolean {
  const code = sqliteCode(thrown);
  return code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED');
}

/** A driver's failure as a member of the closed list; everything else passes unchanged. */
export function sqliteError(thrown: unknown, fallback?: 'STORE_UNREACHABLE'): unknown {
  if (thrown instanceof KyguiError) return thrown;
  const code = sqliteCode(thrown);
  // The index of the write-ahead log is a file of its own: a full disk cannot let it grow.
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE' || code === 'ENOSPC')
    return new KyguiError('STORE_DISK_FULL', {}, { cause: thrown });
  if (isBusy(thrown)) return new KyguiError('STORE_LOCKED', {}, { cause: thrown });
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return new KyguiError('STORE_CORRUPT', {}, { cause: thrown });
  }
  if (/^SQLITE_(IOERR|READONLY|CANTOPEN|PERM)/u.test(code) || fallback) {
    return new KyguiError('STORE_UNREACHABLE', { reason: code || 'open' }, { cause: thrown });
  }
  return thrown;
}
