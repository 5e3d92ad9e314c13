import type { AxisTransport, SentRow } from '../axis/transport.ts';
import type { Store } from '../store/store.ts';
import type { OutboxRow } from './model.ts';
import { matchSent, type SentMatch } from './sent-match.ts';

export interface AskContext {
  store: Store;
  transport: AxisTransport;
  /** True when the operator says that the axis' sent list is complete without asking by id. */
  trustSentList: boolean;
}

/**
 * Looks for the package of a row in the axis' list of what we sent. The list's silence counts once it has shown
 * a package of ours, which is remembered. @throws AXIS_…
 */
export async function askAxis(context: AskContext, row: OutboxRow, signal: AbortSignal): Promise<SentMatch> {
  const rows = await context.transport.sentList({ messageType: row.messageType }, signal);
  return lookIn(context, row, rows);
}

/** Looks for the package of a row in a list that was asked for already. */
export async function lookIn(
  context: AskContext,
  row: OutboxRow,
  rows: readonly SentRow[],
): Promise<SentMatch> {
  const { taken, firstSentAt, proven } = await context.store.read(async (sql) => {
    const others = await sql.all(
      `SELECT axis_doc_id FROM outbox WHERE axis_doc_id IS NOT NULL AND outbox_id <> ?`,
      [row.outboxId],
    );
    const first = await sql.get(
      `SELECT MIN(at) AS at FROM outbox_step WHERE outbox_id = ? AND step = 'claimed'`,
      [row.outboxId],
    );
    return {
      taken: new Set(others.map((other) => String(other.axis_doc_id))),
      firstSentAt: first?.at ? String(first.at) : row.createdAt,
      proven: (await sql.get(`SELECT value FROM installation WHERE name = 'sent-list-proven'`)) !== undefined,
    };
  });
  const twins = await countTwins(context, row);
  const match = matchSent({ ...row, firstSentAt }, rows, taken, proven || context.trustSentList);
  if (!proven && rows.some((sent) => taken.has(sent.senderDocId))) {
    await context.store.transaction((sql) =>
      sql.run(
        `INSERT INTO installation (name, value) VALUES ('sent-list-proven', '1') ON CONFLICT (name) DO NOTHING`,
      ),
    );
  }
  if (match.found === 'present' && twins > 0) {
    return { found: 'ambiguous', reason: 'another package of ours with the same fields is in doubt too' };
  }
  return match;
}

/** Packages of ours that would look the same on the axis and whose outcome is open as well. */
async function countTwins(context: AskContext, row: OutboxRow): Promise<number> {
  const found = await context.store.read((sql) =>
    sql.all(
      `SELECT outbox_id FROM outbox WHERE from_code = ? AND code = ? AND message_type = ? AND title = ?
        AND to_codes = ? AND doubt = 1 AND outbox_id <> ?`,
      [row.fromCode, row.code, row.messageType, row.title, JSON.stringify(row.toCodes), row.outboxId],
    ),
  );
  return found.length;
}
