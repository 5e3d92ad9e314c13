import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KyguiError } from '../../../shared/errors.ts';
import { type EmbeddableFont, embeddableFont } from './truetype/embedded-font.ts';
import { TrueTypeFont } from './truetype/truetype-font.ts';

/** Upright, italic and bold of a face with the metrics of Times New Roman and full Vietnamese coverage. */
export type FontStyle = 'regular' | 'italic' | 'bold';

const FILES: Record<FontStyle, string> = {
  regular: 'LiberationSerif-Regular.ttf',
  italic: 'LiberationSerif-Italic.ttf',
  bold: 'LiberationSerif-Bold.ttf',
};

/** Where the fonts lie beside the sources; a built program passes its own folder. */
export const SOURCE_FONT_DIRECTORY = fileURLToPath(new URL('fonts', import.meta.url));

/** What is kept of fonts made for drawings: the stamps of an office differ in little more than their time. */
const MOST_EMBEDDABLE = 16;

/** Fonts of one folder, each read once in the life of the program. */
export class FontLibrary {
  readonly #directory: string;
  readonly #fonts = new Map<FontStyle, TrueTypeFont>();
  readonly #embeddable = new Map<string, EmbeddableFont>();

  constructor(directory: string = SOURCE_FONT_DIRECTORY) {
    this.#directory = directory;
  }

  /** The font with the characters of a text and no others. @throws PDF_TEXT_NOT_DRAWABLE as {@link assertDrawable} */
  embeddable(text: string, style: FontStyle): EmbeddableFont {
    const characters = [...new Set(text)].sort().join('');
    const key = `${style} ${characters}`;
    const known = this.#embeddable.get(key);
    if (known) return known;
    this.assertDrawable(characters, style);
    const made = embeddableFont(this.#font(style), FILES[style].slice(0, -4), characters);
    const [oldest] = this.#embeddable.keys();
    if (this.#embeddable.size >= MOST_EMBEDDABLE && oldest !== undefined) this.#embeddable.delete(oldest);
    this.#embeddable.set(key, made);
    return made;
  }

  /** Width of a text in points. */
  width(text: string, style: FontStyle, size: number): number {
    const font = this.#font(style);
    let units = 0;
    for (const character of text) units += font.advanceOf(font.glyphOf(character.codePointAt(0) ?? 0));
    return (units * size) / font.metrics.unitsPerEm;
  }

  /** Height of the letters above the base line, and depth below it, in points. */
  extent(style: FontStyle, size: number): { ascent: number; descent: number } {
    const { ascent, descent, unitsPerEm } = this.#font(style).metrics;
    return { ascent: (ascent * size) / unitsPerEm, descent: (-descent * size) / unitsPerEm };
  }

  /** @throws PDF_TEXT_NOT_DRAWABLE for the first character without a glyph. */
  assertDrawable(text: string, style: FontStyle): void {
    const font = this.#font(style);
    for (const character of text) {
      const code = character.codePointAt(0) ?? 0;
      if (font.glyphOf(code) === 0) {
        throw new KyguiError('PDF_TEXT_NOT_DRAWABLE', { character: `U+${code.toString(16).toUpperCase()}` });
      }
    }
  }

  #font(style: FontStyle): TrueTypeFont {
    const known = this.#fonts.get(style);
    if (known) return known;
    const font = new TrueTypeFont(readFileSync(join(this.#directory, FILES[style])));
    this.#fonts.set(style, font);
    return font;
  }
}
