import { createHash, randomUUID } from 'node:crypto';
import type {
  AxisItem,
  AxisTransport,
  MessageType,
  OutgoingPackage,
  SentRow,
} from '../../../bridge/axis/transport.ts';
import { KyguiError } from '../../../shared/errors.ts';

/** What the next send meets; the queue is used up in order, then every send succeeds. */
export type SendFault =
  | 'answer-lost'
  | 'line-down'
  | 'refused'
  | 'no-doc-id'
  | 'stopped-in-the-middle'
  | { recipient: string }
  | { delayMs: number };

export interface TakenPackage {
  docId: string;
  messageType: MessageType;
  from: string;
  to: readonly string[];
  sha256: string;
  bytes: Buffer;
  title: string;
  notation: string;
  sentTime: string;
}

interface Pending extends AxisItem {
  package: TakenPackage;
}

/**
 * An axis in memory with the promises of the real one: no idempotency, a list of what was sent, items that stay
 * listed until they are acknowledged. It counts, so that tests can see a package that came twice.
 */
export class AxisDouble {
  readonly taken: TakenPackage[] = [];
  readonly items: Pending[] = [];
  readonly faults: SendFault[] = [];
  readonly acknowledged: { docId: string; status: string; description: string | undefined }[] = [];
  /** What `sentList` does: a real list, an empty one, or a failure. */
  sentListMode: 'complete' | 'silent' | 'fails' = 'complete';
  /** Units that a package taken by the axis never reaches; its list says so. */
  readonly unreachable = new Set<string>();
  fetches = 0;

  take(sent: Omit<TakenPackage, 'docId' | 'title' | 'notation' | 'sentTime' | 'sha256'>): TakenPackage {
    const { title, notation } = fieldsOf(sent.bytes);
    const taken: TakenPackage = {
      ...sent,
      docId: randomUUID(),
      sha256: createHash('sha256').update(sent.bytes).digest('hex'),
      title,
      notation,
      sentTime: new Date().toISOString(),
    };
    this.taken.push(taken);
    for (const to of sent.to) if (!this.unreachable.has(to)) this.deliver(taken, to);
    return taken;
  }

  deliver(taken: TakenPackage, to: string, docId: string = randomUUID()): void {
    this.items.push({
      docId,
      messageType: taken.messageType,
      from: taken.from,
      to,
      status: 'initial',
      package: taken,
    });
  }

  /** Digests of packages that the axis took more than once. */
  doubles(): string[] {
    const seen = new Map<string, number>();
    for (const { sha256 } of this.taken) seen.set(sha256, (seen.get(sha256) ?? 0) + 1);
    return [...seen].filter(([, count]) => count > 1).map(([sha256]) => sha256);
  }

  sentRows(from: readonly string[], messageType: MessageType, docId?: string): SentRow[] {
    if (this.sentListMode === 'fails')
      throw new KyguiError('AXIS_UNREACHABLE', { operation: 'getSentEdocList' });
    if (this.sentListMode === 'silent' && docId === undefined) return [];
    return this.taken
      .filter((taken) => from.includes(taken.from) && taken.messageType === messageType)
      .filter((taken) => docId === undefined || taken.docId === docId)
      .flatMap((taken) =>
        taken.to.map((toCode) => ({
          senderDocId: taken.docId,
          receiverDocId: null,
          fromCode: taken.from,
          toCode,
          sendStatus: this.unreachable.has(toCode) ? 'fail' : 'done',
          sendStatusText: this.unreachable.has(toCode) ? '18 Don vi nhan khong ton tai' : '',
          receiveStatusText: '',
          receiveStatus: 'initial',
          sentTime: taken.sentTime,
          title: taken.title,
          notation: taken.notation,
        })),
      );
  }

  pending(codes: readonly string[], messageType: MessageType): AxisItem[] {
    return this.items
      .filter(
        (item) => codes.includes(item.to) && item.messageType === messageType && item.status === 'initial',
      )
      .map(({ package: _package, ...item }) => item);
  }

  bytesOf(docId: string): Buffer {
    this.fetches += 1;
    const item = this.items.find((candidate) => candidate.docId === docId);
    if (!item) throw new KyguiError('AXIS_ITEM_UNKNOWN', { operation: 'getEdoc' });
    return item.package.bytes;
  }

  acknowledge(docId: string, status: 'processing' | 'done' | 'fail', description?: string): void {
    this.acknowledged.push({ docId, status, description });
    const item = this.items.find((candidate) => candidate.docId === docId);
    if (item && status !== 'processing') item.status = status;
  }

  /** The transport of an agency with these codes. */
  transport(...codes: readonly string[]): AxisTransport {
    const axis = this;
    return {
      kind: 'vxp',
      list: async (messageType) => axis.pending(codes, messageType),
      async *fetch(docId) {
        yield axis.bytesOf(docId);
      },
      send: (outgoing, signal) => axis.#send(outgoing, signal),
      acknowledge: async (docId, status, description) => axis.acknowledge(docId, status, description),
      sentList: async ({ messageType, docId }) => axis.sentRows(codes, messageType, docId),
      async *directory() {},
      close: async () => {},
    };
  }

  async #send(
    outgoing: OutgoingPackage,
    signal?: AbortSignal,
  ): Promise<{ docId: string | null; raw: string }> {
    const fault = this.faults.shift();
    if (fault === 'line-down') throw new KyguiError('AXIS_UNREACHABLE', { operation: 'sendEdoc' });
    const pieces: Uint8Array[] = [];
    for await (const piece of outgoing.bytes()) {
      pieces.push(piece);
      if (fault === 'stopped-in-the-middle') {
        throw new KyguiError('AXIS_OUTCOME_UNKNOWN', { outcome: 'unknown', reason: 'reset' });
      }
    }
    if (typeof fault === 'object' && 'delayMs' in fault) {
      await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    }
    if (fault === 'refused')
      throw new KyguiError('AXIS_SYSTEM_ERROR', { operation: 'sendEdoc', outcome: 'refused' });
    if (typeof fault === 'object' && 'recipient' in fault) {
      throw new KyguiError('AXIS_RECIPIENT_UNKNOWN', { recipient: fault.recipient });
    }
    const { messageType, from, to } = outgoing;
    const taken = this.take({ messageType, from, to, bytes: Buffer.concat(pieces) });
    if (fault === 'answer-lost' || signal?.aborted) {
      throw new KyguiError('AXIS_OUTCOME_UNKNOWN', { outcome: 'unknown', reason: 'reset' });
    }
    if (fault === 'no-doc-id') return { docId: null, raw: '{"status":"OK","ErrorCode":"0"}' };
    return { docId: taken.docId, raw: `{"status":"OK","ErrorCode":"0","DocId":"${taken.docId}"}` };
  }
}

/** What the axis prints of a package in its list; from the fields a reader of the XML would see. */
function fieldsOf(bytes: Buffer): { title: string; notation: string } {
  const text = bytes.toString('utf8');
  const pick = (name: string) =>
    new RegExp(`<edXML:${name}>([^<]*)</edXML:${name}>`, 'u').exec(text)?.[1] ?? '';
  const number = pick('CodeNumber');
  return {
    title: pick('Subject').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
    notation: number === '' ? pick('Code') : `${number}/${pick('CodeNotation')}`,
  };
}
