import { KyguiError } from '../../shared/errors.ts';
import {
  type LetterDetail,
  type LetterSummary,
  type ListPlace,
  letterDetailSchema,
  letterSummarySchema,
  type OutboxFilter,
} from '../../shared/protocol/commands/letters.ts';
import { behind } from '../store/list-page.ts';
import { linksOf } from '../store/references.ts';
import { searchPattern } from '../store/search-key.ts';
import type { SqlRow, SqlValue, Transaction } from '../store/store.ts';
import { letterContentSchema, readError, textOf, textOrNull } from './model.ts';

/** Outgoing letters as the clerk's screens show them; shapes of shared/protocol/commands/letters.ts. */

export interface ListRequest {
  limit: number;
  before?: ListPlace | undefined;
  search?: string | undefined;
  filter?: OutboxFilter | undefined;
}

const FILTERS: Readonly<Record<OutboxFilter, string>> = {
  attention: `outbox.state IN ('failed', 'outcome-unknown')`,
  open: `outbox.state NOT IN ('closed', 'cancelled', 'failed')`,
  closed: `outbox.state IN ('closed', 'cancelled')`,
};

const JOINED = `SELECT letter.*, outbox.state, outbox.error_code, outbox.error_details, outbox.updated_at,
  outbox.axis_doc_id, outbox.package_sha256 FROM letter JOIN outbox ON outbox.outbox_id = letter.letter_id`;

/** Newest first. */
export async function listLetters(
  sql: Transaction,
  request: ListRequest,
): Promise<{ letters: LetterSummary[]; total: number }> {
  const conditions = ['1 = 1'];
  const parameters: SqlValue[] = [];
  if (request.search !== undefined && request.search.trim() !== '') {
    conditions.push(`letter.search LIKE ? ESCAPE '!'`);
    parameters.push(searchPattern(request.search));
  }
  if (request.filter !== undefined) conditions.push(FILTERS[request.filter]);
  const total = await sql.get(
    `SELECT COUNT(*) AS total FROM letter JOIN outbox ON outbox.outbox_id = letter.letter_id WHERE ${conditions.join(' AND ')}`,
    parameters,
  );
  if (request.before !== undefined) {
    const page = behind(request.before, { at: 'letter.created_at', id: 'letter.letter_id' });
    conditions.push(page.condition);
    parameters.push(...page.parameters);
  }
  const rows = await sql.all(
    `${JOINED} WHERE ${conditions.join(' AND ')} ORDER BY letter.created_at DESC, letter.letter_id LIMIT ?`,
    [...parameters, request.limit],
  );
  const letters: LetterSummary[] = [];
  for (const row of rows) letters.push(letterSummarySchema.parse(await summary(sql, row)));
  return { letters, total: Number(total?.total ?? 0) };
}

/** @throws SENDING_UNKNOWN_LETTER */
export async function letterDetail(sql: Transaction, letterId: string): Promise<LetterDetail> {
  const row = await sql.get(`${JOINED} WHERE letter.letter_id = ?`, [letterId]);
  if (!row) throw new KyguiError('SENDING_UNKNOWN_LETTER');
  const shared = await summary(sql, row);
  const kept = await sql.get(`SELECT content FROM outbox WHERE outbox_id = ?`, [letterId]);
  const steps = await sql.all(`SELECT step, at FROM outbox_step WHERE outbox_id = ? ORDER BY seq`, [
    letterId,
  ]);
  const entries = await sql.all(
    `SELECT code, at, state, status_code, description FROM recipient_entry WHERE letter_id = ? ORDER BY seq`,
    [letterId],
  );
  return letterDetailSchema.parse({
    ...shared,
    axisDocId: textOrNull(row, 'axis_doc_id'),
    packageSha256: textOrNull(row, 'package_sha256'),
    links: await linksOf(sql, { letterId }, shared),
    checks: letterContentSchema.shape.checks.parse(JSON.parse(textOf(kept ?? {}, 'content')).checks) ?? [],
    steps: steps.map((step) => ({ at: textOf(step, 'at'), step: textOf(step, 'step') })),
    timelines: shared.recipients.map(({ code, name }) => ({
      code,
      name,
      entries: entries
        .filter((entry) => entry.code === code)
        .map((entry) => ({
          at: textOf(entry, 'at'),
          state: textOf(entry, 'state'),
          statusCode: textOrNull(entry, 'status_code'),
          description: textOf(entry, 'description'),
        })),
    })),
  });
}

async function summary(sql: Transaction, row: SqlRow) {
  const letterId = textOf(row, 'letter_id');
  const recipients = await sql.all(
    `SELECT code, name, state FROM recipient WHERE letter_id = ? ORDER BY position`,
    [letterId],
  );
  return {
    letterId,
    kind: textOf(row, 'kind'),
    documentId: textOf(row, 'document_id'),
    code: textOf(row, 'code'),
    subject: textOf(row, 'subject'),
    date: textOf(row, 'date'),
    priority: Number(row.priority),
    state: textOf(row, 'state'),
    error: readError(row),
    createdAt: textOf(row, 'created_at'),
    updatedAt: textOf(row, 'updated_at'),
    recipients: recipients.map((recipient) => ({
      code: textOf(recipient, 'code'),
      name: textOf(recipient, 'name'),
      state: textOf(recipient, 'state'),
    })),
  };
}
