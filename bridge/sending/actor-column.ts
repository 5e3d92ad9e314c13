import { type Actor, actorSchema, currentActor } from '../audit/actor.ts';
import type { Transaction } from '../store/store.ts';

/**
 * Whose order a row of the outbox is. It leaves later, from a worker that nobody asked, perhaps of another bridge, and
 * the record of its sending names who ordered it.
 */

/** The one who orders now, for a new row; null when the program does so by itself. */
export function actorColumn(): string | null {
  const actor = currentActor();
  return actor === null ? null : JSON.stringify(actor);
}

/** `by` of a record about this row; nothing when nobody ordered it. */
export async function actorOf(sql: Transaction, outboxId: string): Promise<{ by?: Actor }> {
  const row = await sql.get(`SELECT actor FROM outbox WHERE outbox_id = ?`, [outboxId]);
  const text = row?.actor;
  return text === null || text === undefined ? {} : { by: actorSchema.parse(JSON.parse(String(text))) };
}
