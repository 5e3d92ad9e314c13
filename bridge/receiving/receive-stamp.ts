import { constants } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { KyguiError } from '../../shared/errors.ts';
import { digestOf, writeDurably } from '../store/durable-file.ts';
import type { SqlRow, Transaction } from '../store/store.ts';
import { answerItem, mayAccept } from './answers.ts';
import type { InboxContext } from './context.ts';
import { type Entry, holdNumber, refuseWhileStamping } from './entry.ts';

/**
 * Acceptance with the receive stamp (dấu ĐẾN): begun (open) → approved, with number and day as the clerk saw them on
 * the stamp → stamped, together with status 03 in the transaction that makes the signing job signed. Each letter is
 * stamped at most once, always from its original bytes; a killed process leaves one of these three rows behind.
 */

/** An acceptance that waits for its stamp. */
export interface ReceiveStamp {
  itemId: string;
  jobKey: string;
  /** The received file. */
  fileId: string;
  /** Its copy among the documents that can be signed, on the bridge that began. */
  documentId: string;
  state: 'open' | 'approved' | 'stamped';
}

/** The file of a letter that is to bear the stamp. */
export interface StampableFile {
  path: string;
  name: string;
  sha256: string;
  size: number;
}

function readStamp(row: SqlRow): ReceiveStamp {
  const state = String(row.state);
  return {
    itemId: String(row.item_id),
    jobKey: String(row.job_key),
    fileId: String(row.file_id),
    documentId: String(row.document_id),
    state: state === 'approved' || state === 'stamped' ? state : 'open',
  };
}

export async function stampOf(sql: Transaction, jobKey: string): Promise<ReceiveStamp | null> {
  const row = await sql.get(`SELECT * FROM receive_stamp WHERE job_key = ?`, [jobKey]);
  return row ? readStamp(row) : null;
}

/**
 * The file that may be stamped, when the letter may be accepted and bears no stamp.
 * @throws RECEIVING_UNKNOWN_ITEM, RECEIVING_ANSWER_ORDER, RECEIVING_NOT_A_REQUEST, RECEIVING_STAMPED_ALREADY,
 *   RECEIVING_STAMP_ELSEWHERE, RECEIVING_NOT_STAMPABLE
 */
export async function stampableFile(
  sql: Transaction,
  itemId: string,
  fileId: string,
): Promise<StampableFile> {
  await mayAccept(sql, itemId);
  await refuseWhileStamping(sql, itemId);
  const stamp = await sql.get(`SELECT state FROM receive_stamp WHERE item_id = ?`, [itemId]);
  if (stamp?.state === 'stamped') throw new KyguiError('RECEIVING_STAMPED_ALREADY');
  const row = await sql.get(
    `SELECT path, name, sha256, size FROM inbox_file WHERE document_id = ? AND item_id = ? AND detected = 'pdf'`,
    [fileId, itemId],
  );
  if (!row || row.path === null) throw new KyguiError('RECEIVING_NOT_STAMPABLE');
  return {
    path: String(row.path),
    name: String(row.name),
    sha256: String(row.sha256),
    size: Number(row.size),
  };
}

/** Begins anew in place of what was begun before and never approved. @throws what {@link stampableFile} throws */
export async function beginStamp(
  sql: Transaction,
  begun: { jobKey: string; itemId: string; fileId: string; documentId: string },
): Promise<void> {
  await sql.get(`SELECT item_id FROM inbox_item WHERE item_id = ? FOR UPDATE`, [begun.itemId]);
  await stampableFile(sql, begun.itemId, begun.fileId);
  await sql.run(`DELETE FROM receive_stamp WHERE item_id = ? OR job_key = ?`, [begun.itemId, begun.jobKey]);
  await sql.run(
    `INSERT INTO receive_stamp (item_id, job_key, file_id, document_id, state, begun_at)
      VALUES (?, ?, ?, ?, 'open', ?)`,
    [begun.itemId, begun.jobKey, begun.fileId, begun.documentId, await sql.now()],
  );
}

/**
 * Inside the transaction that writes the approval down: from here on this job alone may stamp and accept the letter.
 * @param documentId the file that is about to be signed
 * @throws RECEIVING_STAMP_ELSEWHERE, RECEIVING_ENTRY_NUMBER_TAKEN, RECEIVING_ANSWER_ORDER
 */
export async function approveStamp(
  sql: Transaction,
  jobKey: string,
  entry: Entry,
  documentId: string,
): Promise<void> {
  const itemId = (await stampOf(sql, jobKey))?.itemId ?? '';
  // The letter's row first, as in every answer: of an answer and an approval in one moment the later one sees the other.
  await sql.get(`SELECT item_id FROM inbox_item WHERE item_id = ? FOR UPDATE`, [itemId]);
  const row = await sql.get(`SELECT * FROM receive_stamp WHERE job_key = ? AND item_id = ? FOR UPDATE`, [
    jobKey,
    itemId,
  ]);
  if (row?.state !== 'open' || row.document_id !== documentId)
    throw new KyguiError('RECEIVING_STAMP_ELSEWHERE');
  await mayAccept(sql, itemId);
  await holdNumber(sql, itemId, entry);
  await sql.run(
    `UPDATE receive_stamp SET state = 'approved', entry_number = ?, entry_date = ? WHERE job_key = ?`,
    [entry.number, entry.date, jobKey],
  );
}

