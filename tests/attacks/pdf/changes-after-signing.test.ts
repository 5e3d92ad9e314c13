import { describe, expect, it } from 'vitest';
import type { ReasonCode } from '../../../shared/document/verdict-reasons.ts';
import {
  bodyOf,
  LETTER,
  makeFile,
  type Objects,
  type RevisionPlan,
  revise,
  signFile,
  stream,
} from './kit/document.ts';
import { judged } from './kit/judged.ts';
import { authority } from './kit/pki.ts';

interface Attack {
  attack: string;
  objects: (signed: Buffer) => Objects;
  plan?: (signed: Buffer) => RevisionPlan;
  reason: ReasonCode;
}

const page = (signed: Buffer, from: string | RegExp, to: string) => bodyOf(signed, 3).replace(from, to);
const catalog = (signed: Buffer, entry: string) => bodyOf(signed, 1).replace(/ >>$/u, ` ${entry} >>`);

/** Number of the signed field that `preparedLetter` makes, and of its signature. */
const FIELD = 21;
const SIGNATURE = 22;
/** First number that the signed letter leaves free. */
const FREE = 23;

const ATTACKS: readonly Attack[] = [
  {
    attack: 'incremental saving: the page content is overwritten',
    objects: () => ({ 4: stream('', 'BT /F1 14 Tf 72 700 Td (So tien: 9.000.000 dong) Tj ET') }),
    reason: 'CHANGED_PAGE_CONTENT',
  },
  {
    attack: 'incremental saving: the page points to other content',
    objects: (signed) => ({
      3: page(signed, '/Contents 4 0 R', `/Contents ${FREE} 0 R`),
      [FREE]: stream('', 'BT /F1 14 Tf 72 700 Td (So tien: 9.000.000 dong) Tj ET'),
    }),
    reason: 'CHANGED_PAGE_CONTENT',
  },
  {
    attack: 'incremental saving: content is added behind the signed content',
    objects: (signed) => ({
      3: page(signed, '/Contents 4 0 R', `/Contents [4 0 R ${FREE} 0 R]`),
      [FREE]: stream('', '1 1 1 rg 0 0 595 842 re f'),
    }),
    reason: 'CHANGED_PAGE_CONTENT',
  },
  {
    attack: 'a page is added',
    objects: () => ({
      2: `<< /Type /Pages /Kids [3 0 R ${FREE} 0 R] /Count 2 >>`,
      [FREE]: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>',
    }),
    reason: 'CHANGED_PAGES',
  },
  {
    attack: 'the page is replaced by another one',
    objects: () => ({
      2: `<< /Type /Pages /Kids [${FREE} 0 R] /Count 1 >>`,
      [FREE]: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>',
    }),
    reason: 'CHANGED_PAGES',
  },
  {
    attack: 'a second page tree takes the place of the signed one',
    objects: (signed) => ({
      1: bodyOf(signed, 1).replace('/Pages 2 0 R', `/Pages ${FREE} 0 R`),
      [FREE]: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    }),
    reason: 'CHANGED_PAGES',
  },
  {
    attack: 'the page is cropped so that lines fall outside',
    objects: (signed) => ({ 3: page(signed, '/MediaBox', '/CropBox [0 0 595 400] /MediaBox') }),
    reason: 'CHANGED_PAGES',
  },
  {
    attack: 'the page is turned',
    objects: (signed) => ({ 3: page(signed, '/MediaBox', '/Rotate 180 /MediaBox') }),
    reason: 'CHANGED_PAGES',
  },
  {
    attack: 'font change: the font is replaced',
    objects: () => ({ 5: '<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>' }),
    reason: 'CHANGED_FONT',
  },
  {
    attack: 'font change: digits are mapped to other glyphs',
    objects: () => ({ 11: '<< /Type /Encoding /Differences [49 /nine] >>' }),
    reason: 'CHANGED_FONT',
  },
  {
    attack: 'font change: the page takes its font from elsewhere',
    objects: (signed) => ({
      3: page(signed, '/F1 5 0 R', `/F1 ${FREE} 0 R`),
      [FREE]: '<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>',
    }),
    reason: 'CHANGED_FONT',
  },
  {
    attack: 'form value change: a field says something else',
    objects: () => ({ 8: (LETTER[8] as string).replace('chua co', 'da duyet') }),
    reason: 'CHANGED_FORM_VALUE',
  },
  {
    attack: 'form value change: the value stays and its picture changes',
    objects: () => ({
      12: stream('/Type /XObject /Subtype /Form /BBox [0 0 228 20]', 'BT /F1 9 Tf (da duyet) Tj ET'),
    }),
    reason: 'CHANGED_ANNOTATION',
  },
  {
    attack: 'form: viewers are told to draw the fields anew',
    objects: (signed) => ({ 7: bodyOf(signed, 7).replace(/ >>$/u, ' /NeedAppearances true >>') }),
    reason: 'CHANGED_FORM',
  },
  {
    attack: 'form: a field is added',
    objects: (signed) => ({
      7: bodyOf(signed, 7).replace('/Fields [', `/Fields [${FREE} 0 R `),
      [FREE]: '<< /FT /Tx /T (Them) /V (da duyet) >>',
    }),
    reason: 'CHANGED_FORM',
  },
  {
    attack: 'form: XFA is added to the form',
    objects: (signed) => ({
      7: bodyOf(signed, 7).replace(/ >>$/u, ` /XFA ${FREE} 0 R >>`),
      [FREE]: stream('', '<xdp/>'),
    }),
    reason: 'CHANGED_FORM',
  },
  {
    attack: 'evil annotation: a text is laid over the page',
    objects: (signed) => ({
      3: page(signed, '/Annots [', `/Annots [${FREE} 0 R `),
      [FREE]:
        '<< /Type /Annot /Subtype /FreeText /Rect [72 690 400 720] /Contents (9.000.000) /DA (/Helv 14 Tf) >>',
    }),
    reason: 'CHANGED_ANNOTATION',
  },
  {
    attack: 'evil annotation: a stamp without signature claims to be part of one',
    objects: (signed) => ({
      3: page(signed, '/Annots [', `/Annots [${FREE} 0 R `),
      [FREE]: '<< /Type /Annot /Subtype /Stamp /NM (ChuKy21.1) /F 708 /Rect [72 690 400 720] /P 3 0 R >>',
    }),
    reason: 'CHANGED_ANNOTATION',
  },
  {
    attack: 'annotation: a link leads elsewhere',
    objects: () => ({ 9: (LETTER[9] as string).replace('example.vn', 'example.com') }),
    reason: 'CHANGED_ACTIONS',
  },
  {
    attack: 'annotation: one is removed',
    objects: (signed) => ({ 3: page(signed, ' 9 0 R', '') }),
    reason: 'CHANGED_ANNOTATION',
  },
  {
    attack: 'shadow attack, hide: a signed overlay disappears because its object is freed',
    objects: () => ({ 12: null }),
    reason: 'CHANGED_ANNOTATION',
  },
  {
    attack: 'shadow attack, replace: a number that was empty when signed gets content',
    objects: () => ({ 99: '<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>' }),
    reason: 'CHANGED_FONT',
  },
  {
    attack: 'shadow attack, hide and replace: the table points to an object hidden in the signed bytes',
    objects: () => ({}),
    plan: (signed) => ({ offsets: { 4: signed.indexOf('4 0 obj\n<<  /Hidden') } }),
    reason: 'CHANGED_PAGE_CONTENT',
  },
  {
    attack: 'optional content: a layer is put under the page',
    objects: (signed) => ({
      1: catalog(signed, `/OCProperties << /OCGs [${FREE} 0 R] /D << /OFF [${FREE} 0 R] >> >>`),
      [FREE]: '<< /Type /OCG /Name (An) >>',
    }),
    reason: 'CHANGED_OPTIONAL_CONTENT',
  },
  {
    attack: 'actions: one runs on opening',
    objects: (signed) => ({ 1: catalog(signed, '/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>') }),
    reason: 'CHANGED_ACTIONS',
  },
  {
    attack: 'actions: one runs when the page is shown',
    objects: (signed) => ({
      3: page(signed, '/MediaBox', '/AA << /O << /S /JavaScript /JS (x) >> >> /MediaBox'),
    }),
    reason: 'CHANGED_ACTIONS',
  },
  {
    attack: 'actions: scripts are added by name',
    objects: (signed) => ({
      1: catalog(signed, '/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (x) >>] >> >>'),
    }),
    reason: 'CHANGED_ACTIONS',
  },
  {
    attack: 'catalog: the reading order of layers, labels or the like is added',
    objects: (signed) => ({ 1: catalog(signed, '/PageLabels << /Nums [0 << /P (9) >>] >>') }),
    reason: 'CHANGED_CATALOG',
  },
  {
    attack: 'catalog: another catalog takes its place',
    objects: (signed) => ({ [FREE]: bodyOf(signed, 1) }),
    plan: () => ({ trailer: `/Root ${FREE} 0 R /Info 6 0 R` }),
    reason: 'CHANGED_TRAILER',
  },
  {
    attack: 'certification: a permission is added to a signature that gave none',
    objects: (signed) => ({ 1: catalog(signed, `/Perms << /DocMDP ${SIGNATURE} 0 R >>`) }),
    reason: 'CHANGED_CATALOG',
  },
  {
    attack: 'metadata: the title is changed',
    objects: () => ({ 6: '<< /Title (Quyet dinh mau) /Producer (khac) >>' }),
    reason: 'CHANGED_METADATA',
  },
  {
    attack: 'signature field: its picture is replaced',
    objects: (signed) => ({
      [FIELD]: bodyOf(signed, FIELD).replace(/ >>$/u, ` /AP << /N ${FREE} 0 R >> >>`),
      [FREE]: stream('/Type /XObject /Subtype /Form /BBox [0 0 100 100]', '1 0 0 rg 0 0 100 100 re f'),
    }),
    reason: 'CHANGED_SIGNATURE_FIELD',
  },
  {
    attack: 'signature field: it is moved over other text',
    objects: (signed) => ({
      [FIELD]: bodyOf(signed, FIELD).replace('/Rect [0 0 0 0]', '/Rect [72 690 400 720]'),
    }),
    reason: 'CHANGED_SIGNATURE_FIELD',
  },
  {
    attack: 'signature field: the signature is taken out',
    objects: (signed) => ({ [FIELD]: bodyOf(signed, FIELD).replace(/\/V \d+ 0 R/u, '') }),
    reason: 'CHANGED_SIGNATURE_FIELD',
  },
  {
    attack: 'signature field: it is taken out of the form',
    objects: () => ({ 7: LETTER[7] as string }),
    reason: 'CHANGED_SIGNATURE_FIELD',
  },
  {
    attack: 'signature field: it becomes a node of the form that holds nothing',
    objects: (signed) => ({ [FIELD]: bodyOf(signed, FIELD).replace(/ >>$/u, ' /Kids [] >>') }),
    reason: 'CHANGED_SIGNATURE_FIELD',
  },
  {
    attack: 'signature field: a second meaning of the signature object',
    objects: (signed) => ({ [SIGNATURE]: bodyOf(signed, SIGNATURE).replace('ETSI.CAdES', 'adbe.pkcs7') }),
    reason: 'CHANGED_SIGNATURE_FIELD',
  },
  {
    attack: 'sneaky signature: an unsigned signature field draws over the page',
    objects: (signed) => ({
      3: page(signed, '/Annots [', `/Annots [${FREE} 0 R `),
      7: bodyOf(signed, 7).replace('/Fields [', `/Fields [${FREE} 0 R `),
      [FREE]: `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Gia) /Rect [72 690 400 720] /F 4 /AP << /N ${FREE + 1} 0 R >> >>`,
      [FREE + 1]: stream('/Type /XObject /Subtype /Form /BBox [0 0 328 30]', '1 1 1 rg 0 0 328 30 re f'),
    }),
    reason: 'UNSIGNED_FIELD_VISIBLE',
  },
  {
    attack: 'sneaky signature: a new field acts when it is clicked',
    objects: (signed) => ({
      3: page(signed, '/Annots [', `/Annots [${FREE} 0 R `),
      7: bodyOf(signed, 7).replace('/Fields [', `/Fields [${FREE} 0 R `),
      [FREE]:
        '<< /Type /Annot /Subtype /Widget /FT /Sig /T (Gia) /Rect [0 0 0 0] /F 4 /A << /S /JavaScript /JS (x) >> >>',
    }),
    reason: 'CHANGED_ANNOTATION',
  },
  {
    attack: 'sneaky signature: a new field takes the name of the signed one',
    objects: (signed) => ({
      7: bodyOf(signed, 7).replace('/Fields [', `/Fields [${FREE} 0 R `),
      [FREE]: '<< /FT /Sig /T (ChuKy21) >>',
    }),
    reason: 'CHANGED_FORM',
  },
  {
    attack: 'two meanings: a key of the page is written twice',
    objects: (signed) => ({ 3: page(signed, '/Contents 4 0 R', '/Contents 4 0 R /Contents 4 0 R') }),
    reason: 'DUPLICATE_OBJECT',
  },
  {
    attack: 'two meanings: an object that no table lists stands between the listed ones',
    objects: (signed) => ({ 6: bodyOf(signed, 6) }),
    plan: () => ({ between: '4 0 obj\n<< /Length 0 >>\nstream\n\nendstream\nendobj\n' }),
    reason: 'UNLISTED_OBJECT',
  },
  {
    attack: 'validation data: the store carries a picture',
    objects: (signed) => ({
      1: catalog(signed, `/DSS << /Certs [${FREE} 0 R] >>`),
      [FREE]: stream('/Type /XObject /Subtype /Form /BBox [0 0 10 10]', ''),
    }),
    reason: 'CHANGED_VALIDATION_DATA',
  },
  {
    attack: 'validation data: the store carries entries of its own',
    objects: (signed) => ({ 1: catalog(signed, '/DSS << /Font << /F1 5 0 R >> >>') }),
    reason: 'CHANGED_VALIDATION_DATA',
  },
  {
    attack: 'validation data: the store is a text',
    objects: (signed) => ({ 1: catalog(signed, '/DSS (Certs)') }),
    reason: 'CHANGED_VALIDATION_DATA',
  },
  {
    attack: 'validation data: the store names lists that are none',
    objects: (signed) => ({ 1: catalog(signed, '/DSS << /Certs null /VRI null >>') }),
    reason: 'CHANGED_VALIDATION_DATA',
  },
  {
    attack: 'encryption is added',
    objects: () => ({}),
    plan: () => ({
      trailer: '/Root 1 0 R /Info 6 0 R /Encrypt << /Filter /Standard /V 1 /R 2 /O <00> /U <00> /P -4 >>',
    }),
    reason: 'FILE_ENCRYPTED',
  },
];

