import { randomUUID } from 'node:crypto';
import { codeKey } from '../../shared/document/code.ts';
import { instantOfMoment } from '../../shared/document/date.ts';
import type { PdfVerdict } from '../../shared/document/verdict.ts';
import { documentIdKey } from '../../shared/edxml/document-id.ts';
import type { StatusPackage } from '../../shared/edxml/model.ts';
import { packageSecrecy } from '../../shared/edxml/package-secrecy.ts';
import { normaliseStatusCode } from '../../shared/edxml/status-code.ts';
import type { PackageWarning } from '../../shared/edxml/warning.ts';
import { type KyguiError, toKyguiError } from '../../shared/errors.ts';
import { appendAudit } from '../audit/chain.ts';
import type { AxisItem } from '../axis/transport.ts';
import { searchKey } from '../store/search-key.ts';
import type { Transaction } from '../store/store.ts';
import { type Arrival, attachmentFolder, dropAttachments, findArrival, storeArrival } from './arrivals.ts';
import type { InboxContext, ReadPackage } from './context.ts';
import { findLetter, type LetterFacts, type LetterRead, registerLetter } from './register.ts';
import { arrivals, FRESH, items, NO_LETTER, type Outcome, statuses } from './rows.ts';
import { codesOfUnit } from './unit-codes.ts';
import { registerUnreadable, salvage } from './unreadable.ts';
import { warning } from './warnings.ts';

/** What one item of the axis became. */
export interface Taken {
  docId: string;
  outcome: Outcome;
  itemId: string | null;
  letterId: string | null;
}

/**
 * Takes one listed item as far as it goes: bytes durable → read and judged → registered together with its status
 * 01 → acknowledged. A docId that is known is not fetched again (axis API 6); a crash anywhere leaves the item
 * listed, and the next pass goes on from the last committed step.
 */
export async function takeItem(
  context: InboxContext,
  item: AxisItem,
  signal?: AbortSignal,
): Promise<Taken | null> {
  let arrival = await findArrival(context, item.docId);
  arrival ??= await storeArrival(context, item, signal);
  const taken = arrival.outcome === 'stored' ? await registerArrival(context, arrival) : null;
  if (taken?.outcome === 'duplicate') await dropAttachments(context, item.docId);
  const now = await findArrival(context, item.docId);
  if (now) await acknowledge(context, now, signal);
  return taken;
}

async function acknowledge(context: InboxContext, arrival: Arrival, signal?: AbortSignal): Promise<void> {
  if (arrival.acknowledge === null) return;
  const reason = arrival.acknowledge === 'fail' ? arrival.reason : undefined;
  await context.transport.acknowledge(arrival.docId, arrival.acknowledge, reason, signal);
  await context.checkpoint('inbox:acknowledged');
  await context.store.transaction(async (sql) =>
    sql.run(`UPDATE arrival SET acknowledged_at = ? WHERE doc_id = ?`, [await sql.now(), arrival.docId]),
  );
}

/** Reads, judges and registers what is stored; throws when the trouble is ours and passes. */
export async function registerArrival(context: InboxContext, arrival: Arrival): Promise<Taken> {
  let read: ReadPackage;
  try {
    read = await context.readPackage(arrival.path, await attachmentFolder(context, arrival.docId));
  } catch (thrown) {
    const error = toKyguiError(thrown);
    if (!isPackageFault(error)) throw error;
    const nothing = { documentId: '', statusCode: null };
    if (arrival.messageType === 'status')
      return finish(context, arrival, 'fail', error.code, nothing, async () => ({
        outcome: 'unreadable' as const,
      }));
    const facts = {
      error,
      salvaged: await salvage(arrival.path),
      fromName: (await context.unitName(arrival.fromCode)) ?? arrival.fromCode,
      senderCodes: await codesOfUnit(context, arrival.fromCode),
    };
    return finish(context, arrival, 'fail', error.code, nothing, (sql) =>
      registerUnreadable(sql, context, arrival, facts),
    );
  }
  await context.checkpoint('inbox:parsed');
  if (read.kind === 'status') {
    const fromCodes = await codesOfUnit(context, read.package.from.organId || arrival.fromCode);
    const named = {
      documentId: documentIdKey(read.package.responseFor.documentId ?? ''),
      statusCode: normaliseStatusCode(read.package.statusCode),
    };
    return finish(context, arrival, 'done', '', named, (sql) =>
      registerStatus(sql, context, arrival, read.package, fromCodes),
    );
  }
  const facts = await factsOf(context, arrival, read, read.paths);
  const named = {
    documentId: documentIdKey(read.package.messageHeader.documentId ?? ''),
    statusCode: null,
  };
  return finish(context, arrival, 'done', '', named, (sql) => registerLetter(sql, context, arrival, facts));
}

