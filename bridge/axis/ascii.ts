/**
 * Vietnamese text without diacritics, everything else outside printable ASCII as `?`. Headers of an axis carry
 * ASCII only: Java clients and servers replace other characters, which breaks the equality check (axis API 2).
 */
export function foldToAscii(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đƉð]/giu, (letter) => (letter === letter.toLowerCase() ? 'd' : 'D'))
    .replace(/\s+/gu, ' ')
    .replace(/[^\x20-\x7e]/gu, '?')
    .trim();
}
