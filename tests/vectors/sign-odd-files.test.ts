/** @needs openssl pdfsig qpdf mutool */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgePdf } from '../../bridge/pdf/judge/judge.ts';
import { toKyguiError } from '../../shared/errors.ts';
import { reviseByStream, reviseHybrid } from '../attacks/pdf/kit/appending.ts';
import { LETTER, makeFile, type Objects, revise, stream } from '../attacks/pdf/kit/document.ts';
import { expectSoundSignedPdf } from './expect-sound-signed-pdf.ts';
import { signForTest } from './sign-for-test.ts';
import { createIdentity, type TestIdentity } from './test-signer.ts';

let folder = '';
let identity: TestIdentity;
const at = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kygui-odd-'));
  identity = createIdentity(folder, 'leader', 'Nguyễn Văn Mẫu');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const letter = (objects: Objects): Buffer => makeFile({ ...LETTER, ...objects });
const page = (from: string | RegExp, to: string) => (LETTER[3] as string).replace(from, to);
const latin1 = (file: Buffer, change: (text: string) => string) =>
  Buffer.from(change(file.toString('latin1')), 'latin1');
/** The first number that the letter does not promise. */
const BEYOND = Math.max(...Object.keys(LETTER).map(Number)) + 1;
/** Only what is attached is encrypted, under a password that nobody here has. */
const ATTACHMENTS_LOCKED = `<< /Filter /Standard /V 5 /R 6 /Length 256 /P -4 /EncryptMetadata false
/O <${'5a'.repeat(48)}> /U <${'a5'.repeat(48)}> /OE <${'3c'.repeat(32)}> /UE <${'c3'.repeat(32)}> /Perms <${'69'.repeat(16)}>
/CF << /StdCF << /AuthEvent /EFOpen /CFM /AESV3 /Length 32 >> >> /StmF /Identity /StrF /Identity /EFF /StdCF >>`;
const SECOND = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots 60 0 R >>';

