import { Temporal } from 'temporal-polyfill';

const pad = (value: number) => String(value).padStart(2, '0');

/** `yyyy/MM/dd HH:mm:ss` in Vietnam, as TraceHeader and status packages carry it. */
export function vietnamMoment(epochMilliseconds: number): string {
  const at = Temporal.Instant.fromEpochMilliseconds(epochMilliseconds).toZonedDateTimeISO('Asia/Ho_Chi_Minh');
  return `${at.year}/${pad(at.month)}/${pad(at.day)} ${pad(at.hour)}:${pad(at.minute)}:${pad(at.second)}`;
}
