import { z } from 'zod';

/** A day in Vietnam, `YYYY-MM-DD`. */
export const daySchema = z.iso.date();

/** True for an existing day written `YYYY-MM-DD`. */
export const isDay = (text: string): boolean => daySchema.safeParse(text).success;

/** Parts of the printed date line; a day below 10 and the months 1 and 2 get a leading zero (NĐ 30/2020). */
export function printedDate(day: string): { day: string; month: string; year: string } {
  const [year = '', month = '', date = ''] = day.split('-');
  const numeric = Number(month);
  return { day: date, month: numeric > 2 ? String(numeric) : month, year };
}

/** `ngày 05 tháng 01 năm 2026`, with the place in front when given: `Hà Nội, ngày …`. */
export function dateLine(day: string, place?: string): string {
  const parts = printedDate(day);
  const line = `ngày ${parts.day} tháng ${parts.month} năm ${parts.year}`;
  return place ? `${place}, ${line}` : line;
}
