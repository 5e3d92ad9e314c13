import { createHash } from 'node:crypto';
import { codeKey } from '../../shared/document/code.ts';
import { statusKeys } from '../../shared/edxml/status.ts';
import { KyguiError } from '../../shared/errors.ts';
import { appendAudit } from '../audit/chain.ts';
import type { Store, Transaction } from '../store/store.ts';
import { actorOf } from './actor-column.ts';
import { type Lease, released, writeFenced } from './lease.ts';
import { addEntry, addStep, errorColumns, lockRow, moveRecipients } from './ledger.ts';
import type { OutboxRow } from './model.ts';
import { isSettled, type RecipientState, stateOfStatus, stateOfStatuses } from './recipient-state.ts';

/** Whom a package still goes to: all but those that failed alone. */
export async function openRecipients(store: Store, row: OutboxRow): Promise<readonly string[]> {
  if (row.messageType === 'status') return row.toCodes;
  const rows = await store.read((sql) =>
    sql.all(`SELECT code FROM recipient WHERE letter_id = ? AND state <> 'failed' ORDER BY position`, [
      row.outboxId,
    ]),
  );
  return rows.map((recipient) => String(recipient.code));
}

/** The recipients that a receipt speaks of are sent to; those it leaves out stay in doubt. */
export async function recordReached(
  sql: Transaction,
  letterId: string,
  reached: readonly string[],
): Promise<void> {
  const keys = new Set(reached.map(codeKey));
  const rows = await sql.all(
    `SELECT code FROM recipient WHERE letter_id = ? AND state IN ('sending', 'outcome-unknown', 'exported', 'waiting')`,
    [letterId],
  );
  const codes = rows.map((row) => String(row.code));
  const inside = codes.filter((code) => keys.has(codeKey(code)));
  const outside = codes.filter((code) => !keys.has(codeKey(code)));
  if (inside.length > 0) await moveRecipients(sql, letterId, 'sent', inside);
  if (outside.length > 0) await moveRecipients(sql, letterId, 'outcome-unknown', outside);
}

/** The receipt counts only with the axis' id, and when it is about the very bytes that were frozen: both are looked at here. */
export async function finishReceipt(
  sql: Transaction,
  lease: Pick<Lease, 'outboxId' | 'fence'>,
  writer: string,
): Promise<void> {
  const row = await lockRow(sql, lease.outboxId);
  if (row.axisDocId === null || row.package === null) {
    throw new KyguiError('INTERNAL', {}, { cause: new Error('a receipt without id or package') });
  }
  const told = await sql.get(`SELECT receipt, receipt_sha256 FROM outbox WHERE outbox_id = ?`, [
    row.outboxId,
  ]);
  if (told?.receipt_sha256 !== row.package.sha256) return doubted(sql, row, lease);
  const outside = await sql.get(
    `SELECT code FROM recipient WHERE letter_id = ? AND state = 'outcome-unknown' ORDER BY position`,
    [lease.outboxId],
  );
  const missing = outside ? JSON.stringify({ recipient: String(outside.code) }) : null;
  await writeFenced(sql, lease, {
    state: 'receipted',
    error_code: missing === null ? null : 'SENDING_RECIPIENT_MISSING',
    error_details: missing,
    waits: 0,
    // A letter is looked up once more: the axis' list says which recipients it could not reach.
    ...released(row.messageType === 'edoc' ? await sql.now() : null),
  });
  await addStep(sql, lease.outboxId, 'receipted', { fence: lease.fence, note: row.package.sha256 });
  await appendAudit(sql, writer, {
    kind: 'sent',
    messageId: row.outboxId,
    messageType: row.messageType,
    documentId: row.documentId,
    recipients: [...row.toCodes],
    package: row.package.sha256,
    axisDocId: row.axisDocId,
    receipt: createHash('sha256')
      .update(String(told.receipt ?? ''))
      .digest('hex'),
    ...(await actorOf(sql, row.outboxId)),
  });
  await closeWhenSettled(sql, lease.outboxId);
}

