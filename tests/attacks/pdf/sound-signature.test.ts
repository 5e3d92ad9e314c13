import { describe, expect, it } from 'vitest';
import { reviseByStream } from './kit/appending.ts';
import { attribute, type CmsPlan, cms, timestampToken } from './kit/cms.ts';
import { context, utf8 } from './kit/der.ts';
import {
  bodyOf,
  issuedLetter,
  LETTER,
  makeFile,
  revise,
  signedLetter,
  signFile,
  stream,
} from './kit/document.ts';
import { judged } from './kit/judged.ts';
import { authority, certificate } from './kit/pki.ts';

const { leader, agency, issuing, stamping } = authority();
const DAMAGED = {
  ...LETTER,
  3: (LETTER[3] as string).replace('/Annots [', '/Annots [49 0 R '),
  50: '<< /S /URI /URI (https://example.vn) >>',
};
const right: CmsPlan = { signer: leader, certificates: [leader, issuing] };

describe('what honest programs write is sound', () => {
  it('a leader signs, the agency signs, an authority stamps', async () => {
    const verdict = await judged(signFile(issuedLetter(), { subFilter: 'ETSI.RFC3161' }));
    expect(verdict).toMatchObject({ signed: true, sound: true, trusted: true });
    expect(verdict.signatures.map((one) => [one.kind, one.intact, one.coversRevision])).toEqual([
      ['signature', true, 2],
      ['signature', true, 3],
      ['document-timestamp', true, 4],
    ]);
    expect(verdict.signatures.map((one) => one.coversWholeFile)).toEqual([false, false, true]);
    expect(verdict.signatures[0]?.signerName).toBe('Nguyễn Văn Mẫu');
    expect(verdict.signatures[0]?.organisation).toBe('Cơ quan Mẫu H99.01');
  });

  it('the agency signs a field that was empty, and draws it', async () => {
    const file = signFile(signedLetter(), {
      signer: agency,
      field: { number: 10, text: (LETTER[10] as string).replace(/ >>$/u, '') },
      fieldEntries: '/AP << /N 40 0 R >>',
      objects: { 40: stream('/Type /XObject /Subtype /Form /BBox [0 0 150 60]', '1 0 0 rg 0 0 150 60 re f') },
    });
    expect(await judged(file)).toMatchObject({ sound: true });
  });

  it('the second signer keeps its dates in the information dictionary', async () => {
    const file = signFile(signedLetter(), {
      signer: agency,
      objects: { 6: "<< /Title (Cong van mau) /Producer (Khac) /ModDate (D:20260105083000+07'00') >>" },
    });
    expect(await judged(file)).toMatchObject({ sound: true });
  });

  it.each([
    ['SHA-1', 20],
    ['SHA-256, as some programs have it', 32],
  ])('validation data follow the last signature, named by its %s', async (_hash, bytes) => {
    const signed = signedLetter();
    const file = revise(signed, {
      1: bodyOf(signed, 1).replace(
        / >>$/u,
        ' /DSS 30 0 R /Extensions << /ESIC << /BaseVersion /1.7 /ExtensionLevel 1 >> >> >>',
      ),
      30: `<< /Type /DSS /Certs [31 0 R] /VRI << /${'AB'.repeat(bytes)} << /Cert [31 0 R] >> >> >>`,
      31: stream('', issuing.der),
    });
    const verdict = await judged(file);
    expect(verdict).toMatchObject({ sound: true });
    expect(verdict.signatures[0]).toMatchObject({ coversWholeFile: true, coversRevision: 2, revisions: 3 });
  });

  it('validation data grow, and an authority stamps them; taken away again they are missed', async () => {
    const signed = signedLetter();
    const first = revise(signed, {
      1: bodyOf(signed, 1).replace(/ >>$/u, ' /DSS 30 0 R >>'),
      30: '<< /Type /DSS /Certs [31 0 R] >>',
      31: stream('', issuing.der),
    });
    const grown = revise(first, {
      30: '<< /Type /DSS /Certs [31 0 R 32 0 R] >>',
      32: stream('', leader.der),
    });
    expect(await judged(signFile(grown, { subFilter: 'ETSI.RFC3161' }))).toMatchObject({ sound: true });
    const less = revise(grown, { 30: '<< /Type /DSS /Certs [32 0 R] >>' });
    expect((await judged(less)).reasons).toContain('CHANGED_VALIDATION_DATA');
  });

  it('annotations move from the page into an array of their own while a signature joins them', async () => {
    const signed = signedLetter();
    const list = /\/Annots \[(.*?)\]/u.exec(bodyOf(signed, 3))?.[1] ?? '';
    const file = signFile(signed, {
      signer: agency,
      objects: {
        3: bodyOf(signed, 3).replace(/\/Annots \[.*?\]/u, '/Annots 50 0 R'),
        50: `[${list} 15 0 R]`,
      },
    });
    expect(await judged(file)).toMatchObject({ sound: true });
  });

  for (const [name, makeCms] of [
    ['SHA-512', (content: Buffer) => cms(content, { ...right, digest: 'sha512' })],
    ['RSASSA-PSS', (content: Buffer) => cms(content, { ...right, pss: true })],
    ['BER with indefinite lengths', (content: Buffer) => cms(content, { ...right, indefinite: true })],
    [
      'a signing time inside',
      (content: Buffer) => cms(content, { ...right, signingTime: new Date('2026-01-05T01:30:00Z') }),
    ],
    [
      'Ed25519',
      (content: Buffer) => {
        const signer = certificate({ commonName: 'Trần Thị Mẫu', issuer: issuing, kind: 'ed25519' });
        return cms(content, { signer, certificates: [signer, issuing], digest: 'sha512' });
      },
    ],
    [
      'ECDSA as German cards write it',
      (content: Buffer) => cms(content, { signer: agency, certificates: [agency, issuing], plain: true }),
    ],
    [
      'attributes that stand in another order than the signed one',
      (content: Buffer) => cms(content, { ...right, stored: (all) => context(0, ...[...all].reverse()) }),
    ],
    [
      'attributes whose length is not written the shortest way',
      (content: Buffer) =>
        cms(content, {
          ...right,
          stored: (all) => {
            const bytes = Buffer.concat(all);
            return Buffer.concat([
              Uint8Array.of(0xa0, 0x83, 0, bytes.length >> 8, bytes.length & 0xff),
              bytes,
            ]);
          },
        }),
    ],
    [
      'sha256WithRSAEncryption in the place of SHA-256',
      (content: Buffer) => cms(content, { ...right, digestNamed: '1.2.840.113549.1.1.11' }),
    ],
    [
      'an archive of revocation that cannot be read',
      (content: Buffer) =>
        cms(content, { ...right, extraAttributes: [attribute('1.2.840.113583.1.1.8', utf8('x'))] }),
    ],
  ] as const) {
    it(`a message with ${name}`, async () => {
      const verdict = await judged(signedLetter({ makeCms }));
      expect(verdict.reasons.filter((code) => code !== 'SIGNING_TIME_CLAIMED')).toEqual([
        'REVOCATION_NOT_OFFERED',
      ]);
      expect(verdict.sound).toBe(true);
    });
  }

  it('a letter of 2019 with SHA-1 is sound, with a warning that the clerk sees', async () => {
    const makeCms = (content: Buffer) => cms(content, { ...right, digest: 'sha1', bound: null });
    const verdict = await judged(signedLetter({ makeCms, subFilter: 'adbe.pkcs7.detached' }));
    expect(verdict.sound).toBe(true);
    expect(verdict.reasons).toContain('DIGEST_SHA1');
    expect(verdict.signatures[0]).toMatchObject({ digestAlgorithm: 'SHA-1', level: 'other' });
  });

  it('levels are told by what the file shows', async () => {
    const bare = signedLetter();
    const stamped = signedLetter({
      makeCms: (content) =>
        cms(content, {
          ...right,
          timestamp: (signature) =>
            timestampToken(signature, stamping, new Date('2026-01-05T01:31:00Z'), [stamping, issuing]),
        }),
      room: 12000,
    });
    expect((await judged(bare)).signatures[0]?.level).toBe('B-B');
    const verdict = await judged(stamped);
    expect(verdict.signatures[0]).toMatchObject({ level: 'B-T', timestampTime: '2026-01-05T01:31:00.000Z' });
    expect(verdict.signatures[0]?.judgedAt).toBe('2026-01-05T01:31:00.000Z');
  });

  describe.each([
    [
      'a damaged object',
      makeFile({ ...DAMAGED, 49: '<< /Type /Annot /Subtype /Link /A 50 0 R /Rect [0 0 1 1' }),
    ],
    [
      'an object stream that promises more objects than it has',
      reviseByStream(makeFile(DAMAGED), { 49: '<< /Type /Annot /Subtype /Link /A 50 0 R >>' }, '40'),
    ],
  ])('%s that the file had from the start', (_what, letter) => {
    const once = signFile(letter);

    it('does not make its signatures unsound', async () => {
      expect(await judged(signFile(once, { signer: agency }))).toMatchObject({ signed: true, sound: true });
    });

    it('does not hide a change of what it names', async () => {
      const objects = { 50: '<< /S /URI /URI (https://example.com) >>' };
      expect(await judged(signFile(once, { signer: agency, objects }))).toMatchObject({ sound: false });
    });
  });

  it.each([
    ['a comment between its parts', '/A 50 %\n0 R'],
    ['more zeros than numbers have', '/A 0000000050 000000 R'],
    ['a space that is none elsewhere', '/A 50\u00000\u0000R'],
    ['the end of the object within a string', '/X (endobj) /A 50 0 R'],
    ['the end of the object within a name', '/endobj /A 50 0 R'],
    ['more bytes than are looked through', `/X (${'x'.repeat(300_000)}) /A 50 0 R`],
  ])('a damaged object does not hide what it names behind %s', async (_way, named) => {
    const broken = `<< /Type /Annot /Subtype /Link ${named} /Rect [0 0 1 1`;
    const objects = { 50: '<< /S /URI /URI (https://example.com) >>' };
    const packed = reviseByStream(makeFile(DAMAGED), { 49: `${broken}] >>` }, '40');
    for (const letter of [makeFile({ ...DAMAGED, 49: broken }), packed]) {
      const changed = signFile(signFile(letter), { signer: agency, objects });
      expect(await judged(changed)).toMatchObject({ signed: true, sound: false });
    }
  });

  it('a file without signature is neither signed nor sound', async () => {
    expect(await judged(makeFile(LETTER))).toEqual({
      signed: false,
      sound: false,
      trusted: false,
      signatures: [],
      reasons: ['NOT_SIGNED'],
    });
  });
});
