import { randomUUID } from 'node:crypto';
import { codeKey } from '../../shared/document/code.ts';
import type { PdfVerdict } from '../../shared/document/verdict.ts';
import { documentIdKey } from '../../shared/edxml/document-id.ts';
import type { ReadResult } from '../../shared/edxml/model.ts';
import type { PackageWarning } from '../../shared/edxml/warning.ts';
import { appendAudit } from '../audit/chain.ts';
import { keepReferences } from '../store/references.ts';
import { searchKey } from '../store/search-key.ts';
import type { SqlRow, Transaction } from '../store/store.ts';
import { statusPackage, WORDS } from './answer-texts.ts';
import type { Arrival } from './arrivals.ts';
import type { InboxContext } from './context.ts';
import { identityOf, kindOf, type LetterKind, targetsOf } from './identity.ts';
import { FRESH, files, type ItemRow, items, type Outcome } from './rows.ts';
import { warning } from './warnings.ts';

export type LetterRead = Extract<ReadResult, { kind: 'edoc' }>;

/** Everything about a letter that was found out before its transaction begins. */
export interface LetterFacts {
  result: LetterRead;
  paths: readonly (string | undefined)[];
  verdicts: readonly (PdfVerdict | null)[];
  warnings: readonly PackageWarning[];
  fromName: string;
  /** Marked as a state secret: nothing of its content is shown or searched. */
  secret: boolean;
  /** All codes of the sending unit. */
  senderCodes: readonly string[];
}

/**
 * Enters a letter: its rows, its files, and status 01 as a row of the outbox, in the caller's one transaction.
 * A letter that is known is not entered twice (axis API 6).
 */
export async function registerLetter(
  sql: Transaction,
  context: InboxContext,
  arrival: Arrival,
  facts: LetterFacts,
): Promise<{ itemId: string; outcome: Outcome }> {
  const { result } = facts;
  const unit = [...facts.senderCodes].map(codeKey).sort()[0] ?? '';
  const identity = identityOf(unit, result, arrival.docId);
  const known = await sql.get(
    `SELECT item_id, current_doc_id, content FROM inbox_item WHERE identity = ? FOR UPDATE`,
    [identity.strong],
  );
  if (known) {
    const { itemId, ...before } = items.read(known, ['itemId', 'currentDocId', 'content']);
    if (await sameContent(sql, before, result)) return { itemId, outcome: 'duplicate' };
    await attachVersion(sql, arrival, facts, itemId, identity.weak);
    await keepReferences(sql, { itemId }, result.package.messageHeader.responseFor);
    await insertFiles(sql, arrival, facts, itemId);
    return { itemId, outcome: 'version' };
  }
  const twin = await sql.get(`SELECT item_id FROM inbox_item WHERE weak_identity = ?`, [identity.weak]);
  const warnings = [...facts.warnings];
  if (twin && identity.strong.startsWith('transport|')) warnings.push(warning('perhaps-known'));
  const itemId = randomUUID();
  await insertItem(sql, context, arrival, { ...facts, warnings }, itemId, identity);
  await keepReferences(sql, { itemId }, result.package.messageHeader.responseFor);
  await insertFiles(sql, arrival, facts, itemId);
  return { itemId, outcome: 'letter' };
}

async function insertItem(
  sql: Transaction,
  context: InboxContext,
  arrival: Arrival,
  facts: LetterFacts,
  itemId: string,
  identity: { strong: string; weak: string },
): Promise<void> {
  const { result } = facts;
  const header = result.package.messageHeader;
  const kind = kindOf(result.package);
  const fields = columnsOf(facts);
  const target = await findTarget(sql, kind, result, facts.senderCodes);
  const warnings = [...facts.warnings, ...target.warnings];
  const now = await sql.now();
  await items.insert(sql, {
    ...FRESH,
    itemId,
    identity: identity.strong,
    weakIdentity: identity.weak,
    kind,
    fromCode: header.from.organId || arrival.fromCode,
    fromName: facts.fromName,
    toCode: arrival.toCode,
    documentId: documentIdKey(header.documentId ?? ''),
    code: fields.code,
    codeKey: codeKey(fields.code),
    date: header.promulgationInfo.promulgationDate ?? null,
    targetDocumentId: target.documentId,
    targetItemId: target.itemId,
    receivedAt: now,
    ...versionOf(arrival, facts, fields, warnings),
  });
  // A recall is a request, not a letter to take in: it is answered by 15 or 16 alone.
  if (kind === 'recall') return;
  await queueAnswer(sql, context, {
    itemId,
    statusCode: '01',
    description: WORDS['01'],
    requestKey: `${itemId}/01`,
    toCode: header.from.organId || arrival.fromCode,
    code: fields.code,
    documentId: header.documentId ?? '',
    date: header.promulgationInfo.promulgationDate ?? null,
    now,
  });
}

