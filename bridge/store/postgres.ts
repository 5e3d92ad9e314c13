import type pg from 'pg';
import { KyguiError } from '../../shared/errors.ts';
import { MIGRATIONS, migrate } from './migrations.ts';
import {
  ANSWER_MS,
  createLine,
  DURABLE,
  HINTS,
  isConnectionLost,
  type LineOptions,
  listen,
  sqlState,
  TIMEOUT_MS,
} from './postgres-line.ts';
import { watchStatement } from './postgres-watch.ts';
import { createQueue } from './queue.ts';
import type { SqlRow, SqlValue, Store, Transaction } from './store.ts';

export interface PostgresOptions extends LineOptions {
  /** Highest migration to apply; the newest when absent. For tests of upgrades. */
  upTo?: number;
}

/** Key of the advisory lock under which tables are brought up to date. */
const MIGRATION_LOCK = 0x6b79_6775;

const READ_COMMITTED = 'BEGIN ISOLATION LEVEL READ COMMITTED';

/** The server's clock in the form of the store: ISO 8601 UTC with milliseconds. */
const NOW = `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS now`;

/**
 * Opens a PostgreSQL database (15 or newer) that several bridges share. What the server promises is read and
 * asserted: fsync, full_page_writes and synchronous_commit on, so that an acknowledged commit survives a power
 * cut. One connection for writing in turn and one for reading; a lost one, and one that gives no answer in time, is
 * replaced at the next call. STORE_OUTCOME_UNKNOWN: the answer to a commit was lost, and it may have been done.
 * Errors: STORE_UNREACHABLE, STORE_LOCKED, STORE_DISK_FULL, STORE_CORRUPT, STORE_NOT_DURABLE, STORE_TOO_NEW.
 */
export async function openPostgresStore(options: PostgresOptions): Promise<Store> {
  const { store, unhurried } = createPostgresStore(options);
  try {
    await migrate({ transaction: unhurried }, options.upTo ?? MIGRATIONS.length);
    return store;
  } catch (thrown) {
    await store.close();
    // Which tables there are the next start reads.
    if (thrown instanceof KyguiError && thrown.code === 'STORE_OUTCOME_UNKNOWN')
      throw new KyguiError('STORE_UNREACHABLE', thrown.details, { cause: thrown });
    throw postgresError(thrown);
  }
}

/** Longer than any statement works; the driver takes no "never". */
const NEVER_MS = 2_147_483_647;

interface PostgresStore {
  store: Store;
  /** A transaction for the tables themselves, whose statements may take as long as a large store needs. */
  unhurried: Store['transaction'];
}

