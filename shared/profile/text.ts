import { dayInVietnam } from '../document/vietnam-time.ts';
import { withoutTurning } from '../turning-text.ts';

/** Unicode NFC, white space (non-breaking too) collapsed, without what turns the writing round, ends trimmed. */
export function tidy(text: string): string {
  return withoutTurning(text.normalize('NFC'))
    .replace(/[\s\u00a0\u200b]+/gu, ' ')
    .trim();
}

/** Form in which printed labels are compared: letters and digits alone, without diacritics and case. */
export function labelKey(text: string): string {
  return tidy(text)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/gu, 'd')
    .toLowerCase()
    .replace(/[^\p{L}\d]+/gu, ' ')
    .trim();
}

const two = (value: number) => String(value).padStart(2, '0');
/** Offset of Vietnam, which has no summer time: +07:00. */

function calendarDay(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const real =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real ? `${year}-${two(month)}-${two(day)}` : undefined;
}

/** As databases print them that were never told of Vietnam: `12-MAR-26`. */
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/**
 * A printed date as `YYYY-MM-DD` in Vietnam: `05/01/2026`, `5-1-2026`, `05.01.2026`, `5/1/26`, `2026-01-05`, "ngày 05 tháng 01
 * năm 2026", "5 thg 1, 2026" (CLDR), and instants with an offset, which are first moved to Vietnam time (signing-rules: pages pass UTC).
 */
export function toDay(text: string): string | undefined {
  const instant = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})/u.exec(text)?.[0];
  if (instant !== undefined) {
    const moment = Date.parse(instant);
    if (Number.isNaN(moment)) return undefined;
    return dayInVietnam(moment);
  }
  const iso = /(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})/u.exec(text);
  if (iso) return calendarDay(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const printed =
    /(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})/u.exec(text) ??
    /(?<!\d)(\d{1,2})\s*(?:th[áa]ng|thg\.?)\s*(\d{1,2})\s*(?:,|n[ăa]m)?\s*(\d{4})/iu.exec(text);
  if (printed) return calendarDay(Number(printed[3]), Number(printed[2]), Number(printed[1]));
  const named = /(?<!\d)(\d{1,2})[-\s]([a-z]{3})[a-z]*[-\s,]+(\d{4}|\d{2})(?!\d)/iu.exec(text);
  const month = MONTHS.indexOf(named?.[2]?.toLowerCase() ?? '');
  if (named && month >= 0) {
    const year = Number(named[3]);
    return calendarDay(year < 100 ? 2000 + year : year, month + 1, Number(named[1]));
  }
  const short = /(?<![\d/.-])(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{2})(?![\d/.-])/u.exec(text);
  return short ? calendarDay(2000 + Number(short[3]), Number(short[2]), Number(short[1])) : undefined;
}
