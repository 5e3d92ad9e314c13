import type { Store } from '../store/store.ts';

import { type Lease, writeFenced } from './lease.ts';
import { addStep } from './ledger.ts';
import type { OutboxCheckpoint, OutboxRow } from './model.ts';
import { finishReceipt, recordReached } from './receipt.ts';
import type { Shelf } from './shelf.ts';

export interface SettleContext {
  store: Store;
  shelf: Shelf;
  checkpoint: (point: OutboxCheckpoint) => void | Promise<void>;
}

/** The axis' word on a package: its id, its answer as it came, and the digest of the bytes that the word is about. */
export interface AxisWord {
  docId: string;
  raw: string;
  sha256: string | null;
}

/** The axis has it: first the answer as it came, then the receipt, each committed. */
export async function settle(
  context: SettleContext,
  row: OutboxRow,
  lease: Lease,
  word: AxisWord,
  reached: readonly string[],
): Promise<void> {
  const now = await context.store.now();
  await context.store.transaction(async (sql) => {
    await writeFenced(sql, lease, {
      state: 'sent',
      doubt: 0,
      receipt: word.raw,
      receipt_sha256: word.sha256,
      axis_doc_id: word.docId,
      error_code: null,
      error_details: null,
      next_at: now,
    });
    await addStep(sql, row.outboxId, 'sent', { fence: lease.fence, note: word.docId });
    await recordReached(sql, row.outboxId, reached);
  });
  await context.checkpoint('outbox:sent');
  await finishSent(context, lease);
  await context.checkpoint('outbox:receipted');
}

/** The second of the two commits, also when a process ended between them. */
export function finishSent(context: Pick<SettleContext, 'store' | 'shelf'>, lease: Lease): Promise<void> {
  return context.store.transaction((sql) => finishReceipt(sql, lease, context.shelf.id));
}
