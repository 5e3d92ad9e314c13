import { describe, expect, it } from 'vitest';
import type { ReasonCode } from '../../../shared/document/verdict-reasons.ts';
import { reviseByStream } from './kit/appending.ts';
import {
  bodyOf,
  LETTER,
  lastStartxref,
  lastTrailer,
  makeFile,
  type Objects,
  revise,
  signedLetter,
  signFile,
  sizeOf,
  stream,
} from './kit/document.ts';
import { judged } from './kit/judged.ts';
import { authority } from './kit/pki.ts';

const { agency } = authority();
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const form = (content: string) => stream('/Type /XObject /Subtype /Form /BBox [0 0 595 842]', content);
const BEFORE = form('1 g 0 0 595 842 re f');
const AFTER = form('0 g 0 0 595 842 re f');
const page = (resources: string) => (LETTER[3] as string).replace('/Font <<', `${resources} /Font <<`);

async function expectRefused(signed: Buffer, attacked: Buffer, reason: ReasonCode): Promise<void> {
  expect(await judged(signed)).toMatchObject({ sound: true });
  for (const file of [attacked, signFile(attacked, { signer: agency })]) {
    const verdict = await judged(file);
    expect(verdict).toMatchObject({ signed: true, sound: false, trusted: false });
    expect(verdict.reasons).toContain(reason);
  }
}

interface Attack {
  attack: string;
  /** The letter as the attacker prepares it for signing. */
  prepared: Objects;
  change: (signed: Buffer) => Objects;
  reason: ReasonCode;
}

const MASK = (number: number) => `<< /S /Luminosity /G ${number} 0 R /P 3 0 R >>`;

