import { codeKey } from '../../shared/document/code.ts';
import { KyguiError } from '../../shared/errors.ts';
import { appendAudit } from '../audit/chain.ts';
import type { AxisTransport } from '../axis/transport.ts';
import { plusMs } from '../clock/clock.ts';
import { actorOf } from './actor-column.ts';
import { backoffMs } from './backoff.ts';
import { type Lease, released, writeFenced } from './lease.ts';
import { addStep, errorColumns, moveRecipients } from './ledger.ts';
import { listedUnderOurId } from './listed.ts';
import type { OutboxRow } from './model.ts';
import { finishReceipt, openRecipients, recordReached } from './receipt.ts';
import type { AxisWord, SettleContext } from './settle.ts';

/**
 * Packages that people carry. What lies in a folder is with nobody: the letter is shown as exported until the receipt
 * of each recipient is brought back, and a receipt counts only with our id and the digest of what was exported.
 */

interface ExportContext extends SettleContext {
  transport: AxisTransport;
  random: () => number;
}

/** The files are written and flushed; the row waits for receipts from now on. */
export async function noteExport(
  context: ExportContext,
  row: OutboxRow,
  lease: Lease,
  word: AxisWord,
  toCodes: readonly string[],
): Promise<void> {
  await context.store.transaction(async (sql) => {
    const next = plusMs(await sql.now(), backoffMs(1, context.random));
    await writeFenced(sql, lease, {
      state: 'exported',
      doubt: 0,
      waits: 0,
      receipt: word.raw,
      receipt_sha256: null,
      axis_doc_id: word.docId,
      error_code: null,
      error_details: null,
      ...released(next),
    });
    await addStep(sql, row.outboxId, 'exported', { fence: lease.fence, note: word.docId });
    await moveRecipients(sql, row.outboxId, 'exported', toCodes);
    await appendAudit(sql, context.shelf.id, {
      kind: 'exported',
      messageId: row.outboxId,
      messageType: row.messageType,
      documentId: row.documentId,
      recipients: [...toCodes],
      package: word.sha256 ?? '',
      docId: word.docId,
      ...(await actorOf(sql, row.outboxId)),
    });
  });
}

/** Looks for receipts that were brought; with the last of them the letter is receipted. */
export async function collectReceipts(context: ExportContext, row: OutboxRow, lease: Lease): Promise<void> {
  const open = await openRecipients(context.store, row);
  const listed = await listedUnderOurId(context.transport, row, lease);
  const rows = listed.filter((sent) => sent.sha256 === row.package?.sha256);
  const of = (code: string) => rows.find((sent) => codeKey(sent.toCode) === codeKey(code));
  const taken = open.filter((code) => of(code)?.receiveStatus === 'done');
  const refused = open.filter((code) => of(code)?.receiveStatus === 'fail');
  const isComplete = taken.length > 0 && taken.length + refused.length === open.length;
  const isRefused = refused.length > 0 && refused.length === open.length;
  await context.store.transaction(async (sql) => {
    for (const code of refused)
      await moveRecipients(sql, row.outboxId, 'failed', [code], of(code)?.receiveStatusText ?? '');
    if (isRefused) {
      const [reason] = refused.map((code) => of(code)?.receiveStatusText ?? '');
      const error = new KyguiError('SENDING_RECIPIENT_FAILED', {
        recipient: refused[0] ?? '',
        reason: (reason ?? '').slice(0, 200),
      });
      const [code, details] = errorColumns(error);
      await writeFenced(sql, lease, {
        state: 'failed',
        error_code: code,
        error_details: details,
        ...released(null),
      });
      await addStep(sql, row.outboxId, 'failed', { fence: lease.fence, note: error.code });
      return;
    }
    if (isComplete) {
      await writeFenced(sql, lease, {
        state: 'sent',
        receipt: JSON.stringify({ exported: row.axisDocId, receipts: rows }),
        receipt_sha256: row.package?.sha256 ?? null,
      });
      await addStep(sql, row.outboxId, 'sent', { fence: lease.fence, note: row.axisDocId ?? '' });
      await recordReached(sql, row.outboxId, taken);
      return;
    }
    if (taken.length > 0) await moveRecipients(sql, row.outboxId, 'sent', taken);
    const next = plusMs(await sql.now(), backoffMs(row.waits + 1, context.random));
    await writeFenced(sql, lease, { waits: row.waits + 1, ...released(next) });
  });
  if (isComplete) await context.store.transaction((sql) => finishReceipt(sql, lease, context.shelf.id));
}
