import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type Fontkit from '@pdf-lib/fontkit';
import { KyguiError } from '../../../shared/errors.ts';

/** Upright, italic and bold of a face with the metrics of Times New Roman and full Vietnamese coverage. */
export type FontStyle = 'regular' | 'italic' | 'bold';

const FILES: Record<FontStyle, string> = {
  regular: 'LiberationSerif-Regular.ttf',
  italic: 'LiberationSerif-Italic.ttf',
  bold: 'LiberationSerif-Bold.ttf',
};

type ParsedFont = ReturnType<typeof Fontkit.create>;

/** 25 MB and a fifth of a second, so only where letters are drawn or measured; an import would load it always. */
export const loadFontkit = (): typeof Fontkit => createRequire(import.meta.url)('@pdf-lib/fontkit');

export interface LoadedFont {
  style: FontStyle;
  postscriptName: string;
  bytes: Uint8Array;
  parsed: ParsedFont;
}

/** Where the fonts lie beside the sources; a built program passes its own folder. */
export const SOURCE_FONT_DIRECTORY = fileURLToPath(new URL('fonts', import.meta.url));

/** Fonts of one folder, each read and parsed once in the life of the program. */
export class FontLibrary {
  readonly #directory: string;
  readonly #loaded = new Map<FontStyle, LoadedFont>();

  constructor(directory: string = SOURCE_FONT_DIRECTORY) {
    this.#directory = directory;
  }

  get(style: FontStyle): LoadedFont {
    const known = this.#loaded.get(style);
    if (known) return known;
    const bytes = Uint8Array.from(readFileSync(join(this.#directory, FILES[style])));
    const parsed = loadFontkit().create(bytes);
    const font = { style, postscriptName: FILES[style].slice(0, -4), bytes, parsed };
    this.#loaded.set(style, font);
    return font;
  }

  /** Width of a text in points. */
  width(text: string, style: FontStyle, size: number): number {
    const { parsed } = this.get(style);
    let units = 0;
    for (const glyph of parsed.layout(text).glyphs) units += glyph.advanceWidth;
    return (units * size) / parsed.unitsPerEm;
  }

  /** Height of the letters above the base line, and depth below it, in points. */
  extent(style: FontStyle, size: number): { ascent: number; descent: number } {
    const { parsed } = this.get(style);
    return {
      ascent: (parsed.ascent * size) / parsed.unitsPerEm,
      descent: (-parsed.descent * size) / parsed.unitsPerEm,
    };
  }

  /** @throws PDF_TEXT_NOT_DRAWABLE for the first character without a glyph. */
  assertDrawable(text: string, style: FontStyle): void {
    const { parsed } = this.get(style);
    for (const character of text) {
      const code = character.codePointAt(0) ?? 0;
      if (!parsed.hasGlyphForCodePoint(code)) {
        throw new KyguiError('PDF_TEXT_NOT_DRAWABLE', { character: `U+${code.toString(16).toUpperCase()}` });
      }
    }
  }
}
