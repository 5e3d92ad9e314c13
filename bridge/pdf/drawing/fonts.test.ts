import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import fontkit from '@pdf-lib/fontkit';
import { PDFContext, PDFDict, PDFName, PDFRawStream, PDFRef } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { FontLibrary, SOURCE_FONT_DIRECTORY } from './fonts.ts';

const TEXT = 'Nguyễn Văn Mẫu – ĐẾN ngày 05';

function embedded(text: string) {
  const context = PDFContext.create();
  const font = new FontLibrary().embeddable(text, 'regular');
  const seek = (from: unknown, ...path: string[]): unknown => {
    let at = from;
    for (const key of path) {
      const object = at instanceof PDFRef ? context.lookup(at) : at;
      const dict = object instanceof PDFRawStream ? object.dict : object;
      at = dict instanceof PDFDict ? dict.get(PDFName.of(key)) : undefined;
    }
    return at instanceof PDFRef ? context.lookup(at) : at;
  };
  const dict = context.lookup(font.register(context));
  const [descendant] = context
    .enumerateIndirectObjects()
    .filter(([, object]) => seek(object, 'Subtype')?.toString() === '/CIDFontType2');
  const streamOf = (object: unknown) =>
    object instanceof PDFRawStream ? Buffer.from(inflateSync(object.contents)) : Buffer.alloc(0);
  return {
    font,
    file: streamOf(seek(descendant?.[1], 'FontDescriptor', 'FontFile2')),
    unicode: streamOf(seek(dict, 'ToUnicode')).toString('latin1'),
    name: seek(dict, 'BaseFont')?.toString(),
  };
}

describe('fonts of stamps', () => {
  it('draw as the whole font does, composed letters included, and nothing else is in them', () => {
    const { font, file } = embedded(TEXT);
    const whole = fontkit.create(readFileSync(`${SOURCE_FONT_DIRECTORY}/LiberationSerif-Regular.ttf`));
    const part = fontkit.create(file);
    expect(file.length).toBeLessThan(30_000);
    for (const character of TEXT) {
      const drawn = part.getGlyph(Number.parseInt(font.encode(character).slice(1, -1), 16));
      const wanted = whole.glyphForCodePoint(character.codePointAt(0) ?? 0);
      expect(drawn.path.toSVG()).toBe(wanted.path.toSVG());
      expect(drawn.advanceWidth).toBe(wanted.advanceWidth);
      const width = new FontLibrary().width(character, 'regular', whole.unitsPerEm);
      expect(width).toBe(wanted.advanceWidth);
    }
  });

  it('lead every glyph back to its character', () => {
    const { font, unicode } = embedded(TEXT);
    for (const character of TEXT) {
      const code = (character.codePointAt(0) ?? 0).toString(16).padStart(4, '0');
      expect(unicode).toContain(`${font.encode(character)} <${code}>`);
    }
  });

  it('are the same for the same characters, and named after them', () => {
    expect(embedded('abc').file.equals(embedded('cabba').file)).toBe(true);
    expect(embedded('abc').name).toBe(embedded('cabba').name);
    expect(embedded('abc').name).not.toBe(embedded('abd').name);
    expect(embedded('abc').name).toMatch(/^\/[A-Z]{6}\+LiberationSerif-Regular$/u);
  });

  it('refuse a character that they have not', () => {
    expect(() => new FontLibrary().embeddable('a漢', 'bold')).toThrow(
      expect.objectContaining({ code: 'PDF_TEXT_NOT_DRAWABLE', details: { character: 'U+6F22' } }),
    );
  });
});
