import { codeKey, foldLookAlikes } from '../document/code.ts';
import { calendarDay } from '../document/date.ts';
import { isDay } from '../document/day.ts';
import type { DocumentPackage } from './model.ts';

/** The parts a DocumentId is made of. `day` is `YYYY-MM-DD`, undefined when the date does not exist. */
export interface DocumentIdParts {
  organId: string;
  day: string | undefined;
  /** `number/notation`. */
  code: string;
}

/**
 * `{sender OrganId},{yyyy/MM/dd},{number}/{notation}`, NFC, Đ as U+0110. Undefined when a part is empty, holds
 * a comma (receivers split on it) or the day does not exist.
 */
export function makeDocumentId(
  organId: string,
  day: string,
  number: string,
  notation: string,
): string | undefined {
  const parts = [organId, number, notation].map((part) => foldLookAlikes(part).trim());
  if (parts.some((part) => part === '' || part.includes(',')) || !isDay(day)) return undefined;
  const [organ = '', codeNumber = '', codeNotation = ''] = parts;
  return `${organ},${day.replaceAll('-', '/')},${codeNumber}/${codeNotation}`;
}

/** Splits a DocumentId of the usual shape, with `/` or `-` in the date; undefined for UUIDs and free strings. */
export function parseDocumentId(documentId: string): DocumentIdParts | undefined {
  const match = /^([^,]+),\s*(\d{4})[/-](\d{2})[/-](\d{2})\s*,\s*([^,]+)$/u.exec(
    documentId.normalize('NFC').trim(),
  );
  if (match === null) return undefined;
  const [, organId = '', year, month, day, code = ''] = match;
  return {
    organId: organId.trim(),
    day: calendarDay(Number(year), Number(month), Number(day)),
    code: code.trim(),
  };
}

/**
 * True for a bare UUID: the reference reader invents one at each parse when the sender gave none, so a letter
 * can never be matched by it alone.
 */
export function isWeakDocumentId(documentId: string): boolean {
  return /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/iu.test(documentId.trim());
}

/** Key for "the same DocumentId": NFC and trimmed, exact otherwise. */
export function documentIdKey(documentId: string): string {
  return documentId.normalize('NFC').trim();
}

/**
 * The letters that a recall points at, most authoritative first: `Bussiness/DocumentId`, else the DocumentIds of
 * `ResponseFor`, else the header's own. More than one entry means the package contradicts itself: show all.
 */
export function recallTargets(model: Pick<DocumentPackage, 'messageHeader' | 'traceHeaderList'>): string[] {
  const named = [
    model.traceHeaderList.bussiness?.documentId,
    ...model.messageHeader.responseFor.map((response) => response.documentId),
  ].flatMap((documentId) => (documentId ? [documentIdKey(documentId)] : []));
  const own = model.messageHeader.documentId;
  const candidates = named.length > 0 ? named : own ? [documentIdKey(own)] : [];
  const seen = new Map<string, string>();
  for (const candidate of candidates) {
    const parts = parseDocumentId(candidate);
    const key =
      parts === undefined ? candidate : `${parts.organId},${parts.day ?? ''},${codeKey(parts.code)}`;
    if (!seen.has(key)) seen.set(key, candidate);
  }
  return [...seen.values()];
}
