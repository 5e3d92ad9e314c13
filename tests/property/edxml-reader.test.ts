import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nodeEngine } from '../../bridge/edxml/engine.ts';
import { checkPackage } from '../../shared/edxml/check.ts';
import { type DocumentPackage, documentPackageSchema, readResultSchema } from '../../shared/edxml/model.ts';
import { portableEngine } from '../../shared/edxml/portable-engine.ts';
import { safeFileName, uniqueFileName } from '../../shared/edxml/read/file-name.ts';
import { readPackage } from '../../shared/edxml/read/read.ts';
import { memorySink } from '../../shared/edxml/read/sink.ts';
import { readDay } from '../../shared/edxml/read/wire-date.ts';
import { writePackage } from '../../shared/edxml/write.ts';
import { KyguiError } from '../../shared/errors.ts';
import { collect, goldenPackage, inPieces, sourceOf } from '../vectors/edxml-letter.ts';

const DATA = new URL('../vectors/data/edxml/', import.meta.url);
const GOLDEN = readdirSync(DATA)
  .filter((name) => name.endsWith('.edxml'))
  .map((name) => readFileSync(new URL(name, DATA)));

/** Raise the number of runs with KYGUI_FUZZ_RUNS. */
const RUNS = Number(process.env.KYGUI_FUZZ_RUNS ?? 300);

/** Pieces that break parsers when they land in the wrong place. */
const FRAGMENTS = [
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<!DOCTYPE a>',
  '<?x ?>',
  '&',
  '&amp;',
  '&#0;',
  '&#x41;',
  '<',
  '>',
  '/>',
  '"',
  '<edXML:ContentTransferEncoded>',
  '</edXML:ContentTransferEncoded>',
  'ContentTransferEncoded>',
  '<Attachment>',
  '</Attachment>',
  '<edXML:To/>',
  'cid:',
  '=',
  '==',
  '\u0000',
  '\ufeff',
  '\u202e',
  '../',
  'null',
  '2014/02/30',
  'PK\x03\x04',
  'xmlns=""',
  ' xmlns:edXML="urn:x"',
  'e'.repeat(100),
  'Content-ID: <a@b>\r\n\r\n',
  '<?xml version="1.0" encoding="windows-1258"?>',
  '\xec\xd2',
  '-_-_',
  ' OrganId="H99"',
  'data:application/pdf;base64,',
].map((text) => Buffer.from(text, text.includes('\xec') ? 'latin1' : 'utf8'));

type Change =
  | { kind: 'flip'; at: number; byte: number }
  | { kind: 'cut'; at: number; length: number }
  | { kind: 'insert'; at: number; fragment: number }
  | { kind: 'repeat'; at: number; length: number }
  | { kind: 'end'; at: number };

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: place, byte: fc.integer({ min: 0, max: 255 }) }),
  fc.record({ kind: fc.constant('cut' as const), at: place, length: fc.integer({ min: 1, max: 300 }) }),
  fc.record({ kind: fc.constant('insert' as const), at: place, fragment: fc.nat(FRAGMENTS.length - 1) }),
  fc.record({ kind: fc.constant('repeat' as const), at: place, length: fc.integer({ min: 1, max: 500 }) }),
  fc.record({ kind: fc.constant('end' as const), at: place }),
);

function mutate(bytes: Buffer, changes: readonly Change[]): Buffer {
  let now = bytes;
  for (const one of changes) {
    const at = Math.floor(one.at * now.length);
    const [before, after] = [now.subarray(0, at), now.subarray(at)];
    if (one.kind === 'flip') now = Buffer.concat([before, Buffer.of(one.byte), after.subarray(1)]);
    else if (one.kind === 'cut') now = Buffer.concat([before, after.subarray(one.length)]);
    else if (one.kind === 'insert') now = Buffer.concat([before, FRAGMENTS[one.fragment] ?? before, after]);
    else if (one.kind === 'repeat') now = Buffer.concat([before, after.subarray(0, one.length), after]);
    else now = before;
  }
  return now;
}

/** Reads and returns what came out; anything but a member of the closed list fails the property. */
async function outcome(bytes: Uint8Array, size: number, engine = nodeEngine): Promise<unknown> {
  try {
    const { files, ...read } = await readPackage(inPieces(bytes, size), memorySink, { engine });
    readResultSchema.parse(read);
    checkPackage(read, '2026-01-06');
    return { read, files: files.map((file) => file?.size) };
  } catch (error) {
    if (!(error instanceof KyguiError) || error.code === 'INTERNAL') throw error;
    return error.code;
  }
}

