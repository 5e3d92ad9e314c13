import { describe, expect, it } from 'vitest';
import type { ReasonCode } from '../../../shared/document/verdict-reasons.ts';
import {
  bodyOf,
  LETTER,
  makeFile,
  type Objects,
  revise,
  signedLetter,
  signFile,
  stream,
} from './kit/document.ts';
import { judged } from './kit/judged.ts';
import { authority } from './kit/pki.ts';

const signed = signedLetter();
const PAGE = bodyOf(signed, 3);
const TEXT = 'BT /F1 14 Tf 72 700 Td (So tien: 1.000.000 dong) Tj ET';
/** The content of the page once more, octet for octet. */
const again = (dict: string, keyword = 'stream\n') =>
  Buffer.from(`<< ${dict} >>\n${keyword}${TEXT}\nendstream`, 'latin1');
const whole = `/Length ${TEXT.length}`;

/** An increment that needs no signature of its own, because validation data come with it. */
const withStore = (file: Buffer, objects: Objects): Buffer =>
  revise(file, {
    ...objects,
    1: bodyOf(file, 1).replace(/ >>$/u, ' /DSS 80 0 R >>'),
    80: '<< /Type /DSS /Certs [81 0 R] >>',
    81: stream('', authority().issuing.der),
  });

async function expectTold(file: Buffer, reason: ReasonCode): Promise<void> {
  const verdict = await judged(file);
  expect(verdict).toMatchObject({ signed: true, sound: false, trusted: false });
  expect(verdict.reasons).toContain(reason);
}

describe('incremental saving attack with what readers take in different ways', () => {
  it.each([
    ['the size of the page with an exponent', { 3: PAGE.replace('595 842', '5.95e2 842') }],
    ['the size of the page with a sign behind it', { 3: PAGE.replace('595 842', '595 842-1') }],
    ['the size of the page with two signs', { 3: PAGE.replace('[0 0', '[--0 0') }],
    ['the last key of the page without a value', { 3: PAGE.replace(/ >>$/u, ' /Rotate >>') }],
    ['a content whose length ends it early', { 4: again('/Length 10') }],
    ['a content without a length', { 4: again('') }],
    ['a content whose length is nowhere', { 4: again('/Length 99 0 R') }],
    ['a content behind a bare CR', { 4: again(whole, 'stream\r') }],
    ['a content behind spaces', { 4: again(whole, 'stream   \n') }],
    ['an object that is nothing but a reference', { 3: PAGE.replace('4 0 R', '90 0 R'), 90: '4 0 R' }],
  ] satisfies [string, Objects][])('%s', async (_what, objects) => {
    await expectTold(withStore(signed, objects), 'DUPLICATE_OBJECT');
    await expectTold(signFile(revise(signed, objects), { signer: authority().agency }), 'DUPLICATE_OBJECT');
  });

  it.each([
    ['rows that are not of twenty octets', /(\d{10}) 00000 n /gu, '7 0 n'],
    ['a place of the earlier table as a fraction', /\/Prev (\d+)/u, '/Prev $1.0'],
    ['a place of the earlier table with a sign', /\/Prev (\d+)/u, '/Prev +$1'],
  ])('cross references: %s', async (_what, from, to) => {
    const text = withStore(signed, {}).toString('latin1');
    const at = text.lastIndexOf('xref\n1 1');
    const table = text
      .slice(at)
      .replace(from, (row, offset: string) =>
        to === '7 0 n' ? `${Number(offset)} 0 n` : row.replace(from, to),
      );
    await expectTold(Buffer.from(text.slice(0, at) + table, 'latin1'), 'XREF_IRREGULAR');
  });

  it('what is written anew in another but plain way is sound', async () => {
    for (const objects of [
      { 4: again('/Length 90 0 R'), 90: String(TEXT.length) },
      { 4: again(whole, 'stream\r\n') },
      { 3: PAGE.replace('[0 0 595', '[+0 0.0 90 0 R'), 90: '595.' },
      { 3: PAGE.replace('/F1 5 0 R', '/#461 5 0 R') },
    ] satisfies Objects[]) {
      expect(await judged(withStore(signed, objects))).toMatchObject({ sound: true });
    }
  });

  it('what the author wrote like that may be carried over by the next signer', async () => {
    const odd = { ...LETTER, 3: (LETTER[3] as string).replace('595 842', '5.95e2 842') };
    const once = signFile(makeFile(odd));
    expect(await judged(signFile(once, { signer: authority().agency }))).toMatchObject({ sound: true });
    const changed = { 3: bodyOf(once, 3).replace('5.95e2', '595.0e0') };
    await expectTold(signFile(revise(once, changed), { signer: authority().agency }), 'DUPLICATE_OBJECT');
  });
});

describe('flooding: what is allowed must not hide what is not', () => {
  it('the content is overwritten beside hundreds of empty signature fields', async () => {
    const numbers = Array.from({ length: 300 }, (_one, index) => 100 + index);
    const refs = numbers.map((number) => `${number} 0 R`).join(' ');
    const flood: Objects = {
      ...Object.fromEntries(
        numbers.map((number) => [
          number,
          `<< /Type /Annot /Subtype /Widget /FT /Sig /T (o${number}) /F 132 /Rect [0 0 0 0] /P 3 0 R >>`,
        ]),
      ),
      7: bodyOf(signed, 7).replace('/Fields [', `/Fields [${refs} `),
      3: PAGE.replace('/Annots [', `/Annots [${refs} `),
    };
    const { agency: signer } = authority();
    expect(await judged(signFile(revise(signed, flood), { signer }))).toMatchObject({ sound: true });
    const overwritten = { ...flood, 4: stream('', TEXT.replace('1.000', '9.000')) };
    await expectTold(signFile(revise(signed, overwritten), { signer }), 'CHANGED_PAGE_CONTENT');
  });
});

describe('small steps: many roundings must not move anything', () => {
  const base = signFile(
    makeFile({ ...LETTER, 3: (LETTER[3] as string).replace('595 842', '595.275590551 842') }),
  );
  const page = (width: string): Objects => ({ 3: bodyOf(base, 3).replace('595.275590551', width) });

  it('a number is rounded to fewer places, or to what a float holds of it', async () => {
    for (const width of ['595.27559', '595.2756', '595.2755', '595.275573730469', '595.27557'])
      expect(await judged(withStore(base, page(width)))).toMatchObject({ sound: true });
  });

  it('a number is another one close by', async () => {
    for (const width of ['595.2746', '595.278', '595.275600551', '595.271'])
      await expectTold(withStore(base, page(width)), 'CHANGED_PAGES');
  });
});
