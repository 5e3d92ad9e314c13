import type { OutboxState } from '../../shared/document/outbox-state.ts';
import { KyguiError } from '../../shared/errors.ts';
import type { Store, Transaction } from '../store/store.ts';
import { type Lease, released, writeFenced } from './lease.ts';
import { addStep, errorColumns, moveRecipients } from './ledger.ts';
import type { OutboxRow } from './model.ts';

/**
 * What becomes of rows whose sender is no longer the agency of the settings: its code was changed, or a computer went to
 * another office with its state. Sent over another agency's connection they would be forgeries; asked for there they
 * would seem never to have arrived. So they wait, with a code that says why.
 */

const CODE = 'SENDING_AGENCY_CHANGED';

/** Keeps the row without a due time: in doubt when it was, otherwise as failed; nothing of it is lost. */
export async function setAside(sql: Transaction, row: OutboxRow, lease: Lease): Promise<void> {
  const [code, details] = errorColumns(new KyguiError(CODE, { code: row.fromCode }));
  const taken = row.state === 'receipted' || row.state === 'exported';
  const state: OutboxState = taken ? row.state : row.doubt ? 'outcome-unknown' : 'failed';
  await writeFenced(sql, lease, { state, error_code: code, error_details: details, ...released(null) });
  await addStep(sql, row.outboxId, state, { fence: lease.fence, note: CODE });
  if (taken || row.messageType === 'status') return;
  await moveRecipients(sql, row.outboxId, row.doubt ? 'outcome-unknown' : 'failed');
}

/** Rows that were set aside and whose sender is ours (again) go on where they stood. */
export async function reviveOwn(store: Store, shelf: string, codes: readonly string[]): Promise<void> {
  await store.transaction(async (sql) => {
    const rows = await sql.all(
      `SELECT outbox_id, from_code, state, fence, package_path, message_type FROM outbox
        WHERE shelf = ? AND error_code = ? FOR UPDATE`,
      [shelf, CODE],
    );
    for (const row of rows) {
      if (!codes.includes(String(row.from_code))) continue;
      const outboxId = String(row.outbox_id);
      const before = String(row.state) as OutboxState;
      const fresh: OutboxState =
        row.package_path !== null ? 'packaged' : row.message_type === 'status' ? 'accepted' : 'signed';
      const state = before === 'failed' ? fresh : before;
      await sql.run(
        `UPDATE outbox SET state = ?, next_at = ?, error_code = NULL, error_details = NULL, fence = fence + 1,
          updated_at = ? WHERE outbox_id = ?`,
        [state, await sql.now(), await sql.now(), outboxId],
      );
      await addStep(sql, outboxId, state, { fence: Number(row.fence) + 1, note: 'agency named again' });
      if (before === 'failed') {
        const recipients = await sql.all(`SELECT code FROM recipient WHERE letter_id = ?`, [outboxId]);
        await moveRecipients(
          sql,
          outboxId,
          'waiting',
          recipients.map(({ code }) => String(code)),
        );
      }
    }
  });
}