/** The package itself is at fault, today and tomorrow; everything else is tried again. */
function isPackageFault(error: KyguiError): boolean {
  if (error.code === 'EDXML_FILE_UNREADABLE' || error.code === 'EDXML_FILE_UNWRITABLE') return false;
  return error.code.startsWith('EDXML_') || error.code === 'STATE_SECRET_MARK';
}

/** One transaction: what the item became, and how it will be acknowledged. */
async function finish(
  context: InboxContext,
  arrival: Arrival,
  acknowledgement: 'done' | 'fail',
  reason: string,
  named: { documentId: string; statusCode: string | null },
  register: (
    sql: Transaction,
  ) => Promise<{ outcome: Outcome; itemId?: string | null; letterId?: string | null }>,
): Promise<Taken> {
  const taken = await context.store.transaction(async (sql) => {
    // Two bridges may have stored the same item: only the first registers it.
    const row = await sql.get(`SELECT outcome, item_id FROM arrival WHERE doc_id = ? FOR UPDATE`, [
      arrival.docId,
    ]);
    if (row && row.outcome !== 'stored') return null;
    const registered = await register(sql);
    const { assignments, parameters } = arrivals.assign({
      outcome: registered.outcome,
      itemId: registered.itemId ?? null,
      acknowledge: acknowledgement,
      reason,
      errorCode: reason === '' ? null : reason,
    });
    await sql.run(`UPDATE arrival SET ${assignments} WHERE doc_id = ?`, [...parameters, arrival.docId]);
    await appendAudit(sql, context.sending.shelf.id, {
      kind: 'received',
      docId: arrival.docId,
      from: arrival.fromCode,
      documentId: named.documentId,
      package: arrival.sha256,
      outcome: registered.outcome,
      itemId: registered.itemId ?? null,
      letterId: registered.letterId ?? null,
      statusCode: named.statusCode,
    });
    return registered;
  });
  await context.checkpoint('inbox:registered');
  const itemId = taken?.itemId ?? null;
  const letterId = taken?.letterId ?? null;
  if (taken) context.onChange?.({ itemId, letterId });
  return { docId: arrival.docId, outcome: taken?.outcome ?? 'duplicate', itemId, letterId };
}

async function factsOf(
  context: InboxContext,
  arrival: Arrival,
  result: LetterRead,
  paths: readonly (string | undefined)[],
): Promise<LetterFacts> {
  const header = result.package.messageHeader;
  const warnings: PackageWarning[] = [...result.warnings];
  const verdicts: (PdfVerdict | null)[] = [];
  for (const attachment of result.attachments) {
    const path = paths[attachment.index];
    verdicts.push(
      path !== undefined && attachment.detected === 'pdf' ? await judged(context, path, warnings) : null,
    );
  }
  const sender = header.from.organId || arrival.fromCode;
  const senderCodes = await codesOfUnit(context, sender);
  if (arrival.fromCode !== '' && !senderCodes.some((code) => codeKey(code) === codeKey(arrival.fromCode))) {
    warnings.push(warning('sender-differs', arrival.fromCode));
  }
  const ours = [context.agency.organId, ...context.oldCodes].map(codeKey);
  if (!header.to.some((receiver) => ours.includes(codeKey(receiver.organId)))) {
    warnings.push(warning('not-addressed'));
  }
  const fromName = header.from.organName ?? (await context.unitName(sender)) ?? sender;
  const secret = await isSecret(context, result, paths);
  if (secret) warnings.push(warning('state-secret'));
  return { result, paths, verdicts, warnings, fromName, secret, senderCodes };
}

/** A marking in the package's own words, in a file's name, on a page or in the text of a file (signing rules 7.1). */
async function isSecret(
  context: InboxContext,
  result: LetterRead,
  paths: readonly (string | undefined)[],
): Promise<boolean> {
  if (packageSecrecy(result)?.strength === 'stamp') return true;
  for (const attachment of result.attachments) {
    const path = paths[attachment.index];
    if (path === undefined) continue;
    // A page that cannot be read says nothing; the letter still arrives, and people look at it.
    if (await context.hasSecretMark(path).catch(() => false)) return true;
  }
  return false;
}

