/** Tables of a TrueType font (OpenType 1.9) that drawing and subsetting need; nothing else of it is read. */
export interface FontMetrics {
  unitsPerEm: number;
  /** Of the letters above the base line and below it (negative), in font units. */
  ascent: number;
  descent: number;
  capHeight: number;
  xHeight: number;
  /** Left, lower, right, upper. */
  box: readonly [number, number, number, number];
  italicAngle: number;
  /** 400 is regular, 700 bold. */
  weight: number;
  /** Family class of IBM, the upper byte of OS/2 sFamilyClass. */
  familyClass: number;
  fixedPitch: boolean;
}

const DIRECTORY = 12;
const RECORD = 16;
const WINDOWS = 3;
const UNICODE_BMP = 1;

/**
 * One of our own fonts: TrueType outlines, a Unicode character map of format 4, long or short glyph offsets.
 * @throws RangeError for bytes that are no such font
 */
export class TrueTypeFont {
  readonly metrics: FontMetrics;
  readonly #tables = new Map<string, Buffer>();
  readonly #characters: CharacterMap;
  readonly #longOffsets: boolean;
  readonly #fullMetrics: number;

  constructor(bytes: Buffer) {
    for (let index = 0; index < bytes.readUInt16BE(4); index++) {
      const at = DIRECTORY + index * RECORD;
      const [offset, length] = [bytes.readUInt32BE(at + 8), bytes.readUInt32BE(at + 12)];
      this.#tables.set(bytes.toString('latin1', at, at + 4), bytes.subarray(offset, offset + length));
    }
    const [head, hhea, os2, post] = [
      this.table('head'),
      this.table('hhea'),
      this.table('OS/2'),
      this.table('post'),
    ];
    this.#longOffsets = head.readInt16BE(50) === 1;
    this.#fullMetrics = hhea.readUInt16BE(34);
    this.#characters = new CharacterMap(this.table('cmap'));
    const ascent = hhea.readInt16BE(4);
    const named = os2.readUInt16BE(0) >= 2;
    this.metrics = {
      unitsPerEm: head.readUInt16BE(18),
      ascent,
      descent: hhea.readInt16BE(6),
      capHeight: named ? os2.readInt16BE(88) : ascent,
      xHeight: named ? os2.readInt16BE(86) : 0,
      box: [head.readInt16BE(36), head.readInt16BE(38), head.readInt16BE(40), head.readInt16BE(42)],
      italicAngle: post.readInt32BE(4) / 0x10000,
      weight: os2.readUInt16BE(4),
      familyClass: os2.readUInt8(30),
      fixedPitch: post.readUInt32BE(12) !== 0,
    };
  }

  table(name: string): Buffer {
    const table = this.#tables.get(name);
    if (!table) throw new RangeError(`no table ${name} in the font`);
    return table;
  }

  /** 0 where the font has no glyph of the character. */
  glyphOf(codePoint: number): number {
    return this.#characters.glyphOf(codePoint);
  }

  /** In font units. */
  advanceOf(glyph: number): number {
    return this.table('hmtx').readUInt16BE(Math.min(glyph, this.#fullMetrics - 1) * 4);
  }

  /** In font units. */
  leftBearingOf(glyph: number): number {
    const full = this.#fullMetrics;
    return this.table('hmtx').readInt16BE(glyph < full ? glyph * 4 + 2 : full * 4 + (glyph - full) * 2);
  }

  /** A glyph's description as it stands in `glyf`; empty for one without outlines. */
  outlineOf(glyph: number): Buffer {
    const loca = this.table('loca');
    const offset = (index: number) =>
      this.#longOffsets ? loca.readUInt32BE(index * 4) : loca.readUInt16BE(index * 2) * 2;
    return this.table('glyf').subarray(offset(glyph), offset(glyph + 1));
  }
}

/** Character map of format 4, the Windows one of the Unicode BMP: segments of codes in rising order. */
class CharacterMap {
  readonly #map: Buffer;
  readonly #segments: number;

  constructor(cmap: Buffer) {
    this.#map = bmpMap(cmap);
    this.#segments = this.#map.readUInt16BE(6) / 2;
  }

  glyphOf(codePoint: number): number {
    const map = this.#map;
    const width = this.#segments * 2;
    for (let at = 14; at < 14 + width; at += 2) {
      if (map.readUInt16BE(at) < codePoint) continue;
      const start = map.readUInt16BE(at + width + 2);
      if (start > codePoint) return 0;
      const delta = map.readUInt16BE(at + 2 * width + 2);
      const rangeAt = at + 3 * width + 2;
      const range = map.readUInt16BE(rangeAt);
      if (range === 0) return (codePoint + delta) & 0xffff;
      const glyph = map.readUInt16BE(rangeAt + range + (codePoint - start) * 2);
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  }
}

function bmpMap(cmap: Buffer): Buffer {
  for (let index = 0; index < cmap.readUInt16BE(2); index++) {
    const at = 4 + index * 8;
    const map = cmap.subarray(cmap.readUInt32BE(at + 4));
    const wanted = cmap.readUInt16BE(at) === WINDOWS && cmap.readUInt16BE(at + 2) === UNICODE_BMP;
    if (wanted && map.readUInt16BE(0) === 4) return map;
  }
  throw new RangeError('no character map of the Unicode BMP in the font');
}
