import { Temporal } from 'temporal-polyfill';

/**
 * Saturday and Sunday are free; `holidays` are further free days, `worked` are week-end days that are worked in
 * exchange for a bridge day, all `YYYY-MM-DD`.
 */
function isWorkingDay(
  day: string,
  holidays: readonly string[] = [],
  worked: readonly string[] = [],
): boolean {
  if (worked.includes(day)) return true;
  return Temporal.PlainDate.from(day).dayOfWeek <= 5 && !holidays.includes(day);
}

/** The first working day after `day`. */
export function nextWorkingDay(
  day: string,
  holidays: readonly string[] = [],
  worked: readonly string[] = [],
): string {
  let next = Temporal.PlainDate.from(day).add({ days: 1 });
  while (!isWorkingDay(next.toString(), holidays, worked)) next = next.add({ days: 1 });
  return next.toString();
}

/**
 * Last moment at which a letter signed on `day` is sent in time, `YYYY-MM-DDTHH:mm:ss` in Vietnam: the same day, at
 * the latest the morning (until noon) of the next working day (QĐ 28/2018 Điều 6, NĐ 30/2020 Điều 18.1).
 */
export function sendBy(
  day: string,
  holidays: readonly string[] = [],
  worked: readonly string[] = [],
): string {
  return `${nextWorkingDay(day, holidays, worked)}T12:00:00`;
}
