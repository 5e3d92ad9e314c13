import { codeKey } from '../../shared/document/code.ts';
import { documentIdKey, isWeakDocumentId, recallTargets } from '../../shared/edxml/document-id.ts';
import type { DocumentPackage, ReadResult } from '../../shared/edxml/model.ts';

export type LetterKind = 'new' | 'recall' | 'update' | 'replace';

const KINDS: readonly LetterKind[] = ['new', 'recall', 'update', 'replace'];

/** Kind of a package; without `Bussiness` it is new (edXML 5.1). */
export function kindOf(package_: DocumentPackage): LetterKind {
  return KINDS[package_.traceHeaderList.bussiness?.bussinessDocType ?? 0] ?? 'new';
}

/** A DocumentId that was missing, or that a reader on the way invented: it identifies nothing (edXML 8). */
function isWeak(documentId: string | undefined): boolean {
  return documentId === undefined || documentId.trim() === '' || isWeakDocumentId(documentId);
}

export interface LetterIdentity {
  /** Sender's unit, DocumentId and kind; for a weak DocumentId the transport id, so that it equals nothing. */
  strong: string;
  /** Sender's unit, code, date and first file. */
  weak: string;
}

/** Dedupe keys of axis API 6. `unit` is the same text for the old and the new code of the sender. */
export function identityOf(
  unit: string,
  result: Extract<ReadResult, { kind: 'edoc' }>,
  docId: string,
): LetterIdentity {
  const { messageHeader } = result.package;
  const kind = kindOf(result.package);
  const code = `${messageHeader.code.codeNumber}/${messageHeader.code.codeNotation}`;
  const weak = [
    unit,
    codeKey(code),
    messageHeader.promulgationInfo.promulgationDate ?? '',
    result.attachments[0]?.sha256 ?? '',
    kind,
  ].join('|');
  const documentId = messageHeader.documentId;
  const strong = isWeak(documentId)
    ? `transport|${docId}`
    : [unit, documentIdKey(documentId ?? ''), kind].join('|');
  return { strong, weak };
}

/** The letters a package of kind 1, 2 or 3 points at (edXML 5.2 to 5.4), the surest first, each once. */
export function targetsOf(package_: DocumentPackage): string[] {
  const { bussiness } = package_.traceHeaderList;
  const kind = kindOf(package_);
  if (kind === 'new' || !bussiness) return [];
  if (kind !== 'replace') return recallTargets(package_);
  return [...new Set(bussiness.replacementInfoList.map((info) => documentIdKey(info.documentId)))];
}
