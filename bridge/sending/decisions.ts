import type { OutboxState } from '../../shared/document/outbox-state.ts';
import { KyguiError } from '../../shared/errors.ts';
import { appendAudit } from '../audit/chain.ts';
import type { MessageType } from '../axis/transport.ts';
import type { Transaction } from '../store/store.ts';
import { actorColumn } from './actor-column.ts';
import { addStep, errorColumns, lockRow, moveRecipients } from './ledger.ts';
import { letterContentSchema } from './model.ts';
import { closeWhenSettled } from './receipt.ts';

/** What the clerk decides on a row of the outbox. Every function works inside a transaction of its caller. */

const EARLY: readonly OutboxState[] = ['accepted', 'consented', 'signed', 'packaged', 'failed'];

/**
 * Stops a letter that has not left; `tried` says that its folder knows of a send.
 * @throws SENDING_TOO_LATE_TO_CANCEL, SENDING_UNKNOWN_LETTER
 */
export async function cancelLetter(
  sql: Transaction,
  writer: string,
  letterId: string,
  tried: boolean,
): Promise<void> {
  const row = await lockRow(sql, letterId);
  if (row.state === 'cancelled') return;
  const restored = tried && row.sends === 0;
  if (!EARLY.includes(row.state) || row.doubt || row.axisDocId !== null || restored) {
    throw new KyguiError('SENDING_TOO_LATE_TO_CANCEL');
  }
  // The new fence stops a worker that has the row in hand at its next commit, which comes before any send.
  await sql.run(
    `UPDATE outbox SET state = 'cancelled', next_at = NULL, lease_owner = NULL, lease_until = NULL,
      fence = fence + 1, updated_at = ? WHERE outbox_id = ?`,
    [await sql.now(), letterId],
  );
  await addStep(sql, letterId, 'cancelled', { fence: row.fence + 1 });
  await appendAudit(sql, writer, { kind: 'decided', messageId: letterId, decision: 'cancel' });
}

/**
 * Sends again, or takes the clerk's word that it came. Answers the incoming letter that the row answers, when it does.
 * @throws SENDING_NOTHING_TO_RETRY, SENDING_NOT_SIGNED, SENDING_UNKNOWN_LETTER
 */
export async function carryOut(
  sql: Transaction,
  writer: string,
  outboxId: string,
  decision: 'resend' | 'arrived',
): Promise<string | null> {
  const row = await lockRow(sql, outboxId);
  if (row.messageType === 'edoc' && unsigned(row.content)) throw new KyguiError('SENDING_NOT_SIGNED');
  const now = await sql.now();
  const arrived = decision === 'arrived';
  const isOpen = row.state === 'failed' || row.state === 'outcome-unknown';
  const maySay = (row.doubt && isOpen) || row.state === 'exported';
  if (arrived ? !maySay : !isOpen) throw new KyguiError('SENDING_NOTHING_TO_RETRY');
  // Failed before a backup, perhaps sent after it: the axis is asked before the clerk's order is carried out.
  const isRestored = row.state === 'failed' && row.doubt && !arrived;
  const [code, details] = errorColumns(isRestored ? new KyguiError('SENDING_RESTORED') : null);
  // Her word is no receipt of the axis, and is shown as what it is.
  const state: OutboxState = arrived ? 'arrived' : row.package ? 'packaged' : FRESH[row.messageType];
  await sql.run(
    `UPDATE outbox SET state = ?, doubt = ?, refusals = 0, waits = 0, sends = ?, next_at = ?,
      absent_at = NULL, lease_owner = NULL, lease_until = NULL, fence = fence + 1, error_code = ?,
      error_details = ?, updated_at = ?, actor = COALESCE(?, actor) WHERE outbox_id = ?`,
    [state, isRestored ? 1 : 0, row.sends, arrived ? null : now, code, details, now, actorColumn(), outboxId],
  );
  await addStep(sql, outboxId, state, { fence: row.fence + 1, note: `clerk: ${decision}` });
  await appendAudit(sql, writer, {
    kind: 'decided',
    messageId: outboxId,
    decision,
    ...(arrived && row.package && { package: row.package.sha256 }),
  });
  const recipients = await sql.all(`SELECT code FROM recipient WHERE letter_id = ?`, [outboxId]);
  const codes = recipients.map((recipient) => String(recipient.code));
  await moveRecipients(sql, outboxId, arrived ? 'arrived' : 'waiting', codes, arrived ? CLERKS_WORD : '');
  await closeWhenSettled(sql, outboxId);
  return row.itemId;
}

/** Where a row begins anew that was never packaged. */
const FRESH: Readonly<Record<MessageType, OutboxState>> = { edoc: 'signed', status: 'accepted' };

const CLERKS_WORD = 'văn thư đã hỏi nơi nhận · said by the clerk, who asked';

/** A letter whose signatures never came: only the clerk, with a PIN, can make it whole. */
function unsigned(content: string): boolean {
  return letterContentSchema.parse(JSON.parse(content)).files.includes(null);
}
