import { describe, expect, it } from 'vitest';
import { reviseByStream } from './kit/appending.ts';
import {
  bodyOf,
  fillSignature,
  LETTER,
  makeFile,
  type Objects,
  signFile,
  sizeOf,
  stream,
} from './kit/document.ts';
import { judged } from './kit/judged.ts';
import { authority } from './kit/pki.ts';

/** Acrobat signs with an object stream and a cross-reference stream, and sets what says when and with what it was saved. */
const { agency } = authority();
const ROOM = 8192;

const xmp = (saved: string) =>
  stream(
    '/Type /Metadata /Subtype /XML',
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="x" xmlns:mm="mm" xmlns:dc="dc"><dc:title>Mau</dc:title>${saved}</rdf:Description></rdf:RDF></x:xmpmeta>`,
  );
const form = (resources: string, content: string) =>
  stream(`/Type /XObject /Subtype /Form /BBox [0 0 100 50] /Resources << ${resources} >>`, content);

const signed = signFile(
  makeFile({
    ...LETTER,
    1: (LETTER[1] as string).replace(/ >>$/u, ' /Metadata 30 0 R >>'),
    7: '<< /Fields [8 0 R 10 0 R] /DA (/Helv 0 Tf 0 g) /DR << /Font << /Helv 5 0 R >> >> >>',
    30: xmp('<xmp:ModifyDate>2026-01-05T08:00:00+07:00</xmp:ModifyDate>'),
  }),
);
const [FIELD, SIGNATURE, FRAME, EMPTY, TEXT, FONT, CODING] = [0, 1, 2, 3, 4, 5, 6].map(
  (one) => sizeOf(signed) + one,
) as [number, number, number, number, number, number, number];

const increment: Objects = {
  1: bodyOf(signed, 1).replace(
    / >>$/u,
    ' /Extensions << /ADBE << /BaseVersion /1.7 /ExtensionLevel 8 >> >> /Version /1.7 >>',
  ),
  3: bodyOf(signed, 3).replace(/(\/Annots \[.*?)\]/u, `$1 ${FIELD} 0 R]`),
  6: bodyOf(signed, 6).replace(/ >>$/u, " /ModDate (D:20260105090000+07'00') >>"),
  7: bodyOf(signed, 7)
    .replace(/(\/Fields \[.*?)\]/u, `$1 ${FIELD} 0 R]`)
    .replace(
      '/Font << /Helv 5 0 R >>',
      `/Font << /Helv 5 0 R /HeBo ${FONT} 0 R >> /Encoding << /PDFDocEncoding ${CODING} 0 R >>`,
    ),
  30: xmp(
    '<xmp:ModifyDate>2026-01-05T09:00:00+07:00</xmp:ModifyDate><xmp:MetadataDate>2026-01-05T09:00:00+07:00</xmp:MetadataDate><mm:InstanceID>uuid:1</mm:InstanceID>',
  ),
  [FIELD]:
    `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature2) /F 132 /Rect [300 300 400 350] /P 3 0 R /MK << >> ` +
    `/DA (/HeBo 0 Tf 0 g) /Lock << /Type /SigFieldLock /Action /Include /Fields [(Khac)] >> /AP << /N ${FRAME} 0 R >> /V ${SIGNATURE} 0 R >>`,
  [SIGNATURE]: Buffer.from(
    `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange ${' '.repeat(60)} /Contents <${'0'.repeat(ROOM * 2)}> ` +
      `/M (D:20260105090000+07'00') /Prop_Build << /Filter << /Name /Adobe.PPKLite >> /App << /Name /Exchange-Pro >> >> ` +
      `/Reference [<< /Type /SigRef /TransformMethod /FieldMDP /TransformParams << /Type /TransformParams /V /1.2 /Action /Include /Fields [(Khac)] >> /Data 1 0 R >>] >>`,
  ),
  [FRAME]: form(`/XObject << /n0 ${EMPTY} 0 R /n2 ${TEXT} 0 R >>`, 'q /n0 Do Q q /n2 Do Q'),
  [EMPTY]: form('', '% DSBlank'),
  [TEXT]: form(`/Font << /T1_0 ${FONT} 0 R >>`, 'BT /T1_0 9 Tf (Ky boi) Tj ET'),
  [FONT]: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>',
  [CODING]: '<< /Type /Encoding /Differences [24 /breve] >>',
};
const second = (objects: Objects) =>
  judged(
    fillSignature(
      reviseByStream(signed, { ...increment, ...objects }),
      signed.length,
      { signer: agency },
      ROOM,
    ),
  );

describe('a second signature in the manner of Acrobat', () => {
  it('is sound with everything that Acrobat writes beside it', async () => {
    const verdict = await second({});
    expect(verdict).toMatchObject({ signed: true, sound: true, trusted: true });
    expect(verdict.signatures).toHaveLength(2);
  });

  it.each<[string, Objects]>([
    ['a font of the form', { 7: (increment[7] as string).replace('/Helv 5 0 R', `/Helv ${FONT} 0 R`) }],
    ['the title in the metadata', { 30: Buffer.from(xmp('').toString().replace('Mau', 'Gia')) }],
    [
      'an action at opening',
      { 1: (increment[1] as string).replace(/ >>$/u, ' /OpenAction [3 0 R /Fit] >>') },
    ],
    [
      'an action of the widget',
      { [FIELD]: (increment[FIELD] as string).replace('/MK << >>', '/A << /S /URI /URI (x) >>') },
    ],
    [
      'permissions that were not there',
      { 1: (increment[1] as string).replace(/ >>$/u, ` /Perms << /DocMDP ${SIGNATURE} 0 R >> >>`) },
    ],
  ])('is not sound when it changes %s', async (_name, objects) => {
    expect(await second(objects)).toMatchObject({ signed: true, sound: false });
  });
});
