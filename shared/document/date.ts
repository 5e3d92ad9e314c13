import { Temporal } from 'temporal-polyfill';
import { dayInVietnam } from './vietnam-time.ts';

/** All dates of letters are days in Vietnam. */
const VIETNAM = 'Asia/Ho_Chi_Minh';

/** `YYYY-MM-DD` when the day exists in the calendar, otherwise undefined; nothing is rolled over. */
export function calendarDay(year: number, month: number, day: number): string | undefined {
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' }).toString();
  } catch {
    return undefined;
  }
}

/** Instant (milliseconds since 1970 UTC) of a local moment `YYYY-MM-DDTHH:mm:ss` in Vietnam. */
export function instantOfMoment(moment: string): number {
  return Temporal.PlainDateTime.from(moment).toZonedDateTime(VIETNAM).epochMilliseconds;
}

/**
 * A date as a page gives it, as a day in Vietnam: ISO with time and zone is converted first, plain
 * `yyyy-MM-dd`, `yyyy/MM/dd`, `dd/MM/yyyy` and `dd-MM-yyyy` are taken as they stand. Undefined for anything
 * else and for days that do not exist.
 */
export function dayFromPage(text: string): string | undefined {
  const trimmed = text.trim();
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:?\d{2})$/iu.test(trimmed)) {
    try {
      return dayInVietnam(Temporal.Instant.from(trimmed).epochMilliseconds);
    } catch {
      return undefined;
    }
  }
  const head = /^([\d/.-]+)(?:[T\s][\d:.]*)?$/u.exec(trimmed)?.[1] ?? '';
  const yearFirst = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/u.exec(head);
  if (yearFirst) return calendarDay(Number(yearFirst[1]), Number(yearFirst[2]), Number(yearFirst[3]));
  const dayFirst = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/u.exec(head);
  if (dayFirst) return calendarDay(Number(dayFirst[3]), Number(dayFirst[2]), Number(dayFirst[1]));
  return undefined;
}
