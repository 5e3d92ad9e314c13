import { z } from 'zod';
import { PdfVerdict } from '../../shared/document/verdict.ts';
import { dayInVietnam } from '../../shared/document/vietnam-time.ts';
import { type PackageWarning, packageWarningSchema } from '../../shared/edxml/warning.ts';
import { describeError, ERRORS, type ErrorCode, KyguiError } from '../../shared/errors.ts';
import {
  type InboxDetail,
  type InboxFilter,
  type InboxSummary,
  inboxDetailSchema,
  inboxSummarySchema,
  type ListPlace,
} from '../../shared/protocol/commands/letters.ts';
import { linksOf } from '../store/references.ts';
import { searchPattern } from '../store/search-key.ts';
import type { SqlRow, SqlValue, Transaction } from '../store/store.ts';
import { requestOf } from './request.ts';

/** Incoming letters as the clerk's screens show them; shapes of shared/protocol/commands/letters.ts. */

export interface ListRequest {
  limit: number;
  before?: ListPlace | undefined;
  search?: string | undefined;
  filter?: InboxFilter | undefined;
}

const UNANSWERED = `(last_status IS NULL OR last_status = '01') AND kind <> 'unreadable' AND recalled = 0`;
const FILTERS: Readonly<Record<InboxFilter, string>> = {
  unanswered: UNANSWERED,
  requests: `kind IN ('recall', 'update', 'replace', 'recall-request')`,
  late: `kind <> 'unreadable' AND recalled = 0 AND (last_status IS NULL OR last_status NOT IN ('02', '06', '15', '16'))
    AND (due_date < ? OR ((last_status IS NULL OR last_status = '01') AND received_at < ?))`,
};

/** Newest first. */
export async function listItems(
  sql: Transaction,
  request: ListRequest,
): Promise<{ items: InboxSummary[]; total: number }> {
  const conditions = ['1 = 1'];
  const parameters: SqlValue[] = [];
  if (request.search !== undefined && request.search.trim() !== '') {
    conditions.push(`search LIKE ? ESCAPE '!'`);
    parameters.push(searchPattern(request.search));
  }
  if (request.filter !== undefined) conditions.push(FILTERS[request.filter]);
  if (request.filter === 'late') {
    const today = dayInVietnam(Date.parse(await sql.now()));
    parameters.push(today, new Date(`${today}T00:00:00+07:00`).toISOString());
  }
  const total = await sql.get(
    `SELECT COUNT(*) AS total FROM inbox_item WHERE ${conditions.join(' AND ')}`,
    parameters,
  );
  if (request.before !== undefined) {
    const at = new Date(request.before.at).toISOString();
    conditions.push('(received_at < ? OR (received_at = ? AND item_id > ?))');
    parameters.push(at, at, request.before.id);
  }
  const rows = await sql.all(
    `SELECT * FROM inbox_item WHERE ${conditions.join(' AND ')} ORDER BY received_at DESC, item_id LIMIT ?`,
    [...parameters, request.limit],
  );
  const items: InboxSummary[] = [];
  for (const row of rows) items.push(inboxSummarySchema.parse(await summary(sql, row)));
  return { items, total: Number(total?.total ?? 0) };
}

/** @throws RECEIVING_UNKNOWN_ITEM */
export async function itemDetail(sql: Transaction, itemId: string): Promise<InboxDetail> {
  const row = await sql.get(`SELECT * FROM inbox_item WHERE item_id = ?`, [itemId]);
  if (!row) throw new KyguiError('RECEIVING_UNKNOWN_ITEM');
  const files = await sql.all(`SELECT * FROM inbox_file WHERE item_id = ? AND doc_id = ? ORDER BY position`, [
    itemId,
    String(row.current_doc_id),
  ]);
  const shared = await summary(sql, row);
  const answers = await answersOf(sql, itemId);
  const stamped = await sql.get(`SELECT file_id FROM receive_stamp WHERE item_id = ? AND state = 'stamped'`, [
    itemId,
  ]);
  const warnings = z.array(packageWarningSchema).parse(JSON.parse(String(row.warnings)));
  return inboxDetailSchema.parse({
    ...shared,
    request: await requestOf(
      sql,
      row,
      warnings.some(({ code }) => code === 'state-secret'),
    ),
    links: await linksOf(
      sql,
      { itemId },
      { documentId: String(row.document_id), code: shared.code, date: shared.date },
    ),
    signer: String(row.signer),
    toPlaces: JSON.parse(String(row.to_places)),
    attachments: files.map((file) => ({
      documentId: file.document_id === null ? null : String(file.document_id),
      name: String(file.name),
      size: Number(file.size),
      verdict: file.verdict === null ? null : PdfVerdict.parse(JSON.parse(String(file.verdict))),
      warnings: file.failure === null ? [] : [failureSentence(String(file.failure))],
      stampable: file.document_id !== null && file.detected === 'pdf',
      stamped: file.document_id !== null && stamped?.file_id === file.document_id,
    })),
    entry:
      row.entry_number === null
        ? null
        : { number: String(row.entry_number), date: row.entry_date === null ? null : String(row.entry_date) },
    warnings: eachOnce(warnings.map(told)),
    answers,
  });
}

