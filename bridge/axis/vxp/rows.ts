import { isRecord, textOf } from '../answer.ts';
import type { AxisItem, DirectoryUnit, MessageType, SentRow } from '../transport.ts';

/** A row of the pending list; null when it names no transport id and so cannot be fetched. */
export function pendingRow(value: unknown, asked: MessageType): AxisItem | null {
  if (!isRecord(value)) return null;
  const docId = textOf(value, 'docId');
  if (docId === '') return null;
  const declared = textOf(value, 'messageType').toLowerCase();
  return {
    docId,
    messageType: declared === 'edoc' || declared === 'status' ? declared : asked,
    from: textOf(value, 'from'),
    to: textOf(value, 'to'),
    status: textOf(value, 'status'),
  };
}

export function sentRow(value: unknown): SentRow | null {
  if (!isRecord(value)) return null;
  const senderDocId = textOf(value, 'senderDocId');
  if (senderDocId === '') return null;
  const receiverDocId = textOf(value, 'receiverDocId');
  return {
    senderDocId,
    receiverDocId: receiverDocId === '' ? null : receiverDocId,
    fromCode: textOf(value, 'fromCode'),
    toCode: textOf(value, 'toCode'),
    sendStatus: textOf(value, 'sendStatus'),
    sendStatusText: textOf(value, 'sendStatusDesc'),
    receiveStatus: textOf(value, 'receiveStatus'),
    receiveStatusText: textOf(value, 'receiveStatusDesc'),
    sentTime: textOf(value, 'sentTime'),
    title: textOf(value, 'title'),
    notation: textOf(value, 'notation'),
  };
}

/** A row of any of the three directory lists; null without a code. */
export function directoryRow(value: unknown): DirectoryUnit | null {
  if (!isRecord(value)) return null;
  const code = textOf(value, 'code');
  if (code === '') return null;
  const deleted = textOf(value, 'deleted').toLowerCase();
  const old = textOf(value, 'oldCode');
  return {
    id: textOf(value, 'id'),
    parentId: textOf(value, 'pid'),
    code,
    oldCode: old === '' ? textOf(value, 'code102') : old,
    name: textOf(value, 'name').normalize('NFC'),
    mail: textOf(value, 'mail'),
    closed: deleted === 'true' || deleted === '1' || deleted === 'y',
  };
}
