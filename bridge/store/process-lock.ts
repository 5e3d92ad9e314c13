import { closeSync, existsSync, openSync } from 'node:fs';
import Database from 'libsql';
import { isBusy, sqliteError } from './sqlite.ts';

/** Held until released or until the process ends, however it ends. */
export interface ProcessLock {
  release(): void;
}

/**
 * Takes the lock that `file` stands for, or answers null when another living process holds it. It is SQLite's own
 * lock on an empty database: the one advisory lock that Node reaches on every system and that the operating
 * system frees when the process is killed, so that a successor knows its predecessor is dead.
 * @throws STORE_DISK_FULL, STORE_UNREACHABLE, STORE_CORRUPT: that the lock cannot be had does not say who has it
 */
export function acquireProcessLock(file: string): ProcessLock | null {
  let connection: Database.Database | undefined;
  try {
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
    connection = new Database(file, { timeout: 0 });
    connection.exec('BEGIN EXCLUSIVE');
  } catch (thrown) {
    connection?.close();
    if (isBusy(thrown)) return null;
    throw sqliteError(thrown, 'STORE_UNREACHABLE');
  }
  const held = connection;
  return { release: () => held.close() };
}
