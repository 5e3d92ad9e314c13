import { KyguiError } from '../../shared/errors.ts';
import type { AxisTransport, SentRow } from '../axis/transport.ts';
import { type Lease, LeaseLost } from './lease.ts';
import type { OutboxRow } from './model.ts';

/**
 * What the axis' own list says about the id it gave us. Nobody decides about sending by it: a list that cannot be had
 * now is empty, and is asked for at the next turn. Throws LeaseLost when the lease ended meanwhile.
 */
export async function listedUnderOurId(
  transport: AxisTransport,
  row: OutboxRow,
  lease: Lease,
): Promise<SentRow[]> {
  if (row.axisDocId === null) return [];
  try {
    const rows = await transport.sentList(
      { messageType: row.messageType, docId: row.axisDocId },
      lease.signal,
    );
    return rows.filter((sent) => sent.senderDocId === row.axisDocId);
  } catch (thrown) {
    if (lease.signal.aborted) throw new LeaseLost();
    if (!(thrown instanceof KyguiError)) throw thrown;
    return [];
  }
}
