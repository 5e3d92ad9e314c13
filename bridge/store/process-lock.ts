import { closeSync, existsSync, openSync } from 'node:fs';
import Database from 'libsql';

/** Held until released or until the process ends, however it ends. */
export interface ProcessLock {
  release(): void;
}

/**
 * Takes the lock that `file` stands for, or answers null when another living process holds it. It is SQLite's own
 * lock on an empty database: the one advisory lock that Node reaches on every system and that the operating
 * system frees when the process is killed, so that a successor knows its predecessor is dead.
 */
export function acquireProcessLock(file: string): ProcessLock | null {
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
  const connection = new Database(file, { timeout: 0 });
  try {
    connection.exec('BEGIN EXCLUSIVE');
  } catch {
    connection.close();
    return null;
  }
  return { release: () => connection.close() };
}