function createPostgresStore(options: PostgresOptions): PostgresStore {
  const writing = { line: createLine(options), queue: createQueue() };
  const reading = { line: createLine(options), queue: createQueue() };
  let hinting = false;
  let closed = false;

  const within = <Result>(
    part: typeof writing,
    begin: string,
    work: (inside: Transaction) => Promise<Result>,
    answerMs?: number,
  ): Promise<Result> => {
    const askedAtMs = performance.now();
    return part.queue.run(async () => {
      let committing = false;
      try {
        const client = await part.line.begin(begin, askedAtMs);
        try {
          const { commit, ...inside } = transactionOn(client, answerMs);
          const result = await work(inside);
          committing = true;
          await commit();
          return result;
        } catch (thrown) {
          // Behind a statement without an answer nothing is answered, and a connection that cannot roll back is of no use.
          if (isConnectionLost(thrown)) part.line.cut();
          else await client.query('ROLLBACK').catch(() => part.line.cut());
          throw thrown;
        }
      } catch (thrown) {
        if (committing && begin === READ_COMMITTED && isConnectionLost(thrown))
          throw new KyguiError(
            'STORE_OUTCOME_UNKNOWN',
            { reason: sqlState(thrown) || 'connection' },
            { cause: thrown },
          );
        throw postgresError(thrown);
      }
    });
  };

  const unhurried: Store['transaction'] = async (work) => {
    const { timeoutMs = TIMEOUT_MS, answerMs = ANSWER_MS } = options;
    let unwatch = () => {};
    const begun = async (sql: Transaction) => {
      const pid = Number((await sql.get('SELECT pg_backend_pid() AS pid'))?.pid);
      unwatch = watchStatement(createLine(options), { pid, everyMs: answerMs / 4 }, writing.line.cut);
      await sql.run('SET LOCAL statement_timeout = 0');
      // Another bridge that is at it is waited for; a row that a clerk's transaction holds is not.
      await sql.run('SET LOCAL lock_timeout = 0');
      await sql.run('SELECT pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
      await sql.run(`SET LOCAL lock_timeout = ${timeoutMs}`);
      return work(sql);
    };
    try {
      return await within(writing, READ_COMMITTED, begun, NEVER_MS);
    } finally {
      unwatch();
    }
  };

  const store: Store = {
    dialect: 'postgres',
    transaction: (work) => within(writing, READ_COMMITTED, work),
    read: (work) => within(reading, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work),
    now: () => within(reading, 'BEGIN READ ONLY', (sql) => sql.now()),
    durability: () =>
      within(writing, 'BEGIN READ ONLY', async (sql) => {
        const show = async (name: string) => String((await sql.get(`SHOW ${name}`))?.[name] ?? '');
        const settings: Record<string, string> = {};
        for (const name of DURABLE) settings[name] = await show(name);
        return { engine: `PostgreSQL ${await show('server_version')}`, settings };
      }),
    identity: () =>
      within(reading, 'BEGIN READ ONLY', async (sql) => {
        const base = await sql.get(
          `SELECT oid AS database, substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) AS timeline,
            has_function_privilege('pg_control_system()', 'execute')::int AS allowed
            FROM pg_database WHERE datname = current_database()`,
        );
        const cluster =
          base?.allowed === 1
            ? (await sql.get(`SELECT system_identifier AS id FROM pg_control_system()`))?.id
            : '';
        return `${String(cluster)}/${String(base?.database)}/${String(base?.timeline)}`;
      }),
    hint() {
      if (hinting || closed) return;
      hinting = true;
      const askedAtMs = performance.now();
      const notify = async () => {
        hinting = false;
        await (await writing.line.client(askedAtMs)).query(`NOTIFY ${HINTS}`);
      };
      writing.queue.run(notify).catch(() => writing.line.cut());
    },
    onHint: (wake) => listen(createLine(options), wake),
    async close() {
      closed = true;
      await writing.queue.drained();
      await reading.queue.drained();
      await Promise.all([writing.line.close(), reading.line.close()]);
    },
  };
  return { store, unhurried };
}

/** @param answerMs how long one answer may take, where it is not the line's own limit */
function transactionOn(client: pg.Client, answerMs?: number): Transaction & { commit(): Promise<void> } {
  const limit: pg.ClientConfig = answerMs === undefined ? {} : { query_timeout: answerMs };
  const query = async (sql: string, parameters: readonly SqlValue[]) =>
    client.query<Record<string, SqlValue>>({ text: numbered(sql), values: [...parameters], ...limit });
  const all = async (sql: string, parameters: readonly SqlValue[] = []): Promise<SqlRow[]> =>
    (await query(sql, parameters)).rows;
  return {
    all,
    get: async (sql, parameters = []) => (await all(sql, parameters))[0],
    run: async (sql, parameters = []) => (await query(sql, parameters)).rowCount ?? 0,
    now: async () => String((await all(NOW))[0]?.now),
    async commit() {
      const { command } = await query('COMMIT', []);
      // The server's answer to it after a statement that failed, and whose failure nobody passed on.
      if (command !== 'COMMIT') throw new Error(`transaction ended by ${command}`);
    },
  };
}

const numberedTexts = new Map<string, string>();

/** `?` in order as `$1`, `$2` …; quoted text is left alone. */
export function numbered(sql: string): string {
  const known = numberedTexts.get(sql);
  if (known !== undefined) return known;
  let count = 0;
  const text = sql.replace(/'(?:[^']|'')*'|\?/gu, (part) => {
    if (part !== '?') return part;
    count += 1;
    return `$${count}`;
  });
  numberedTexts.set(sql, text);
  return text;
}

/** A failure of the server or of the line as a member of the closed list; everything else passes unchanged. */
function postgresError(thrown: unknown): unknown {
  if (thrown instanceof KyguiError) return thrown;
  const code = sqlState(thrown);
  if (code === '53100') return new KyguiError('STORE_DISK_FULL', {}, { cause: thrown });
  if (code === '55P03' || code === '40P01') return new KyguiError('STORE_LOCKED', {}, { cause: thrown });
  if (/^XX00[12]$/u.test(code)) return new KyguiError('STORE_CORRUPT', {}, { cause: thrown });
  const refused = /^(?:28|3D|53|57)/u.test(code) || code === 'ENOTFOUND' || code === 'EAI_AGAIN';
  const tls =
    /^(?:CERT_|ERR_TLS|ERR_SSL|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO)/u.test(code) ||
    (thrown instanceof Error && /does not support SSL/u.test(thrown.message));
  if (refused || tls || isConnectionLost(thrown)) {
    return new KyguiError(
      'STORE_UNREACHABLE',
      { reason: code || (tls ? 'TLS' : 'connection') },
      { cause: thrown },
    );
  }
  return thrown;
}