/** Shapes that are allowed or met in the field, each signed twice. */
const SHAPES: Readonly<Record<string, () => Buffer>> = {
  'a page tree of seven levels': () =>
    letter({
      2: '<< /Type /Pages /Kids [61 0 R] /Count 1 >>',
      ...Object.fromEntries(
        [61, 62, 63, 64, 65].map((number) => [
          number,
          `<< /Type /Pages /Parent ${number === 61 ? 2 : number - 1} 0 R /Kids [${number === 65 ? 3 : number + 1} 0 R] /Count 1 >>`,
        ]),
      ),
      3: page('/Parent 2 0 R', '/Parent 65 0 R'),
    }),
  'a page tree of hundreds of levels': () =>
    letter({
      2: '<< /Type /Pages /Kids [100 0 R] /Count 1 >>',
      ...Object.fromEntries(
        Array.from({ length: 300 }, (_one, index) => [
          100 + index,
          `<< /Type /Pages /Parent ${index === 0 ? 2 : 99 + index} 0 R /Kids [${index === 299 ? 3 : 101 + index} 0 R] /Count 1 >>`,
        ]),
      ),
      3: page('/Parent 2 0 R', '/Parent 399 0 R'),
    }),
  'resources, box and rotation inherited from the tree': () =>
    letter({
      2: '<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] /Rotate 90 /Resources << /Font << /F1 5 0 R >> >> >>',
      3: page(/\/MediaBox \[[^\]]*\]/u, '').replace(/\/Resources << .*? >> >>/u, ''),
    }),
  'a page written into the tree': () => letter({ 2: `<< /Type /Pages /Kids [${LETTER[3]}] /Count 1 >>` }),
  'a page written into a list of its own': () =>
    letter({ 2: '<< /Type /Pages /Kids 61 0 R /Count 1 >>', 61: `[${LETTER[3]}]` }),
  'no media box at all': () => letter({ 3: page(/\/MediaBox \[[^\]]*\]/u, '') }),
  'boxes written from the upper right': () => letter({ 3: page('[0 0 595 842]', '[595 842 0 0]') }),
  'a crop box away from the origin, turned by 270': () =>
    letter({ 3: page('/MediaBox', '/CropBox [100 200 400 700] /Rotate 270 /MediaBox') }),
  'a rotation below zero and a user unit': () =>
    letter({ 3: page('/MediaBox', '/Rotate -90 /UserUnit 1.5 /MediaBox') }),
  'a rotation that is no right angle': () => letter({ 3: page('/MediaBox', '/Rotate 45 /MediaBox') }),
  'annotations in an array of their own': () =>
    letter({ 3: page(/\/Annots \[(.*?)\]/u, '/Annots 60 0 R'), 60: '[8 0 R 9 0 R 10 0 R]' }),
  'annotations shared by two pages': () =>
    letter({
      2: '<< /Type /Pages /Kids [3 0 R 61 0 R] /Count 2 >>',
      3: page(/\/Annots \[(.*?)\]/u, '/Annots 60 0 R'),
      60: '[9 0 R]',
      61: SECOND,
      7: '<< /Fields [] >>',
    }),
  'annotations null, missing objects among them': () =>
    letter({ 3: page(/\/Annots \[(.*?)\]/u, '/Annots [null 8 0 R 9 0 R 10 0 R 99 0 R]') }),
  'words and values where keys of the page belong': () =>
    letter({ 3: page('/Parent 2 0 R', 'Parent 2 0 R -1 0 R').replace(/ >>$/u, ' word >>') }),
  'no form': () => letter({ 1: '<< /Type /Catalog /Pages 2 0 R /AcroForm null >>' }),
  'a form written in the catalog': () =>
    letter({
      1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [8 0 R 10 0 R] /DA (/Helv 0 Tf 0 g) >> >>',
    }),
  'fields in an array of their own': () => letter({ 7: '<< /Fields 60 0 R >>', 60: '[8 0 R 10 0 R]' }),
  'catalog, form and page in an object stream': () =>
    reviseByStream(letter({}), { 1: LETTER[1] as string, 3: LETTER[3] as string, 7: LETTER[7] as string }),
  'the page hidden in a hybrid section': () => reviseHybrid(letter({}), { 3: LETTER[3] as string }),
  'generations other than zero': () =>
    latin1(letter({}), (text) =>
      text
        .replace(/\n9 0 obj/u, '\n9 3 obj')
        .replace(/9 0 R/gu, '9 3 R')
        .replace(/(\n9 1\n\d{10}) 00000/u, '$1 00003'),
    ),
  'a /Size that is too small': () => latin1(letter({}), (text) => text.replace(/\/Size \d+/u, '/Size 3 ')),
  'a /Size far beyond its objects': () =>
    latin1(letter({}), (text) => text.replace(/\/Size \d+/u, '/Size 8000000')),
  'a /Size beyond every object number': () =>
    latin1(letter({}), (text) => text.replace(/\/Size \d+/u, '/Size 2147483647')),
  'no /ID': () => latin1(letter({}), (text) => text.replace(/\/ID \[[^\]]*\]/u, '')),
  'PDF 2.0 with lines ended by CR LF behind the end': () =>
    Buffer.concat([
      latin1(letter({}), (text) => text.replace('%PDF-1.7', '%PDF-2.0')),
      Buffer.from('\r\n\r\n'),
    ]),
  'a version in the catalog below that of the header': () =>
    letter({ 1: (LETTER[1] as string).replace(/ >>$/u, ' /Version /1.4 >>') }),
  'words before the header, offsets from the header': () =>
    Buffer.concat([Buffer.from('X-Mailer: a\r\n\r\n'), letter({})]),
  'fonts that were dropped, numbers beyond /Size that still refer to them': () =>
    letter({
      3: page('/Font <<', `/Font <<${[0, 3, 6, 9].map((one) => ` /X${one} ${BEYOND + one} 0 R`).join('')}`),
    }),
  'a parent that is no reference': () => letter({ 3: page('/Parent 2 0 R', '/Parent 2') }),
  'unused and freed numbers': () => revise(letter({ 50: '<< /Unused true >>' }), { 50: null }),
  'content in pieces, one of them empty': () =>
    letter({ 3: page('/Contents 4 0 R', '/Contents [4 0 R 60 0 R]'), 60: stream('', '') }),
  'attachments that alone are locked by a password': () =>
    makeFile({ ...LETTER, 60: ATTACHMENTS_LOCKED }, '/Root 1 0 R /Info 6 0 R /Encrypt 60 0 R'),
  'a number that two parts of the table name': () =>
    latin1(letter({}), (text) => {
      const row = /\n4 1\n(\d{10} 00000 n \n)/u.exec(text)?.[1] ?? '';
      return text.replace('trailer\n', `4 1\n${row.replace(/^\d{10}/u, '0000000015')}trailer\n`);
    }),
  'an end mark missing': () => latin1(letter({}), (text) => text.replace(/%%EOF\n$/u, '')),
  'a startxref that is off by some bytes': () =>
    latin1(letter({}), (text) =>
      text.replace(/startxref\n(\d+)/u, (_all, n) => `startxref\n${Number(n) + 3}`),
    ),
};