/** A file that the judge cannot cope with stays unjudged; it never keeps the letter from arriving. */
async function judged(
  context: InboxContext,
  path: string,
  warnings: PackageWarning[],
): Promise<PdfVerdict | null> {
  try {
    return await context.judge(path);
  } catch (thrown) {
    warnings.push(warning('not-judged', toKyguiError(thrown).code));
    return null;
  }
}

/** A status that came back: onto the timeline, kept unmatched, or, code 13, a request for the clerk. */
async function registerStatus(
  sql: Transaction,
  context: InboxContext,
  arrival: Arrival,
  status: StatusPackage,
  fromCodes: readonly string[],
): Promise<{ outcome: Outcome; itemId?: string | null; letterId?: string | null }> {
  const statusCode = normaliseStatusCode(status.statusCode);
  if (statusCode === '13') return registerRequest(sql, arrival, status, fromCodes);
  const at = status.timestamp
    ? new Date(instantOfMoment(status.timestamp)).toISOString()
    : arrival.receivedAt;
  const documentId = documentIdKey(status.responseFor.documentId ?? '');
  const code = status.responseFor.code ?? '';
  const from = fromCodes[0] ?? '';
  // The same report under another transport id is one report: same sender, letter, code, words and second.
  const twin = await sql.get(
    `SELECT doc_id FROM received_status WHERE from_code = ? AND document_id = ? AND code_key = ?
      AND status_code = ? AND description = ? AND at = ?`,
    [from, documentId, codeKey(code), statusCode, status.description, at],
  );
  if (twin && status.timestamp) return { outcome: 'duplicate' };
  const letterId = await context.sending.recordStatus(sql, {
    arrivalId: arrival.docId,
    fromCodes,
    organId: status.responseFor.organId ?? '',
    code,
    documentId,
    date: status.responseFor.promulgationDate ?? null,
    statusCode,
    description: status.description,
    at,
  });
  await statuses.insert(sql, {
    docId: arrival.docId,
    fromCode: from,
    organId: status.responseFor.organId ?? '',
    codeKey: codeKey(code),
    documentId,
    date: status.responseFor.promulgationDate ?? null,
    statusCode,
    description: status.description,
    at,
    letterId,
    receivedAt: arrival.receivedAt,
    nextAt: null,
  });
  return { outcome: 'status', letterId };
}

/** Code 13: the sender asks for its letter back. Shown with the letter it means, never applied. */
async function registerRequest(
  sql: Transaction,
  arrival: Arrival,
  status: StatusPackage,
  fromCodes: readonly string[],
): Promise<{ outcome: Outcome; itemId: string }> {
  const documentId = documentIdKey(status.responseFor.documentId ?? '');
  const code = status.responseFor.code ?? '';
  const date = status.responseFor.promulgationDate ?? null;
  const identity = [
    [...fromCodes].map(codeKey).sort()[0] ?? '',
    documentId || codeKey(code),
    '13',
    status.timestamp ?? arrival.docId,
  ].join('|');
  const known = await sql.get(`SELECT item_id FROM inbox_item WHERE identity = ?`, [identity]);
  if (known) return { outcome: 'duplicate', itemId: items.read(known, ['itemId']).itemId };
  const targetItemId = await findLetter(sql, { documentId, code, date }, fromCodes);
  const found = targetItemId
    ? await sql.get(`SELECT subject, priority FROM inbox_item WHERE item_id = ?`, [targetItemId])
    : undefined;
  const target = found && items.read(found, ['subject', 'priority']);
  const itemId = randomUUID();
  const subject = target?.subject ?? status.description;
  const fromName = status.from.organName ?? fromCodes[0] ?? '';
  await items.insert(sql, {
    ...FRESH,
    ...NO_LETTER,
    itemId,
    identity,
    kind: 'recall-request',
    fromCode: status.from.organId || arrival.fromCode,
    fromName,
    toCode: arrival.toCode,
    documentId,
    code,
    codeKey: codeKey(code),
    subject,
    date,
    priority: target?.priority ?? 0,
    content: status,
    warnings: targetItemId ? [] : [warning('target-unknown', documentId)],
    targetDocumentId: documentId,
    targetItemId,
    currentDocId: arrival.docId,
    search: searchKey(code, subject, status.from.organId, fromName),
    receivedAt: await sql.now(),
  });
  return { outcome: 'request', itemId };
}