const ATTACKS: readonly Attack[] = [
  {
    attack: 'a mask that looks like an element of the structure in a letter that has none',
    prepared: { 3: page('/ExtGState << /G1 << /SMask 30 0 R >> >>'), 30: MASK(31), 31: BEFORE, 32: AFTER },
    change: () => ({ 30: MASK(32) }),
    reason: 'CHANGED_RESOURCES',
  },
  {
    attack: 'pictures of a page that look like an element of the structure',
    prepared: {
      1: (LETTER[1] as string).replace(/ >>$/u, ' /StructTreeRoot 33 0 R >>'),
      3: page('/XObject 30 0 R'),
      30: '<< /S /X /P 3 0 R >>',
      32: AFTER,
      33: '<< /Type /StructTreeRoot /K [] >>',
    },
    change: () => ({ 30: '<< /S /X /P 3 0 R /ParentTree 32 0 R >>' }),
    reason: 'CHANGED_CATALOG',
  },
  {
    attack: 'pictures of a page that are the information dictionary: one goes',
    prepared: { 3: page('/XObject 6 0 R'), 6: '<< /Title (Mau) /Producer 31 0 R >>', 31: BEFORE },
    change: () => ({ 6: '<< /Title (Mau) /Producer (Bo soan thao mau) >>' }),
    reason: 'CHANGED_METADATA',
  },
  {
    attack: 'pictures of a page that are the information dictionary: one comes',
    prepared: { 3: page('/XObject 6 0 R'), 31: AFTER },
    change: (signed) => ({ 6: bodyOf(signed, 6).replace(/ >>$/u, ' /CreationDate 31 0 R >>') }),
    reason: 'CHANGED_METADATA',
  },
  {
    attack: 'pictures of a page that are the form: one comes',
    prepared: { 3: page('/XObject 7 0 R'), 7: '<< /Fields [8 0 R 10 0 R] >>', 31: AFTER },
    change: (signed) => ({ 7: bodyOf(signed, 7).replace(/ >>$/u, ' /DA 31 0 R >>') }),
    reason: 'CHANGED_FORM',
  },
  {
    attack: 'a new signature field draws, and its signature is an empty dictionary',
    prepared: {},
    change: (signed) => ({
      3: bodyOf(signed, 3).replace('/Annots [', '/Annots [40 0 R '),
      7: bodyOf(signed, 7).replace('/Fields [', '/Fields [40 0 R '),
      40: '<< /Type /Annot /Subtype /Widget /FT /Sig /T (Gia) /Rect [72 690 400 720] /F 4 /V << /Type /Sig >> /AP << /N 41 0 R >> >>',
      41: AFTER,
    }),
    reason: 'UNSIGNED_FIELD_VISIBLE',
  },
  {
    attack: 'the empty field of the form draws, and its signature is an empty dictionary',
    prepared: {},
    change: (signed) => ({
      10: bodyOf(signed, 10).replace(/ >>$/u, ' /V << /Type /Sig >> /AP << /N 41 0 R >> >>'),
      41: AFTER,
    }),
    reason: 'CHANGED_ANNOTATION',
  },
  {
    attack: 'a field is written into the list of fields where the author wrote one',
    prepared: { 7: '<< /Fields [8 0 R 10 0 R << /FT /Tx /T (Mot) >>] >>' },
    change: (signed) => ({
      7: bodyOf(signed, 7).replace(/\]/u, ' << /FT /Tx /T (Hai) /V (da duyet) >>]'),
    }),
    reason: 'CHANGED_FORM',
  },
  {
    attack: 'a new field that nobody signs gets a ground and a caption',
    prepared: {},
    change: (signed) => ({
      3: bodyOf(signed, 3).replace('/Annots [', '/Annots [40 0 R '),
      7: bodyOf(signed, 7).replace('/Fields [', '/Fields [40 0 R '),
      40: '<< /Type /Annot /Subtype /Widget /FT /Sig /T (Gia) /Rect [72 690 400 720] /F 4 /MK << /BG [1] /CA (9) >> >>',
    }),
    reason: 'UNSIGNED_FIELD_VISIBLE',
  },
  {
    attack: 'an answer in the security store brings an action',
    prepared: {},
    change: (signed) => ({
      1: bodyOf(signed, 1).replace(/ >>$/u, ' /DSS << /OCSPs [40 0 R] >> >>'),
      40: stream('/A << /S /URI /URI (https://example.vn) >>', '0'),
    }),
    reason: 'CHANGED_VALIDATION_DATA',
  },
  {
    attack: 'the page names its content by a reference that leads to another one',
    prepared: { 3: (LETTER[3] as string).replace('4 0 R', '[30 0 R]'), 30: '4 0 R' },
    change: () => ({ 4: AFTER }),
    reason: 'CHANGED_PAGE_CONTENT',
  },
  {
    attack: 'the page names its content under another generation, which some readers overlook',
    prepared: { 3: (LETTER[3] as string).replace('4 0 R', '4 1 R') },
    change: () => ({ 4: AFTER }),
    reason: 'CHANGED_PAGE_CONTENT',
  },
  {
    attack: 'the way up from a page leads elsewhere: some readers inherit along it',
    prepared: {
      2: '<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] >>',
      3: (LETTER[3] as string).replace('/Parent 2 0 R /MediaBox [0 0 595 842]', '/Parent 30 0 R'),
      30: '2 0 R',
      31: '<< /Type /Pages /Kids [] /Count 0 /MediaBox [0 0 100 100] >>',
    },
    change: () => ({ 30: '31 0 R' }),
    reason: 'CHANGED_PAGES',
  },
  {
    attack: 'a name for a font goes that only some readers find',
    prepared: {
      12: form('').toString('latin1').replace('/Length', '/Resources 30 0 R /Length'),
      30: '<< /Font << /F1 5 1 R >> >>',
    },
    change: () => ({ 30: '<< /Font << >> >>' }),
    reason: 'CHANGED_FONT',
  },
  {
    attack: 'a node above signature fields gets an action',
    prepared: {
      7: '<< /Fields [8 0 R 30 0 R] >>',
      10: (LETTER[10] as string).replace(/ >>$/u, ' /Parent 30 0 R >>'),
      30: '<< /T (Nhom) /Kids [10 0 R] >>',
    },
    change: () => ({
      30: '<< /T (Nhom) /Kids [10 0 R] /AA << /K << /S /JavaScript /JS (app.beep\\(\\)) >> >> >>',
    }),
    reason: 'CHANGED_ACTIONS',
  },
  {
    attack: 'a page that is its own list of fonts says what it inherits',
    prepared: {
      2: '<< /Type /Pages /Kids [3 0 R] /Count 1 /Resources 30 0 R >>',
      3: (LETTER[3] as string).replace(/\/Resources << .*? >> >>/u, ''),
      30: '<< /Font 3 0 R /Type /Font /Subtype /Type1 /BaseFont /Symbol >>',
    },
    change: (signed) => ({ 3: bodyOf(signed, 3).replace('/Contents', '/Resources 30 0 R /Contents') }),
    reason: 'CHANGED_FONT',
  },
];

