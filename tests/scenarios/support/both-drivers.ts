import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { openPostgresStore } from '../../../bridge/store/postgres.ts';
import { openSqliteStore } from '../../../bridge/store/sqlite.ts';
import type { Store } from '../../../bridge/store/store.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';

export type Driver = 'sqlite' | 'postgres';
export const DRIVERS: readonly Driver[] = ['sqlite', 'postgres'];

/** A PostgreSQL server and a folder for the tests of one file, both gone after it. */
export interface BothDrivers {
  readonly folder: string;
  /** A new database of the server. */
  url(): Promise<string>;
  /** A new, empty store. */
  open(driver: Driver, name: string): Promise<Store>;
  /** The same, to be opened again by a process that comes after. */
  database(driver: Driver, name: string): Promise<() => Promise<Store>>;
}

export function bothDrivers(prefix: string): BothDrivers {
  let server: PostgresServer;
  let folder = '';
  beforeAll(async () => {
    server = await startPostgres();
    folder = mkdtempSync(join(tmpdir(), `${prefix}-`));
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const database: BothDrivers['database'] = async (driver, name) => {
    if (driver === 'sqlite') return () => openSqliteStore(join(folder, `${name}.sqlite`));
    const url = await server.database();
    return () => openPostgresStore({ url });
  };
  return {
    get folder() {
      return folder;
    },
    url: () => server.database(),
    open: async (driver, name) => (await database(driver, name))(),
    database,
  };
}
