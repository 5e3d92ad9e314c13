import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** A PostgreSQL of the test's own, on 127.0.0.1 and a free port, with the safe settings of a fresh cluster. */
export interface PostgresServer {
  /** A new empty database; its files lie in `folder`, which the server then owns, when one is given. */
  database(folder?: string): Promise<string>;
  /** SIGKILL to the whole server, as when the machine dies; then a start that recovers. */
  crash(): Promise<void>;
  /** Ends the server, as an operator does, and leaves it so until {@link up}. */
  down(): Promise<void>;
  up(): Promise<void>;
  /** Restarts with other settings, such as `fsync=off`. */
  restart(...settings: string[]): Promise<void>;
  /** Puts a file beside the data, where the server alone may read it, and answers its path. */
  keep(name: string, text: string): string;
  stop(): Promise<void>;
}

const NOBODY = 65_534;

/** @param env added to the server's environment */
export async function startPostgres(env: Record<string, string> = {}): Promise<PostgresServer> {
  const bin = binaries();
  const folder = mkdtempSync(join(tmpdir(), 'pg-'));
  // PostgreSQL refuses to run as root; nobody exists everywhere.
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if ('uid' in user) chownSync(folder, NOBODY, NOBODY);
  const data = join(folder, 'data');
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'kygui', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8'],
    { ...user, encoding: 'utf8', cwd: folder },
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const port = await freePort();
  const urlOf = (database: string) => `postgres://kygui@127.0.0.1:${port}/${database}`;
  let server: ChildProcess;

  const start = async (settings: readonly string[]) => {
    const words = ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-k', folder];
    for (const setting of settings) words.push('-c', setting);
    const launch = () =>
      spawn(join(bin, 'postgres'), words, {
        ...user,
        cwd: folder,
        env: { ...process.env, ...env },
        stdio: 'ignore',
        detached: true,
      });
    server = launch();
    for (let tries = 0; tries < 200; tries += 1) {
      const client = new pg.Client({ connectionString: urlOf('postgres') });
      client.on('error', () => {});
      try {
        await client.connect();
        await client.end();
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 100));
        // Somebody's connection has our port for its own end just now, or memory of a killed server is not free yet.
        if (server.exitCode !== null) server = launch();
      }
    }
    throw new Error('PostgreSQL did not start');
  };
  const end = async (signal: NodeJS.Signals) => {
    const gone = new Promise((resolve) => server.once('exit', resolve));
    if (server.pid === undefined || server.exitCode !== null) return;
    // SIGKILL must reach the backends too, which share the process group of our own child.
    process.kill(signal === 'SIGKILL' ? -server.pid : server.pid, signal);
    await gone;
  };
  await start([]);
  let count = 0;
  return {
    async database(place) {
      count += 1;
      const name = `office_${process.pid}_${count}`;
      const client = new pg.Client({ connectionString: urlOf('postgres') });
      await client.connect();
      try {
        if (place !== undefined) {
          if ('uid' in user) chownSync(place, NOBODY, NOBODY);
          await client.query(`CREATE TABLESPACE ${name} LOCATION '${place}'`);
        }
        await client.query(`CREATE DATABASE ${name}${place === undefined ? '' : ` TABLESPACE ${name}`}`);
      } finally {
        await client.end();
      }
      return urlOf(name);
    },
    async crash() {
      await end('SIGKILL');
      rmSync(join(data, 'postmaster.pid'), { force: true });
      await start([]);
    },
    down: () => end('SIGINT'),
    up: () => start([]),
    async restart(...settings) {
      await end('SIGINT');
      await start(settings);
    },
    keep(name, text) {
      const path = join(folder, name);
      writeFileSync(path, text, { mode: 0o600 });
      if ('uid' in user) chownSync(path, NOBODY, NOBODY);
      return path;
    },
    async stop() {
      await end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function binaries(): string {
  const base = '/usr/lib/postgresql';
  const versions = existsSync(base) ? readdirSync(base).sort((a, b) => Number(b) - Number(a)) : [];
  const found = versions
    .map((version) => join(base, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')));
  if (!found) throw new Error('PostgreSQL is missing: apt-get install postgresql');
  return found;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
