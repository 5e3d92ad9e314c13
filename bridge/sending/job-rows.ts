import { z } from 'zod';
import { roleSchema } from '../../shared/document/role.ts';
import { KyguiError } from '../../shared/errors.ts';
import type { FileDigest } from '../store/durable-file.ts';
import type { SqlRow, Transaction } from '../store/store.ts';
import { addStep, errorColumns } from './ledger.ts';
import {
  type KeptFile,
  letterContentSchema,
  type OutboxRow,
  readError,
  textOf,
  textOrNull,
} from './model.ts';
import { markUsed } from './register.ts';

/** Rows of signing jobs. Every function works inside a transaction of its caller. */

const jobStates = ['prepared', 'signing', 'signed', 'failed', 'cancelled'] as const;
export type JobState = (typeof jobStates)[number];

export interface JobItem {
  /** The bridge's id of the document. */
  documentId: string;
  name: string;
  role: z.infer<typeof roleSchema>;
  /** Of the bytes that will be signed. */
  input: FileDigest;
  /** Where the signed file will lie; it appears there complete (written beside, flushed, renamed) or not at all. */
  outputPath: string;
  signed: FileDigest | null;
  /** What lay at `outputPath` before this job, from an earlier signing; it is never taken for this one's result. */
  stale: string | null;
}

export interface Job {
  jobKey: string;
  state: JobState;
  origin: string;
  certificate: string;
  approvalDigest: string | null;
  items: readonly JobItem[];
  letterId: string | null;
  error: OutboxRow['error'];
}

/** The state of a job, its row held until the end of the transaction. @throws SENDING_UNKNOWN_JOB, SENDING_JOB_ORDER */
export async function expectState(
  sql: Transaction,
  jobKey: string,
  allowed: readonly JobState[],
): Promise<JobState> {
  const row = await sql.get(`SELECT state FROM job WHERE job_key = ? FOR UPDATE`, [jobKey]);
  if (!row) throw new KyguiError('SENDING_UNKNOWN_JOB');
  const state = z.enum(jobStates).parse(row.state);
  if (!allowed.includes(state)) throw new KyguiError('SENDING_JOB_ORDER', { state });
  return state;
}

/** Appends a committed step; steps are never changed. */
export async function addJobStep(
  sql: Transaction,
  jobKey: string,
  step: string,
  note: string,
): Promise<void> {
  await sql.run(
    `INSERT INTO job_step (job_key, seq, step, at, note)
      SELECT ?, COALESCE(MAX(seq), 0) + 1, ?, ?, ? FROM job_step WHERE job_key = ?`,
    [jobKey, step, await sql.now(), note, jobKey],
  );
}

/** The last signature: the job is signed, and its letter, now with all files, is due. False while others are missing. */
export async function finishWhenComplete(sql: Transaction, jobKey: string): Promise<boolean> {
  const items = await sql.all(`SELECT * FROM job_item WHERE job_key = ?`, [jobKey]);
  if (!items.every((item) => item.state === 'signed')) return false;
  const now = await sql.now();
  await sql.run(`UPDATE job SET state = 'signed', updated_at = ? WHERE job_key = ?`, [now, jobKey]);
  await addJobStep(sql, jobKey, 'signed', '');
  await markUsed(sql, jobKey);
  const job = await sql.get(`SELECT letter_id FROM job WHERE job_key = ?`, [jobKey]);
  const letterId = job ? textOrNull(job, 'letter_id') : null;
  if (letterId === null) return true;
  const row = await sql.get(`SELECT content FROM outbox WHERE outbox_id = ? FOR UPDATE`, [letterId]);
  if (!row) return true;
  const content = letterContentSchema.parse(JSON.parse(textOf(row, 'content')));
  const files = content.files.map((file, index): KeptFile | null => {
    const attachment = content.draft.attachments[index];
    const item = items.find((candidate) => candidate.document_id === attachment?.documentId);
    if (!attachment || !item) return file;
    return {
      name: attachment.name,
      sha256: textOf(item, 'signed_sha256'),
      size: Number(item.signed_size),
    };
  });
  const changed = await sql.run(
    `UPDATE outbox SET content = ?, state = 'signed', next_at = ?, updated_at = ?
      WHERE outbox_id = ? AND state = 'consented'`,
    [JSON.stringify({ ...content, files }), now, now, letterId],
  );
  if (changed > 0) await addStep(sql, letterId, 'signed');
  return true;
}

