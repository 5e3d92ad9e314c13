import { describe, expect, it } from 'vitest';
import { bodyOf, LETTER, makeFile, type Objects, signFile, sizeOf } from './kit/document.ts';
import { judged } from './kit/judged.ts';
import { authority } from './kit/pki.ts';

const { agency } = authority();

/** A letter whose form has a node of its own, with a text field below; signed once. */
const signed = signFile(
  makeFile({
    ...LETTER,
    7: '<< /Fields [8 0 R 10 0 R 30 0 R] /DA (/Helv 0 Tf 0 g) >>',
    30: '<< /T (Nhom) /Kids [31 0 R] >>',
    31: '<< /FT /Tx /T (Ten) /V (Mau) /Parent 30 0 R >>',
  }),
);
const FIELD = sizeOf(signed);
const NODE = FIELD + 10;
const grown = bodyOf(signed, 30).replace('31 0 R', `31 0 R ${FIELD} 0 R`);

const rootsWith = (number: number) => bodyOf(signed, 7).replace(/(\/Fields \[.*?)\]/u, `$1 ${number} 0 R]`);

/** The agency signs in a field below a node; the list of the form's roots is that of before. */
const second = (objects: Objects, parent = '/Parent 30 0 R') =>
  judged(
    signFile(signed, {
      signer: agency,
      objects: { 7: bodyOf(signed, 7), ...objects },
      fieldEntries: parent,
    }),
  );

describe('a further signature in a field below a node of the form', () => {
  it('is sound below a node that was there', async () => {
    expect(await second({ 30: grown })).toMatchObject({ sound: true });
  });

  it('is sound below a node that came with it, in the roots or below another', async () => {
    const node = (entries: string) => `<< /T (Ky) /Kids [${FIELD} 0 R] ${entries} >>`;
    const roots = rootsWith(NODE);
    expect(await second({ 7: roots, [NODE]: node('') }, `/Parent ${NODE} 0 R`)).toMatchObject({
      sound: true,
    });
    const below = { 30: grown.replace(`${FIELD} 0 R`, `${NODE} 0 R`), [NODE]: node('/Parent 30 0 R') };
    expect(await second(below, `/Parent ${NODE} 0 R`)).toMatchObject({ sound: true });
  });

  it.each<[string, Objects, string?]>([
    ['the node takes another name', { 30: grown.replace('(Nhom)', '(Khac)') }],
    ['the node takes a value', { 30: grown.replace('/Kids', '/V (x) /Kids') }],
    ['the node drops a field', { 30: grown.replace('31 0 R ', '') }],
    [
      'the node takes a text field too',
      { 30: grown.replace(']', ` ${NODE} 0 R]`), [NODE]: bodyOf(signed, 31) },
    ],
    [
      'the node takes a text field with another name too',
      { 30: grown.replace(']', ` ${NODE} 0 R]`), [NODE]: bodyOf(signed, 31).replace('(Ten)', '(So)') },
    ],
    ['the text field takes another value', { 30: grown, 31: bodyOf(signed, 31).replace('(Mau)', '(Khac)') }],
    ['the field names a parent that does not list it', { 7: rootsWith(FIELD) }],
    ['the field names no parent', { 30: grown }, ''],
    [
      'a node that came with it does something',
      {
        7: rootsWith(NODE),
        [NODE]: `<< /T (Ky) /Kids [${FIELD} 0 R] /AA << /C << /S /JavaScript /JS (x) >> >> >>`,
      },
      `/Parent ${NODE} 0 R`,
    ],
  ])('is not sound when %s', async (_name, objects, parent) => {
    expect(await second(objects, parent)).toMatchObject({ signed: true, sound: false });
  });
});
