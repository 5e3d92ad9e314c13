import { withoutDiacritics } from '../agency/search-key.ts';
import { codeKey } from '../document/code.ts';
import { isDay } from '../document/day.ts';
import type { LetterDraft } from '../document/letter.ts';
import type { Finding } from './finding.ts';
import { Findings } from './rules/findings.ts';

/** The text of the signed PDF, as extracted. */
export interface PrintedText {
  /** Text of each page, stamps drawn in annotations included where they can be read. */
  pages: readonly string[];
  /** Number and day that were stamped by us and therefore need not be in the pages' own text. */
  stamped?: { number?: string | undefined; day?: string | undefined } | undefined;
  /** Names of the recipients in the directory. */
  recipients?: readonly string[] | undefined;
}

/** Fewer letters than this on the first page: the page is a picture. */
const SCAN = 40;

function squeezed(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim().toLocaleLowerCase('vi');
}

/** Compared without white space: extraction breaks lines and words where the page does. */
function bare(text: string): string {
  return squeezed(text).replace(/[\s"“”.,;:–—-]+/gu, '');
}

function withoutZeros(number: string): string {
  return number.replace(/^0+(?=\d)/u, '');
}

function printedCodeOf(page: string): { number: string; notation: string } | undefined {
  const match =
    /(?:^|[\s:])Số\s*:?\s*([\p{L}\p{N}]{0,11})\s*\/\s*([\p{L}\p{N}][\p{L}\p{N}-]*(?:\/[\p{L}\p{N}-]+)*)/u.exec(
      page.normalize('NFC'),
    );
  return match === null ? undefined : { number: match[1] ?? '', notation: match[2] ?? '' };
}

function printedDayOf(page: string): string | undefined {
  const match = /ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})/iu.exec(
    page.normalize('NFC').replace(/\s+/gu, ' '),
  );
  if (match === null) return undefined;
  return `${match[3]}-${(match[2] ?? '').padStart(2, '0')}-${(match[1] ?? '').padStart(2, '0')}`;
}

/**
 * Compares what is to be sent with what the letter prints: number and notation, day, signer, subject. A page without
 * text is said to be a scan; nothing is compared then. Differences in number and day are errors, in words warnings,
 * since extraction of text is never exact.
 */
export function comparePrinted(draft: LetterDraft, printed: PrintedText): Finding[] {
  const findings = new Findings();
  const first = printed.pages[0] ?? '';
  const whole = printed.pages.join('\n');
  if (Array.from(first.matchAll(/\p{L}/gu)).length < SCAN) {
    findings.report('M.Printed.Scan', 'Printed');
    return findings.list;
  }
  compareCode(findings, draft, first, printed.stamped?.number);
  compareDay(findings, draft, first, printed.stamped?.day);
  const text = bare(whole);
  const { fullName } = draft.signer;
  if (fullName !== '' && !text.includes(bare(fullName)))
    findings.report('M.Printed.Signer', 'MessageHeader/SignerInfo/FullName', {
      parameters: { wanted: fullName },
    });
  const subject = bare(draft.subject).replace(/^v\/v/u, '');
  if (subject !== '' && !text.includes(subject))
    findings.report('M.Printed.Subject', 'MessageHeader/Subject');
  compareRecipients(findings, whole, printed.recipients ?? []);
  return findings.list;
}

/** Letters name many receivers as one ("các xã, phường"): what is not found is only told. */
function compareRecipients(findings: Findings, text: string, names: readonly string[]): void {
  const key = (words: string) =>
    withoutDiacritics(words)
      .replaceAll('uy ban nhan dan', 'ubnd')
      .replace(/[\s.]+/gu, '');
  const page = key(text);
  const missing = names.filter((name) => !page.includes(key(name)));
  if (missing.length === 0) return;
  const list = `${missing.slice(0, 3).join('; ')}${missing.length > 3 ? ' …' : ''}`;
  findings.report('M.Printed.Recipients', 'MessageHeader/To', {
    parameters: { count: missing.length, list },
  });
}

function compareCode(
  findings: Findings,
  draft: LetterDraft,
  page: string,
  stamped: string | undefined,
): void {
  const path = 'MessageHeader/Code';
  const found = printedCodeOf(page);
  const number = found === undefined || found.number === '' ? stamped : found.number;
  const parameters = { wanted: draft.number };
  if (number === undefined) findings.report('N.Printed.Number', path, { parameters });
  else if (codeKey(withoutZeros(number)) !== codeKey(withoutZeros(draft.number)))
    findings.report('M.Printed.Number', path, { value: number, parameters });
  if (found !== undefined && codeKey(found.notation) !== codeKey(draft.notation))
    findings.report('M.Printed.Notation', path, {
      value: found.notation,
      parameters: { wanted: draft.notation },
    });
}

function compareDay(findings: Findings, draft: LetterDraft, page: string, stamped: string | undefined): void {
  const path = 'MessageHeader/PromulgationInfo/PromulgationDate';
  const day = printedDayOf(page) ?? stamped;
  const parameters = { wanted: draft.date };
  if (day === undefined) findings.report('N.Printed.Date', path, { parameters });
  else if (isDay(draft.date) && day !== draft.date)
    findings.report('M.Printed.Date', path, { value: day, parameters });
}
