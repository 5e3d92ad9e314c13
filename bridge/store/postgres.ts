import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { KyguiError } from '../../shared/errors.ts';
import { MIGRATIONS, migrate } from './migrations.ts';
import { createQueue } from './queue.ts';
import type { SqlRow, SqlValue, Store, Transaction } from './store.ts';

export interface PostgresOptions {
  /** `postgres://user@host:port/database`; the password comes from it, `password`, PGPASSWORD or a pgpass file. */
  url: string;
  password?: string;
  /** Root of the server's certificate in PEM, when it is not in the system's list. */
  certificateAuthority?: string;
  /** How long connecting, and waiting for another's row, may take. */
  timeoutMs?: number;
  /** Highest migration to apply; the newest when absent. For tests of upgrades. */
  upTo?: number;
}

/** Key of the advisory lock under which tables are brought up to date. */
const MIGRATION_LOCK = 0x6b79_6775;

/** The server's clock in the form of the store: ISO 8601 UTC with milliseconds. */
const NOW = `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS now`;

/**
 * Opens a PostgreSQL database (15 or newer) that several bridges share. What the server promises is read and
 * asserted: fsync, full_page_writes and synchronous_commit on, so that an acknowledged commit survives a power
 * cut. One connection for writing in turn and one for reading; a lost one is replaced at the next call.
 * Errors: STORE_UNREACHABLE, STORE_LOCKED, STORE_DISK_FULL, STORE_CORRUPT, STORE_NOT_DURABLE, STORE_TOO_NEW.
 */
export async function openPostgresStore(options: PostgresOptions): Promise<Store> {
  const store = createPostgresStore(options);
  try {
    await store.transaction(async (sql) => {
      await sql.run(`SELECT pg_advisory_xact_lock(?)`, [MIGRATION_LOCK]);
      await sql.run(
        `CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL)`,
      );
    });
    await migrate(store, options.upTo ?? MIGRATIONS.length);
    return store;
  } catch (thrown) {
    await store.close();
    throw postgresError(thrown);
  }
}

interface Line {
  /** The connection, opened and asserted when there is none. */
  client(): Promise<pg.Client>;
  drop(): Promise<void>;
}

function createLine(options: PostgresOptions): Line {
  let open: pg.Client | null = null;
  const drop = async () => {
    const client = open;
    open = null;
    await client?.end().catch(() => {});
  };
  return {
    drop,
    async client() {
      if (open) return open;
      const timeoutMs = options.timeoutMs ?? 15_000;
      const client = new pg.Client({
        ...addressOf(options),
        connectionTimeoutMillis: timeoutMs,
        application_name: 'kygui',
        keepAlive: true,
        types: { getTypeParser },
      });
      // Without a listener a connection that breaks while idle would end the process.
      client.on('error', () => {
        if (open === client) open = null;
      });
      try {
        await client.connect();
        await client.query(`SET lock_timeout = ${timeoutMs}`);
        await client.query(`SET synchronous_commit = on`);
        await assertDurable(client);
      } catch (thrown) {
        await client.end().catch(() => {});
        throw thrown;
      }
      open = client;
      return client;
    },
  };
}

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?|)$/u;

/**
 * The address as the driver takes it. Letters cross the office's network only over TLS with a checked certificate
 * and name; `sslmode=disable` is the operator's own word, every other mode of libpq is taken as `verify-full`.
 */
function addressOf({ url, password, certificateAuthority }: PostgresOptions): pg.ClientConfig {
  const address = new URL(url);
  const mode = address.searchParams.get('sslmode');
  address.searchParams.delete('sslmode');
  if (password !== undefined) address.password = encodeURIComponent(password);
  const plain = mode === 'disable' || (mode === null && LOOPBACK.test(address.hostname));
  const host = address.hostname.replace(/^\[|\]$/gu, '');
  return {
    connectionString: address.href,
    ssl: plain
      ? false
      : // `host` for servers named by an address: without it Node would compare their certificate to "localhost".
        { host, ...(certificateAuthority === undefined ? {} : { ca: certificateAuthority }) },
  };
}

/** Whole numbers as numbers, everything else as text: what SQLite gives back too. */
function getTypeParser(oid: number): (value: string) => unknown {
  const whole: readonly number[] = [20, 21, 23, 1700];
  return whole.includes(oid) ? Number : String;
}

/** Oldest server that is tested and still mended by its makers, as `server_version_num` counts. */
const LEAST_VERSION = 150_000;
const DURABLE = ['fsync', 'full_page_writes', 'synchronous_commit'] as const;

async function assertDurable(client: pg.Client): Promise<void> {
  const show = async (setting: string) =>
    (await client.query<Record<string, string>>(`SHOW ${setting}`)).rows[0]?.[setting] ?? '';
  if (Number(await show('server_version_num')) < LEAST_VERSION)
    throw new KyguiError('STORE_SERVER_TOO_OLD', { found: await show('server_version'), least: '15' });
  for (const setting of DURABLE) {
    const value = await show(setting);
    if (value === 'off' || value === '') throw new KyguiError('STORE_NOT_DURABLE', { setting, value });
  }
}