export interface NewAnswer {
  itemId: string;
  statusCode: string;
  description: string;
  requestKey: string;
  /** The unit that sent the letter. */
  toCode: string;
  code: string;
  documentId: string;
  date: string | null;
  now: string;
}

/** A status of ours: a row of the outbox and a row on the item, and the item's last status. */
export async function queueAnswer(sql: Transaction, context: InboxContext, answer: NewAnswer): Promise<void> {
  const outboxId = await context.sending.queueStatus(sql, {
    requestKey: answer.requestKey,
    itemId: answer.itemId,
    toCode: answer.toCode,
    status: statusPackage(context.agency, answer),
  });
  if (outboxId === null) return;
  await appendAudit(sql, context.sending.shelf.id, {
    kind: 'answered',
    itemId: answer.itemId,
    statusCode: answer.statusCode,
    messageId: outboxId,
    documentId: answer.documentId,
  });
  await sql.run(
    `INSERT INTO inbox_answer (item_id, seq, request_key, at, status_code, description, outbox_id)
      SELECT ?, COALESCE(MAX(seq), 0) + 1, ?, ?, ?, ?, ? FROM inbox_answer WHERE item_id = ?`,
    [
      answer.itemId,
      answer.requestKey,
      answer.now,
      answer.statusCode,
      answer.description,
      outboxId,
      answer.itemId,
    ],
  );
  await sql.run(`UPDATE inbox_item SET last_status = ? WHERE item_id = ?`, [
    answer.statusCode,
    answer.itemId,
  ]);
}

async function insertFiles(
  sql: Transaction,
  arrival: Arrival,
  facts: LetterFacts,
  itemId: string,
): Promise<void> {
  for (const attachment of facts.result.attachments) {
    const path = facts.paths[attachment.index] ?? null;
    await files.insert(sql, {
      docId: arrival.docId,
      position: attachment.index,
      itemId,
      documentId: path === null || facts.secret ? null : randomUUID(),
      name: attachment.name,
      path,
      sha256: attachment.sha256,
      size: attachment.size,
      detected: attachment.detected,
      verdict: facts.verdicts[attachment.index] ?? null,
      failure: failureText(
        facts.secret ? 'STATE_SECRET_MARK' : attachment.failure,
        attachment.failureDetails,
      ),
    });
  }
}

/** The code, or, where its sentence names something, code and details as JSON. */
function failureText(
  code: string | undefined,
  details: Readonly<Record<string, unknown>> = {},
): string | null {
  if (code === undefined) return null;
  return Object.keys(details).length === 0 ? code : JSON.stringify({ code, details });
}

/** Same words and same files: the letter came twice, perhaps under our old code. Hops and addressees may differ. */
async function sameContent(
  sql: Transaction,
  known: Pick<ItemRow, 'currentDocId' | 'content'>,
  result: LetterRead,
): Promise<boolean> {
  const rows = await sql.all(`SELECT sha256 FROM inbox_file WHERE doc_id = ? ORDER BY position`, [
    known.currentDocId,
  ]);
  const before = rows.map((row) => files.read(row, ['sha256']).sha256).join();
  const now = result.attachments.map((attachment) => attachment.sha256).join();
  if (before !== now) return false;
  const core = ({ messageHeader }: LetterRead['package']) => {
    const { subject, content, dueDate, documentType, signerInfo } = messageHeader;
    return JSON.stringify([subject, content, dueDate, documentType, signerInfo]);
  };
  return core(known.content as LetterRead['package']) === core(result.package);
}

