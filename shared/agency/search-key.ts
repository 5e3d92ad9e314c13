/** Words that offices write short; both forms find the unit. */
const SHORT_FORMS: readonly (readonly [long: string, short: string])[] = [
  ['uy ban nhan dan', 'ubnd'],
  ['hoi dong nhan dan', 'hdnd'],
  ['mat tran to quoc', 'mttq'],
  ['van phong chinh phu', 'vpcp'],
  ['van phong', 'vp'],
  ['thanh pho', 'tp'],
];

/** Text as it is searched: lower case, without diacritics (đ as d), one space between words. */
export function withoutDiacritics(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[đðɖ]/gu, 'd')
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}.]+/gu, ' ')
    .trim();
}

/** First letters of the words: `uy ban nhan dan xa mau` is `ubndxm`. */
export function initials(key: string): string {
  return key
    .split(' ')
    .map((word) => word[0] ?? '')
    .join('');
}

/**
 * What a unit is found by: its name without diacritics, the same with the usual short forms, its initials, and its
 * codes. A query is put through {@link withoutDiacritics} and looked for inside this text.
 */
export function agencySearchKey(name: string, ...codes: readonly string[]): string {
  const key = withoutDiacritics(name);
  let shortened = key;
  for (const [long, short] of SHORT_FORMS) shortened = shortened.replaceAll(long, short);
  const forms = new Set([key, shortened, initials(key), ...codes.map((code) => code.toLowerCase())]);
  return [...forms].filter((form) => form !== '').join(' | ');
}
