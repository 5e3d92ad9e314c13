import {
  type PDFArray,
  PDFContext,
  type PDFDict,
  PDFHexString,
  PDFName,
  type PDFNumber,
  PDFRef,
} from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from './limits.ts';
import { hasDuplicateKeys, ObjectParser, overriddenEntries, WindowTooSmall } from './object-parser.ts';
import { fromLatin1 } from './syntax.ts';

const context = PDFContext.create();
const parser = (text: string, complete = true, limits = DEFAULT_LIMITS) =>
  new ObjectParser(fromLatin1(text), 0, complete, context, limits);
const parse = (text: string) => parser(text).object();

describe('ObjectParser', () => {
  it('reads strings as their bytes, escapes, octal codes and line ends resolved', () => {
    const value = parse('(a\\(b\\)\\n\\101\\7(nested)\\\r\nend\r\n)');
    expect(value).toBeInstanceOf(PDFHexString);
    expect(Buffer.from((value as PDFHexString).asBytes()).toString('latin1')).toBe(
      'a(b)\nA\x07(nested)end\n',
    );
    expect((parse('<48 6 5 6>') as PDFHexString).asString()).toBe('48656'.padEnd(6, '0'));
  });

  it('tells a reference from two numbers', () => {
    const array = parse('[1 0 R 2 3 4 0]') as PDFArray;
    expect(array.get(0)).toBe(PDFRef.of(1, 0));
    expect(array.asArray().slice(1).map(String)).toEqual(['2', '3', '4', '0']);
  });

  it('reads the numbers that writers really write', () => {
    const values = (parse('[4. .5 -.5 +7 --5 12.3-4 - 1e-05 2.5E+2]') as PDFArray).asArray();
    expect(values.map((one) => (one as PDFNumber).asNumber())).toEqual([
      4, 0.5, -0.5, 7, -5, 12.3, 0, 0.00001, 250,
    ]);
  });

  it('keeps the last of two equal keys and tells that there were two', () => {
    const dict = parse('<</A 1/B<</C 2>>/A 3>>') as PDFDict;
    expect(String(dict.get(PDFName.of('A')))).toBe('3');
    expect(hasDuplicateKeys(dict)).toBe(true);
    expect(hasDuplicateKeys(dict.get(PDFName.of('B')) as PDFDict)).toBe(false);
  });

  it('passes over what stands where a key belongs, and tells that it was there', () => {
    const dict = parse('<</A 1 word 2 0 R (x)/B 3 word>>') as PDFDict;
    expect(String(dict)).toBe(String(parse('<</A 1/B 3>>')));
    expect(overriddenEntries(dict).map(([, value]) => String(value))).toEqual([
      '<776f7264>',
      '2 0 R',
      '<78>',
      '<776f7264>',
    ]);
  });

  it('remembers where values stand', () => {
    const text = '<< /A (x) /Annots [1 0 R] >>';
    const one = parser(text);
    const dict = one.object();
    const span = one.containers.get(dict)?.entries.get('/Annots');
    expect(text.slice(span?.valueStart, span?.valueEnd)).toBe('[1 0 R]');
  });

  it('asks for more when the window ends inside an object, and only then', () => {
    expect(() => parser('<< /A [1 2', false).object()).toThrow(WindowTooSmall);
    expect(() => parser('123', false).object()).toThrow(WindowTooSmall);
    expect(String(parser('123', true).object())).toBe('123');
  });

  it('stops at the cap on nesting and on tokens', () => {
    expect(() => parse('['.repeat(5000))).toThrow(expect.objectContaining({ code: 'PDF_LIMIT_EXCEEDED' }));
    const few = { ...DEFAULT_LIMITS, nodesPerObject: 100 };
    expect(() => parser(`[${'0 '.repeat(200)}]`, true, few).object()).toThrow(
      expect.objectContaining({ code: 'PDF_LIMIT_EXCEEDED' }),
    );
  });

  it.each(['(open', '<48', '<< /A', '[1 2', '<< 1 2 endobj >>', '<< /A 1 ) >>', '>>', 'nonsense', '<4G>'])(
    'refuses %s',
    (text) => {
      expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'PDF_OBJECT_DAMAGED' }));
    },
  );
});
