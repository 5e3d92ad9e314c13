import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { applyFilter, type FilterStage } from './filters.ts';
import { NO_PREDICTOR } from './predictor.ts';
import { fromLatin1, latin1 } from './syntax.ts';

const stage = (name: string, predictor = NO_PREDICTOR): FilterStage => ({ name, predictor, earlyChange: 1 });
const CAP = 1 << 20;

describe('filters', () => {
  it('decode ASCIIHex, ASCII85 and RunLength as the standard writes them', () => {
    expect(latin1(applyFilter(stage('ASCIIHexDecode'), fromLatin1('48 65 6C6c 6F7>'), CAP))).toBe('Hellop');
    expect(latin1(applyFilter(stage('ASCII85Decode'), fromLatin1('87cURD]i,"Ebo80~>'), CAP))).toBe(
      'Hello World!',
    );
    expect([...applyFilter(stage('ASCII85Decode'), fromLatin1('z~>'), CAP)]).toEqual([0, 0, 0, 0]);
    expect([...applyFilter(stage('RunLengthDecode'), Uint8Array.of(1, 7, 8, 254, 9, 128, 1), CAP)]).toEqual([
      7, 8, 9, 9, 9,
    ]);
  });

  it('decodes the LZW example of ISO 32000-2, 7.4.4.2', () => {
    const coded = Uint8Array.of(0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01);
    expect([...applyFilter(stage('LZWDecode'), coded, CAP)]).toEqual([
      45, 45, 45, 45, 45, 65, 45, 45, 45, 66,
    ]);
  });

  it('undoes PNG prediction row by row', () => {
    const rows = Uint8Array.of(2, 1, 2, 3, 2, 1, 1, 1, 1, 5, 1, 1);
    const predictor = { predictor: 12, colors: 1, bitsPerComponent: 8, columns: 3 };
    const out = applyFilter(stage('FlateDecode', predictor), deflateSync(rows), CAP);
    expect([...out]).toEqual([1, 2, 3, 2, 3, 4, 5, 6, 7]);
  });

  it('reads Flate data with a wrong checksum or a cut end, as readers do', () => {
    const packed = deflateSync(Buffer.from('Nội dung '.repeat(50)));
    const wrong = Uint8Array.from(packed);
    wrong[wrong.length - 1] = (wrong.at(-1) ?? 0) ^ 0xff;
    expect(Buffer.from(applyFilter(stage('FlateDecode'), wrong, CAP)).toString()).toBe(
      'Nội dung '.repeat(50),
    );
    const cut = applyFilter(stage('FlateDecode'), packed.subarray(0, packed.length - 6), CAP);
    expect('Nội dung '.repeat(50).startsWith(Buffer.from(cut).toString().slice(0, 20))).toBe(true);
  });

  it('stops a bomb at the cap', () => {
    const bomb = deflateSync(Buffer.alloc(8 * CAP));
    expect(() => applyFilter(stage('FlateDecode'), bomb, CAP)).toThrow(
      expect.objectContaining({ code: 'PDF_LIMIT_EXCEEDED' }),
    );
  });

  it('refuses what it does not know', () => {
    expect(() => applyFilter(stage('Mystery'), new Uint8Array(1), CAP)).toThrow(
      expect.objectContaining({ code: 'PDF_OBJECT_DAMAGED' }),
    );
  });
});
