import { Temporal } from 'temporal-polyfill';

const pad = (value: number, digits: number) => String(value).padStart(digits, '0');

/**
 * `ddMMyyyy'T'HHmmss+SSSS` in Vietnam local time. What follows the plus sign is milliseconds in four digits,
 * not a zone (axis API 2).
 */
export function vxpTimestamp(epochMilliseconds: number): string {
  const at = Temporal.Instant.fromEpochMilliseconds(epochMilliseconds).toZonedDateTimeISO('Asia/Ho_Chi_Minh');
  const date = `${pad(at.day, 2)}${pad(at.month, 2)}${pad(at.year, 4)}`;
  const time = `${pad(at.hour, 2)}${pad(at.minute, 2)}${pad(at.second, 2)}`;
  return `${date}T${time}+${pad(at.millisecond, 4)}`;
}

/** `dd/MM/yyyy HH:mm:ss` in Vietnam local time, as the vendor's .NET client writes the range of a list (axis API 4). */
export function listDate(epochMilliseconds: number): string {
  const at = Temporal.Instant.fromEpochMilliseconds(epochMilliseconds).toZonedDateTimeISO('Asia/Ho_Chi_Minh');
  const time = `${pad(at.hour, 2)}:${pad(at.minute, 2)}:${pad(at.second, 2)}`;
  return `${pad(at.day, 2)}/${pad(at.month, 2)}/${pad(at.year, 4)} ${time}`;
}
