import { parseDocumentId } from '../../shared/edxml/document-id.ts';
import { documentPackageSchema, statusPackageSchema } from '../../shared/edxml/model.ts';
import type { InboxRequest } from '../../shared/protocol/commands/letters.ts';
import type { Transaction } from '../store/store.ts';
import { type ItemRow, items } from './rows.ts';

/** What the sender of a request wrote: reason, and what an update changes. */
function wordsOf({ kind, content }: ItemRow): Pick<InboxRequest, 'reason' | 'changes'> {
  if (kind === 'recall-request')
    return { reason: statusPackageSchema.parse(content).description, changes: [] };
  const { bussiness } = documentPackageSchema.parse(content).traceHeaderList;
  const infos = bussiness?.bussinessDocumentInfo ?? [];
  return {
    reason: bussiness?.bussinessDocReason ?? '',
    changes: [
      ...(infos.some(({ documentInfo }) => documentInfo) ? (['content'] as const) : []),
      ...(infos.some(({ documentReceiver }) => documentReceiver) ? (['recipients'] as const) : []),
    ],
  };
}

/** A letter that a request speaks of; what nobody knows of it is empty. */
export interface Target {
  documentId: string;
  code: string;
  date: string | null;
  /** Null when it never came to us. */
  itemId: string | null;
}

/** The letter that a request speaks of: as it was received, else as its DocumentId `{sender},{day},{code}` names it. */
export async function targetOf(
  sql: Transaction,
  item: Pick<ItemRow, 'targetDocumentId' | 'targetItemId'>,
): Promise<Target | null> {
  const { targetDocumentId: documentId, targetItemId: itemId } = item;
  if (documentId === null) return null;
  const found = itemId
    ? await sql.get(`SELECT code, date FROM inbox_item WHERE item_id = ?`, [itemId])
    : undefined;
  if (found) return { documentId, ...items.read(found, ['code', 'date']), itemId };
  const named = parseDocumentId(documentId);
  return { documentId, code: named?.code ?? '', date: named?.day ?? null, itemId: null };
}

/** What a request asks for; null for letters that ask for nothing. Of a letter marked secret no words are told. */
export async function requestOf(
  sql: Transaction,
  row: ItemRow,
  isSecret: boolean,
): Promise<InboxRequest | null> {
  if (row.kind === 'new' || row.kind === 'unreadable') return null;
  const words = wordsOf(row);
  const target = await targetOf(sql, row);
  const code = target?.code || target?.documentId;
  return {
    ...words,
    ...(isSecret && { reason: '' }),
    target: target && code ? { code, date: target.date, itemId: target.itemId } : null,
  };
}
