import { momentInVietnam } from '../../../shared/document/vietnam-time.ts';

/** Signing time as the incumbent draws it, in Vietnam: `05.01.2026 08:30:00 +07:00`. */
export function timeText(epochMilliseconds: number): string {
  const [day = '', clock = ''] = momentInVietnam(epochMilliseconds).split('T');
  const [year, month, date] = day.split('-');
  return `${date}.${month}.${year} ${clock} +07:00`;
}

/** The same as a PDF date for /M: `D:20260105083000+07'00'` (ISO 32000-2, 7.9.4). */
export function pdfTime(epochMilliseconds: number): string {
  return `D:${momentInVietnam(epochMilliseconds).replace(/\D/gu, '')}+07'00'`;
}