const FIELD = (LETTER[10] as string).replace(/ >>$/u, '');
/** The letter has an empty signature field that is something else too; whoever signs it changes that. */
const FIELDS: readonly {
  role: string;
  prepared: Objects;
  before: string;
  after: string;
  objects?: Objects;
}[] = [
  {
    role: 'the pictures of a page',
    prepared: { 3: page('/XObject 10 0 R') },
    before: FIELD,
    after: `${FIELD} /M 40 0 R`,
    objects: { 40: AFTER },
  },
  {
    role: 'the fonts of a page',
    prepared: { 3: (LETTER[3] as string).replace('/Font <<', '/Font 10 0 R /X <<') },
    before: `${FIELD} /MK << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>`,
    after: `${FIELD} /MK << /Type /Font /Subtype /Type1 /BaseFont /Symbol >>`,
  },
  {
    role: 'the rule of a layer',
    prepared: { 3: page('/Properties << /Kids 10 0 R >>'), 30: '<< /Type /OCG /Name (Mau) >>' },
    before: `${FIELD.replace('/P 3 0 R', '/P /AllOn')} /OCGs [30 0 R]`,
    after: `${FIELD.replace('/P 3 0 R', '/P /AllOff')} /OCGs [30 0 R]`,
  },
  {
    role: 'the states of a stamp',
    prepared: {
      3: (LETTER[3] as string).replace('10 0 R]', '10 0 R 30 0 R]'),
      30: '<< /Type /Annot /Subtype /Stamp /Rect [0 0 595 842] /F 4 /AS /M /AP << /N 10 0 R >> >>',
      31: BEFORE,
    },
    before: `${FIELD} /M 31 0 R`,
    after: `${FIELD} /M 40 0 R`,
    objects: { 40: AFTER },
  },
];

describe('an empty signature field that is something else too', () => {
  for (const { role, prepared, before, after, objects } of FIELDS) {
    it(role, async () => {
      const signed = signFile(makeFile({ ...LETTER, 10: `${before} >>`, ...prepared }));
      const field = { number: 10, text: after };
      expect(await judged(signed)).toMatchObject({ sound: true });
      const verdict = await judged(signFile(signed, { field, signer: agency, ...(objects && { objects }) }));
      expect(verdict).toMatchObject({ signed: true, sound: false });
    });
  }
});

describe('one object in two roles', () => {
  for (const { attack, prepared, change, reason } of ATTACKS) {
    it(attack, async () => {
      const signed = signFile(makeFile({ ...LETTER, ...prepared }));
      await expectRefused(signed, revise(signed, change(signed)), reason);
    });
  }
});

/** A revision whose table is given row by row, with objects before it. */
function reviseTable(file: Buffer, rows: string, before = Buffer.alloc(0), trailer = ''): Buffer {
  const head = `${lastTrailer(file)} /Size ${sizeOf(file)} /Prev ${lastStartxref(file)}`;
  const at = file.length + before.length;
  const tail = `xref\n${rows}trailer\n<< ${head} ${trailer} >>\nstartxref\n${at}\n%%EOF\n`;
  return Buffer.concat([file, before, latin1(tail)]);
}
const row = (offset: number, generation = 0) =>
  `${String(offset).padStart(10, '0')} ${String(generation).padStart(5, '0')} n \n`;

