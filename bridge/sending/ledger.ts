import { codeKey } from '../../shared/document/code.ts';
import type { OutboxState } from '../../shared/document/outbox-state.ts';
import { makeDocumentId } from '../../shared/edxml/document-id.ts';
import type { StatusPackage } from '../../shared/edxml/model.ts';
import { KyguiError } from '../../shared/errors.ts';
import { appendAudit } from '../audit/chain.ts';
import { keepReferences } from '../store/references.ts';
import { searchKey } from '../store/search-key.ts';
import type { Transaction } from '../store/store.ts';
import { actorColumn } from './actor-column.ts';
import type { LetterContent, OutboxRow } from './model.ts';
import { readOutboxRow } from './model.ts';
import type { RecipientState } from './recipient-state.ts';

/** Rows of the outbox and what hangs on them. Every function works inside a transaction of its caller. */

export interface NewLetter {
  letterId: string;
  jobKey: string;
  shelf: string;
  content: LetterContent;
  recipients: readonly { code: string; name: string }[];
  /** Steps that lie behind it; the last is its state. */
  steps: readonly { step: OutboxState; at: string }[];
  /** False while it waits for signatures. */
  ready: boolean;
}

const INSERT_OUTBOX = `INSERT INTO outbox (outbox_id, message_type, request_key, item_id, shelf, from_code, to_codes, code,
  title, document_id, content, urgency, state, doubt, sends, refusals, waits, next_at, fence, created_at, updated_at, actor)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, ?, 0, ?, ?, ?) ON CONFLICT (request_key) DO NOTHING`;

/** Hỏa tốc and hỏa tốc hẹn giờ first, then the other urgent letters, then statuses, then ordinary letters. */
function urgencyOf(priority: number): number {
  return priority >= 3 ? 40 : priority * 10;
}
const STATUS_URGENCY = 5;

/** @throws EDXML_DRAFT_INVALID when number, notation or date cannot name a letter */
export function documentIdOf({ draft, from }: LetterContent): string {
  const documentId = makeDocumentId(from.organId, draft.date, draft.number, draft.notation);
  if (documentId === undefined)
    throw new KyguiError('EDXML_DRAFT_INVALID', { count: 1, first: 'DocumentId' });
  return documentId;
}

