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

/**
 * The agency signs into the author's empty field and its number stands beside it, as an annotation that the field lists:
 * what our writer makes. Only that very shape may come with a signature.
 */
const letter = signedLetter();
const LEADERS = Math.max(
  ...[...letter.toString('latin1').matchAll(/\/Size (\d+)/gu)].map(([, n]) => Number(n)),
);
const [PART, LOOK] = [LEADERS + 1, LEADERS + 2];
const stamp = (change: (text: string) => string = (text) => text) =>
  change(
    `<< /Type /Annot /Subtype /Stamp /NM (ODau.1) /F 708 /P 3 0 R /Rect [95 700 130 720] /AP << /N ${LOOK} 0 R >> >>`,
  );
const appearance = stream('/Type /XObject /Subtype /Form /BBox [0 0 35 20]', '0 0 1 rg 0 0 35 20 re f');

interface Plan {
  /** What the agency signs. */
  on?: Buffer;
  part?: string;
  listed?: string;
  annotations?: string;
  field?: string;
  more?: Objects;
}

function issued({
  on = letter,
  part = stamp(),
  listed = `${PART} 0 R`,
  annotations,
  field,
  more = {},
}: Plan = {}): Buffer {
  const page = bodyOf(on, 3).replace(/\/Annots \[(.*?)\]/u, `/Annots [$1 ${annotations ?? `${PART} 0 R`}]`);
  return signFile(on, {
    signer: authority().agency,
    field: { number: 10, text: field ?? String(LETTER[10]).replace(/ >>$/u, '') },
    fieldEntries: listed === '' ? '' : `/KYGUI_Parts [${listed}]`,
    objects: {
      [PART]: part,
      [LOOK]: appearance,
      3: page,
      7: bodyOf(on, 7),
      ...more,
    },
  });
}

const reasonsOf = async (file: Buffer): Promise<readonly ReasonCode[]> => {
  const { sound, reasons } = await judged(file);
  expect(sound).toBe(false);
  return reasons;
};

describe('number and date beside the field of a form', () => {
  it('are part of the signature when our writer made them, and stay so under a later one', async () => {
    const file = issued();
    expect(await judged(file)).toMatchObject({ sound: true, signatures: [{}, { fieldName: 'ODau' }] });
    expect(await judged(signFile(file))).toMatchObject({ sound: true });
  });

  const ATTACKS: readonly [string, Plan, ReasonCode][] = [
    ['an annotation comes that the field does not list', { listed: '' }, 'CHANGED_ANNOTATION'],
    [
      'a second annotation comes beside the listed one',
      { annotations: `${PART} 0 R ${LOOK + 1} 0 R`, more: { [LOOK + 1]: stamp() } },
      'CHANGED_ANNOTATION',
    ],
    [
      'the part is a free text',
      { part: stamp((text) => text.replace('/Stamp', '/FreeText /DA (/Helv 9 Tf) /Contents (x)')) },
      'CHANGED_ANNOTATION',
    ],
    [
      'the part opens an address',
      { part: stamp((text) => text.replace(' >>', ' >> /A << /S /URI /URI (https://example.vn) >>')) },
      'CHANGED_ANNOTATION',
    ],
    [
      'the part lies on a layer',
      { part: stamp((text) => text.replace('/F 708', '/F 708 /OC 12 0 R')) },
      'CHANGED_ANNOTATION',
    ],
    ['the part may be moved', { part: stamp((text) => text.replace('708', '4')) }, 'CHANGED_ANNOTATION'],
    [
      'the part is named for another signature',
      { part: stamp((text) => text.replace('ODau.1', 'ChuKy.1')) },
      'CHANGED_ANNOTATION',
    ],
    ['an annotation of before is listed as a part', { listed: '9 0 R' }, 'CHANGED_ANNOTATION'],
    [
      'another field is listed as a part',
      { listed: `${PART} 0 R 8 0 R`, more: { 8: String(LETTER[8]).replace('chua co', 'da co') } },
      'CHANGED_ANNOTATION',
    ],
    [
      'another field gets a value in the same breath',
      { more: { 8: String(LETTER[8]).replace('chua co', 'da co') } },
      'CHANGED_FORM_VALUE',
    ],
    [
      'the text field lists the part, the signature does not',
      { listed: '', more: { 8: String(LETTER[8]).replace(/ >>$/u, ` /KYGUI_Parts [${PART} 0 R] >>`) } },
      'CHANGED_FORM',
    ],
    [
      'the signature field gets another entry',
      { field: `${String(LETTER[10]).replace(/ >>$/u, '')} /KYGUI_Other [${PART} 0 R]` },
      'CHANGED_FORM',
    ],
    [
      'the field is moved over the text when it is signed',
      { field: String(LETTER[10]).replace('300 100 450 160', '60 690 400 720').replace(/ >>$/u, '') },
      'CHANGED_FORM',
    ],
  ];
  for (const [attack, plan, reason] of ATTACKS) {
    it(`evil parts: ${attack}`, async () => {
      expect(await reasonsOf(issued(plan))).toContain(reason);
    });
  }

  it.each([
    [2, ['DOCMDP_VIOLATED']],
    [3, []],
  ])('evil parts: they come under a certification of level %i', async (level, reasons) => {
    const params = `/TransformParams << /Type /TransformParams /V /1.2 /P ${level} >>`;
    const entries = `/Reference [<< /Type /SigRef /TransformMethod /DocMDP ${params} >>]`;
    const verdict = await judged(issued({ on: signedLetter({ entries }) }));
    expect(verdict.reasons).toEqual(expect.arrayContaining(reasons));
    expect(verdict.sound).toBe(reasons.length === 0);
  });

  it('evil parts: the list is widened after the signature', async () => {
    const file = issued();
    const number = LOOK + 10;
    const page = bodyOf(file, 3).replace(/\/Annots \[(.*?)\]/u, `/Annots [$1 ${number} 0 R]`);
    const field = bodyOf(file, 10).replace(`[${PART} 0 R]`, `[${PART} 0 R ${number} 0 R]`);
    const later = { 3: page, 10: field, [number]: stamp((text) => text.replace('ODau.1', 'ODau.2')) };
    expect(await reasonsOf(revise(file, later))).toContain('CHANGED_SIGNATURE_FIELD');
    expect(await reasonsOf(signFile(file, { objects: { ...later, 3: page } }))).toContain(
      'CHANGED_SIGNATURE_FIELD',
    );
  });

  it('evil parts: a list that the form had before lets nothing in', async () => {
    const planted = {
      ...(LETTER as Record<number, string>),
      10: String(LETTER[10]).replace(/ >>$/u, ` /KYGUI_Parts [${PART} 0 R] >>`),
    };
    const ground = signFile(makeFile(planted));
    const page = bodyOf(ground, 3).replace(/\/Annots \[(.*?)\]/u, `/Annots [$1 ${PART} 0 R]`);
    const file = signFile(ground, {
      signer: authority().agency,
      field: { number: 10, text: planted[10].replace(/ >>$/u, '') },
      objects: { [PART]: stamp(), [LOOK]: appearance, 3: page, 7: bodyOf(ground, 7) },
    });
    expect(await reasonsOf(file)).toContain('CHANGED_ANNOTATION');
  });
});