describe('one number with two meanings', () => {
  const HIDDEN = '4 0 obj\n<< /Length 8 >>\nstream\n1 g 0 g \nendstream\nendobj\n';
  const signed = signFile(makeFile({ ...LETTER, 30: stream('', HIDDEN) }));
  const content = signed.indexOf('\n4 0 obj\n') + 1;

  it('table and stream of a hybrid section name different places within the signed bytes', async () => {
    const at = signed.length;
    const rows = Buffer.alloc(14);
    for (const [index, offset] of [signed.indexOf(HIDDEN), at].entries()) {
      rows.writeUInt8(1, index * 7);
      rows.writeUInt32BE(offset, index * 7 + 1);
    }
    const hidden = Buffer.concat([
      latin1(
        '50 0 obj\n<< /Type /XRef /W [1 4 2] /Index [4 1 50 1] /Size 51 /Root 1 0 R /Length 14 >>\nstream\n',
      ),
      rows,
      latin1('\nendstream\nendobj\n'),
    ]);
    const attacked = reviseTable(signed, `4 1\n${row(content)}`, hidden, `/XRefStm ${at}`);
    await expectRefused(signed, attacked, 'DUPLICATE_OBJECT');
  });

  it('the table gives the content another generation, so that some readers miss it', async () => {
    const attacked = reviseTable(signed, `4 1\n${row(content, 3)}`);
    const verdict = await judged(attacked);
    expect(verdict).toMatchObject({ signed: true, sound: false });
  });

  it('the trailer promises fewer objects than the letter has', async () => {
    const info = revise(signed, { 6: bodyOf(signed, 6) });
    const short = latin1(info.toString('latin1').replace(/\/Size \d+( \/Prev \d+ >>\n[^<]*)$/u, '/Size 4$1'));
    await expectRefused(signed, short, 'XREF_IRREGULAR');
  });

  it('the cross references name another place in the object stream than where the object lies', async () => {
    const letter = signedLetter();
    const packed = reviseByStream(letter, { 6: bodyOf(letter, 6), 11: bodyOf(letter, 11) });
    const rows = /\/Index \[6 1 11 1 [^\]]*\][^\n]*\nstream\n/u.exec(packed.toString('latin1'));
    const from = (rows?.index ?? 0) + (rows?.[0].length ?? 0);
    const attacked = Buffer.from(packed);
    attacked.writeUInt16BE(1, from + 5);
    attacked.writeUInt16BE(0, from + 12);
    await expectRefused(letter, attacked, 'XREF_IRREGULAR');
  });

  it('the number of objects in an object stream lies outside of it', async () => {
    const { 5: font = '', 11: encoding = '', ...plain } = LETTER;
    const base = makeFile({ ...plain, 30: '2' });
    const letter = signFile(reviseByStream(base, { 5: font, 11: encoding }, '30 0 R'));
    await expectRefused(letter, revise(letter, { 30: '1' }), 'CHANGED_OTHER');
  });

  it('an object stream says twice how many objects it has', async () => {
    const letter = signedLetter();
    await expectRefused(
      letter,
      reviseByStream(letter, { 6: bodyOf(letter, 6) }, '0 /N 1'),
      'DUPLICATE_OBJECT',
    );
  });

  it('an end of file stands before the revision', async () => {
    const attacked = revise(signed, { 6: bodyOf(signed, 6) }, { between: 'startxref\n9\n%%EOF\n' });
    await expectRefused(signed, attacked, 'UNLISTED_OBJECT');
  });

  it('two places are named as the newest cross references', async () => {
    const dated = revise(signed, { 6: bodyOf(signed, 6) }).toString('latin1');
    const twice = latin1(dated.replace(/startxref\n(?=\d+\n%%EOF\n$)/u, 'startxref\n9\nstartxref\n'));
    await expectRefused(signed, twice, 'UNLISTED_OBJECT');
  });

  it('a revision behind the last signature that changes nothing is no validation data', async () => {
    const letter = signedLetter();
    const verdict = await judged(revise(letter, { 40: '<< /Type /Font >>' }));
    expect(verdict).toMatchObject({ sound: false });
    expect(verdict.reasons).toContain('LAST_SIGNATURE_NOT_WHOLE_FILE');
  });
});

describe('keys that the author wrote twice', () => {
  const twice = {
    ...LETTER,
    3: (LETTER[3] as string).replace('/Contents 4 0 R', '/Contents 11 0 R /Contents 4 0 R'),
  };
  const signed = signFile(makeFile(twice));

  it('are carried over by the next signer, and the letter stays sound', async () => {
    expect(await judged(signFile(signed, { signer: agency }))).toMatchObject({ sound: true });
  });

  it('two meanings: the value that only some readers take is changed', async () => {
    const change = { 3: bodyOf(signed, 3).replace('/Contents 11 0 R', '/Contents 12 0 R') };
    await expectRefused(signed, revise(signed, change), 'DUPLICATE_OBJECT');
  });
});
