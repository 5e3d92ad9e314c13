/** Text as it is searched: lower case, without diacritics, đ as d, single spaces. */
export function searchKey(...parts: readonly string[]): string {
  return parts
    .join(' ')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[đðɖ]/gu, 'd')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** A LIKE pattern (`ESCAPE '!'`) that finds `text` anywhere in a {@link searchKey}. */
export function searchPattern(text: string): string {
  return `%${searchKey(text).replace(/[!%_]/gu, '!$&')}%`;
}