/** The letter with a hidden second content and a font that points to nothing, as an attacker prepares it. */
const PREPARED: Objects = {
  ...LETTER,
  3: (LETTER[3] as string).replace('/F1 5 0 R', '/F1 5 0 R /F9 99 0 R'),
};

const HIDDEN =
  '4 0 obj\n<<  /Hidden true /Length 45 >>\nstream\nBT /F1 14 Tf 72 700 Td (9.000.000 dong) Tj ET\nendstream\nendobj\n';

/** The bytes of a second object 4 lie in a stream that nobody looks into. */
const preparedLetter = (): Buffer => signFile(makeFile({ ...PREPARED, 20: stream('', HIDDEN) }));

describe('a letter changed after the leader signed it is not sound', () => {
  const signed = preparedLetter();

  it('is sound before any attack', async () => {
    const verdict = await judged(signed);
    expect(verdict.reasons.filter((code) => code.startsWith('CHANGED'))).toEqual([]);
    expect(verdict.sound).toBe(true);
  });

  for (const { attack, objects, plan, reason } of ATTACKS) {
    it(attack, async () => {
      const changed = revise(signed, objects(signed), plan?.(signed));
      expect(changed.subarray(0, signed.length).equals(signed)).toBe(true);
      const verdict = await judged(changed);
      expect(verdict.signed).toBe(true);
      expect(verdict.sound).toBe(false);
      expect(verdict.reasons).toContain(reason);
    });

    it(`${attack}; then a second signature covers it`, async () => {
      const changed = revise(signed, objects(signed), plan?.(signed));
      const verdict = await judged(signFile(changed, { signer: authority().agency }));
      expect(verdict.sound).toBe(false);
      expect(verdict.reasons).toContain(reason);
    });
  }
});