function createPostgresStore(options: PostgresOptions): Store {
  const writing = { line: createLine(options), queue: createQueue() };
  const reading = { line: createLine(options), queue: createQueue() };
  let hinting = false;
  let closed = false;

  const within = <Result>(
    part: typeof writing,
    begin: string,
    work: (inside: Transaction) => Promise<Result>,
  ): Promise<Result> =>
    part.queue.run(async () => {
      try {
        const client = await begun(part.line, begin);
        try {
          const result = await work(transactionOn(client));
          await client.query('COMMIT');
          return result;
        } catch (thrown) {
          // A connection that cannot roll back is given up: the server rolls back for it.
          await client.query('ROLLBACK').catch(() => part.line.drop());
          throw thrown;
        }
      } catch (thrown) {
        throw postgresError(thrown);
      }
    });

  return {
    dialect: 'postgres',
    transaction: (work) => within(writing, 'BEGIN ISOLATION LEVEL READ COMMITTED', work),
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
      const notify = async () => {
        hinting = false;
        await (await writing.line.client()).query(`NOTIFY ${HINTS}`);
      };
      writing.queue.run(notify).catch(() => {
        hinting = false;
      });
    },
    onHint: (wake) => listen(createLine(options), wake),
    async close() {
      closed = true;
      await writing.queue.drained();
      await reading.queue.drained();
      await writing.line.drop();
      await reading.line.drop();
    },
  };
}

/** Channel of {@link Store.hint}, and how long a lost connection of its own is let be before it is opened again. */
const HINTS = 'kygui_work';
const LISTEN_AGAIN_MS = 5_000;

/** Rings on every hint, and when listening begins anew: what was said meanwhile is lost. Never throws. */
function listen(line: Line, wake: () => void): () => void {
  const stop = new AbortController();
  const hear = async () => {
    while (!stop.signal.aborted) {
      try {
        const client = await line.client();
        const ended = new Promise<void>((resolve) => client.once('end', () => resolve()));
        client.on('notification', wake);
        await client.query(`LISTEN ${HINTS}`);
        wake();
        if (!stop.signal.aborted) await ended;
      } catch {
        // Without hints work is found by looking at intervals, as on a server that is away.
      }
      await line.drop();
      await sleep(LISTEN_AGAIN_MS, undefined, { signal: stop.signal }).catch(() => {});
    }
  };
  void hear();
  return () => {
    stop.abort();
    void line.drop();
  };
}

/** BEGIN on a connection that works; one that the server or the network closed meanwhile is replaced once. */
async function begun(line: Line, begin: string): Promise<pg.Client> {
  const client = await line.client();
  try {
    await client.query(begin);
    return client;
  } catch (thrown) {
    if (!isConnectionLost(thrown)) throw thrown;
    await line.drop();
    await sleep(50);
    const next = await line.client();
    await next.query(begin);
    return next;
  }
}

function transactionOn(client: pg.Client): Transaction {
  const query = async (sql: string, parameters: readonly SqlValue[]) =>
    client.query<Record<string, SqlValue>>(numbered(sql), [...parameters]);
  const all = async (sql: string, parameters: readonly SqlValue[] = []): Promise<SqlRow[]> =>
    (await query(sql, parameters)).rows;
  return {
    all,
    get: async (sql, parameters = []) => (await all(sql, parameters))[0],
    run: async (sql, parameters = []) => (await query(sql, parameters)).rowCount ?? 0,
    now: async () => String((await all(NOW))[0]?.now),
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

function sqlState(thrown: unknown): string {
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') return thrown.code;
  return '';
}

/** Class 08 and 57P0x, a socket of ours that broke, or a client that pg has closed. */
function isConnectionLost(thrown: unknown): boolean {
  const code = sqlState(thrown);
  const closed =
    thrown instanceof Error && /terminated|not queryable|Connection terminated/iu.test(thrown.message);
  return /^(?:08|57P0)/u.test(code) || /^E(?:CONN|PIPE|HOST|NET|TIMEDOUT)/u.test(code) || closed;
}

/** A failure of the server or of the line as a member of the closed list; everything else passes unchanged. */
function postgresError(thrown: unknown): unknown {
  if (thrown instanceof KyguiError) return thrown;
  const code = sqlState(thrown);
  if (code === '53100') return new KyguiError('STORE_DISK_FULL', {}, { cause: thrown });
  if (code === '55P03' || code === '40P01') return new KyguiError('STORE_LOCKED', {}, { cause: thrown });
  if (/^XX00[12]$/u.test(code)) return new KyguiError('STORE_CORRUPT', {}, { cause: thrown });
  const refused = /^(?:28|3D|53|57)/u.test(code) || code === 'ENOTFOUND' || code === 'EAI_AGAIN';
  const timeout = thrown instanceof Error && /timeout expired/iu.test(thrown.message);
  const tls =
    /^(?:CERT_|ERR_TLS|ERR_SSL|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO)/u.test(code) ||
    (thrown instanceof Error && /does not support SSL/u.test(thrown.message));
  if (refused || timeout || tls || isConnectionLost(thrown)) {
    return new KyguiError(
      'STORE_UNREACHABLE',
      { reason: code || (tls ? 'TLS' : 'connection') },
      { cause: thrown },
    );
  }
  return thrown;
}
