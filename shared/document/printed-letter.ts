/** What a letter prints about itself, as far as its text tells it; the clerk sees and may change every value. */
export interface PrintedLetter {
  number?: string;
  notation?: string;
  /** `YYYY-MM-DD`. */
  date?: string;
  subject?: string;
}

/** NĐ 30/2020 annex I: "Số: 15/UBND-VP"; the number may still be blank when the clerk gives it. */
const CODE =
  /(?:^|[\s:])Số\s*:?\s*(\d{0,6}[\p{L}]?)\s*\/\s*([\p{Lu}\p{N}][\p{L}\p{N}-]*(?:\/[\p{L}\p{N}-]+)*)/u;
const DAY = /ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})/iu;
/** The subject of a công văn stands below its number, up to the day or the receivers. */
const SUBJECT_START = /^\s*V\/v[\s:]+(.*)$/iu;
const SUBJECT_END = /ngày\s.*tháng|Kính gửi|Nơi nhận|^\s*$/iu;
const LONGEST_SUBJECT = 300;

const line = (text: string): string => text.replace(/\s+/gu, ' ').trim();

function isCalendarDay(year: string, month: string, day: string): boolean {
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

function subjectOf(lines: readonly string[]): string {
  const start = lines.findIndex((text) => SUBJECT_START.test(text));
  if (start < 0) return '';
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((text) => SUBJECT_END.test(text));
  // Nothing tells where it ends: the first line is all that is certain.
  const more = end < 0 ? [] : rest.slice(0, end);
  return line([SUBJECT_START.exec(lines[start] ?? '')?.[1] ?? '', ...more].join(' '));
}

/**
 * Reads number, notation, day and subject from the text of a letter's first page; what is not told with certainty is
 * left out.
 * @param pages text of each page, lines from the top, NFC
 */
export function readPrintedLetter(pages: readonly string[]): PrintedLetter {
  const first = (pages[0] ?? '').normalize('NFC');
  const found: PrintedLetter = {};
  const code = CODE.exec(first);
  if (code?.[1]) found.number = code[1];
  if (code?.[2]) found.notation = code[2];
  const [, day, month, year] = DAY.exec(line(first)) ?? [];
  if (day && month && year && isCalendarDay(year, month, day)) {
    found.date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  }
  const subject = subjectOf(first.split('\n'));
  if (subject !== '' && subject.length <= LONGEST_SUBJECT) found.subject = subject;
  return found;
}
