import { dayInWords } from './text.ts';

/** A day in words beside its field: browsers show fields in their own order, and 05/01 is two days. */
export function DayWords({ day }: { day: string }) {
  return day === '' ? null : <small class="soft">{dayInWords(day)}</small>;
}
