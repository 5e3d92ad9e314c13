import { codeKey } from '../../shared/document/code.ts';
import type { SentRow } from '../axis/transport.ts';

/** What we know of a package that the axis may or may not have. */
export interface SoughtPackage {
  fromCode: string;
  toCodes: readonly string[];
  /** `number/notation`, of the letter itself or of the letter a status reports on. */
  code: string;
  title: string;
  /** When a send of it first began, ISO 8601. */
  firstSentAt: string;
}

/**
 * `present` names the axis' id and the rows that prove it; `ambiguous` means that the list may mean our package
 * or another; `unproven` that the list shows nothing of ours at all, so its silence proves nothing.
 */
export type SentMatch =
  | { found: 'present'; docId: string; rows: readonly SentRow[] }
  | { found: 'absent' }
  | { found: 'ambiguous'; reason: string }
  | { found: 'unproven' };

/**
 * Looks for a package in what the axis says we sent. The axis has no idempotency key, so a package is known by
 * sender, code, title and receivers together, among transport ids that belong to no other package of ours
 * (`taken`). `proven` says that this list has shown packages of ours before: only then is silence an answer.
 */
export function matchSent(
  sought: SoughtPackage,
  rows: readonly SentRow[],
  taken: ReadonlySet<string>,
  proven: boolean,
): SentMatch {
  const groups = new Map<string, SentRow[]>();
  for (const row of rows) {
    if (taken.has(row.senderDocId)) continue;
    groups.set(row.senderDocId, [...(groups.get(row.senderDocId) ?? []), row]);
  }
  const same: { docId: string; rows: SentRow[] }[] = [];
  let alike = 0;
  for (const [docId, group] of groups) {
    const likeness = compareGroup(sought, group);
    if (likeness === 'same') same.push({ docId, rows: group });
    else if (likeness === 'alike') alike += 1;
  }
  const [only] = same;
  if (only && same.length === 1 && alike === 0)
    return { found: 'present', docId: only.docId, rows: only.rows };
  if (same.length > 1) return { found: 'ambiguous', reason: 'several packages on the axis fit' };
  if (alike > 0) return { found: 'ambiguous', reason: 'a package on the axis fits in part' };
  const shows = rows.some((row) => taken.has(row.senderDocId) || codesEqual(row.fromCode, sought.fromCode));
  return proven || shows ? { found: 'absent' } : { found: 'unproven' };
}

function compareGroup(sought: SoughtPackage, group: readonly SentRow[]): 'same' | 'alike' | 'other' {
  const [head] = group;
  if (!head || !codesEqual(head.fromCode, sought.fromCode)) return 'other';
  if (codeKey(head.notation) !== codeKey(sought.code)) return notationOf(head, sought) ? 'alike' : 'other';
  const ours = new Set(sought.toCodes.map(codeKey));
  const theirs = group.map((row) => codeKey(row.toCode)).filter((code) => code !== '');
  if (theirs.length > 0 && !theirs.some((code) => ours.has(code))) return 'other';
  // A row that names no receiver, or one that is not ours, may still be our package re-addressed by the axis.
  if (theirs.length === 0 || !theirs.every((code) => ours.has(code))) return 'alike';
  if (!titlesAgree(head.title, sought.title)) return 'alike';
  return isBefore(head.sentTime, sought.firstSentAt) ? 'alike' : 'same';
}

/** Some lists print the number or the notation alone, some nothing: then only the title speaks for a package. */
function notationOf(row: SentRow, sought: SoughtPackage): boolean {
  const printed = codeKey(row.notation);
  const parts = codeKey(sought.code).split('/');
  return (
    (printed === '' || parts.includes(printed)) && titlesAgree(row.title, sought.title) && row.title !== ''
  );
}

function codesEqual(a: string, b: string): boolean {
  return codeKey(a) === codeKey(b);
}

/** Equal but for white space and for letters that an axis turned into `?`; statuses and some lists have no title. */
function titlesAgree(printed: string, ours: string): boolean {
  const a = [...squeeze(printed)];
  const b = [...squeeze(ours)];
  if (a.length === 0 || b.length === 0) return true;
  return (
    a.length === b.length && a.every((letter, index) => letter === b[index] || /[?\uFFFD]/u.test(letter))
  );
}

function squeeze(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

/** True only when the printed time is clearly earlier, by more than a quarter of an hour of clock difference. */
function isBefore(printed: string, instant: string): boolean {
  const match =
    /^(\d{4})[-/](\d{2})[-/](\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?$/u.exec(
      printed.trim(),
    );
  if (!match) return false;
  const [, year, month, day, hour, minute, second, zone] = match;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone ?? '+07:00'}`);
  return Number.isFinite(at) && at < Date.parse(instant) - 15 * 60_000;
}
