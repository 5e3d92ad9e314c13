import { z } from 'zod';
import { dayInVietnam } from '../../shared/document/vietnam-time.ts';
import type { PackageWarning } from '../../shared/edxml/warning.ts';
import { describeError, ERRORS, type ErrorCode, KyguiError } from '../../shared/errors.ts';
import {
  type InboxDetail,
  type InboxFilter,
  type InboxSummary,
  inboxDetailSchema,
  inboxSummarySchema,
  type ListPlace,
} from '../../shared/protocol/commands/letters.ts';
import { behind } from '../store/list-page.ts';
import { linksOf } from '../store/references.ts';
import { searchPattern } from '../store/search-key.ts';
import type { SqlValue, Transaction } from '../store/store.ts';
import { requestOf } from './request.ts';
import { files, type ItemRow, items } from './rows.ts';

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
    const page = behind(request.before, { at: 'received_at', id: 'item_id' });
    conditions.push(page.condition);
    parameters.push(...page.parameters);
  }
  const rows = await sql.all(
    `SELECT * FROM inbox_item WHERE ${conditions.join(' AND ')} ORDER BY received_at DESC, item_id LIMIT ?`,
    [...parameters, request.limit],
  );
  const listed: InboxSummary[] = [];
  for (const row of rows)
    listed.push(inboxSummarySchema.parse(await summary(sql, items.read(row, SUMMARY_COLUMNS))));
  return { items: listed, total: Number(total?.total ?? 0) };
}

/** @throws RECEIVING_UNKNOWN_ITEM */
export async function itemDetail(sql: Transaction, itemId: string): Promise<InboxDetail> {
  const found = await sql.get(`SELECT * FROM inbox_item WHERE item_id = ?`, [itemId]);
  if (!found) throw new KyguiError('RECEIVING_UNKNOWN_ITEM');
  const row = items.read(found);
  const attached = await sql.all(
    `SELECT * FROM inbox_file WHERE item_id = ? AND doc_id = ? ORDER BY position`,
    [itemId, row.currentDocId],
  );
  const shared = await summary(sql, row);
  const answers = await answersOf(sql, itemId);
  const stamped = await sql.get(`SELECT file_id FROM receive_stamp WHERE item_id = ? AND state = 'stamped'`, [
    itemId,
  ]);
  const { warnings } = row;
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
      { documentId: row.documentId, code: shared.code, date: shared.date },
    ),
    signer: row.signer,
    toPlaces: row.toPlaces,
    attachments: attached.map((one) => {
      const file = files.read(one);
      return {
        documentId: file.documentId,
        name: file.name,
        size: file.size,
        verdict: file.verdict,
        warnings: file.failure === null ? [] : [failureSentence(file.failure)],
        stampable: file.documentId !== null && file.detected === 'pdf',
        stamped: file.documentId !== null && stamped?.file_id === file.documentId,
      };
    }),
    entry: row.entryNumber === null ? null : { number: row.entryNumber, date: row.entryDate },
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

/** What the list shows of an item. */
const SUMMARY_COLUMNS = [
  'itemId',
  'kind',
  'fromCode',
  'fromName',
  'code',
  'subject',
  'date',
  'dueDate',
  'priority',
  'receivedAt',
  'lastStatus',
  'sound',
  'recalled',
] as const satisfies (keyof ItemRow)[];
type SummaryRow = Pick<ItemRow, (typeof SUMMARY_COLUMNS)[number]>;

async function summary(sql: Transaction, row: SummaryRow) {
  const answers = await answersOf(sql, row.itemId);
  return {
    ...row,
    statusDelivered: answers.at(-1)?.delivered ?? false,
    late: latenessOf(row, dayInVietnam(Date.parse(await sql.now()))),
  };
}

/** Over and done with, or given back: nothing of it can be late any more. */
const FINISHED: readonly string[] = ['02', '06', '15', '16'];

/**
 * The sender is told on the day of arrival whether the letter was received (NĐ 30/2020, Điều 21.2c); a due date binds
 * until the letter is done.
 */
function latenessOf(row: SummaryRow, today: string): InboxSummary['late'] {
  const { kind, recalled, lastStatus, dueDate } = row;
  if (kind === 'unreadable' || recalled || FINISHED.includes(lastStatus ?? '')) return null;
  if (dueDate !== null && dueDate < today) return 'due';
  const arrived = dayInVietnam(Date.parse(row.receivedAt));
  return (lastStatus === null || lastStatus === '01') && arrived < today ? 'answer' : null;
}
