import { describe, expect, it } from 'vitest';
import { decide } from '../../../bridge/pdf/judge/gate-decision.ts';
import { DEFAULT_GATE_POLICY } from '../../../shared/document/gate.ts';
import type { PdfVerdict } from '../../../shared/document/verdict.ts';
import type { ReasonCode } from '../../../shared/document/verdict-reasons.ts';
import { plainObjects, reviseByStream, reviseHybrid, reviseWithoutPrev } from './kit/appending.ts';
import {
  bodyOf,
  lastStartxref,
  lastTrailer,
  type Objects,
  revise,
  signedLetter,
  signFile,
  stream,
} from './kit/document.ts';
import { judged } from './kit/judged.ts';
import { authority } from './kit/pki.ts';

const { agency, issuing } = authority();
const signed = signedLetter();
/** Free in the signed letter. */
const FREE = 40;
const MONEY = stream('', 'BT /F1 14 Tf 72 700 Td (So tien: 9.000.000 dong) Tj ET');

const PAYLOADS: readonly (readonly [string, Objects, ReasonCode])[] = [
  ['the page content is overwritten', { 4: MONEY }, 'CHANGED_PAGE_CONTENT'],
  [
    'the catalog gets another page tree',
    {
      1: bodyOf(signed, 1).replace('/Pages 2 0 R', `/Pages ${FREE} 0 R`),
      [FREE]: `<< /Type /Pages /Kids [${FREE + 1} 0 R] /Count 1 >>`,
      [FREE + 1]: `<< /Type /Page /Parent ${FREE} 0 R /MediaBox [0 0 595 842] /Contents ${FREE + 2} 0 R >>`,
      [FREE + 2]: MONEY,
    },
    'CHANGED_PAGES',
  ],
  [
    'a redaction lies over the text',
    {
      3: bodyOf(signed, 3).replace('/Annots [', `/Annots [${FREE} 0 R `),
      [FREE]: `<< /Type /Annot /Subtype /Redact /Rect [72 690 400 720] /AP << /N ${FREE + 1} 0 R >> >>`,
      [FREE + 1]: stream('/Type /XObject /Subtype /Form /BBox [0 0 328 30]', '0 g 0 0 328 30 re f'),
    },
    'CHANGED_ANNOTATION',
  ],
  [
    'a form field says something else',
    { 8: bodyOf(signed, 8).replace('chua co', 'da duyet') },
    'CHANGED_FORM_VALUE',
  ],
  [
    'digits are mapped to other glyphs',
    { 11: '<< /Type /Encoding /Differences [49 /nine] >>' },
    'CHANGED_FONT',
  ],
];

function expectRefused(verdict: PdfVerdict): void {
  expect(verdict).toMatchObject({ signed: true, sound: false, trusted: false });
  expect(decide(verdict, [], 'plain', DEFAULT_GATE_POLICY).refusal?.code).toBe('GATE_SIGNATURES_BROKEN');
}

/** Ways that the standard allows: what they bring is compared, whoever signs behind it. */
const ALLOWED: Readonly<Record<string, (file: Buffer, objects: Objects) => Buffer>> = {
  'a table': revise,
  'a cross-reference stream with an object stream': reviseByStream,
  'a hybrid section that hides its objects': reviseHybrid,
};