describe('files of odd shapes', () => {
  it.each(Object.entries(SHAPES))(
    '%s',
    async (_name, make) => {
      writeFileSync(at('odd.pdf'), make());
      const first = await signForTest(at('odd.pdf'), at('once.pdf'), identity, {
        role: 'plain',
        visible: true,
      });
      expectSoundSignedPdf(at('odd.pdf'), at('once.pdf'), {
        rootPem: identity.rootPem,
        stamps: first.prepared.placements,
      });
      await signForTest(at('once.pdf'), at('twice.pdf'), identity, { role: 'plain' });
      const verdict = await judgePdf(at('twice.pdf'), { trust: null });
      expect(verdict).toMatchObject({ signed: true, sound: true });
      expect(verdict.signatures).toHaveLength(2);
    },
    120_000,
  );
});

describe('object numbers', () => {
  const sized = (size: number, file = letter({})) => {
    const text = file.toString('latin1');
    const at = text.lastIndexOf('/Size ');
    return Buffer.from(text.slice(0, at) + text.slice(at).replace(/\d+/u, String(size)), 'latin1');
  };
  const sign = (input: string, output: string) =>
    signForTest(at(input), at(output), identity, { role: 'plain' });
  const added = (output: string, from: number) =>
    Array.from(
      readFileSync(at(output), 'latin1')
        .slice(from)
        .matchAll(/\n(\d+) 0 obj/gu),
      ([, number]) => Number(number),
    );

  it('begin at the largest /Size, however far it lies beyond the objects', async () => {
    const input = sized(8_000_000);
    writeFileSync(at('far.pdf'), input);
    const { prepared } = await sign('far.pdf', 'far-signed.pdf');
    expect(prepared.notices).toEqual([]);
    const numbers = added('far-signed.pdf', input.length).filter((number) => number >= BEYOND);
    expect(Math.min(...numbers)).toBe(8_000_000);
  });

  it('are given anew, and the clerk is told, where no reader takes one beyond /Size and nothing is signed', async () => {
    const input = sized(8_388_600);
    writeFileSync(at('full.pdf'), input);
    const { prepared } = await sign('full.pdf', 'full-signed.pdf');
    expect(prepared.notices).toEqual(['PDF_REBUILT']);
    expect(Math.max(...added('full-signed.pdf', input.length))).toBeLessThan(1000);
  });

  it('are refused there where something is signed', async () => {
    writeFileSync(at('sound.pdf'), letter({}));
    await sign('sound.pdf', 'signed.pdf');
    writeFileSync(at('signed-full.pdf'), sized(8_388_608, revise(readFileSync(at('signed.pdf')), {})));
    await expect(sign('signed-full.pdf', 'never.pdf')).rejects.toMatchObject({ code: 'PDF_XREF_DAMAGED' });
    expect(existsSync(at('never.pdf'))).toBe(false);
  });
});

