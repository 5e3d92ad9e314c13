import { toUnicode } from '../../../../shared/profile/legacy-text.ts';
import type { LegacyFont, PlacedGlyph } from './placed-glyph.ts';

/** By the font's name, its subset tag aside; null for every other font. */
export function legacyFont(baseFont: string): LegacyFont | null {
  const name = baseFont.replace(/^[A-Z]{6}\+/u, '').replace(/[,-](?:Bold|Italic|Regular|Normal).*$/iu, '');
  if (/^\.?Vn[A-Z]/u.test(name)) return { encoding: 'tcvn3', capitals: /[a-z0-9]H$/u.test(name) };
  return /^VNI[-_ ]?[A-Z]/u.test(name) ? { encoding: 'vni', capitals: false } : null;
}

/** The heading that every official document bears, as its old codes look in Western letters. */
const TCVN3_HEADING = /c[éÐ]ng\s*h(?:ßa|oµ)|§éc\s*lËp/iu;
const VNI_HEADING = /coäng\s*ho(?:øa|aø)|ñoäc\s*laäp/iu;

/** For files whose fonts lost their names: what the heading says of all fonts without one. */
function guessed(glyphs: readonly PlacedGlyph[]): LegacyFont | null {
  let text = '';
  for (const glyph of glyphs) if (!glyph.legacy) text += glyph.text;
  if (TCVN3_HEADING.test(text)) return { encoding: 'tcvn3', capitals: false };
  return VNI_HEADING.test(text) ? { encoding: 'vni', capitals: false } : null;
}

/** Characters in the order in which they are drawn, as Unicode. */
export function inUnicode(glyphs: readonly PlacedGlyph[]): PlacedGlyph[] {
  const guess = guessed(glyphs);
  if (!guess && !glyphs.some((one) => one.legacy)) return [...glyphs];
  const written: PlacedGlyph[] = [];
  /** The letter of VNI that a mark may follow: the last one written, with its old code. */
  let letter: { glyph: PlacedGlyph; code: string } | null = null;
  for (const glyph of glyphs) {
    const legacy = glyph.legacy ?? guess;
    const base: typeof letter = letter;
    letter = null;
    if (legacy?.encoding !== 'vni') {
      written.push(legacy ? { ...glyph, text: fromTcvn3(glyph.text, legacy.capitals) } : glyph);
      continue;
    }
    const joined = base && isNextTo(base.glyph, glyph) ? toUnicode(base.code + glyph.text, 'vni') : '';
    if (base && [...joined].length === 1) {
      const width = Math.max(base.glyph.width, glyph.x + glyph.width - base.glyph.x);
      written[written.length - 1] = { ...base.glyph, text: joined, width };
      continue;
    }
    const single = { ...glyph, text: toUnicode(glyph.text, 'vni') };
    written.push(single);
    letter = { glyph: single, code: glyph.text };
  }
  return written;
}

function fromTcvn3(text: string, capitals: boolean): string {
  const unicode = toUnicode(text, 'tcvn3');
  return capitals ? unicode.toLocaleUpperCase('vi') : unicode;
}

/** On the same base line, without room for a space in between. */
const isNextTo = (left: PlacedGlyph, right: PlacedGlyph): boolean =>
  Math.abs(left.y - right.y) < left.size * 0.25 &&
  Math.abs(right.x - (left.x + left.width)) < left.size * 0.4;
