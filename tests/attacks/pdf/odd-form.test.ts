import { describe, expect, it } from 'vitest';
import { bodyOf, LETTER, makeFile, type Objects, revise, signFile, stream } from './kit/document.ts';
import { judged } from './kit/judged.ts';
import { authority } from './kit/pki.ts';

const { agency } = authority();
const letter = (objects: Objects) => signFile(makeFile({ ...LETTER, ...objects }));
const without = (signed: Buffer, number: number, words: string) => {
  expect(bodyOf(signed, number)).toContain(words);
  return bodyOf(signed, number).replace(words, '');
};
const NEEDS = ' /NeedAppearances true';
/** A form that holds one empty signature field, and viewers are told to draw its fields anew. */
const SIGNATURES_ALONE = {
  3: (LETTER[3] as string).replace('8 0 R 9 0 R 10 0 R', '9 0 R 10 0 R'),
  7: `<< /Fields [10 0 R] /DA (/Helv 0 Tf 0 g)${NEEDS} >>`,
  8: null,
  12: null,
};

describe('the wish that fields are drawn anew', () => {
  it('may go where only signatures stand', async () => {
    const signed = letter(SIGNATURES_ALONE);
    const twice = signFile(revise(signed, { 7: without(signed, 7, NEEDS) }), { signer: agency });
    expect(await judged(twice)).toMatchObject({ signed: true, sound: true });
  });

  it('may not go where a field shows a picture instead of its value then', async () => {
    const signed = letter({ 7: `<< /Fields [8 0 R 10 0 R] /DA (/Helv 0 Tf 0 g)${NEEDS} >>` });
    const verdict = await judged(revise(signed, { 7: without(signed, 7, NEEDS) }));
    expect(verdict.sound).toBe(false);
    expect(verdict.reasons).toContain('CHANGED_FORM');
  });

  it('may not go where the page has a field that the form does not list', async () => {
    const signed = letter({ 7: SIGNATURES_ALONE[7] });
    const verdict = await judged(revise(signed, { 7: without(signed, 7, NEEDS) }));
    expect(verdict.sound).toBe(false);
    expect(verdict.reasons).toContain('CHANGED_FORM');
  });
});

describe('default resources that are a page', () => {
  const form = '<< /Fields [8 0 R 10 0 R] /DR 3 0 R /DA (/Helv 0 Tf 0 g) >>';

  it('do not stand against a further signature on that page', async () => {
    const twice = signFile(letter({ 7: form }), { signer: agency });
    expect(await judged(twice)).toMatchObject({ signed: true, sound: true });
  });

  it('let nothing else onto that page', async () => {
    const signed = letter({ 7: form });
    const attacked = revise(signed, {
      3: bodyOf(signed, 3).replace('/Annots [', '/Annots [23 0 R '),
      23: '<< /Type /Annot /Subtype /FreeText /Rect [72 690 400 720] /Contents (9.000.000) /DA (/Helv 14 Tf) >>',
    });
    expect((await judged(attacked)).reasons).toContain('CHANGED_ANNOTATION');
  });

  it('keep the meaning of each font', async () => {
    const signed = letter({ 7: form });
    const attacked = revise(signed, {
      3: bodyOf(signed, 3).replace('/F1 5 0 R', '/F1 23 0 R'),
      23: '<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>',
    });
    expect((await judged(attacked)).reasons).toContain('CHANGED_FONT');
  });
});

describe('an object that is nested deeper than is read', () => {
  const DEEP = 300;
  const deep = (heart: string) => `${'['.repeat(DEEP)}${heart}${']'.repeat(DEEP)}`;
  const objects = {
    1: '<< /Type /Catalog /Pages 2 0 R /AcroForm 7 0 R /Deep 60 0 R >>',
    60: deep('61 0 R'),
    61: '<< /Says (a) >>',
  };

  it('does not stand against a further signature', async () => {
    const twice = signFile(letter(objects), { signer: agency });
    expect(await judged(twice)).toMatchObject({ signed: true, sound: true });
  });

  it('is not sound when it, or what it names, becomes another', async () => {
    const signed = letter(objects);
    for (const changed of [{ 60: deep('4 0 R') }, { 61: '<< /Says (b) >>' }] as Objects[])
      expect(await judged(revise(signed, changed))).toMatchObject({ signed: true, sound: false });
  });
});

describe("the blank picture of an empty field, which the form's resources name too", () => {
  /** As Acrobat makes forms. */
  const shared = (): Buffer =>
    letter({
      7: '<< /Fields [8 0 R 10 0 R] /DA (/Helv 0 Tf 0 g) /DR << /XObject << /DSz 20 0 R >> >> >>',
      10: `${LETTER[10]}`.replace(' /F 132 >>', ' /F 132 /AP << /N 20 0 R >> >>'),
      20: stream('/Type /XObject /Subtype /Form /BBox [0 0 150 60]', '% DSBlank'),
    });
  const field = (file: Buffer, picture: number) => ({
    number: 10,
    text: bodyOf(file, 10).replace(' /AP << /N 20 0 R >> >>', ` /AP << /N ${picture} 0 R >>`),
  });
  const drawn = stream('/Type /XObject /Subtype /Form /BBox [0 0 150 60]', '0 0 20 20 re f');

  it('stays as it was when the field is signed with a picture of its own', async () => {
    const signed = shared();
    const twice = signFile(signed, { signer: agency, field: field(signed, 60), objects: { 60: drawn } });
    expect(await judged(twice)).toMatchObject({ signed: true, sound: true });
  });

  it('may not be written over with that picture: the other use would show it', async () => {
    const signed = shared();
    const twice = signFile(signed, { signer: agency, field: field(signed, 20), objects: { 20: drawn } });
    expect((await judged(twice)).reasons).toContain('SHARED_APPEARANCE');
  });
});
