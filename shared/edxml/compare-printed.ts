import { withoutDiacritics } from '../agency/search-key.ts';
import { codeKey } from '../document/code.ts';
import { isDay } from '../document/date.ts';
import type { LetterDraft } from '../document/letter.ts';
import { Findings } from './check-model.ts';
import type { Finding } from './finding.ts';

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
    const vi = 'Trang đầu là ảnh quét, không so được nội dung in với thông tin gửi.';
    findings.add(
      'M.Printed.Scan',
      'notice',
      'Printed',
      vi,
      'The first page is a scan; nothing could be compared.',
    );
    return findings.list;
  }
  compareCode(findings, draft, first, printed.stamped?.number);
  compareDay(findings, draft, first, printed.stamped?.day);
  const text = bare(whole);
  if (draft.signer.fullName !== '' && !text.includes(bare(draft.signer.fullName))) {
    const vi = 'Không thấy họ tên người ký trong văn bản.';
    findings.add(
      'M.Printed.Signer',
      'warning',
      'MessageHeader/SignerInfo/FullName',
      vi,
      'The signer’s name is not printed in the letter.',
    );
  }
  const subject = bare(draft.subject).replace(/^v\/v/u, '');
  if (subject !== '' && !text.includes(subject)) {
    const vi = 'Trích yếu không giống với trích yếu in trên văn bản.';
    findings.add(
      'M.Printed.Subject',
      'warning',
      'MessageHeader/Subject',
      vi,
      'The subject differs from the one printed.',
    );
  }
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
  findings.add(
    'M.Printed.Recipients',
    'notice',
    'MessageHeader/To',
    `Không thấy ${missing.length} nơi nhận in trên văn bản: ${list}. Xem lại phần “Kính gửi”, “Nơi nhận”.`,
    `${missing.length} recipients are not printed in the letter: ${list}. Look at its list of recipients.`,
  );
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
  if (number === undefined) {
    const vi = 'Không thấy số văn bản in trên trang đầu (dòng "Số:" để trống).';
    findings.add('N.Printed.Number', 'warning', path, vi, 'No number is printed on the first page.');
  } else if (codeKey(withoutZeros(number)) !== codeKey(withoutZeros(draft.number))) {
    const vi = 'Số in trên văn bản khác với số sẽ gửi.';
    findings.add(
      'M.Printed.Number',
      'error',
      path,
      vi,
      'The printed number differs from the one to be sent.',
      number,
    );
  }
  if (found !== undefined && codeKey(found.notation) !== codeKey(draft.notation)) {
    const vi = 'Ký hiệu in trên văn bản khác với ký hiệu sẽ gửi.';
    findings.add(
      'M.Printed.Notation',
      'error',
      path,
      vi,
      'The printed notation differs from the one to be sent.',
      found.notation,
    );
  }
}

function compareDay(findings: Findings, draft: LetterDraft, page: string, stamped: string | undefined): void {
  const path = 'MessageHeader/PromulgationInfo/PromulgationDate';
  const day = printedDayOf(page) ?? stamped;
  if (day === undefined) {
    const vi = 'Không thấy ngày ban hành in trên trang đầu.';
    findings.add('N.Printed.Date', 'warning', path, vi, 'No date is printed on the first page.');
  } else if (isDay(draft.date) && day !== draft.date) {
    const vi = 'Ngày in trên văn bản khác với ngày sẽ gửi.';
    findings.add(
      'M.Printed.Date',
      'error',
      path,
      vi,
      'The printed date differs from the one to be sent.',
      day,
    );
  }
}
