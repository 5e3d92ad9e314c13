import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ReplySplitter } from './reply-splitter.ts';

/** Feeds the text in pieces of the given length and collects what comes out. */
function split(text: string, path: readonly string[], pieceLength: number) {
  const bytes = Buffer.from(text, 'utf8');
  const splitter = new ReplySplitter(path, 'test');
  const elements: unknown[] = [];
  const string: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += pieceLength) {
    for (const part of splitter.write(bytes.subarray(at, at + pieceLength))) {
      if (part.kind === 'element') elements.push(JSON.parse(part.text));
      else string.push(part.bytes);
    }
  }
  return { elements, string: Buffer.concat(string).toString('utf8'), ...splitter.end() };
}

describe('reply splitter', () => {
  test('gives back the elements of any array, however the reply is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue()),
        fc.string(),
        fc.integer({ min: 1, max: 40 }),
        (data, desc, size) => {
          const text = JSON.stringify(
            { status: 'OK', data, ErrorDesc: desc, nested: { data: [1] } },
            null,
            size % 3,
          );
          const result = split(text, ['data'], size);
          expect(result.elements).toEqual(JSON.parse(JSON.stringify(data)));
          expect(result.complete).toBe(true);
          expect(JSON.parse(result.text)).toEqual({
            status: 'OK',
            data: null,
            ErrorDesc: desc,
            nested: { data: [1] },
          });
        },
      ),
    );
  });

  test('gives back any string, escapes and surrogate pairs included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 20 }), (value, size) => {
        fc.pre(Buffer.from(value, 'utf8').toString('utf8') === value);
        const ascii = JSON.stringify({ data: { edxml: value } }).replace(
          /[\u0080-\uffff]/gu,
          (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
        );
        expect(split(ascii, ['data', 'edxml'], size).string).toBe(value);
        expect(split(JSON.stringify({ data: { edxml: value } }), ['data', 'edxml'], size).string).toBe(value);
      }),
    );
  });

  test('takes escaped slashes and escaped padding of Java writers', () => {
    expect(split('{"data":"PGE\\/\\u003d\\r\\n"}', ['data'], 3).string).toBe('PGE/=\r\n');
  });

  test('a member of the same name elsewhere is not taken for the wanted one', () => {
    const result = split('{"a":{"data":["x"]},"b":["data","y"],"data":["z"]}', ['data'], 4);
    expect(result.elements).toEqual(['z']);
  });

  test.each(['{"status":"OK","data":[{"a":1}', '{"status":"OK","data":"abc', '{"status":"O', '', '<html>'])(
    'an unfinished reply %j is told from a finished one',
    (text) => {
      expect(split(text, ['data'], 5).complete).toBe(false);
    },
  );

  test.each(['\\"', '\u0001a', 'ab\u0001', 'é'])(
    'long texts of %j are cut, and the envelope stays JSON',
    (unit) => {
      const text = JSON.stringify({ other: unit.repeat(50_000), data: ['x'], status: 'OK' });
      const result = split(text, ['data'], 1000);
      const envelope = JSON.parse(result.text) as { other: string; status: string };
      expect(envelope.other.length).toBeLessThan(5000);
      expect(envelope.status).toBe('OK');
    },
  );
});
