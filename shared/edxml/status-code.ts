/** Status codes of the standard, in the order of a letter's life. */
export const STATUS_CODES = ['01', '02', '03', '04', '05', '06', '13', '15', '16'] as const;
export type StatusCode = (typeof STATUS_CODES)[number];

export function isStatusCode(code: string): code is StatusCode {
  return STATUS_CODES.some((known) => known === code);
}

/** Trims and pads to two digits (`3` and ` 03` are `03`); what is not a number stays as it is. */
export function normaliseStatusCode(code: string): string {
  const trimmed = code.trim();
  return /^\d$/u.test(trimmed) ? `0${trimmed}` : trimmed;
}
