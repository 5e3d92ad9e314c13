/**
 * `number/notation` as two systems compare it (edXML 6.3): NFC, trimmed, inner white space collapsed, case
 * folded, the look-alikes Ð (U+00D0) and Ɖ (U+0189) taken as Đ, which NFC leaves apart. Diacritics stay.
 */
export function codeKey(code: string): string {
  return code
    .normalize('NFC')
    .replace(/[ÐƉ]/gu, 'Đ')
    .replace(/[ðɖ]/gu, 'đ')
    .replace(/\s+/gu, ' ')
    .trim()
    .toLowerCase();
}

/** A DocumentId as it is compared: NFC without outer white space. */
export function documentIdKey(documentId: string): string {
  return documentId.normalize('NFC').trim();
}

/** DocumentId of a letter (edXML 8): `{OrganId},{yyyy/MM/dd},{number}/{notation}`; `date` is `YYYY-MM-DD`. */
export function documentIdOf(fromCode: string, date: string, number: string, notation: string): string {
  return documentIdKey(`${fromCode},${date.replaceAll('-', '/')},${number}/${notation}`);
}
