import { describe, expect, it } from 'vitest';
import type { ReasonCode } from '../../../shared/document/verdict-reasons.ts';
import { bodyOf, LETTER, makeFile, type Objects, revise, signFile, stream } from './kit/document.ts';
import { judged } from './kit/judged.ts';
import { authority } from './kit/pki.ts';

const NO_PICTURE = (entries: string): Objects => ({
  8: (LETTER[8] as string).replace('/AP << /N 12 0 R >>', entries),
});
const SILENT: Objects = {
  8: '<< /Type /Annot /Subtype /Widget /FT /Tx /T (GhiChu) /DA (/Evil 12 Tf) /Rect [72 600 300 620] /P 3 0 R /F 4 >>',
};
const FORM_WITHOUT_STRING = '<< /Fields [8 0 R 10 0 R] >>';
const NOTE =
  '<< /Type /Annot /Subtype /FreeText /Rect [72 560 200 580] /Contents (So tien: 1) /DA (/Evil 12 Tf) >>';
/** A font whose letters are other pictures than their codes say. */
const EVIL: Objects = {
  92: '<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] /CharProcs << /a 93 0 R >> /Encoding << /Differences [49 /a] >> /FirstChar 49 /LastChar 49 /Widths [1] >>',
  93: stream('', '0 0 1 1 re f'),
};
const REMAPPED =
  '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [49 /nine] >> >>';
const HONEST =
  '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [24 /breve 39 /quotesingle 96 /grave 128 /bullet] >> >>';

const signed = (objects: Objects): Buffer => signFile(makeFile({ ...LETTER, ...objects }));

/** The form takes more in, and validation data follow, so that the increment needs no signature of its own. */
function grown(file: Buffer, entries: string, objects: Objects): Buffer {
  return revise(file, {
    1: bodyOf(file, 1).replace(/ >>$/u, ' /DSS 80 0 R >>'),
    7: bodyOf(file, 7).replace(/ >>$/u, ` ${entries} >>`),
    80: '<< /Type /DSS /Certs [81 0 R] >>',
    81: stream('', authority().issuing.der),
    ...objects,
  });
}

const fonts = (name: string) => `/DR << /Font << /${name} 92 0 R >> >>`;

describe('shadow attack: what viewers draw by themselves is drawn in another way after signing', () => {
  const attacks: readonly (readonly [string, Objects, string, Objects, ReasonCode])[] = [
    [
      'a font comes under the name that a field without a picture waits for',
      NO_PICTURE('/DA (/Evil 12 Tf 0 g)'),
      fonts('Evil'),
      EVIL,
      'CHANGED_FONT',
    ],
    [
      'the name is written with escapes',
      NO_PICTURE('/DA (/Ev#69l 12 Tf 0 g)'),
      fonts('#45vil'),
      EVIL,
      'CHANGED_FONT',
    ],
    ['the field takes the name from the form', NO_PICTURE(''), fonts('Helv'), EVIL, 'CHANGED_FONT'],
    [
      'a standard font comes with digits that are others',
      NO_PICTURE('/DA (/Evil 12 Tf 0 g)'),
      fonts('Evil'),
      { 92: REMAPPED },
      'CHANGED_FONT',
    ],
    ['a font comes for a note without a picture', { 9: NOTE }, fonts('Evil'), EVIL, 'CHANGED_FONT'],
    [
      'a form that all viewers redraw gets a font for a field with a picture',
      { 7: '<< /Fields [8 0 R 10 0 R] /DA (/Evil 0 Tf 0 g) /NeedAppearances true >>' },
      fonts('Evil'),
      EVIL,
      'CHANGED_FONT',
    ],
    [
      'a string comes that makes viewers draw what no viewer drew',
      { ...NO_PICTURE(''), 7: FORM_WITHOUT_STRING },
      '/DA (/Helv 12 Tf 0 g)',
      {},
      'CHANGED_FORM',
    ],
  ];

  it.each(attacks)('%s', async (_attack, letter, entries, objects, reason) => {
    const file = signed(letter);
    expect(await judged(file)).toMatchObject({ sound: true });
    const attacked = grown(file, entries, objects);
    for (const one of [attacked, signFile(attacked, { signer: authority().agency })]) {
      const verdict = await judged(one);
      expect(verdict).toMatchObject({ signed: true, sound: false, trusted: false });
      expect(verdict.reasons).toContain(reason);
    }
  });

  it.each([
    [
      'the font that every viewer has, under its own letters',
      NO_PICTURE('/DA (/Evil 12 Tf)'),
      { 92: HONEST },
    ],
    ['a font that nothing waits for', NO_PICTURE('/DA (/Helv 12 Tf)'), EVIL],
    [
      'a font for a field with a picture',
      { 8: (LETTER[8] as string).replace('/AP', '/DA (/Evil 0 Tf) /AP') },
      EVIL,
    ],
    ['a font for a field that says nothing', SILENT, EVIL],
  ] satisfies [string, Objects, Objects][])('is no reason against %s', async (_what, letter, objects) => {
    const file = grown(signed(letter), fonts('Evil'), objects);
    expect(await judged(file)).toMatchObject({ sound: true });
  });
});

const COVER = stream('/Type /XObject /Subtype /Form /BBox [0 0 595 842]', '1 1 1 rg 0 0 595 842 re f');
const STAMPED = { subFilter: 'ETSI.RFC3161', rect: '0 0 595 842', fieldEntries: '/AP << /N 90 0 R >>' };
const CERTIFIED = {
  entries:
    '/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P 1 /V /1.2 >> >>]',
};
const EMPTY_FIELD = { number: 10, text: (LETTER[10] as string).replace(/ >>$/u, '') };

describe('evil time-stamp: a document time-stamp that nobody but a server made covers the page', () => {
  const signedOnce = signed({});
  it.each([
    ['in a field of its own', signFile(signedOnce, { ...STAMPED, objects: { 90: COVER } })],
    [
      'under a certification that forbids every change',
      signFile(signFile(makeFile(LETTER), CERTIFIED), { ...STAMPED, objects: { 90: COVER } }),
    ],
    [
      'in a field that was empty',
      signFile(signedOnce, { ...STAMPED, field: EMPTY_FIELD, objects: { 90: COVER } }),
    ],
    [
      'by the border and the words of its widget alone',
      signFile(signedOnce, { ...STAMPED, fieldEntries: '/MK << /BG [1 1 1] /CA (9.000.000) >>' }),
    ],
  ])('%s', async (_attack, file) => {
    for (const one of [file, signFile(file, { signer: authority().agency })]) {
      const verdict = await judged(one);
      expect(verdict).toMatchObject({ signed: true, sound: false, trusted: false });
      expect(verdict.reasons).toContain('TIMESTAMP_VISIBLE');
    }
  });

  it.each([
    ['without area', signFile(signedOnce, { ...STAMPED, rect: '0 0 0 0', objects: { 90: COVER } })],
    [
      'with a picture that draws nothing',
      signFile(signedOnce, {
        ...STAMPED,
        objects: { 90: stream('/Type /XObject /Subtype /Form /BBox [0 0 9 9]', '\n') },
      }),
    ],
    [
      'in a field that was empty, as it stood',
      signFile(signedOnce, { subFilter: 'ETSI.RFC3161', field: EMPTY_FIELD }),
    ],
    ['as the first of all', signFile(makeFile(LETTER), { ...STAMPED, objects: { 90: COVER } })],
  ])('a time-stamp %s is sound', async (_what, file) => {
    expect(await judged(file)).toMatchObject({ sound: true });
  });
});