describe('altered packages', () => {
  test('give a result that fits the schema, or a code of the closed list, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(GOLDEN.length - 1),
        fc.array(change, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 5000 }),
        async (file, changes, size) => {
          await outcome(mutate(GOLDEN[file] ?? Buffer.alloc(0), changes), size);
        },
      ),
      { numRuns: RUNS * 5 },
    );
  });

  test('give the same whatever the pieces they arrive in and whichever engine reads them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(GOLDEN.length - 1),
        fc.array(change, { maxLength: 4 }),
        fc.integer({ min: 1, max: 200 }),
        async (file, changes, size) => {
          const bytes = mutate(GOLDEN[file] ?? Buffer.alloc(0), changes);
          const whole = await outcome(bytes, bytes.length + 1);
          expect(await outcome(bytes, size)).toEqual(whole);
          expect(await outcome(bytes, size, portableEngine)).toEqual(whole);
        },
      ),
      { numRuns: RUNS },
    );
  });

  test('random bytes are refused by a code of the closed list', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        expect(await outcome(bytes, 50)).toMatch(/^EDXML_/u);
      }),
      { numRuns: RUNS },
    );
  });
});

/** Text that XML can carry, with everything a writer must escape; trimmed, since outer space has no meaning. */
const text = fc
  .string({ unit: fc.constantFrom(...'aĐệ <>&"\'\n\t\r]-;#', '\u{1f600}', 'Ổ'), maxLength: 60 })
  .map((value) => value.normalize('NFC').trim())
  .filter((value) => value !== '' && value !== 'null' && !/&(?:lt|gt|amp|quot|apos|nbsp|#)/iu.test(value));

test('what the writer writes, the reader gives back', async () => {
  const optional = fc.option(text, { nil: undefined });
  const letter = fc.record({
    subject: text,
    content: optional,
    organName: text,
    toPlaces: fc.array(text, { maxLength: 3 }),
    appendixes: fc.array(text, { maxLength: 3 }),
    reason: text,
    amount: fc.nat(65_535),
    kind: fc.constantFrom(0, 1, 2, 3) as fc.Arbitrary<0 | 1 | 2 | 3>,
    profile: fc.constantFrom('java' as const, '.net' as const),
    file: fc.uint8Array({ minLength: 1, maxLength: 400 }),
    name: fc.constantFrom('a.bin', 'b', 'c.zip', 'd.tar.gz'),
  });
  await fc.assert(
    fc.asyncProperty(letter, async (given) => {
      const golden = goldenPackage(given.kind);
      const { messageHeader: header, traceHeaderList } = golden;
      const [from, receiver] = [header.from, header.to[0]];
      if (traceHeaderList.bussiness === undefined || receiver === undefined) throw new Error('golden');
      const { content: _content, ...rest } = header;
      const model: DocumentPackage = {
        messageHeader: {
          ...rest,
          ...(given.content === undefined ? {} : { content: given.content }),
          from: { ...from, organName: given.organName },
          to: [receiver],
          subject: given.subject,
          toPlaces: given.toPlaces,
          otherInfo: { ...header.otherInfo, promulgationAmount: given.amount, appendixes: given.appendixes },
        },
        traceHeaderList: {
          ...traceHeaderList,
          bussiness: { ...traceHeaderList.bussiness, bussinessDocReason: given.reason },
        },
        attachments: [{ contentId: 'x', attachmentName: given.name, description: 'd' }],
      };
      documentPackageSchema.parse(model);
      const bytes = await collect(
        writePackage(model, [sourceOf(given.file)], { profile: given.profile, engine: nodeEngine }),
      );
      const { files, ...read } = await readPackage(inPieces(bytes, 333), memorySink, { engine: nodeEngine });
      if (read.kind !== 'edoc') throw new Error('not a document');
      expect(read.package).toEqual(model);
      expect(Buffer.from(files[0]?.bytes ?? [])).toEqual(Buffer.from(given.file));
    }),
    { numRuns: RUNS },
  );
});

test('no name leaves its folder, and no two are the same', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ unit: fc.constantFrom(...'aA./\\:. \u0000\u202e\u200bĐ', 'CON', '..'), maxLength: 12 }),
      ),
      (names) => {
        const taken = new Set<string>();
        const safe = names.map((name, index) => uniqueFileName(safeFileName(name) || `tep-${index}`, taken));
        expect(new Set(safe.map((name) => name.toLowerCase())).size).toBe(names.length);
        for (const name of safe) {
          expect(name).not.toMatch(/[/\\:\u202e\u200b]|^\.|[. ]$|^con(?:\.|$)/iu);
          expect(name).not.toBe('');
        }
      },
    ),
  );
});

test('a date is read as itself or not at all', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1900, max: 2100 }), fc.nat(99), fc.nat(99), (year, month, day) => {
      const two = (value: number) => String(value).padStart(2, '0');
      const real = new Date(Date.UTC(year, month - 1, day));
      const exists =
        month >= 1 && month <= 12 && real.getUTCMonth() === month - 1 && real.getUTCDate() === day;
      const expected = exists ? `${year}-${two(month)}-${two(day)}` : undefined;
      expect(readDay(`${year}/${two(month)}/${two(day)}`).day).toBe(expected);
      expect(readDay(`${two(day)}/${two(month)}/${year}`).day).toBe(expected);
    }),
    { numRuns: 2000 },
  );
});