async function attachVersion(
  sql: Transaction,
  arrival: Arrival,
  facts: LetterFacts,
  itemId: string,
  weak: string,
): Promise<void> {
  const { assignments, parameters } = items.assign({
    weakIdentity: weak,
    ...versionOf(arrival, facts, columnsOf(facts), [...facts.warnings, warning('new-version')]),
  });
  await sql.run(`UPDATE inbox_item SET ${assignments}, versions = versions + 1 WHERE item_id = ?`, [
    ...parameters,
    itemId,
  ]);
}

/** What a further version of a letter replaces. */
function versionOf(
  arrival: Arrival,
  { result }: LetterFacts,
  { subject, signer, sound, search }: ReturnType<typeof columnsOf>,
  warnings: PackageWarning[],
) {
  const header = result.package.messageHeader;
  return {
    subject,
    dueDate: header.dueDate ?? null,
    priority: header.otherInfo.priority,
    signer,
    toPlaces: header.toPlaces,
    content: result.package,
    warnings,
    sound,
    currentDocId: arrival.docId,
    search,
  };
}

/** Stands in for the words of a letter that must not be shown. */
const SECRET_SUBJECT = '(Văn bản có dấu chỉ độ mật)';

function columnsOf(facts: LetterFacts): {
  code: string;
  signer: string;
  sound: boolean | null;
  subject: string;
  search: string;
} {
  const header = facts.result.package.messageHeader;
  const code = [header.code.codeNumber, header.code.codeNotation].filter((part) => part !== '').join('/');
  const signer = [header.signerInfo?.competence, header.signerInfo?.position, header.signerInfo?.fullName];
  const main = facts.verdicts[0] ?? null;
  const subject = facts.secret ? SECRET_SUBJECT : header.subject;
  return {
    code,
    signer: signer.filter((part) => part !== undefined && part !== '').join(' '),
    // A letter without any signature is not a sound one, whatever the judge says of its bytes.
    sound: main === null ? null : main.signed && main.sound,
    subject,
    search: searchKey(code, subject, header.from.organId, facts.fromName),
  };
}

/** The stored letter that a recall, update or replacement speaks of; only the same unit's letters count. */
async function findTarget(
  sql: Transaction,
  kind: LetterKind,
  result: LetterRead,
  senderCodes: readonly string[],
): Promise<{ documentId: string | null; itemId: string | null; warnings: PackageWarning[] }> {
  if (kind === 'new') return { documentId: null, itemId: null, warnings: [] };
  const targets = targetsOf(result.package);
  const warnings: PackageWarning[] = [];
  if (kind !== 'replace' && targets.length > 1) warnings.push(warning('targets-differ', targets.join('; ')));
  for (const documentId of targets) {
    const itemId = await findLetter(sql, { documentId, code: '', date: null }, senderCodes);
    if (itemId !== null) return { documentId, itemId, warnings };
  }
  return {
    documentId: targets[0] ?? null,
    itemId: null,
    warnings: [...warnings, warning('target-unknown', targets[0])],
  };
}

/** A letter we received, by DocumentId or by code and date, from one of these codes. */
export async function findLetter(
  sql: Transaction,
  wanted: { documentId: string; code: string; date: string | null },
  senderCodes: readonly string[],
): Promise<string | null> {
  const senders = senderCodes.map(codeKey);
  const byDocument =
    wanted.documentId === ''
      ? []
      : await sql.all(
          `SELECT item_id, from_code, date FROM inbox_item WHERE document_id = ? AND kind NOT IN
            ('recall', 'recall-request') ORDER BY received_at DESC`,
          [documentIdKey(wanted.documentId)],
        );
  const byCode =
    wanted.code === ''
      ? []
      : await sql.all(
          `SELECT item_id, from_code, date FROM inbox_item WHERE code_key = ? AND kind NOT IN
            ('recall', 'recall-request') ORDER BY received_at DESC`,
          [codeKey(wanted.code)],
        );
  const found = (row: SqlRow) => items.read(row, ['itemId', 'fromCode', 'date']);
  const fitting = [
    ...byDocument.map(found),
    ...byCode.map(found).filter(({ date }) => wanted.date === null || date === wanted.date),
  ].find(({ fromCode }) => senders.includes(codeKey(fromCode)));
  return fitting?.itemId ?? null;
}