/** False when a letter of this job key is there already; then nothing is written. */
export async function insertLetter(sql: Transaction, letter: NewLetter): Promise<boolean> {
  const now = await sql.now();
  const { draft, from } = letter.content;
  const documentId = documentIdOf(letter.content);
  const code = `${draft.number}/${draft.notation}`;
  const state = letter.steps.at(-1)?.step ?? 'accepted';
  const written = await sql.run(INSERT_OUTBOX, [
    letter.letterId,
    'edoc',
    `letter/${letter.jobKey}`,
    null,
    letter.shelf,
    from.organId,
    JSON.stringify(letter.recipients.map((recipient) => recipient.code)),
    code,
    draft.subject,
    documentId,
    JSON.stringify(letter.content),
    urgencyOf(draft.priority),
    state,
    letter.ready ? now : null,
    now,
    now,
    actorColumn(),
  ]);
  if (written === 0) return false;
  await sql.run(
    `INSERT INTO letter (letter_id, job_key, kind, document_id, code, code_key, subject, date, priority,
      target_document_id, search, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      letter.letterId,
      letter.jobKey,
      draft.business.kind,
      documentId,
      code,
      codeKey(code),
      draft.subject,
      draft.date,
      draft.priority,
      targetOf(draft.business),
      searchKey(code, draft.subject, ...letter.recipients.flatMap(({ code: unit, name }) => [unit, name])),
      now,
    ],
  );
  for (const [position, recipient] of letter.recipients.entries()) {
    await sql.run(
      `INSERT INTO recipient (letter_id, code, position, name, state) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (letter_id, code) DO NOTHING`,
      [letter.letterId, recipient.code, position, recipient.name, 'waiting'],
    );
  }
  await keepReferences(sql, { letterId: letter.letterId }, draft.responseFor);
  for (const { step, at } of letter.steps) await addStep(sql, letter.letterId, step, { at });
  await appendAudit(sql, letter.shelf, {
    kind: 'submitted',
    letterId: letter.letterId,
    jobKey: letter.jobKey,
    documentId,
    from: from.organId,
    recipients: letter.recipients.map((recipient) => recipient.code),
    files: letter.content.files.flatMap((file) => (file ? [file.sha256] : [])),
  });
  return true;
}

function targetOf(business: LetterContent['draft']['business']): string | null {
  if (business.kind === 'recall') return business.target.documentId;
  return business.kind === 'update' ? business.documentId : null;
}

export interface NewStatus {
  outboxId: string;
  /** One status for each (item, code, request). */
  requestKey: string;
  itemId: string;
  shelf: string;
  /** Transport address: the sender of the letter, for code 13 its receiver. */
  toCode: string;
  status: StatusPackage;
}

/** False when this answer was queued before; then nothing is written. */
export async function insertStatus(sql: Transaction, entry: NewStatus): Promise<boolean> {
  const now = await sql.now();
  const written = await sql.run(INSERT_OUTBOX, [
    entry.outboxId,
    'status',
    `status/${entry.requestKey}`,
    entry.itemId,
    entry.shelf,
    entry.status.from.organId,
    JSON.stringify([entry.toCode]),
    entry.status.responseFor.code ?? '',
    '',
    entry.status.responseFor.documentId ?? '',
    JSON.stringify({ status: entry.status }),
    STATUS_URGENCY,
    'accepted',
    now,
    now,
    now,
    actorColumn(),
  ]);
  if (written === 0) return false;
  await sql.run(
    `UPDATE outbox SET turn = (SELECT COALESCE(MAX(given.turn), 0) + 1 FROM outbox AS given
        WHERE given.message_type = 'status' AND given.from_code = outbox.from_code AND given.code = outbox.code
          AND given.document_id = outbox.document_id AND given.to_codes = outbox.to_codes) WHERE outbox_id = ?`,
    [entry.outboxId],
  );
  await addStep(sql, entry.outboxId, 'accepted', { at: now });
  return true;
}

/** Appends a committed step; steps are never changed. */
export async function addStep(
  sql: Transaction,
  outboxId: string,
  step: OutboxState,
  more: { at?: string; fence?: number; note?: string } = {},
): Promise<void> {
  const at = more.at ?? (await sql.now());
  await sql.run(
    `INSERT INTO outbox_step (outbox_id, seq, step, at, fence, note)
      SELECT ?, COALESCE(MAX(seq), 0) + 1, ?, ?, ?, ? FROM outbox_step WHERE outbox_id = ?`,
    [outboxId, step, at, more.fence ?? 0, more.note ?? '', outboxId],
  );
}

/** The row, held until the end of the transaction. */
export async function lockRow(sql: Transaction, outboxId: string): Promise<OutboxRow> {
  const row = await sql.get(`SELECT * FROM outbox WHERE outbox_id = ? FOR UPDATE`, [outboxId]);
  if (!row) throw new KyguiError('SENDING_UNKNOWN_LETTER');
  return readOutboxRow(row);
}

/**
 * Moves recipients that have not answered themselves: those in `codes`, or else all that have not failed alone.
 */
export async function moveRecipients(
  sql: Transaction,
  letterId: string,
  state: RecipientState,
  codes?: readonly string[],
  description = '',
): Promise<void> {
  const rows = await sql.all(
    `SELECT code, state FROM recipient WHERE letter_id = ? ORDER BY position FOR UPDATE`,
    [letterId],
  );
  const ours: readonly string[] = ['waiting', 'sending', 'outcome-unknown', 'exported', 'sent', 'failed'];
  for (const row of rows) {
    const code = String(row.code);
    if (codes ? !codes.includes(code) : row.state === 'failed') continue;
    if (!ours.includes(String(row.state)) || row.state === state) continue;
    await sql.run(`UPDATE recipient SET state = ? WHERE letter_id = ? AND code = ?`, [state, letterId, code]);
    await addEntry(sql, letterId, code, { state, at: await sql.now(), description });
  }
}

/** Appends to the timeline of one recipient. */
export async function addEntry(
  sql: Transaction,
  letterId: string,
  code: string,
  entry: {
    state: RecipientState;
    at: string;
    statusCode?: string;
    description?: string;
    arrivalId?: string;
  },
): Promise<void> {
  await sql.run(
    `INSERT INTO recipient_entry (letter_id, code, seq, at, state, status_code, description, arrival_id)
      SELECT ?, ?, COALESCE(MAX(seq), 0) + 1, ?, ?, ?, ?, ? FROM recipient_entry WHERE letter_id = ? AND code = ?`,
    [
      letterId,
      code,
      entry.at,
      entry.state,
      entry.statusCode ?? null,
      entry.description ?? '',
      entry.arrivalId ?? null,
      letterId,
      code,
    ],
  );
}

/** `error_code` and `error_details` of a failure, for an UPDATE. */
export function errorColumns(error: KyguiError | null): [string | null, string | null] {
  return error ? [error.code, JSON.stringify(error.details)] : [null, null];
}