describe('incremental saving attack by every way to append', () => {
  for (const [way, append] of Object.entries(ALLOWED)) {
    for (const [payload, objects, reason] of PAYLOADS) {
      it(`${way}: ${payload}; alone, and with a second signature over it`, async () => {
        const attacked = append(signed, objects);
        const alone = await judged(attacked);
        expectRefused(alone);
        expect(alone.reasons).toContain(reason);
        const covered = await judged(signFile(attacked, { signer: agency }));
        expectRefused(covered);
        expect(covered.reasons).toContain(reason);
        expect(covered.signatures.at(-1)).toMatchObject({ intact: true, coversWholeFile: true });
      });
    }

    it(`${way}: validation data are no attack, and a second signature over them is sound`, async () => {
      const kept = append(signed, {
        1: bodyOf(signed, 1).replace(/ >>$/u, ` /DSS ${FREE} 0 R >>`),
        [FREE]: `<< /Type /DSS /Certs [${FREE + 1} 0 R] >>`,
        [FREE + 1]: stream('', issuing.der),
      });
      expect(await judged(kept)).toMatchObject({ sound: true });
      expect(await judged(signFile(kept, { signer: agency }))).toMatchObject({ sound: true });
    });
  }

  const tail = (at: number | null) => Buffer.from(`startxref\n${at}\n%%EOF\n`, 'latin1');
  /** Ways that lead readers astray: those that repair files show something else than those that do not. */
  const BROKEN: Readonly<Record<string, (objects: Objects) => Buffer>> = {
    'no cross references and no trailer': (objects) => Buffer.concat([signed, plainObjects(objects)]),
    'no cross references, the old startxref again': (objects) =>
      Buffer.concat([signed, plainObjects(objects), tail(lastStartxref(signed))]),
    'a trailer without cross references': (objects) =>
      Buffer.concat([
        signed,
        plainObjects(objects),
        Buffer.from(`trailer\n<< ${lastTrailer(signed)} /Size 50 /Prev ${lastStartxref(signed)} >>\n`),
        tail(lastStartxref(signed)),
      ]),
    'a startxref that leads nowhere': (objects) =>
      Buffer.concat([signed, plainObjects(objects), tail(signed.length + 7)]),
    'a table that leads back to nothing': (objects) => reviseWithoutPrev(signed, objects),
    'a table that leads back to itself': (objects) => {
      const file = revise(signed, objects);
      const at = lastStartxref(file) ?? 0;
      return Buffer.from(
        file
          .toString('latin1')
          .replace(/\/Prev \d+ >>\nstartxref\n\d+\n%%EOF\n$/u, `/Prev ${at} >>\nstartxref\n${at}\n%%EOF\n`),
        'latin1',
      );
    },
    'a second section that a third one steps over': (objects) => {
      const second = revise(signed, objects);
      return Buffer.from(
        revise(second, {})
          .toString('latin1')
          .replace(
            /\/Prev \d+ >>\nstartxref\n(\d+)\n%%EOF\n$/u,
            `/Prev ${lastStartxref(signed)} >>\nstartxref\n$1\n%%EOF\n`,
          ),
        'latin1',
      );
    },
    'a table that calls free what its hidden half lists': (objects) => {
      const rows = Object.keys(objects).map((number) => `${number} 1\n0000000000 00000 f \n`);
      return reviseHybrid(signed, objects, `xref\n${rows.join('')}`);
    },
    'objects before the header': (objects) => Buffer.concat([plainObjects(objects), signed]),
  };
  for (const [way, attack] of Object.entries(BROKEN)) {
    it(`${way}: signed, never sound, never signed again`, async () => {
      for (const [, objects] of PAYLOADS) expectRefused(await judged(attack(objects)));
    });
  }

  it('a file whose form and earlier states were taken away is still told to be signed', async () => {
    const page = bodyOf(signed, 3).replace(/\/Annots \[[^\]]*\]/u, '');
    const bare = reviseWithoutPrev(signed, { 1: '<< /Type /Catalog /Pages 2 0 R >>', 3: page });
    const verdict = await judged(bare);
    expectRefused(verdict);
    expect(verdict.reasons).toContain('STRAY_SIGNATURE');
  });

  it('a signed file whose header was destroyed is told to be signed', async () => {
    const headless = Buffer.from(signed);
    headless.write('%XXX-', 0, 'latin1');
    expectRefused(await judged(headless));
  });

  it('universal signature forgery: neither byte range nor contents', async () => {
    const forged = revise(signed, {
      14: '<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached >>',
    });
    expectRefused(await judged(forged));
    const whole = forged.toString('latin1').replaceAll(/\/ByteRange \[[^\]]*\]/gu, '');
    expectRefused(await judged(Buffer.from(whole, 'latin1')));
  });
});
