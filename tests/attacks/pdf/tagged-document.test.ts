import { createHash, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { octets } from './kit/der.ts';
import { bodyOf, LETTER, makeFile, type Objects, signedLetter, signFile, sizeOf } from './kit/document.ts';
import { judged } from './kit/judged.ts';
import { authority } from './kit/pki.ts';

const { leader, agency, issuing } = authority();

/** A tagged letter as word processors write it, signed once. */
const signed = signFile(
  makeFile({
    ...LETTER,
    1: (LETTER[1] as string).replace(/ >>$/u, ' /MarkInfo << /Marked true >> /StructTreeRoot 30 0 R >>'),
    3: (LETTER[3] as string).replace('595 842', '595.303937 841.889764'),
    30: '<< /Type /StructTreeRoot /K [31 0 R] /ParentTree 33 0 R /ParentTreeNextKey 1 >>',
    31: '<< /Type /StructElem /S /Document /P 30 0 R /K [32 0 R] >>',
    32: '<< /Type /StructElem /S /P /P 31 0 R /Pg 3 0 R /K 0 >>',
    33: '<< /Nums [0 [32 0 R]] >>',
  }),
);
const FIELD = sizeOf(signed);
const ELEMENT = FIELD + 10;
const REFERENCE = `<< /Type /OBJR /Obj ${FIELD} 0 R /Pg 3 0 R >>`;

/** What a signer that tags writes beside its field. */
const tags = (change: Readonly<Record<number, string>> = {}): Objects => ({
  30: bodyOf(signed, 30).replace('NextKey 1', 'NextKey 2'),
  31: bodyOf(signed, 31).replace('32 0 R]', `32 0 R ${ELEMENT} 0 R]`),
  33: `<< /Nums [0 [32 0 R] 1 ${ELEMENT} 0 R] >>`,
  [ELEMENT]: `<< /Type /StructElem /S /Form /P 31 0 R /Pg 3 0 R /K ${REFERENCE} >>`,
  ...change,
});
const second = (objects: Objects) =>
  signFile(signed, { signer: agency, objects, fieldEntries: '/StructParent 1' });

describe('a second signature in a tagged document', () => {
  it('is sound with an element of the structure for its widget', async () => {
    const page = bodyOf(signed, 3)
      .replace('/Annots [', `/Tabs /S /Annots [`)
      .replace(/\/Annots \[(.*?)\]/u, `/Annots [$1 ${FIELD} 0 R]`);
    expect(await judged(second(tags({ 3: page })))).toMatchObject({
      signed: true,
      sound: true,
      trusted: true,
    });
  });

  it('is sound when its writer rounds the numbers of the page', async () => {
    const page = bodyOf(signed, 3)
      .replace('595.303937 841.889764', '595.30394 841.88976')
      .replace(/\/Annots \[(.*?)\]/u, `/Annots [$1 ${FIELD} 0 R]`);
    expect(await judged(second({ 3: page }))).toMatchObject({ sound: true });
  });

  const ATTACKS: readonly (readonly [string, Objects])[] = [
    [
      'the element of the text is taken out',
      tags({ 31: bodyOf(signed, 31).replace('32 0 R', `${ELEMENT} 0 R`) }),
    ],
    [
      'the text is read aloud as another one',
      tags({ 32: bodyOf(signed, 32).replace(' /K', ' /ActualText (9.000.000) /K') }),
    ],
    [
      'a new element speaks for marked content',
      tags({ [ELEMENT]: '<< /Type /StructElem /S /Form /P 31 0 R /Pg 3 0 R /K 0 >>' }),
    ],
    [
      'a new element says what is not there',
      tags({ [ELEMENT]: `<< /Type /StructElem /S /Form /P 31 0 R /ActualText (x) /K ${REFERENCE} >>` }),
    ],
    [
      'a new element is a paragraph',
      tags({ [ELEMENT]: `<< /Type /StructElem /S /P /P 31 0 R /K ${REFERENCE} >>` }),
    ],
    [
      'a new element holds the widget of the first signature',
      tags({ [ELEMENT]: `<< /Type /StructElem /S /Form /P 31 0 R /K << /Type /OBJR /Obj 8 0 R >> >>` }),
    ],
    ['the parent tree leads elsewhere', tags({ 33: `<< /Nums [0 [${ELEMENT} 0 R] 1 ${ELEMENT} 0 R] >>` })],
    [
      'the parent tree gains what is no element',
      tags({ 33: `<< /Nums [0 [32 0 R] 1 ${ELEMENT} 0 R 2 4 0 R] >>` }),
    ],
    [
      'roles get another meaning',
      tags({ 30: bodyOf(signed, 30).replace(' /ParentTree', ' /RoleMap << /P /Artifact >> /ParentTree') }),
    ],
    [
      'the page changes its size by a little',
      {
        3: bodyOf(signed, 3)
          .replace('595.303937', '595.4')
          .replace(/\/Annots \[(.*?)\]/u, `/Annots [$1 ${FIELD} 0 R]`),
      },
    ],
  ];
  for (const [name, objects] of ATTACKS) {
    it(`is not sound when ${name}`, async () => {
      const verdict = await judged(second(objects));
      expect(verdict).toMatchObject({ signed: true, sound: false });
    });
  }
});

describe('adbe.x509.rsa_sha1', () => {
  const certificates = [leader, issuing].map((one) => `<${one.der.toString('hex')}>`).join(' ');
  const plan = (entries: string, content = (bytes: Buffer) => bytes) => ({
    subFilter: 'adbe.x509.rsa_sha1',
    entries,
    makeCms: (bytes: Buffer) => octets(sign('sha1', content(bytes), leader.key)),
  });

  it('is sound with its own warnings', async () => {
    const verdict = await judged(signedLetter(plan(`/Cert [${certificates}]`)));
    expect(verdict).toMatchObject({ signed: true, sound: true, trusted: true });
    expect(verdict.reasons).toContain('DIGEST_SHA1');
    expect(verdict.signatures[0]?.signerName).toBe('Nguyễn Văn Mẫu');
  });

  it('is sound with a better digest than its name says, without the warning', async () => {
    const better = (bytes: Buffer) => octets(sign('sha256', bytes, leader.key));
    const verdict = await judged(signedLetter({ ...plan(`/Cert [${certificates}]`), makeCms: better }));
    expect(verdict).toMatchObject({ signed: true, sound: true, trusted: true });
    expect(verdict.reasons).not.toContain('DIGEST_SHA1');
  });

  it('is not sound with a digest that can be forged', async () => {
    const weak = (bytes: Buffer) => octets(sign('md5', bytes, leader.key));
    const verdict = await judged(signedLetter({ ...plan(`/Cert [${certificates}]`), makeCms: weak }));
    expect(verdict).toMatchObject({ signed: true, sound: false });
    expect(verdict.reasons).toContain('ALGORITHM_FORBIDDEN');
  });

  it('is not sound over other bytes, with another certificate or with none', async () => {
    const others = signedLetter(
      plan(`/Cert [${certificates}]`, (bytes) => createHash('sha1').update(bytes).digest()),
    );
    expect((await judged(others)).reasons).toContain('DIGEST_MISMATCH');
    const another = signedLetter(plan(`/Cert <${agency.der.toString('hex')}>`));
    expect(await judged(another)).toMatchObject({ signed: true, sound: false });
    const none = await judged(signedLetter(plan('')));
    expect(none).toMatchObject({ signed: true, sound: false });
    expect(none.signatures[0]?.unchecked).toBe(true);
  });
});
