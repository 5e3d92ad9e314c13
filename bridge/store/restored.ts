import { momentInVietnam } from '../../shared/document/vietnam-time.ts';
import type { Transaction } from './store.ts';

/** When the rows were last found to have come out of a backup; on this database as a whole, whoever found it. */
const NAME = 'rows-restored';

export async function markRestored(sql: Transaction, at: string): Promise<void> {
  await writeInstallation(sql, NAME, at);
}

/** ISO 8601; null when never. */
export function restoredAt(sql: Transaction): Promise<string | null> {
  return readInstallation(sql, NAME);
}

/** A value that this installation remembers; null when there is none. */
export async function readInstallation(sql: Transaction, name: string): Promise<string | null> {
  const row = await sql.get(`SELECT value FROM installation WHERE name = ?`, [name]);
  return row ? String(row.value) : null;
}

export async function writeInstallation(sql: Transaction, name: string, value: string): Promise<void> {
  await sql.run(
    `INSERT INTO installation (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [name, value],
  );
}

/** As people read it: `2026-01-05 08:30`, in Vietnam. */
export const readableInstant = (instant: string): string =>
  momentInVietnam(Date.parse(instant)).slice(0, 16).replace('T', ' ');
