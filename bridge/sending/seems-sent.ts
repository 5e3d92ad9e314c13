import { dayInVietnam } from '../../shared/document/vietnam-time.ts';
import { KyguiError } from '../../shared/errors.ts';
import { type AskContext, lookIn } from './ask-axis.ts';
import { type Lease, LeaseLost } from './lease.ts';
import type { OutboxRow } from './model.ts';
import type { RestoreWatch } from './restore-watch.ts';

/**
 * True when the axis' list shows what looks like a letter that our rows call unsent: the sign of a restore that took
 * even the marks back. Looked for where that can be: letters that were there before this process, and after a restore
 * all that are dated up to its day. A list that cannot be had says nothing here.
 */
export async function seemsSent(
  context: AskContext & { watch: RestoreWatch },
  row: OutboxRow,
  lease: Lease,
): Promise<boolean> {
  if (row.messageType !== 'edoc' || row.sends > 0) return false;
  const { watch } = context;
  if (row.createdAt >= watch.startedAt) {
    const restoredAt = await watch.restoredAt();
    const day = row.documentId.split(',')[1]?.replaceAll('/', '-') ?? '';
    if (restoredAt === null || day > dayInVietnam(Date.parse(restoredAt))) return false;
  }
  try {
    const { found } = await lookIn(context, row, await watch.sentEarlier('edoc', lease.signal));
    return found === 'present' || found === 'ambiguous';
  } catch (thrown) {
    if (lease.signal.aborted) throw new LeaseLost();
    if (thrown instanceof KyguiError && thrown.code.startsWith('AXIS_')) return false;
    throw thrown;
  }
}