/** An answer about other bytes is no receipt: the clerk decides, after asking the recipient. */
async function doubted(
  sql: Transaction,
  row: OutboxRow,
  lease: Pick<Lease, 'outboxId' | 'fence'>,
): Promise<void> {
  const [code, details] = errorColumns(new KyguiError('AXIS_OUTCOME_UNKNOWN', { reason: 'SHA-256' }));
  await writeFenced(sql, lease, {
    state: 'outcome-unknown',
    doubt: 1,
    axis_doc_id: null,
    error_code: code,
    error_details: details,
    ...released(null),
  });
  await addStep(sql, row.outboxId, 'outcome-unknown', { fence: lease.fence, note: 'receipt of other bytes' });
  const rows = await sql.all(`SELECT code FROM recipient WHERE letter_id = ? AND state = 'sent'`, [
    row.outboxId,
  ]);
  await moveRecipients(
    sql,
    row.outboxId,
    'outcome-unknown',
    rows.map(({ code: unit }) => String(unit)),
  );
}

/** Statuses close with their receipt; a letter when every recipient has taken, refused or lost it. */
export async function closeWhenSettled(sql: Transaction, outboxId: string): Promise<void> {
  const row = await lockRow(sql, outboxId);
  if (row.state !== 'receipted' && row.state !== 'arrived') return;
  const states = await sql.all(`SELECT state FROM recipient WHERE letter_id = ?`, [outboxId]);
  if (!states.every((recipient) => isSettled(recipient.state as RecipientState))) return;
  await sql.run(`UPDATE outbox SET state = 'closed', next_at = NULL, updated_at = ? WHERE outbox_id = ?`, [
    await sql.now(),
    outboxId,
  ]);
  await addStep(sql, outboxId, 'closed', { fence: row.fence });
}

/** A status package that came back, as the inbox read it. */
export interface ReturnedStatus {
  arrivalId: string;
  /** Codes of the reporting unit: the one in the package first, then its other codes. */
  fromCodes: readonly string[];
  /** `ResponseFor/OrganId`. */
  organId: string;
  /** `ResponseFor/Code`. */
  code: string;
  documentId: string;
  /** `ResponseFor/PromulgationDate`, `YYYY-MM-DD`. */
  date: string | null;
  statusCode: string;
  description: string;
  /** The status' own time, ISO 8601. */
  at: string;
}

/**
 * Puts a status on the timeline of the letter and recipient it speaks of (edXML 6.3): DocumentId first, then
 * organ, code and date. Answers the letter's id, or null when it fits none of ours.
 */
export async function recordStatus(
  sql: Transaction,
  writer: string,
  status: ReturnedStatus,
): Promise<string | null> {
  const found = await findRecipient(sql, status);
  if (!found) return null;
  const { letterId, recipient, exact } = found;
  const present = await sql.get(
    `SELECT seq FROM recipient_entry WHERE letter_id = ? AND code = ? AND arrival_id = ?`,
    [letterId, recipient, status.arrivalId],
  );
  if (present) return letterId;
  const before = await sql.get(`SELECT state FROM recipient WHERE letter_id = ? AND code = ? FOR UPDATE`, [
    letterId,
    recipient,
  ]);
  const own = String(before?.state ?? 'sent') as RecipientState;
  await addEntry(sql, letterId, recipient, {
    at: status.at,
    state: stateOfStatus(status.statusCode) ?? own,
    statusCode: status.statusCode,
    description: status.description,
    arrivalId: status.arrivalId,
  });
  const entries = await sql.all(
    `SELECT at, status_code FROM recipient_entry
      WHERE letter_id = ? AND code = ? AND status_code IS NOT NULL ORDER BY seq`,
    [letterId, recipient],
  );
  const shown = stateOfStatuses(
    entries.map((entry) => ({ at: String(entry.at), statusCode: String(entry.status_code) })),
  );
  if (shown !== null) {
    await sql.run(`UPDATE recipient SET state = ? WHERE letter_id = ? AND code = ?`, [
      shown,
      letterId,
      recipient,
    ]);
  }
  if (exact) await proveArrival(sql, writer, letterId, recipient, status);
  await sql.run(`UPDATE outbox SET updated_at = ? WHERE outbox_id = ?`, [await sql.now(), letterId]);
  await closeWhenSettled(sql, letterId);
  return letterId;
}

