import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { KyguiError } from '../../shared/errors.ts';

export interface LineOptions {
  /** `postgres://user@host:port/database`; the password comes from it, `password`, PGPASSWORD or a pgpass file. */
  url: string;
  password?: string;
  /** Root of the server's certificate in PEM, when it is not in the system's list. */
  certificateAuthority?: string;
  /** How long connecting, beginning, and waiting for another's row may take. Default 15 s. */
  timeoutMs?: number;
  /** How long the answer to one statement may take, and how long the server keeps a transaction open. Default 60 s. */
  answerMs?: number;
}

/** One connection, opened when it is needed and replaced when it is lost. */
export interface Line {
  /**
   * BEGIN on a connection that works; one that the server or the network closed meanwhile is replaced once. Who asked
   * (monotonic ms) before an attempt to connect failed shares that failure: a row of callers would else wait the whole
   * time limit one after another.
   */
  begin(text: string, askedAtMs: number): Promise<pg.Client>;
  /** The connection, opened and asserted when there is none. */
  client(askedAtMs: number): Promise<pg.Client>;
  /** Gives the connection up without a word over a line that may be dead; the server rolls back for it. */
  cut(): void;
  close(): Promise<void>;
}

export const TIMEOUT_MS = 15_000;
export const ANSWER_MS = 60_000;

/** A dead line takes every word and gives none back: without these probes an idle connection would never notice. */
const PROBE_AFTER_MS = 10_000;
const GOODBYE_MS = 1_000;

export function createLine(options: LineOptions): Line {
  const { timeoutMs = TIMEOUT_MS, answerMs = ANSWER_MS } = options;
  let open: { client: pg.Client; socket: Socket } | null = null;
  let failure: { thrown: unknown; atMs: number } | null = null;

  const connect = async (): Promise<pg.Client> => {
    const socket = new Socket();
    const client = new pg.Client({
      ...addressOf(options),
      // Our own, so that it can be ended when nobody at the other end hears a goodbye.
      stream: () => socket,
      connectionTimeoutMillis: timeoutMs,
      query_timeout: answerMs,
      application_name: 'kygui',
      keepAlive: true,
      keepAliveInitialDelayMillis: PROBE_AFTER_MS,
      types: { getTypeParser },
    });
    // Without a listener a connection that breaks while idle would end the process.
    client.on('error', () => {
      if (open?.client === client) open = null;
    });
    try {
      await client.connect();
      await client.query(sessionLimits(timeoutMs, answerMs));
      await assertDurable(client);
    } catch (thrown) {
      socket.destroy();
      throw thrown;
    }
    open = { client, socket };
    return client;
  };

  const line: Line = {
    async client(askedAtMs) {
      if (open) return open.client;
      if (failure && askedAtMs < failure.atMs) throw failure.thrown;
      try {
        return await connect();
      } catch (thrown) {
        failure = { thrown, atMs: performance.now() };
        throw thrown;
      }
    },
    async begin(text, askedAtMs) {
      const begin: pg.QueryConfig & pg.ClientConfig = { text, query_timeout: timeoutMs };
      const client = await line.client(askedAtMs);
      try {
        await client.query(begin);
        return client;
      } catch (thrown) {
        if (!isConnectionLost(thrown)) throw thrown;
        line.cut();
        await sleep(50);
        const next = await line.client(askedAtMs);
        await next.query(begin);
        return next;
      }
    },
    cut() {
      const { socket } = open ?? {};
      open = null;
      socket?.destroy();
    },
    async close() {
      if (!open) return;
      const { client, socket } = open;
      open = null;
      const impatient = setTimeout(() => socket.destroy(), GOODBYE_MS);
      await client.end().catch(() => {});
      clearTimeout(impatient);
    },
  };
  return line;
}

/**
 * What the server shall do for a bridge that it no longer hears: end its statement, its transaction with the rows that
 * it holds, and, by probes of its own, the connection. A platform without one of the last four ignores it.
 */
function sessionLimits(timeoutMs: number, answerMs: number): string {
  const limits = {
    synchronous_commit: 'on',
    lock_timeout: timeoutMs,
    statement_timeout: answerMs,
    idle_in_transaction_session_timeout: answerMs,
    tcp_user_timeout: answerMs,
    tcp_keepalives_idle: 60,
    tcp_keepalives_interval: 10,
    tcp_keepalives_count: 6,
  };
  return Object.entries(limits)
    .map(([name, value]) => `SET ${name} = ${value}`)
    .join(';');
}

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?|)$/u;

/**
 * The address as the driver takes it. Letters cross the office's network only over TLS with a checked certificate
 * and name; `sslmode=disable` is the operator's own word, every other mode of libpq is taken as `verify-full`.
 */
function addressOf({ url, password, certificateAuthority }: LineOptions): pg.ClientConfig {
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
export const DURABLE = ['fsync', 'full_page_writes', 'synchronous_commit'] as const;

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

/** Channel of {@link Store.hint}, and how long a lost connection of its own is let be before it is opened again. */
export const HINTS = 'kygui_work';
const LISTEN_AGAIN_MS = 5_000;

/** Rings on every hint, and when listening begins anew: what was said meanwhile is lost. Never throws. */
export function listen(line: Line, wake: () => void): () => void {
  const stop = new AbortController();
  const hear = async () => {
    while (!stop.signal.aborted) {
      try {
        const client = await line.client(performance.now());
        const ended = new Promise<void>((resolve) => client.once('end', () => resolve()));
        client.on('notification', wake);
        await client.query(`LISTEN ${HINTS}`);
        wake();
        if (!stop.signal.aborted) await ended;
      } catch {
        // Without hints work is found by looking at intervals, as on a server that is away.
      }
      line.cut();
      await sleep(LISTEN_AGAIN_MS, undefined, { signal: stop.signal }).catch(() => {});
    }
  };
  void hear();
  return () => {
    stop.abort();
    line.cut();
  };
}

export function sqlState(thrown: unknown): string {
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') return thrown.code;
  return '';
}

/** The driver's words for a connection that it closed, and for one that gave no answer in time. */
const LOST_WORDS = /terminated|not queryable|timeout expired|read timeout/iu;

/**
 * Class 08, 57P0x and 25P03 (the server ended a transaction that stood still), a socket of ours that broke, a client
 * that pg has closed, or no answer in time. Whether a COMMIT that met this was done nobody knows.
 */
export function isConnectionLost(thrown: unknown): boolean {
  const code = sqlState(thrown);
  if (/^(?:08|57P0|25P03)/u.test(code) || /^E(?:CONN|PIPE|HOST|NET|TIMEDOUT)/u.test(code)) return true;
  return thrown instanceof Error && LOST_WORDS.test(thrown.message);
}