describe('a catalog written into the trailer', () => {
  const file = makeFile(LETTER, `/Root ${LETTER[1]} /Info 6 0 R`);
  const sign = (input: string) =>
    signForTest(at(input), at('rooted.pdf'), identity, { role: 'plain', visible: true });

  it('becomes an object where nothing is signed, and the clerk is told', async () => {
    writeFileSync(at('direct.pdf'), file);
    const { prepared } = await sign('direct.pdf');
    expect(prepared.notices).toEqual(['PDF_REBUILT']);
    expect(readFileSync(at('rooted.pdf')).subarray(0, file.length).equals(file)).toBe(true);
    expect(await judgePdf(at('rooted.pdf'), { trust: null })).toMatchObject({ signed: true, sound: true });
    for (const command of ['qpdf --check', 'pdfinfo', 'mutool info']) {
      const [program = '', ...words] = [...command.split(' '), at('rooted.pdf')];
      expect(spawnSync(program, words).status, command).toBe(0);
    }
    rmSync(at('rooted.pdf'));
  });

  it('is refused where something is signed', async () => {
    writeFileSync(at('direct.pdf'), Buffer.concat([file, Buffer.from('% /ByteRange [0 1 2 3]\n')]));
    await expect(sign('direct.pdf')).rejects.toMatchObject({ code: 'PDF_XREF_DAMAGED' });
    expect(existsSync(at('rooted.pdf'))).toBe(false);
  });
});

describe('a file whose attachments alone are locked', () => {
  const locked = stream('/Filter [/Crypt] /DecodeParms [<< /Name /StdCF >>]', 'what only a password shows');
  const content = page('4 0 R', '[4 0 R 61 0 R]');
  const withFont = (font: string) => page('/F1 5 0 R', `/F1 5 0 R /EF ${font}`);
  const attached = '<< /Type /Filespec /F (a.pdf) /UF (a.pdf) /EF << /F 61 0 R /UF 61 0 R >> >>';
  const make = (objects: Objects) =>
    makeFile(
      { ...LETTER, ...objects, 60: ATTACHMENTS_LOCKED, 61: locked },
      '/Root 1 0 R /Info 6 0 R /Encrypt 60 0 R',
    );

  it('keeps them', async () => {
    const annotation = '<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS 63 0 R >>';
    const note = page('/Annots [', '/Annots [62 0 R ');
    writeFileSync(at('locked.pdf'), make({ 3: note, 62: annotation, 63: attached }));
    await signForTest(at('locked.pdf'), at('locked-signed.pdf'), identity, { role: 'plain' });
    expect(await judgePdf(at('locked-signed.pdf'), { trust: null })).toMatchObject({ sound: true });
  });

  it.each([
    ['content of a page', { 3: content }],
    ['a picture that is called EF', { 3: page('/Font <<', '/XObject << /EF 61 0 R >> /Font <<') }],
    ['a font that is called EF', { 3: withFont('<< /Subtype /Type3 /CharProcs << /a 61 0 R >> >>') }],
    ['an attachment that is drawn as well', { 3: content, 63: attached }],
  ])('is refused where %s is locked with them: nobody here would have seen it', async (_what, objects) => {
    writeFileSync(at('locked.pdf'), make(objects));
    const signing = signForTest(at('locked.pdf'), at('never.pdf'), identity, { role: 'plain' });
    await expect(signing).rejects.toMatchObject({ code: 'PDF_NEEDS_PASSWORD' });
    expect(existsSync(at('never.pdf'))).toBe(false);
  });
});

describe('damaged files', () => {
  it('are signed soundly or refused by a named code, and leave nothing half written', async () => {
    const whole = [SHAPES['catalog, form and page in an object stream'], SHAPES['no form']].map(
      (make) => make?.() ?? Buffer.alloc(0),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...whole),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 }),
        fc.option(fc.integer({ min: 200, max: 2000 })),
        async (file, bytes, cut) => {
          const broken = Buffer.from(file);
          for (const [place, byte] of bytes) broken[place % broken.length] = byte;
          writeFileSync(at('broken.pdf'), cut === null ? broken : broken.subarray(0, cut));
          rmSync(at('mended.pdf'), { force: true });
          try {
            await signForTest(at('broken.pdf'), at('mended.pdf'), identity, { role: 'plain' });
          } catch (thrown) {
            const { code } = toKyguiError(thrown);
            expect(code).toMatch(/^PDF_/u);
            expect(existsSync(at('mended.pdf'))).toBe(false);
            return;
          }
          const original = readFileSync(at('broken.pdf'));
          expect(readFileSync(at('mended.pdf')).subarray(0, original.length).equals(original)).toBe(true);
          expect(await judgePdf(at('mended.pdf'), { trust: null })).toMatchObject({
            signed: true,
            sound: true,
          });
        },
      ),
      { numRuns: 150 },
    );
  }, 120_000);
});
