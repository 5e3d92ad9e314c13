/** Abbreviations that names use and leave out at will, without diacritics, as whole words. */
const WRITTEN_OUT: readonly (readonly [short: string, long: string])[] = [
  ['ubnd', 'uy ban nhan dan'],
  ['hdnd', 'hoi dong nhan dan'],
  ['ubmttq', 'uy ban mat tran to quoc'],
  ['tp', 'thanh pho'],
  ['tx', 'thi xa'],
  ['bql', 'ban quan ly'],
  ['vp', 'van phong'],
];
const LONG = new RegExp(`(?<= )(?:${WRITTEN_OUT.map(([, long]) => long).join('|')})(?= )`, 'gu');
const SHORT = new RegExp(`(?<= )(?:${WRITTEN_OUT.map(([short]) => short).join('|')})(?= )`, 'gu');
const toShort = new Map(WRITTEN_OUT.map(([short, long]) => [long, short]));
const toLong = new Map(WRITTEN_OUT);

/**
 * A search key in which every known phrase is abbreviated, with a space on each side: two writings of one name
 * give the same text.
 */
export function abbreviated(key: string): string {
  return ` ${key} `.replace(LONG, (phrase) => toShort.get(phrase) ?? phrase);
}

/** The same with every known abbreviation written out. */
export function writtenOut(key: string): string {
  return ` ${key} `.replace(SHORT, (word) => toLong.get(word) ?? word);
}

/** First letters of a written-out key: `UBND xã Mẫu A` is `ubndxma`, `Bộ Tài chính` is `btc`. */
export function initials(key: string): string {
  let letters = '';
  for (const word of words(writtenOut(key))) letters += word.charAt(0);
  return letters;
}

/** Words of a search key without punctuation; dots inside codes stay. */
export function words(key: string): string[] {
  return key.match(/[a-z0-9]+(?:\.[a-z0-9]+)*/gu) ?? [];
}
