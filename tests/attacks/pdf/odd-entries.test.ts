import { describe, expect, it } from 'vitest';
import { reviseByStream } from './kit/appending.ts';
import { bodyOf, LETTER, makeFile, type Objects, revise, signFile } from './kit/document.ts';
import { judged } from './kit/judged.ts';
import { authority } from './kit/pki.ts';

const { agency } = authority();
/** The catalog holds the form, so that each signature writes it anew. */
const catalog = (entries: string) =>
  `<< /Type /Catalog /Pages 2 0 R /AcroForm 7 0 R ${entries} >>`.replace('  ', ' ');
/** What authors wrote against the standard, and what an attacker makes of it afterwards. */
const ODD: Readonly<Record<string, { prepared: Objects; rewritten: number; from: string; to: string }>> = {
  'a version that is a number': {
    prepared: { 1: catalog('/Version 1.5') },
    rewritten: 1,
    from: '/Version 1.5',
    to: '/Version 1.6',
  },
  'a version above all that there are': {
    prepared: { 1: catalog('/Version /1.10') },
    rewritten: 1,
    from: '/Version /1.10',
    to: '/Version /x',
  },
  'extensions that are no dictionary': {
    prepared: { 1: catalog('/Extensions (ADBE)') },
    rewritten: 1,
    from: '/Extensions (ADBE)',
    to: '/Extensions (x)',
  },
  'an extension that is no dictionary': {
    prepared: { 1: catalog('/Extensions << /ADBE /1.7 >>') },
    rewritten: 1,
    from: '/ADBE /1.7',
    to: '/ADBE 4 0 R',
  },
  'a description of the file that is no stream': {
    prepared: { 1: catalog('/Metadata << /Title (a) >>') },
    rewritten: 1,
    from: '/Title (a)',
    to: '/Title (b)',
  },
  'validation data with an entry of another kind': {
    prepared: { 1: catalog('/DSS << /Certs [] /TimeStamp (a) >>') },
    rewritten: 1,
    from: '/TimeStamp (a)',
    to: '/TimeStamp 4 0 R',
  },
  'validation data for a name that is no digest': {
    prepared: { 1: catalog('/DSS << /VRI << /Signature1 << /Note (a) >> >> >>') },
    rewritten: 1,
    from: '/Note (a)',
    to: '/Note (b)',
  },
  'a word and a reference where a key belongs': {
    prepared: { 3: (LETTER[3] as string).replace(/ >>$/u, ' Contents 12 0 R >>') },
    rewritten: 3,
    from: 'Contents 12 0 R >>',
    to: 'Contents 5 0 R >>',
  },
  'a word alone where a key belongs': {
    prepared: { 3: (LETTER[3] as string).replace('/MediaBox', 'MediaBox /MediaBox') },
    rewritten: 3,
    from: ' MediaBox /',
    to: ' CropBox /',
  },
  'resources that are null': {
    prepared: {
      3: (LETTER[3] as string).replace(/\/Resources << .*? >> >>/u, '/Resources null'),
      60: '<< /Font << /F1 5 0 R >> >>',
    },
    rewritten: 3,
    from: '/Resources null',
    to: '/Resources 60 0 R',
  },
};

describe('an entry that the standard does not know', () => {
  for (const [name, { prepared, rewritten, from, to }] of Object.entries(ODD)) {
    const file = makeFile({ ...LETTER, ...prepared });

    it(`${name} stays what it is when a signer writes it anew`, async () => {
      const signed = signFile(file);
      const twice = signFile(signed, { signer: agency, objects: { 1: bodyOf(signed, 1) } });
      expect(await judged(twice)).toMatchObject({ signed: true, sound: true });
    });

    it(`${name} is not sound when it becomes another`, async () => {
      const signed = signFile(file);
      expect(bodyOf(signed, rewritten)).toContain(from);
      const changed = { [rewritten]: bodyOf(signed, rewritten).replace(from, to) };
      for (const attacked of [revise(signed, changed), reviseByStream(signed, changed)]) {
        const covered = signFile(attacked, { signer: agency });
        for (const one of [attacked, covered])
          expect(await judged(one)).toMatchObject({ signed: true, sound: false });
      }
    });
  }
});
