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
