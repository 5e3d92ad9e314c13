import { codeKey } from '../../shared/document/code.ts';
import { KyguiError } from '../../shared/errors.ts';
import type { AxisTransport, SentRow } from '../axis/transport.ts';
import { plusMs } from '../clock/clock.ts';
import type { Store } from '../store/store.ts';
import { type Lease, released, writeFenced } from './lease.ts';
import { errorColumns, moveRecipients } from './ledger.ts';
import { listedUnderOurId } from './listed.ts';
import type { OutboxRow } from './model.ts';
import { closeWhenSettled } from './receipt.ts';

/** Waits before each further look at the axis' list; after the last one the statuses of recipients speak alone. */
const LOOKS_MS = [300_000, 3_600_000] as const;

/**
 * Asks the axis what became of a package it took, recipient by recipient: one sendEdoc serves them all, and the
 * axis may take it although one unit is closed or locked. A delivery tick here is never a legal receipt.
 */
export async function confirmRecipients(
  context: { store: Store; transport: AxisTransport },
  row: OutboxRow,
  lease: Lease,
): Promise<void> {
  const rows = await listedUnderOurId(context.transport, row, lease);
  await context.store.transaction(async (sql) => {
    const wait = LOOKS_MS[row.waits];
    const next = wait === undefined ? null : plusMs(await sql.now(), wait);
    await writeFenced(sql, lease, { waits: row.waits + 1, ...released(next) });
    const recipients = await sql.all(
      `SELECT code, state FROM recipient WHERE letter_id = ? ORDER BY position`,
      [row.outboxId],
    );
    for (const recipient of recipients) {
      const code = String(recipient.code);
      const found = rows.find((sent) => codeKey(sent.toCode) === codeKey(code));
      if (!found) continue;
      await sql.run(`UPDATE recipient SET receiver_doc_id = ? WHERE letter_id = ? AND code = ?`, [
        found.receiverDocId,
        row.outboxId,
        code,
      ]);
      if (!saysFailed(found)) {
        if (recipient.state === 'outcome-unknown') await moveRecipients(sql, row.outboxId, 'sent', [code]);
        continue;
      }
      if (recipient.state === 'failed') continue;
      const reason = found.sendStatusText || found.sendStatus;
      await moveRecipients(sql, row.outboxId, 'failed', [code], reason);
      const error = new KyguiError('SENDING_RECIPIENT_FAILED', {
        recipient: code,
        reason: reason.slice(0, 200),
      });
      const [errorCode, details] = errorColumns(error);
      await sql.run(`UPDATE outbox SET error_code = ?, error_details = ? WHERE outbox_id = ?`, [
        errorCode,
        details,
        row.outboxId,
      ]);
    }
    await closeWhenSettled(sql, row.outboxId);
  });
}

/** The words of the national axis are not known; these are those of the vendor family, with and without marks. */
function saysFailed(row: SentRow): boolean {
  const word = row.sendStatus.trim().normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return /^(?:fail|failed|error|loi|rejected|that bai)\b/u.test(word);
}
