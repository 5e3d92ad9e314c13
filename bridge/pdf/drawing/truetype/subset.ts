import type { TrueTypeFont } from './truetype-font.ts';

/** Tables that travel unchanged: the instructions by which glyphs are fitted to small sizes. */
const HINTING = ['cvt ', 'fpgm', 'prep'] as const;

/** Flags of a component (OpenType 1.9, glyf, "Composite Glyph Description"). */
const ARGUMENTS_ARE_WORDS = 0x0001;
const HAS_SCALE = 0x0008;
const MORE_COMPONENTS = 0x0020;
const HAS_TWO_SCALES = 0x0040;
const HAS_MATRIX = 0x0080;

const CHECKSUM_OF_A_FONT = 0xb1b0afba;

export interface FontSubset {
  /** A font file with these glyphs alone. */
  bytes: Buffer;
  /** Old number of each glyph by its new one; the first is the glyph of missing characters. */
  glyphs: readonly number[];
}

/** The part of a font that draws these glyphs, what they are composed of included. */
export function subsetFont(font: TrueTypeFont, wanted: Iterable<number>): FontSubset {
  const glyphs = [0, ...[...new Set(wanted)].filter((glyph) => glyph !== 0).sort((a, b) => a - b)];
  const numbers = new Map(glyphs.map((glyph, index) => [glyph, index]));
  const outlines: Buffer[] = [];
  // Grows while it is gone through: components follow the glyphs that need them.
  for (const glyph of glyphs) {
    outlines.push(
      renumbered(font.outlineOf(glyph), (component) => {
        const known = numbers.get(component) ?? glyphs.push(component) - 1;
        numbers.set(component, known);
        return known;
      }),
    );
  }
  const tables = new Map<string, Buffer>([
    ...HINTING.map((name): [string, Buffer] => [name, font.table(name)]),
    ...outlineTables(outlines),
    ['head', changed(font.table('head'), (head) => void head.writeInt16BE(1, 50))],
    ['hhea', changed(font.table('hhea'), (hhea) => void hhea.writeUInt16BE(glyphs.length, 34))],
    ['hmtx', horizontalMetrics(font, glyphs)],
    ['maxp', changed(font.table('maxp'), (maxp) => void maxp.writeUInt16BE(glyphs.length, 4))],
  ]);
  return { bytes: fontFile(tables), glyphs };
}

/** A glyph whose components, if it has any, bear the numbers of the subset. */
function renumbered(outline: Buffer, numberOf: (glyph: number) => number): Buffer {
  if (outline.length === 0 || outline.readInt16BE(0) >= 0) return outline;
  const copy = Buffer.from(outline);
  for (let at = 10, flags = MORE_COMPONENTS; (flags & MORE_COMPONENTS) !== 0; ) {
    flags = copy.readUInt16BE(at);
    copy.writeUInt16BE(numberOf(copy.readUInt16BE(at + 2)), at + 2);
    at += 4 + ((flags & ARGUMENTS_ARE_WORDS) !== 0 ? 4 : 2);
    if ((flags & HAS_SCALE) !== 0) at += 2;
    else if ((flags & HAS_TWO_SCALES) !== 0) at += 4;
    else if ((flags & HAS_MATRIX) !== 0) at += 8;
  }
  return copy;
}

function outlineTables(outlines: readonly Buffer[]): [string, Buffer][] {
  const loca = Buffer.alloc((outlines.length + 1) * 4);
  const parts: Buffer[] = [];
  let offset = 0;
  for (const [index, outline] of outlines.entries()) {
    const whole = padded(outline);
    parts.push(whole);
    offset += whole.length;
    loca.writeUInt32BE(offset, (index + 1) * 4);
  }
  return [
    ['glyf', Buffer.concat(parts)],
    ['loca', loca],
  ];
}

function horizontalMetrics(font: TrueTypeFont, glyphs: readonly number[]): Buffer {
  const hmtx = Buffer.alloc(glyphs.length * 4);
  for (const [index, glyph] of glyphs.entries()) {
    hmtx.writeUInt16BE(font.advanceOf(glyph), index * 4);
    hmtx.writeInt16BE(font.leftBearingOf(glyph), index * 4 + 2);
  }
  return hmtx;
}

function changed(table: Buffer, change: (copy: Buffer) => void): Buffer {
  const copy = Buffer.from(table);
  change(copy);
  return copy;
}

/** Directory and tables, with the checksums of OpenType 1.9, "Calculating Checksums". */
function fontFile(tables: ReadonlyMap<string, Buffer>): Buffer {
  const names = [...tables.keys()].sort();
  const log = Math.floor(Math.log2(names.length));
  const directory = Buffer.alloc(12 + names.length * 16);
  directory.writeUInt32BE(0x00010000, 0);
  directory.writeUInt16BE(names.length, 4);
  directory.writeUInt16BE(2 ** log * 16, 6);
  directory.writeUInt16BE(log, 8);
  directory.writeUInt16BE((names.length - 2 ** log) * 16, 10);
  const parts: Buffer[] = [directory];
  let offset = directory.length;
  let headAt = 0;
  for (const [index, name] of names.entries()) {
    const table = tables.get(name) ?? Buffer.alloc(0);
    const at = 12 + index * 16;
    if (name === 'head') {
      headAt = offset;
      table.writeUInt32BE(0, 8);
    }
    const whole = padded(table);
    directory.write(name, at, 'latin1');
    directory.writeUInt32BE(checksum(whole), at + 4);
    directory.writeUInt32BE(offset, at + 8);
    directory.writeUInt32BE(table.length, at + 12);
    parts.push(whole);
    offset += whole.length;
  }
  const file = Buffer.concat(parts);
  file.writeUInt32BE((CHECKSUM_OF_A_FONT - checksum(file)) >>> 0, headAt + 8);
  return file;
}

/** Tables and glyphs begin at multiples of four. */
const padded = (table: Buffer): Buffer =>
  table.length % 4 === 0 ? table : Buffer.concat([table, Buffer.alloc(4 - (table.length % 4))]);

function checksum(table: Buffer): number {
  let sum = 0;
  for (let at = 0; at < table.length; at += 4) sum = (sum + table.readUInt32BE(at)) >>> 0;
  return sum;
}
