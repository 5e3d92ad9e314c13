import { language } from '../../texts/messages.ts';

export { language, type MessageKey, t } from '../../texts/messages.ts';

const ZONE = 'Asia/Ho_Chi_Minh';

/** An instant as clerks read it, in Vietnam time. */
export function showInstant(instant: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: ZONE,
  }).formatToParts(new Date(instant));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('hour')}:${part('minute')} ${part('day')}/${part('month')}/${part('year')}`;
}

/** `2026-01-05` as `05/01/2026`. */
export const showDay = (day: string): string => day.split('-').reverse().join('/');

const locale = () => (language() === 'vi' ? 'vi-VN' : 'en-GB');

/** Millimetres on paper, to a tenth. */
export const showMillimetres = (mm: number): string =>
  mm.toLocaleString(locale(), { maximumFractionDigits: 1 });

export function showSize(bytes: number): string {
  const kilobytes = bytes / 1024;
  return kilobytes < 1024
    ? `${Math.max(1, Math.round(kilobytes)).toLocaleString(locale())} KB`
    : `${(kilobytes / 1024).toLocaleString(locale(), { maximumFractionDigits: 1 })} MB`;
}

/** `2026-01-05` as it is printed on letters: "ngày 05 tháng 01 năm 2026" (NĐ 30/2020, annex I: a 0 before days below 10 and months 1 and 2). */
export function dayInWords(day: string): string {
  const [year = '', month = '', date = ''] = day.split('-');
  const printed = Number(month) < 3 ? month : String(Number(month));
  if (language() === 'vi') return `ngày ${date} tháng ${printed} năm ${year}`;
  const name = new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' }).format(new Date(day));
  return `${Number(date)} ${name} ${year}`;
}
