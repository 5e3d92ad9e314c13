import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { type PDFContext, PDFName, PDFRawStream, type PDFRef, PDFString } from 'pdf-lib';
import { subsetFont } from './subset.ts';
import type { TrueTypeFont } from './truetype-font.ts';

/** Flags of a font descriptor (ISO 32000-2, table 121). */
const FIXED_PITCH = 1;
const SERIF = 2;
const SYMBOLIC = 4;
const ITALIC = 64;

/** A font that holds the characters of one drawing: a Type 0 font over TrueType outlines (ISO 32000-2, 9.7). */
export interface EmbeddableFont {
  /** The hexadecimal string that shows a text of these characters. */
  encode(text: string): string;
  /** Registers font, descriptor, outlines and the map back to Unicode; returns the font's number. */
  register(context: PDFContext): PDFRef;
}

/** @param characters what will be drawn; all of them have glyphs. The same characters give the same bytes. */
export function embeddableFont(
  font: TrueTypeFont,
  postscriptName: string,
  characters: string,
): EmbeddableFont {
  const unicode = new Map<number, number>();
  for (const character of characters) {
    const code = character.codePointAt(0) ?? 0;
    const glyph = font.glyphOf(code);
    if (!unicode.has(glyph)) unicode.set(glyph, code);
  }
  const { bytes, glyphs } = subsetFont(font, unicode.keys());
  const numbers = new Map(glyphs.map((glyph, index) => [glyph, index]));
  const outlines = deflateSync(bytes);
  const toUnicode = deflateSync(Buffer.from(unicodeMap(glyphs, unicode), 'latin1'));
  const name = `${subsetTag(glyphs)}+${postscriptName}`;
  return {
    encode: (text) =>
      `<${Array.from(text, (character) => hex(numbers.get(font.glyphOf(character.codePointAt(0) ?? 0)) ?? 0)).join('')}>`,
    register(context) {
      const descendant = context.obj({
        Type: 'Font',
        Subtype: 'CIDFontType2',
        CIDToGIDMap: 'Identity',
        BaseFont: name,
        CIDSystemInfo: { Registry: PDFString.of('Adobe'), Ordering: PDFString.of('Identity'), Supplement: 0 },
        FontDescriptor: context.register(
          context.obj({
            ...descriptorOf(font),
            FontName: name,
            FontFile2: register(context, outlines, { Length1: bytes.length }),
          }),
        ),
        W: [0, glyphs.map((glyph) => scaled(font, font.advanceOf(glyph)))],
      });
      return context.register(
        context.obj({
          Type: 'Font',
          Subtype: 'Type0',
          BaseFont: name,
          Encoding: 'Identity-H',
          DescendantFonts: [context.register(descendant)],
          ToUnicode: register(context, toUnicode, {}),
        }),
      );
    },
  };
}

function register(context: PDFContext, packed: Buffer, entries: Record<string, number>): PDFRef {
  const dict = context.obj({ Filter: PDFName.of('FlateDecode'), ...entries });
  return context.register(PDFRawStream.of(dict, packed));
}

/** In thousandths of the size, as PDF counts. */
const scaled = ({ metrics }: TrueTypeFont, units: number): number =>
  Math.round((units * 1_000_000) / metrics.unitsPerEm) / 1000;

function descriptorOf(font: TrueTypeFont) {
  const { metrics } = font;
  const { familyClass, italicAngle } = metrics;
  const serif = familyClass >= 1 && familyClass <= 7;
  return {
    Type: 'FontDescriptor',
    Flags:
      SYMBOLIC +
      (metrics.fixedPitch ? FIXED_PITCH : 0) +
      (serif ? SERIF : 0) +
      (italicAngle === 0 ? 0 : ITALIC),
    FontBBox: metrics.box.map((side) => scaled(font, side)),
    ItalicAngle: italicAngle,
    Ascent: scaled(font, metrics.ascent),
    Descent: scaled(font, metrics.descent),
    CapHeight: scaled(font, metrics.capHeight),
    XHeight: scaled(font, metrics.xHeight),
    // TrueType does not tell it; by weight it is 80 for a regular face and 140 for a bold one.
    StemV: metrics.weight / 5,
  };
}

/** Six capital letters that mark a subset (ISO 32000-2, 9.9.2). */
function subsetTag(glyphs: readonly number[]): string {
  const digest = createHash('sha256').update(glyphs.join()).digest();
  return Array.from(digest.subarray(0, 6), (byte) => String.fromCharCode(65 + (byte % 26))).join('');
}

/** At most so many lines of a block (ISO 32000-2, 9.10.3). */
const BLOCK = 100;

function unicodeMap(glyphs: readonly number[], unicode: ReadonlyMap<number, number>): string {
  const lines = glyphs.flatMap((glyph, index) => {
    const code = unicode.get(glyph);
    return code === undefined ? [] : [`<${hex(index)}> <${hex(code)}>`];
  });
  const blocks: string[] = [];
  for (let at = 0; at < lines.length; at += BLOCK) {
    const some = lines.slice(at, at + BLOCK);
    blocks.push(`${some.length} beginbfchar\n${some.join('\n')}\nendbfchar`);
  }
  return [
    '/CIDInit /ProcSet findresource begin',
    '12 dict begin',
    'begincmap',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
    '/CMapName /Adobe-Identity-UCS def',
    '/CMapType 2 def',
    '1 begincodespacerange\n<0000> <ffff>\nendcodespacerange',
    ...blocks,
    'endcmap',
    'CMapName currentdict /CMap defineresource pop',
    'end',
    'end',
  ].join('\n');
}

const hex = (value: number): string => value.toString(16).padStart(4, '0');
