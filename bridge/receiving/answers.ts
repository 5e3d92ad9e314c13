import { dayInVietnam } from '../../shared/document/vietnam-time.ts';
import { KyguiError } from '../../shared/errors.ts';
import type { InboxAnswer } from '../../shared/protocol/commands/letters.ts';
import type { Transaction } from '../store/store.ts';
import { type AnswerCode, describeAnswer } from './answer-texts.ts';
import type { InboxContext } from './context.ts';
import { holdNumber, refuseWhileStamping } from './entry.ts';
import { queueAnswer } from './register.ts';
import { targetOf } from './request.ts';
import { type ItemRow, items } from './rows.ts';

export interface AnswerRequest {
  /** Chosen by the asker; the same key never answers twice. */
  jobKey: string;
  itemId: string;
  answer: InboxAnswer;
  reason?: string | undefined;
  entryNumber?: string | undefined;
  /** `YYYY-MM-DD`. */
  entryDate?: string | undefined;
}

const CODES: Readonly<Record<InboxAnswer, AnswerCode>> = {
  accept: '03',
  refuse: '02',
  assign: '04',
  process: '05',
  finish: '06',
  agree: '15',
  decline: '16',
};

/** What may follow the last code we sent for a letter (edXML 6.2). */
const NEXT: Readonly<Record<string, readonly string[]>> = {
  '01': ['02', '03'],
  '02': ['03'],
  '03': ['04', '05', '06', '02'],
  '04': ['05', '06'],
  '05': ['06'],
  '06': [],
};

/** What an answer goes by. */
const ASKED_COLUMNS = [
  'kind',
  'fromCode',
  'code',
  'documentId',
  'date',
  'targetDocumentId',
  'targetItemId',
] as const satisfies (keyof ItemRow)[];
type Asked = Pick<ItemRow, (typeof ASKED_COLUMNS)[number]>;

/**
 * The clerk's answer: a row of the outbox, committed together with the item's new state. What a request touches
 * is marked on agreement, never deleted, and nothing is applied to the letter itself.
 * @throws RECEIVING_UNKNOWN_ITEM, RECEIVING_ANSWER_ORDER, RECEIVING_ANSWERED_ALREADY, RECEIVING_REASON_NEEDED,
 *   RECEIVING_NOT_A_REQUEST, RECEIVING_ENTRY_NUMBER_TAKEN, RECEIVING_STAMP_ELSEWHERE
 */
export async function answerItem(
  sql: Transaction,
  context: InboxContext,
  request: AnswerRequest,
): Promise<{ statusCode: string }> {
  const done = await sql.get(`SELECT status_code FROM inbox_answer WHERE request_key = ?`, [request.jobKey]);
  if (done) return { statusCode: String(done.status_code) };
  const row = await sql.get(`SELECT * FROM inbox_item WHERE item_id = ? FOR UPDATE`, [request.itemId]);
  if (!row) throw new KyguiError('RECEIVING_UNKNOWN_ITEM');
  const item = items.read(row, ASKED_COLUMNS);
  const statusCode = CODES[request.answer];
  const needsReason = statusCode === '02' || statusCode === '16';
  if (needsReason && !request.reason?.trim()) throw new KyguiError('RECEIVING_REASON_NEEDED');
  const codes = await codesGiven(sql, request.itemId);
  const isReply = statusCode === '15' || statusCode === '16';
  if (isReply) checkReply(item, codes);
  else checkOrder(item, codes, statusCode);
  await refuseWhileStamping(sql, request.itemId);
  const { entryNumber } = request;
  const isNumbered = statusCode === '03' && entryNumber !== undefined;
  // The register knows numbers by the year of their day: without one it would not know this.
  const entryDate = request.entryDate ?? (isNumbered ? dayInVietnam(Date.parse(await sql.now())) : undefined);
  if (isNumbered && entryDate !== undefined)
    await holdNumber(sql, request.itemId, { number: entryNumber, date: entryDate });

  await queueAnswer(sql, context, {
    itemId: request.itemId,
    statusCode,
    description: describeAnswer(statusCode, { ...request, entryDate }),
    requestKey: request.jobKey,
    toCode: item.fromCode,
    ...(await letterNamed(sql, item, isReply)),
    now: await sql.now(),
  });
  if (statusCode === '03') {
    await sql.run(`UPDATE inbox_item SET entry_number = ?, entry_date = ? WHERE item_id = ?`, [
      entryNumber ?? null,
      entryDate ?? null,
      request.itemId,
    ]);
  }
  if (statusCode === '15') await markRecalled(sql, item);
  return { statusCode };
}

async function codesGiven(sql: Transaction, itemId: string): Promise<string[]> {
  const given = await sql.all(`SELECT status_code FROM inbox_answer WHERE item_id = ? ORDER BY seq`, [
    itemId,
  ]);
  return given.map((row) => String(row.status_code));
}

/** @throws RECEIVING_UNKNOWN_ITEM, RECEIVING_ANSWER_ORDER, RECEIVING_NOT_A_REQUEST when 03 is not what comes next */
export async function mayAccept(sql: Transaction, itemId: string): Promise<void> {
  const row = await sql.get(`SELECT kind FROM inbox_item WHERE item_id = ?`, [itemId]);
  if (!row) throw new KyguiError('RECEIVING_UNKNOWN_ITEM');
  checkOrder(items.read(row, ['kind']), await codesGiven(sql, itemId), '03');
}

/** Exactly one 15 or 16 for each request, and only for requests. */
function checkReply(item: Pick<ItemRow, 'kind'>, given: readonly string[]): void {
  if (item.kind === 'new' || item.kind === 'unreadable') throw new KyguiError('RECEIVING_NOT_A_REQUEST');
  if (given.some((code) => code === '15' || code === '16'))
    throw new KyguiError('RECEIVING_ANSWERED_ALREADY');
}

function checkOrder(item: Pick<ItemRow, 'kind'>, given: readonly string[], wanted: string): void {
  if (item.kind === 'recall' || item.kind === 'recall-request' || item.kind === 'unreadable')
    throw new KyguiError('RECEIVING_NOT_A_REQUEST');
  const last = given.filter((code) => code !== '15' && code !== '16').at(-1) ?? '01';
  if (!(NEXT[last] ?? []).includes(wanted)) throw new KyguiError('RECEIVING_ANSWER_ORDER', { wanted, last });
}

/**
 * The letter that a status names. A reply to a recall or update names the letter recalled or updated, because a
 * status reports on a letter (edXML 6); a replacement is itself the letter.
 */
async function letterNamed(
  sql: Transaction,
  item: Asked,
  isReply: boolean,
): Promise<{ code: string; documentId: string; date: string | null }> {
  const { code, documentId, date } = item;
  const own = { code, documentId, date };
  const target = isReply && item.kind !== 'replace' ? await targetOf(sql, item) : null;
  if (!target) return own;
  return {
    documentId: target.documentId,
    code: target.code || own.code,
    // Of one that never came to us, its DocumentId is all that is known.
    date: target.itemId === null ? (target.date ?? own.date) : target.date,
  };
}

/** Only a recall takes a letter back; an update is agreed to and then handled by people. */
async function markRecalled(sql: Transaction, item: Asked): Promise<void> {
  if (item.kind !== 'recall' && item.kind !== 'recall-request') return;
  if (item.targetItemId === null) return;
  await sql.run(`UPDATE inbox_item SET recalled = 1 WHERE item_id = ?`, [item.targetItemId]);
}