/** Copies the stamped file to where every bridge of the office finds it; the same bytes have the same name. */
export async function keepStamped(inboxDir: string, path: string): Promise<void> {
  const folder = join(inboxDir, 'stamped');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeDurably(join(folder, 'incoming'), async (temporary) => {
    await copyFile(path, temporary, constants.COPYFILE_FICLONE);
    return stampedPath(inboxDir, (await digestOf(temporary)).sha256);
  });
}

const stampedPath = (inboxDir: string, sha256: string) => join(inboxDir, 'stamped', `${sha256}.pdf`);

/** Inside the transaction that makes the job signed: the stamped file is the letter's, and 03 is on its way. */
export async function finishStamp(
  sql: Transaction,
  context: InboxContext,
  jobKey: string,
  stamped: { sha256: string; size: number },
): Promise<void> {
  const begun = await stampOf(sql, jobKey);
  if (!begun) return;
  await sql.get(`SELECT item_id FROM inbox_item WHERE item_id = ? FOR UPDATE`, [begun.itemId]);
  const row = await sql.get(`SELECT * FROM receive_stamp WHERE job_key = ? FOR UPDATE`, [jobKey]);
  if (row?.state !== 'approved') return;
  await sql.run(
    `UPDATE receive_stamp SET state = 'stamped', stamped_path = ?, stamped_sha256 = ?, stamped_size = ?
      WHERE job_key = ?`,
    [stampedPath(context.inboxDir, stamped.sha256), stamped.sha256, stamped.size, jobKey],
  );
  await answerItem(sql, context, {
    jobKey,
    itemId: String(row.item_id),
    answer: 'accept',
    entryNumber: String(row.entry_number),
    entryDate: String(row.entry_date),
  });
}

/** The stamped version of a received file; null when it has none. */
export async function stampedFile(sql: Transaction, fileId: string): Promise<StampableFile | null> {
  const row = await sql.get(
    `SELECT stamped_path, stamped_sha256, stamped_size, inbox_file.name FROM receive_stamp
      JOIN inbox_file ON inbox_file.document_id = receive_stamp.file_id
      WHERE receive_stamp.file_id = ? AND receive_stamp.state = 'stamped'`,
    [fileId],
  );
  if (!row) return null;
  return {
    path: String(row.stamped_path),
    name: String(row.name),
    sha256: String(row.stamped_sha256),
    size: Number(row.stamped_size),
  };
}

/** Acceptance with the receive stamp; each step is a row, see receive-stamp.ts. */
export interface ReceiveStamps {
  /** @throws RECEIVING_… when the letter may not be accepted now, or the file not be stamped */
  stampable(itemId: string, fileId: string): Promise<StampableFile>;
  begin(begun: { jobKey: string; itemId: string; fileId: string; documentId: string }): Promise<void>;
  of(jobKey: string): Promise<ReceiveStamp | null>;
  /** In the transaction that commits the clerk's approval. @throws RECEIVING_STAMP_ELSEWHERE, RECEIVING_ENTRY_NUMBER_TAKEN */
  approve(sql: Transaction, jobKey: string, entry: Entry, documentId: string): Promise<void>;
  /** Keeps the signed file of a job where every bridge finds it; nothing for other jobs. */
  keep(jobKey: string, path: string): Promise<void>;
  /** In the transaction that makes a job signed; nothing for other jobs. */
  finish(sql: Transaction, jobKey: string, stamped: { sha256: string; size: number }): Promise<void>;
  /** The stamped version of a received file; null when it has none. */
  file(fileId: string): Promise<StampableFile | null>;
  /** Tells the screens when a job was one of ours. */
  told(jobKey: string): Promise<void>;
}

export function receiveStamps(context: InboxContext): ReceiveStamps {
  const { store, inboxDir } = context;
  const of = (jobKey: string) => store.read((sql) => stampOf(sql, jobKey));
  return {
    of,
    stampable: (itemId, fileId) => store.read((sql) => stampableFile(sql, itemId, fileId)),
    begin: (begun) => store.transaction((sql) => beginStamp(sql, begun)),
    approve: approveStamp,
    async keep(jobKey, path) {
      if (await of(jobKey)) await keepStamped(inboxDir, path);
    },
    finish: (sql, jobKey, stamped) => finishStamp(sql, context, jobKey, stamped),
    file: (fileId) => store.read((sql) => stampedFile(sql, fileId)),
    async told(jobKey) {
      const stamp = await of(jobKey);
      if (stamp) context.onChange?.({ itemId: stamp.itemId, letterId: null });
    },
  };
}