/** A letter that waited for these signatures fails with them. */
export async function failLetter(sql: Transaction, jobKey: string, error: KyguiError): Promise<void> {
  const job = await sql.get(`SELECT letter_id FROM job WHERE job_key = ?`, [jobKey]);
  const letterId = job ? textOrNull(job, 'letter_id') : null;
  if (letterId === null) return;
  const [code, details] = errorColumns(error);
  const changed = await sql.run(
    `UPDATE outbox SET state = 'failed', error_code = ?, error_details = ?, updated_at = ?
      WHERE outbox_id = ? AND state = 'consented'`,
    [code, details, await sql.now(), letterId],
  );
  if (changed === 0) return;
  await sql.run(`UPDATE recipient SET state = 'failed' WHERE letter_id = ?`, [letterId]);
  await addStep(sql, letterId, 'failed', { note: error.code });
}

/**
 * Earlier tries at the same letter that failed before anything left this computer: the new one stands in their place,
 * so that the clerk does not look after a letter that is on its way already.
 */
export async function supersede(sql: Transaction, letterId: string): Promise<void> {
  const own = await sql.get(`SELECT from_code, document_id FROM outbox WHERE outbox_id = ?`, [letterId]);
  if (!own) return;
  const earlier = await sql.all(
    `SELECT outbox_id, doubt FROM outbox WHERE message_type = 'edoc' AND from_code = ? AND document_id = ?
      AND outbox_id <> ? AND state = 'failed' AND sends = 0 AND axis_doc_id IS NULL FOR UPDATE`,
    [textOf(own, 'from_code'), textOf(own, 'document_id'), letterId],
  );
  for (const row of earlier) {
    const outboxId = textOf(row, 'outbox_id');
    const [code, details] = errorColumns(new KyguiError('SENDING_SUPERSEDED'));
    await sql.run(
      `UPDATE outbox SET state = 'cancelled', error_code = ?, error_details = ?, next_at = NULL, updated_at = ?
        WHERE outbox_id = ?`,
      [code, details, await sql.now(), outboxId],
    );
    await addStep(sql, outboxId, 'cancelled', { note: 'SENDING_SUPERSEDED' });
    // The same letter, perhaps sent between a backup and its restore: what takes its place is looked for first as well.
    if (Number(row.doubt) === 1) {
      const [restored, more] = errorColumns(new KyguiError('SENDING_RESTORED'));
      await sql.run(`UPDATE outbox SET doubt = 1, error_code = ?, error_details = ? WHERE outbox_id = ?`, [
        restored,
        more,
        letterId,
      ]);
    }
  }
}

/** @throws SENDING_UNKNOWN_JOB */
export async function readJob(sql: Transaction, jobKey: string): Promise<Job> {
  const row = await sql.get(`SELECT * FROM job WHERE job_key = ?`, [jobKey]);
  if (!row) throw new KyguiError('SENDING_UNKNOWN_JOB');
  const items = await sql.all(`SELECT * FROM job_item WHERE job_key = ? ORDER BY position`, [jobKey]);
  return {
    jobKey,
    state: z.enum(jobStates).parse(row.state),
    origin: textOf(row, 'origin'),
    certificate: textOf(row, 'certificate'),
    approvalDigest: textOrNull(row, 'approval_digest'),
    items: items.map(readItem),
    letterId: textOrNull(row, 'letter_id'),
    error: readError(row),
  };
}

function readItem(row: SqlRow): JobItem {
  const sha256 = textOrNull(row, 'signed_sha256');
  return {
    documentId: textOf(row, 'document_id'),
    name: textOf(row, 'name'),
    role: roleSchema.parse(row.role),
    input: { sha256: textOf(row, 'input_sha256'), size: Number(row.input_size) },
    outputPath: textOf(row, 'output_path'),
    signed: sha256 === null ? null : { sha256, size: Number(row.signed_size) },
    stale: textOrNull(row, 'stale_sha256'),
  };
}
