/** A number below 10 gets a leading zero in print (NĐ 30/2020): `5` is `05`; anything not plain digits stays. */
export function printedNumber(number: string): string {
  const trimmed = number.trim();
  return /^[1-9]$/u.test(trimmed) ? `0${trimmed}` : trimmed;
}

/** `05/QĐ-UBND` as printed on the letter. */
export function printedCode(number: string, notation: string): string {
  return `${printedNumber(number)}/${notation.trim()}`;
}

/** Splits `number/notation`; the notation may hold further slashes. Undefined without a slash. */
export function splitCode(code: string): { number: string; notation: string } | undefined {
  const trimmed = code.normalize('NFC').trim();
  const slash = trimmed.indexOf('/');
  if (slash < 0) return undefined;
  return { number: trimmed.slice(0, slash).trim(), notation: trimmed.slice(slash + 1).trim() };
}
