import type { SentEntry } from './core.ts';
import type { MessageType, StoredItem } from './state.ts';
import type { SignedParameters } from './verify.ts';
import { vietnamMoment } from './vietnam-time.ts';

/** Parameters of national calls as the axis reads them, and rows as it prints them. */
export function messageTypeOf(value: string | undefined): MessageType | null {
  return value === 'edoc' || value === 'status' ? value : null;
}

/** The `to` parameter: null when absent, undefined when unreadable. */
export function recipientsOf(value: string | undefined): string[] | null | undefined {
  if (value === undefined) return null;
  try {
    const list: unknown = JSON.parse(value);
    return Array.isArray(list) && list.every((code) => typeof code === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
}

/** What people see of a call: routing, never the signature. */
export function shownParameters({ values }: SignedParameters): Record<string, string> {
  const shown = [
    'servicetype',
    'messagetype',
    'from',
    'to',
    'docid',
    'status',
    'description',
    'level',
    'agencycode',
  ];
  return Object.fromEntries([...values].filter(([name]) => shown.includes(name)));
}

export function pendingRow(item: StoredItem): Record<string, unknown> {
  return {
    docId: item.docId,
    serviceType: 'eDoc',
    messageType: item.messageType,
    created_time: vietnamMoment(Date.parse(item.createdAt)),
    updated_time: vietnamMoment(Date.parse(item.updatedAt)),
    from: item.from,
    to: item.to,
    status: item.status,
    status_desc: item.description,
  };
}

export function sentRow({ sent, toCode, item, failure }: SentEntry): Record<string, unknown> {
  return {
    serviceType: 'eDoc',
    messageType: sent.messageType,
    senderDocId: sent.docId,
    receiverDocId: item?.docId ?? null,
    fromCode: sent.from,
    toCode,
    sendStatus: failure === null ? 'done' : 'fail',
    sendStatusDesc: failure === null ? 'Thanh cong' : `${failure.code} ${failure.text}`,
    receiveStatus: item?.status ?? '',
    receiveStatusDesc: item?.description ?? '',
    sentTime: vietnamMoment(Date.parse(sent.at)),
    receivedTime: item === null || item.status === 'initial' ? '' : vietnamMoment(Date.parse(item.updatedAt)),
    title: sent.title,
    notation: sent.code,
  };
}
