/** Look-alikes of Đ that survive NFC: Ð (U+00D0, Icelandic eth) and Ɖ (U+0189, African d), with their small letters. */
const LOOK_ALIKES: Readonly<Record<string, string>> = { Ð: 'Đ', Ɖ: 'Đ', ð: 'đ', ɖ: 'đ' };

/** Writes every Đ as U+0110 and every đ as U+0111; NFC first. Diacritics stay. */
export function foldLookAlikes(text: string): string {
  return text.normalize('NFC').replace(/[ÐƉðɖ]/gu, (letter) => LOOK_ALIKES[letter] ?? letter);
}

/**
 * Key for comparing `number/notation` of two systems: NFC, look-alikes folded, white space collapsed and
 * trimmed (none around the slash), case ignored. Diacritics are kept: `TTĐT` is not `TTDT`.
 */
export function codeKey(code: string): string {
  return foldLookAlikes(code)
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/ ?\/ ?/gu, '/')
    .toLocaleUpperCase('vi');
}
