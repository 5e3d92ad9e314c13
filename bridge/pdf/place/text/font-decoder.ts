import { PDFArray, PDFDict, PDFName, PDFNumber, type PDFObject } from 'pdf-lib';
import type { FontLibrary } from '../../drawing/fonts.ts';
import { FileStream } from '../../file/file-stream.ts';
import type { PdfFile } from '../../file/pdf-file.ts';
import { legacyFont } from './legacy-glyphs.ts';
import type { LegacyFont } from './placed-glyph.ts';
import { readToUnicode, type ToUnicode } from './to-unicode.ts';

/** One code of a shown string. */
export interface Glyph {
  text: string;
  /** Thousandths of the font size. */
  width: number;
  /** A single byte 32, to which word spacing applies (9.3.3). */
  wordSpace: boolean;
}

/** Turns strings of one font into text and widths, as far as ToUnicode, encodings and width tables tell. */
export class FontDecoder {
  /** Set for a font of before Unicode, by its name. */
  readonly legacy: LegacyFont | null;
  readonly #codeBytes: number;
  readonly #texts: ReadonlyMap<number, string>;
  readonly #widths = new Map<number, number>();
  readonly #defaultWidth: number | null;
  readonly #fonts: FontLibrary;

  constructor(file: PdfFile, font: PDFDict, fonts: FontLibrary) {
    this.#fonts = fonts;
    const view = file.latest;
    const name = view.get(font, 'BaseFont');
    this.legacy = name instanceof PDFName ? legacyFont(name.decodeText()) : null;
    const composite = view.get(font, 'Subtype') === PDFName.of('Type0');
    const stream = view.get(font, 'ToUnicode');
    const toUnicode: ToUnicode | null =
      stream instanceof FileStream
        ? readToUnicode(view.streamBytes(stream).data, file.context, file.limits)
        : null;
    this.#codeBytes = composite ? 2 : 1;
    if (composite) {
      this.#texts = toUnicode?.map ?? new Map();
      const descendants = view.get(font, 'DescendantFonts');
      const first =
        descendants instanceof PDFArray && descendants.size() > 0 ? descendants.get(0) : undefined;
      const descendant = view.resolve(first);
      this.#defaultWidth =
        descendant instanceof PDFDict ? (numberOf(view.get(descendant, 'DW')) ?? 1000) : 1000;
      if (descendant instanceof PDFDict) this.#readCompositeWidths(file, view.get(descendant, 'W'));
    } else {
      this.#texts = new Map([...simpleEncoding(file, font), ...(toUnicode?.map ?? [])]);
      this.#defaultWidth = this.#readSimpleWidths(file, font);
    }
  }

  decode(bytes: Uint8Array): Glyph[] {
    const glyphs: Glyph[] = [];
    for (let at = 0; at + this.#codeBytes <= bytes.length; at += this.#codeBytes) {
      const code = this.#codeBytes === 2 ? (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0) : (bytes[at] ?? 0);
      const text = this.#texts.get(code) || this.#oldCode(code);
      const width =
        this.#widths.get(code) ?? this.#defaultWidth ?? this.#fonts.width(text || 'n', 'regular', 1000);
      glyphs.push({ text, width, wordSpace: this.#codeBytes === 1 && code === 32 });
    }
    return glyphs;
  }

  /** Names of glyphs say nothing of an old code; the code itself does. */
  #oldCode(code: number): string {
    return this.legacy && this.#codeBytes === 1 && code >= 0xa0 ? String.fromCharCode(code) : '';
  }

  #readSimpleWidths(file: PdfFile, font: PDFDict): number | null {
    const view = file.latest;
    const widths = view.get(font, 'Widths');
    const first = numberOf(view.get(font, 'FirstChar')) ?? 0;
    // The standard 14 fonts may leave widths out: those of the Times-like font stand in.
    if (!(widths instanceof PDFArray)) return null;
    for (let index = 0; index < Math.min(widths.size(), 256); index++) {
      this.#widths.set(first + index, numberOf(view.resolve(widths.get(index))) ?? 0);
    }
    const descriptor = view.get(font, 'FontDescriptor');
    return descriptor instanceof PDFDict ? (numberOf(view.get(descriptor, 'MissingWidth')) ?? 0) : 0;
  }