/** Most of a value that a clerk is shown; the whole stands in the original file, which is kept. */
const VALUE_SHOWN = 300;

/** The sentence, with the place in the package and what stood there. */
function told({ vi, en, path, value, count }: PackageWarning): { vi: string; en: string } {
  const shown =
    value === undefined || value === ''
      ? ''
      : `“${value.length > VALUE_SHOWN ? `${value.slice(0, VALUE_SHOWN)}…` : value}”`;
  const many = count === undefined ? '' : `×${count}`;
  const place = [path.replace(/^.*\/(?=MessageHeader\/)/u, ''), many, shown].filter((part) => part !== '');
  if (place.length === 0) return { vi, en };
  const beside = ` (${place.join(' ')})`;
  return { vi: `${vi}${beside}`, en: `${en}${beside}` };
}

const failureSchema = z.object({
  code: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});

/** As {@link failureText} wrote it. */
function failureSentence(text: string): { vi: string; en: string } {
  const { code, details } = text.startsWith('{')
    ? failureSchema.parse(JSON.parse(text))
    : { code: text, details: {} };
  const known: ErrorCode = code in ERRORS ? (code as ErrorCode) : 'INTERNAL';
  return { vi: describeError(known, details, 'vi').says, en: describeError(known, details, 'en').says };
}

/** What is said twice in the same words is said once. */
function eachOnce(sentences: readonly { vi: string; en: string }[]): { vi: string; en: string }[] {
  return [...new Map(sentences.map((one) => [one.vi, one])).values()];
}

async function answersOf(sql: Transaction, itemId: string) {
  const rows = await sql.all(
    `SELECT inbox_answer.*, outbox.state FROM inbox_answer JOIN outbox ON outbox.outbox_id = inbox_answer.outbox_id
      WHERE inbox_answer.item_id = ? ORDER BY seq`,
    [itemId],
  );
  return rows.map((row) => ({
    at: String(row.at),
    statusCode: String(row.status_code),
    description: String(row.description),
    delivered: ['sent', 'receipted', 'arrived', 'closed'].includes(String(row.state)),
  }));
}

async function summary(sql: Transaction, row: SqlRow) {
  const answers = await answersOf(sql, String(row.item_id));
  return {
    itemId: String(row.item_id),
    kind: String(row.kind),
    fromCode: String(row.from_code),
    fromName: String(row.from_name),
    code: String(row.code),
    subject: String(row.subject),
    date: row.date === null ? null : String(row.date),
    dueDate: row.due_date === null ? null : String(row.due_date),
    priority: Number(row.priority),
    receivedAt: String(row.received_at),
    lastStatus: row.last_status === null ? null : String(row.last_status),
    statusDelivered: answers.at(-1)?.delivered ?? false,
    sound: row.sound === null ? null : Number(row.sound) === 1,
    recalled: Number(row.recalled) === 1,
    late: latenessOf(row, dayInVietnam(Date.parse(await sql.now()))),
  };
}

/** Over and done with, or given back: nothing of it can be late any more. */
const FINISHED: readonly string[] = ['02', '06', '15', '16'];

/**
 * The sender is told on the day of arrival whether the letter was received (NĐ 30/2020, Điều 21.2c); a due date binds
 * until the letter is done.
 */
function latenessOf(row: SqlRow, today: string): InboxSummary['late'] {
  const last = row.last_status === null ? null : String(row.last_status);
  if (row.kind === 'unreadable' || Number(row.recalled) === 1 || FINISHED.includes(last ?? '')) return null;
  if (row.due_date !== null && String(row.due_date) < today) return 'due';
  const arrived = dayInVietnam(Date.parse(String(row.received_at)));
  return (last === null || last === '01') && arrived < today ? 'answer' : null;
}