async function findRecipient(
  sql: Transaction,
  status: ReturnedStatus,
): Promise<{ letterId: string; recipient: string; exact: boolean } | null> {
  const wanted = status.fromCodes.map(codeKey);
  const { documentId, organId, code, day } = statusKeys({
    documentId: status.documentId || undefined,
    organId: status.organId || undefined,
    code: status.code || undefined,
    promulgationDate: status.date ?? undefined,
  });
  const byDocument = documentId === undefined ? [] : await letters(sql, `document_id = ?`, [documentId]);
  const byCode = code === undefined ? [] : await letters(sql, `code_key = ?`, [code]);
  const fitting = byCode.filter(
    (letter) =>
      (day === undefined || letter.date === day) &&
      (organId === undefined || codeKey(letter.fromCode) === codeKey(organId)),
  );
  for (const [candidates, exact] of [
    [byDocument, true],
    [fitting, false],
  ] as const) {
    for (const { letterId } of candidates) {
      const rows = await sql.all(`SELECT code FROM recipient WHERE letter_id = ?`, [letterId]);
      const match = rows.map((row) => String(row.code)).find((unit) => wanted.includes(codeKey(unit)));
      if (match !== undefined) return { letterId, recipient: match, exact: exact && candidates.length === 1 };
    }
  }
  return null;
}

/** Newest first; a letter sent twice on purpose answers for its newest sending. Recalls answer last. */
async function letters(
  sql: Transaction,
  condition: string,
  parameters: readonly string[],
): Promise<{ letterId: string; date: string; fromCode: string }[]> {
  const rows = await sql.all(
    `SELECT letter.letter_id, letter.date, letter.kind, outbox.from_code FROM letter
      JOIN outbox ON outbox.outbox_id = letter.letter_id
      WHERE letter.${condition} AND outbox.state NOT IN ('cancelled', 'consented', 'signed', 'accepted')
      ORDER BY letter.created_at DESC`,
    parameters,
  );
  const rank = (kind: unknown) => (kind === 'recall' ? 1 : 0);
  return rows
    .sort((a, b) => rank(a.kind) - rank(b.kind))
    .map((row) => ({
      letterId: String(row.letter_id),
      date: String(row.date),
      fromCode: String(row.from_code),
    }));
}

/**
 * A recipient's own status under the exact DocumentId proves that a send in doubt, or a package that was carried,
 * came to it. That is no receipt of the axis, and says nothing of the other recipients.
 */
async function proveArrival(
  sql: Transaction,
  writer: string,
  letterId: string,
  recipient: string,
  status: ReturnedStatus,
): Promise<void> {
  const row = await lockRow(sql, letterId);
  const isOpen = (row.doubt && row.state === 'outcome-unknown') || row.state === 'exported';
  if (!isOpen || row.package === null) return;
  const others = await sql.all(
    `SELECT code FROM recipient WHERE letter_id = ? AND code <> ? AND state IN ('outcome-unknown', 'exported')`,
    [letterId, recipient],
  );
  // Each carried package has its own way: the others go on waiting for their receipts.
  if (row.state === 'exported' && others.length > 0) return;
  // The new fence takes the row from a worker that is asking about it this moment: it has the answer here.
  await sql.run(
    `UPDATE outbox SET state = 'arrived', doubt = 0, next_at = NULL, lease_owner = NULL, lease_until = NULL,
      fence = fence + 1, error_code = ?, error_details = ? WHERE outbox_id = ?`,
    [
      ...errorColumns(
        others[0] ? new KyguiError('SENDING_RECIPIENT_MISSING', { recipient: String(others[0].code) }) : null,
      ),
      letterId,
    ],
  );
  await addStep(sql, letterId, 'arrived', { note: `status ${status.statusCode} from ${recipient}` });
  await appendAudit(sql, writer, {
    kind: 'arrival-proved',
    messageId: letterId,
    documentId: row.documentId,
    package: row.package.sha256,
    recipient,
    statusCode: status.statusCode,
    status: status.arrivalId,
  });
}
