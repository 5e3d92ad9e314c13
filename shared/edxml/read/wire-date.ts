import { calendarDay } from '../../document/date.ts';
import { momentInVietnam } from '../../document/vietnam-time.ts';

/** A date that was read: `exact` when it stood as `yyyy/MM/dd`; undefined day when it says nothing certain. */
export interface ReadDay {
  day: string | undefined;
  exact: boolean;
}

export interface ReadMoment {
  moment: string | undefined;
  exact: boolean;
}

const ZONED = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})$/iu;
const SPLIT = /^([^\sT]+)(?:[\sT]+(\S.*))?$/iu;
const CLOCK = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?$/u;

/** `0001/01/01` is what some software writes for "no date". */
const FIRST_YEAR = 1900;

function dayPart(text: string): ReadDay {
  const read = calendarPart(text);
  return Number(read.day?.slice(0, 4) ?? FIRST_YEAR) < FIRST_YEAR ? { day: undefined, exact: false } : read;
}

function calendarPart(text: string): ReadDay {
  const yearFirst = /^(\d{4})([/-])(\d{2})\2(\d{2})$/u.exec(text);
  if (yearFirst) {
    const day = calendarDay(Number(yearFirst[1]), Number(yearFirst[3]), Number(yearFirst[4]));
    return { day, exact: yearFirst[2] === '/' };
  }
  const dayFirst = /^(\d{2})([/-])(\d{2})\2(\d{4})$/u.exec(text);
  if (dayFirst === null) return { day: undefined, exact: false };
  return { day: calendarDay(Number(dayFirst[4]), Number(dayFirst[3]), Number(dayFirst[1])), exact: false };
}

/** With an offset the instant is certain: it is turned into Vietnam's time before the day is taken. */
function zonedMoment(text: string): string | undefined {
  const match = ZONED.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (calendarDay(year, month, day) === undefined) return undefined;
  const epoch = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/u, '$1:$2').toUpperCase());
  return Number.isNaN(epoch) ? undefined : momentInVietnam(epoch);
}

/**
 * A date of the wire, never rolled over: `yyyy/MM/dd` is exact; `-` for `/`, a time behind it, and `dd/MM/yyyy`
 * with a four-digit year are understood; anything else, and days that do not exist, give nothing.
 */
export function readDay(text: string): ReadDay {
  const trimmed = text.trim();
  const zoned = zonedMoment(trimmed);
  if (zoned !== undefined) return { day: zoned.slice(0, 10), exact: false };
  const [, date = '', rest] = SPLIT.exec(trimmed) ?? [];
  const { day, exact } = dayPart(date);
  return { day, exact: exact && rest === undefined };
}

/** A `yyyy/MM/dd HH:mm:ss` of the wire, with the same tolerance; a missing clock part gives nothing. */
export function readMoment(text: string): ReadMoment {
  const trimmed = text.trim();
  const zoned = zonedMoment(trimmed);
  if (zoned !== undefined) return { moment: zoned, exact: false };
  const [, date = '', rest = ''] = SPLIT.exec(trimmed) ?? [];
  const { day, exact } = dayPart(date);
  const clock = CLOCK.exec(rest);
  if (day === undefined || clock === null) return { moment: undefined, exact: false };
  const [hour, minute, second] = [Number(clock[1]), Number(clock[2]), Number(clock[3] ?? '0')];
  if (hour > 23 || minute > 59 || second > 59) return { moment: undefined, exact: false };
  const precise = /^\d{2}:\d{2}:\d{2}$/u.test(rest);
  return { moment: `${day}T${clock[1]}:${clock[2]}:${clock[3] ?? '00'}`, exact: exact && precise };
}
