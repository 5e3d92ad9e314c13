import { describe, expect, it } from 'vitest';
import { bodyOf, LETTER, makeFile, type Objects, revise, signFile, stream } from './kit/document.ts';
import { judged } from './kit/judged.ts';
import { authority } from './kit/pki.ts';

const { agency } = authority();
const letter = () => signFile(makeFile(LETTER));
/** First number that is free behind the field and the signature of this revision. */
const PICTURE = 40;
const form = (content: string, more = '') =>
  stream(`/Type /XObject /Subtype /Form /BBox [0 0 100 100] ${more}`, content);

/** The letter, signed again with a picture at a place of the page. */
const signedAgain = (file: Buffer, rect: string, content: string, more = '', objects: Objects = {}) =>
  signFile(file, {
    signer: agency,
    rect,
    fieldEntries: `/AP << /N ${PICTURE} 0 R >>`,
    objects: { [PICTURE]: form(content, more), ...objects },
  });

const WHOLE = '0 0 595 842';
const COVERS: Readonly<Record<string, Buffer>> = {
  'a filled area': signedAgain(letter(), WHOLE, '1 1 1 rg 0 0 100 100 re f'),
  'an area given by its corners': signedAgain(letter(), WHOLE, '1 g 0 0 m 100 0 l 100 100 l 0 100 l h b'),
  'one stroke as wide as the page': signedAgain(letter(), WHOLE, '100 w 0 50 m 100 50 l S'),
  'many stripes': signedAgain(
    letter(),
    WHOLE,
    Array.from({ length: 100 }, (_, y) => `0 ${y} 100 1.01 re f`).join('\n'),
  ),
  'an image': signedAgain(
    letter(),
    WHOLE,
    'q 100 0 0 100 0 0 cm /I Do Q',
    '/Resources << /XObject << /I 41 0 R >> >>',
    {
      41: stream(
        '/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8',
        '\xff',
      ),
    },
  ),
  'an image within the content': signedAgain(
    letter(),
    WHOLE,
    'q 100 0 0 100 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q',
  ),
  'a form within the form': signedAgain(
    letter(),
    WHOLE,
    '10 0 0 10 0 0 cm /F Do',
    '/Resources << /XObject << /F 41 0 R >> >>',
    { 41: stream('/Subtype /Form /BBox [0 0 10 10]', '0 0 10 10 re f') },
  ),
  'a letter as large as the page': signedAgain(
    letter(),
    WHOLE,
    'BT /F 110 Tf 3 10 Td (MM) Tj ET',
    '/Resources << /Font << /F 5 0 R >> >>',
  ),
  'letters that are pictures': signedAgain(
    letter(),
    WHOLE,
    'BT /F 1 Tf (a) Tj ET',
    '/Resources << /Font << /F 41 0 R >> >>',
    {
      41: '<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [100 0 0 100 0 0] /FirstChar 97 /LastChar 97 /Widths [1] /Encoding << /Differences [97 /a] >> /CharProcs << /a 42 0 R >> >>',
      42: stream('', '1 0 d0 0 0 1 1 re f'),
    },
  ),
  'a shading': signedAgain(
    letter(),
    WHOLE,
    '/S sh',
    '/Resources << /Shading << /S << /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 100 0] /Function << /FunctionType 2 /Domain [0 1] /C0 [1] /C1 [1] /N 1 >> /Extend [true true] >> >> >>',
  ),
  'a turned picture': signedAgain(letter(), WHOLE, '0 0 100 100 re f', '/Matrix [0 1 -1 0 0 0]'),
  'content that cannot be decoded': signedAgain(letter(), WHOLE, 'x', '/Filter /DCTDecode'),
  'the words of the letter alone': signedAgain(letter(), '60 400 560 700', '0 0 100 100 re f'),
  'three signatures, a seventh each': [0, 1, 2].reduce(
    (file, index) => signedAgain(file, `0 ${index * 120} 595 ${(index + 1) * 120}`, '0 0 100 100 re f'),
    letter(),
  ),
};

/** The field comes empty with a revision of its own, and is signed by the next one. */
const inTwoSteps = () => {
  const signed = letter();
  const field = `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Sau) /F 132 /Rect [${WHOLE}] /P 3 0 R`;
  const number = 30;
  const empty = revise(signed, {
    [number]: `${field} >>`,
    3: bodyOf(signed, 3).replace('/Annots [', `/Annots [${number} 0 R `),
    7: bodyOf(signed, 7).replace(/\/Fields \[(.*?)\]/u, `/Fields [$1 ${number} 0 R]`),
  });
  return signFile(empty, {
    signer: agency,
    field: { number, text: field },
    fieldEntries: `/AP << /N ${PICTURE} 0 R >>`,
    objects: { [PICTURE]: form('0 0 100 100 re f') },
  });
};

const LEAVES: Readonly<Record<string, Buffer>> = {
  'a seal': signedAgain(letter(), '300 100 400 200', '0 0 100 100 re f'),
  'two small pictures in a field as large as the page': signedAgain(
    letter(),
    WHOLE,
    '10 90 8 2 re f 60 10 20 12 re f',
  ),
  'a frame around the page': signedAgain(letter(), WHOLE, '0.5 w 1 1 98 98 re S'),
  'a line across it': signedAgain(letter(), WHOLE, '0.5 w 0 0 m 100 100 l S'),
  'a cut to its own part': signedAgain(letter(), WHOLE, '50 0 30 10 re W n 0 0 100 100 re f'),
  'words that are not shown': signedAgain(
    letter(),
    WHOLE,
    'BT 3 Tr /F 110 Tf (MM) Tj ET',
    '/Resources << /Font << /F 5 0 R >> >>',
  ),
  'nothing, in a field as large as the page': signedAgain(letter(), WHOLE, ''),
};

describe('a later signature that lies over the signed page', () => {
  it.each(Object.entries(COVERS))('is told when it is %s', async (_, file) => {
    const verdict = await judged(file);
    expect(verdict).toMatchObject({ signed: true, sound: false });
    expect(verdict.reasons).toContain('SIGNATURE_COVERS_PAGE');
  });

  it.each(Object.entries(LEAVES))('is sound when it leaves the page to be read: %s', async (_, file) => {
    expect(await judged(file)).toMatchObject({ signed: true, sound: true });
  });

  it('is told when its field came empty before it', async () => {
    expect((await judged(inTwoSteps())).reasons).toContain('SIGNATURE_COVERS_PAGE');
  });

  it('is no matter where the field was there before the first signature', async () => {
    const text = (LETTER[10] as string).replace('[300 100 450 160]', `[${WHOLE}]`).replace(/ >>$/u, '');
    const twice = signFile(signFile(makeFile({ ...LETTER, 10: `${text} >>` })), {
      signer: agency,
      field: { number: 10, text },
      fieldEntries: `/AP << /N ${PICTURE} 0 R >>`,
      objects: { [PICTURE]: form('0 0 100 100 re f') },
    });
    expect(await judged(twice)).toMatchObject({ sound: true });
  });

  it('is no matter where it is the first: what lies under it was never signed', async () => {
    const first = signFile(makeFile(LETTER), {
      rect: WHOLE,
      fieldEntries: `/AP << /N ${PICTURE} 0 R >>`,
      objects: { [PICTURE]: form('0 0 100 100 re f') },
    });
    expect(await judged(signFile(first, { signer: agency }))).toMatchObject({ sound: true });
  });
});
