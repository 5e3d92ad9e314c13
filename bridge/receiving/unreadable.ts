import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { codeKey } from '../../shared/document/code.ts';
import { documentIdKey } from '../../shared/edxml/document-id.ts';
import type { ResponseFor } from '../../shared/edxml/model.ts';
import { salvageAddress } from '../../shared/edxml/read/salvage.ts';
import type { PackageWarning } from '../../shared/edxml/warning.ts';
import { describeError, type KyguiError } from '../../shared/errors.ts';
import { searchKey } from '../store/search-key.ts';
import type { Transaction } from '../store/store.ts';
import { WORDS } from './answer-texts.ts';
import type { Arrival } from './arrivals.ts';
import type { InboxContext } from './context.ts';
import { queueAnswer } from './register.ts';
import { FRESH, items, NO_LETTER, type Outcome } from './rows.ts';
import { warning } from './warnings.ts';

/** What is known of a package that could not be read. */
export interface UnreadableFacts {
  error: KyguiError;
  /** Who sent what, as far as it stood before the fault. */
  salvaged: ResponseFor | undefined;
  fromName: string;
  /** All codes of the unit that the axis names as sender. */
  senderCodes: readonly string[];
}

/** The sender and the letter of a package that could not be read; nothing when even that is not there. */
export async function salvage(path: string): Promise<ResponseFor | undefined> {
  return salvageAddress(createReadStream(path)).catch(() => undefined);
}

const SUBJECT = 'Gói tin không đọc được';

/**
 * Lists a package that could not be read, its bytes kept, with what was wrong, and answers 02 with the reason when
 * its sender and its DocumentId could be read safely (axis API 6.3). The axis' own word on the sender must agree:
 * nobody is answered on the word of a broken package alone. The same bytes from the same unit are one item.
 */
export async function registerUnreadable(
  sql: Transaction,
  context: InboxContext,
  arrival: Arrival,
  { error, salvaged, fromName, senderCodes }: UnreadableFacts,
): Promise<{ itemId: string; outcome: Outcome }> {
  const identity = `unreadable|${[...senderCodes].map(codeKey).sort()[0] ?? ''}|${arrival.sha256}`;
  const known = await sql.get(`SELECT item_id FROM inbox_item WHERE identity = ?`, [identity]);
  if (known) return { itemId: items.read(known, ['itemId']).itemId, outcome: 'unreadable' };
  const [vi, en] = [
    describeError(error.code, error.details, 'vi'),
    describeError(error.code, error.details, 'en'),
  ];
  const warnings: PackageWarning[] = [
    {
      code: error.code,
      path: '',
      severity: 'error',
      vi: `${vi.says} ${vi.next}`,
      en: `${en.says} ${en.next}`,
    },
  ];
  const agrees = senderCodes.some((code) => codeKey(code) === codeKey(salvaged?.organId ?? ''));
  if (salvaged?.organId && !agrees) warnings.push(warning('sender-differs', arrival.fromCode));
  const itemId = randomUUID();
  const now = await sql.now();
  const code = salvaged?.code ?? '';
  const documentId = documentIdKey(salvaged?.documentId ?? '');
  await items.insert(sql, {
    ...FRESH,
    ...NO_LETTER,
    itemId,
    identity,
    kind: 'unreadable',
    fromCode: arrival.fromCode,
    fromName,
    toCode: arrival.toCode,
    documentId,
    code,
    codeKey: codeKey(code),
    subject: SUBJECT,
    date: salvaged?.promulgationDate ?? null,
    priority: 0,
    content: null,
    warnings,
    targetDocumentId: null,
    targetItemId: null,
    currentDocId: arrival.docId,
    search: searchKey(code, SUBJECT, arrival.fromCode, fromName),
    receivedAt: now,
  });
  if (salvaged?.organId && documentId !== '' && agrees) {
    await queueAnswer(sql, context, {
      itemId,
      statusCode: '02',
      description: `${WORDS['02']}. Lý do: ${vi.says}`,
      requestKey: `${itemId}/02`,
      toCode: salvaged.organId,
      code,
      documentId: salvaged.documentId ?? '',
      date: salvaged.promulgationDate ?? null,
      now,
    });
  }
  return { itemId, outcome: 'unreadable' };
}
