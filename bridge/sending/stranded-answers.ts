import { type StrandedAnswer, strandedAnswerSchema } from '../../shared/protocol/commands/letters.ts';
import type { Transaction } from '../store/store.ts';
import { readOutboxRow, statusContentSchema, textOf } from './model.ts';

const STRANDED = `outbox.message_type = 'status' AND outbox.state IN ('failed', 'outcome-unknown')`;

/** Status packages that a person has to look after: letters have a list of their own. Newest first. */
export async function strandedAnswers(
  sql: Transaction,
  limit: number,
): Promise<{ answers: StrandedAnswer[]; total: number }> {
  const total = await sql.get(`SELECT COUNT(*) AS total FROM outbox WHERE ${STRANDED}`);
  const rows = await sql.all(
    `SELECT outbox.*, inbox_item.from_name FROM outbox
      LEFT JOIN inbox_item ON inbox_item.item_id = outbox.item_id
      WHERE ${STRANDED} ORDER BY outbox.updated_at DESC, outbox.outbox_id LIMIT ?`,
    [limit],
  );
  const answers = rows.map((row) => {
    const { outboxId, itemId, toCodes, code, content, state, error, updatedAt } = readOutboxRow(row);
    const { status } = statusContentSchema.parse(JSON.parse(content));
    const [toCode = ''] = toCodes;
    return strandedAnswerSchema.parse({
      outboxId,
      itemId,
      statusCode: status.statusCode,
      toCode,
      toName: textOf(row, 'from_name') || toCode,
      code,
      state,
      error,
      updatedAt,
    });
  });
  return { answers, total: Number(total?.total ?? 0) };
}