  /** /W: `c [w1 w2 …]` or `first last w` (9.7.4.3). */
  #readCompositeWidths(file: PdfFile, list: PDFObject | undefined): void {
    if (!(list instanceof PDFArray)) return;
    const items = list.asArray().map((one) => file.latest.resolve(one));
    for (let at = 0; at < items.length; ) {
      const first = numberOf(items[at]);
      const second = items[at + 1];
      if (first === undefined) return;
      if (second instanceof PDFArray) {
        for (let index = 0; index < second.size(); index++) {
          this.#widths.set(first + index, numberOf(file.latest.resolve(second.get(index))) ?? 0);
        }
        at += 2;
        continue;
      }
      const last = numberOf(second);
      const width = numberOf(items[at + 2]);
      if (last === undefined || width === undefined || last - first > 0xffff) return;
      for (let code = first; code <= last; code++) this.#widths.set(code, width);
      at += 3;
    }
  }
}

const numberOf = (value: PDFObject | undefined): number | undefined =>
  value instanceof PDFNumber ? value.asNumber() : undefined;

/** Codes of a simple font by its /Encoding (9.6.5); glyph names beyond letters and uniXXXX are left to ToUnicode. */
function simpleEncoding(file: PdfFile, font: PDFDict): Map<number, string> {
  const view = file.latest;
  const encoding = view.get(font, 'Encoding');
  const base = encoding instanceof PDFDict ? view.get(encoding, 'BaseEncoding') : encoding;
  const label = base === PDFName.of('MacRomanEncoding') ? 'macintosh' : 'windows-1252';
  const decoder = new TextDecoder(label);
  const map = new Map<number, string>();
  for (let code = 32; code < 256; code++) map.set(code, decoder.decode(Uint8Array.of(code)));
  const differences = encoding instanceof PDFDict ? view.get(encoding, 'Differences') : undefined;
  if (differences instanceof PDFArray) {
    let code = 0;
    for (const item of differences.asArray()) {
      const value = view.resolve(item);
      if (value instanceof PDFNumber) code = value.asNumber();
      else if (value instanceof PDFName) map.set(code++, glyphText(value.decodeText()));
    }
  }
  return map;
}

const NAMED: Record<string, string> = {
  space: ' ',
  slash: '/',
  colon: ':',
  comma: ',',
  period: '.',
  hyphen: '-',
  zero: '0',
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
  Dcroat: 'Đ',
  dcroat: 'đ',
};

const ACCENTS: readonly (readonly [string, string])[] = [
  ['circumflex', '\u0302'],
  ['breve', '\u0306'],
  ['horn', '\u031b'],
  ['acute', '\u0301'],
  ['grave', '\u0300'],
  ['hookabove', '\u0309'],
  ['tilde', '\u0303'],
  ['dotbelow', '\u0323'],
];

/** `A`, `uni1EA5`, `u1EA5`, `ecircumflexacute`: what Vietnamese fonts call their glyphs. */
function glyphText(name: string): string {
  const plain = NAMED[name];
  if (plain !== undefined) return plain;
  const hex = /^(?:uni|u)([0-9A-Fa-f]{4,6})$/u.exec(name)?.[1];
  if (hex) return String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff));
  let rest = name.slice(1);
  let text = name.slice(0, 1);
  while (rest !== '') {
    const accent = ACCENTS.find(([word]) => rest.startsWith(word));
    if (!accent) return '';
    text += accent[1];
    rest = rest.slice(accent[0].length);
  }
  return /^[A-Za-z]/u.test(text) ? text.normalize('NFC') : '';
}
