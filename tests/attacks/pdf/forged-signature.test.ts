import { describe, expect, it } from 'vitest';
import type { ReasonCode } from '../../../shared/document/verdict-reasons.ts';
import { attribute, type CmsPlan, cms, garbage } from './kit/cms.ts';
import { octets, oid, seq, tlv } from './kit/der.ts';
import {
  bodyOf,
  issuedLetter,
  LETTER,
  makeFile,
  revise,
  type SigningPlan,
  signedLetter,
  signFile,
} from './kit/document.ts';
import { judged } from './kit/judged.ts';
import { authority, certificate } from './kit/pki.ts';

const { leader, agency, issuing } = authority();

type Range = [number, number, number, number];

describe('universal signature forgery: odd entries of the signature dictionary are not sound', () => {
  const ranges: readonly (readonly [string, (range: Range) => string, ReasonCode])[] = [
    ['ByteRange null', () => 'null', 'SIGNATURE_INCOMPLETE'],
    ['ByteRange empty', () => '[]', 'BYTE_RANGE_MALFORMED'],
    ['ByteRange a number', () => '0', 'BYTE_RANGE_MALFORMED'],
    ['ByteRange a name', () => '/None', 'BYTE_RANGE_MALFORMED'],
    ['ByteRange of two numbers', ([, b]) => `[0 ${b}]`, 'BYTE_RANGE_MALFORMED'],
    ['ByteRange of six numbers', ([a, b, c, d]) => `[${a} ${b} ${c} ${d} 0 1]`, 'BYTE_RANGE_MALFORMED'],
    ['ByteRange of zeros', () => '[0 0 0 0]', 'BYTE_RANGE_GAP'],
    ['ByteRange with negative numbers', ([, b, c]) => `[0 ${b} ${c} -1]`, 'BYTE_RANGE_MALFORMED'],
    ['ByteRange with fractions', ([, b, c, d]) => `[0 ${b}.5 ${c} ${d}]`, 'BYTE_RANGE_MALFORMED'],
    ['ByteRange with signs', ([, b, c, d]) => `[+0 ${b} +${c} ${d}]`, 'BYTE_RANGE_MALFORMED'],
    ['ByteRange with a comment', ([, b, c, d]) => `[0 ${b} %[\n${c} ${d}]`, 'BYTE_RANGE_MALFORMED'],
    ['ByteRange with whole fractions', ([, b, c, d]) => `[0 ${b} ${c} ${d}.0]`, 'BYTE_RANGE_MALFORMED'],
    ['ByteRange with texts', ([, b, c]) => `[0 ${b} ${c} (1)]`, 'BYTE_RANGE_MALFORMED'],
    ['ByteRange beyond the file', ([, b, c]) => `[0 ${b} ${c} 99999999]`, 'BYTE_RANGE_OUT_OF_FILE'],
    ['ByteRange with huge numbers', ([, b, c]) => `[0 ${b} ${c} 99999999999999]`, 'BYTE_RANGE_OUT_OF_FILE'],
    [
      'ByteRange that overlaps itself',
      ([, b, c, d]) => `[0 ${b + 10} ${c - 17000} ${d}]`,
      'BYTE_RANGE_OVERLAP',
    ],
    ['ByteRange that starts late', ([, b, c, d]) => `[10 ${b - 10} ${c} ${d}]`, 'BYTE_RANGE_NOT_FROM_START'],
    [
      'ByteRange that leaves the brackets covered',
      ([, b, c, d]) => `[0 ${b + 1} ${c - 1} ${d + 1}]`,
      'BYTE_RANGE_GAP',
    ],
    ['ByteRange whose gap begins early', ([, b, c, d]) => `[0 ${b - 20} ${c} ${d}]`, 'BYTE_RANGE_GAP'],
    ['ByteRange whose gap ends late', ([, b, c, d]) => `[0 ${b} ${c + 20} ${d - 20}]`, 'BYTE_RANGE_GAP'],
    [
      'ByteRange that ends before the end of the file',
      ([, b, c, d]) => `[0 ${b} ${c} ${d - 1}]`,
      'LAST_SIGNATURE_NOT_WHOLE_FILE',
    ],
    [
      'ByteRange that ends in the middle of the tail',
      ([, b, c, d]) => `[0 ${b} ${c} ${d - 40}]`,
      'BYTE_RANGE_NOT_REVISION_END',
    ],
  ];
  for (const [name, makeRange, reason] of ranges) {
    it(name, async () => {
      const plan: SigningPlan = { makeRange };
      // The digest is made over exactly what the odd range covers, so that nothing but the range is wrong.
      const verdict = await judged(signedLetter(plan));
      expect(verdict).toMatchObject({ signed: true, sound: false });
      expect(verdict.reasons).toContain(reason);
    });
  }

  const contents: readonly (readonly [string, (text: string) => string])[] = [
    ['Contents empty', (text) => text.replace(/\/Contents <[0-9a-f]+>/u, '/Contents <>')],
    ['Contents of one zero octet', (text) => text.replace(/\/Contents <[0-9a-f]+>/u, '/Contents <00>')],
    ['Contents null', (text) => text.replace(/\/Contents <[0-9a-f]+>/u, '/Contents null')],
    ['Contents missing', (text) => text.replace(/\/Contents <[0-9a-f]+>/u, '')],
    ['Contents a text', (text) => text.replace(/\/Contents <[0-9a-f]+>/u, '/Contents (abc)')],
    ['ByteRange missing', (text) => text.replace(/\/ByteRange \[[^\]]*\]/u, '')],
    ['ByteRange written twice', (text) => text.replace('/ByteRange', '/ByteRange [0 0 0 0] /ByteRange')],
    ['Contents written twice', (text) => text.replace('/Contents', '/Contents <00> /Contents')],
  ];
  for (const [name, change] of contents) {
    it(`${name}, in a revision of its own`, async () => {
      const signed = signedLetter();
      const verdict = await judged(revise(signed, { 14: change(bodyOf(signed, 14)) }));
      expect(verdict).toMatchObject({ signed: true, sound: false });
    });
  }
});

describe('signature wrapping: covered bytes that were moved are not sound', () => {
  it('the second covered part is a copy further back', async () => {
    const signed = signedLetter();
    const range = /\/ByteRange \[0 (\d+) (\d+) (\d+)\]/u.exec(signed.toString('latin1'));
    const [, first = '', second = '', rest = ''] = range ?? [];
    const tail = signed.subarray(Number(second), Number(second) + Number(rest));
    const wrapped = revise(signed, {
      4: (LETTER[4] as Buffer).toString('latin1').replace('1.000.000', '9.000.000'),
      14: bodyOf(signed, 14).replace(
        /\/ByteRange \[[^\]]*\] */u,
        `/ByteRange [0 ${first} @@@@@@@@@@ ${rest}] `,
      ),
    });
    const forged = Buffer.concat([wrapped, tail]);
    forged.write(String(wrapped.length).padStart(10, '0'), forged.indexOf('@@@@@@@@@@'), 'latin1');
    const verdict = await judged(forged);
    expect(verdict).toMatchObject({ signed: true, sound: false });
  });

  it('the gap holds the malicious objects between both parts', async () => {
    const signed = signedLetter();
    const text = signed.toString('latin1');
    const contents = /\/Contents <[0-9a-f]+>/u.exec(text);
    const end = (contents?.index ?? 0) + (contents?.[0].length ?? 0);
    const objects = '\n4 0 obj\n<< /Length 0 >>\nstream\n\nendstream\nendobj\n';
    const forged = Buffer.concat([signed.subarray(0, end), Buffer.from(objects), signed.subarray(end)]);
    const verdict = await judged(forged);
    expect(verdict).toMatchObject({ signed: true, sound: false });
  });

  it('a second field carries the same signature', async () => {
    const signed = signedLetter();
    const twice = revise(signed, {
      7: bodyOf(signed, 7).replace('/Fields [', '/Fields [15 0 R '),
      15: '<< /FT /Sig /T (HaiLan) /V 14 0 R >>',
    });
    const verdict = await judged(twice);
    expect(verdict.sound).toBe(false);
    expect(verdict.reasons).toContain('SIGNATURE_SHARED');
  });
});

describe('bytes that no signature covers are not sound', () => {
  for (const [name, extra] of [
    ['a space', ' '],
    ['an end of line', '\n'],
    ['a null byte', '\0'],
    ['a comment', '% them\n'],
    ['a second end mark', '%%EOF\n'],
    ['an object', '4 0 obj\n<< >>\nendobj\n'],
    ['an object with a trailer', '4 0 obj\n<< >>\nendobj\ntrailer << /Root 1 0 R >>\n'],
    ['the old startxref once more', 'startxref\n0\n%%EOF\n'],
  ] as const) {
    it(`appended bytes: ${name}`, async () => {
      for (const file of [signedLetter(), issuedLetter()]) {
        const verdict = await judged(Buffer.concat([file, Buffer.from(extra)]));
        expect(verdict).toMatchObject({ signed: true, sound: false });
      }
    });
  }

  it('appended bytes: a startxref leads back to the state before any signature', async () => {
    const first = makeFile(LETTER);
    const start = /startxref\s+(\d+)/u.exec(first.toString('latin1'))?.[1];
    for (const file of [signedLetter(), issuedLetter()]) {
      const back = Buffer.concat([file, Buffer.from(`startxref\n${start}\n%%EOF\n`)]);
      expect(await judged(back)).toMatchObject({ signed: true, sound: false });
    }
  });

  it('appended bytes: a startxref leads back to the first of two signatures', async () => {
    const starts = [
      ...signedLetter()
        .toString('latin1')
        .matchAll(/startxref\s+(\d+)/gu),
    ];
    const back = Buffer.concat([issuedLetter(), Buffer.from(`startxref\n${starts.at(-1)?.[1]}\n%%EOF\n`)]);
    const verdict = await judged(back);
    expect(verdict).toMatchObject({ signed: true, sound: false });
    expect(verdict.reasons).toContain('LAST_SIGNATURE_NOT_WHOLE_FILE');
  });

  it('a revision skips the signed one and takes its objects over', async () => {
    const signed = signedLetter();
    const offset = (number: number) => signed.lastIndexOf(`\n${number} 0 obj`) + 1;
    const skipping = revise(
      signed,
      { 4: LETTER[4] as Buffer },
      {
        offsets: { 3: offset(3), 7: offset(7), 13: offset(13), 14: offset(14) },
      },
    );
    const starts = [...signed.toString('latin1').matchAll(/startxref\s+(\d+)/gu)].map((match) => match[1]);
    const text = skipping.toString('latin1');
    const at = text.lastIndexOf(`/Prev ${starts[1]}`);
    skipping.write(`/Prev ${starts[0]}`.padEnd(`/Prev ${starts[1]}`.length, ' '), at, 'latin1');
    const verdict = await judged(skipping);
    expect(verdict).toMatchObject({ signed: true, sound: false });
  });

  it('cut bytes: the file ends early', async () => {
    const file = issuedLetter();
    for (const cut of [1, 7, 40, 400]) {
      const verdict = await judged(file.subarray(0, file.length - cut));
      expect(verdict).toMatchObject({ signed: true, sound: false });
    }
  });

  it('the second signature is cut off together with its revision: the first one is whole again', async () => {
    const first = signedLetter();
    const verdict = await judged(issuedLetter().subarray(0, first.length));
    expect(verdict.sound).toBe(true);
  });
});

describe('messages that are not what they claim are not sound', () => {
  const stranger = certificate({ commonName: 'Người lạ Mẫu' });
  const plans: readonly (readonly [string, (content: Buffer) => Buffer, ReasonCode])[] = [
    [
      'the digest is of other content',
      (content) => cms(content, { ...right, statedDigest: Buffer.alloc(32, 7) }),
      'DIGEST_MISMATCH',
    ],
    [
      'the value was made by another key',
      (content) => cms(content, { ...right, signer: { ...leader, key: stranger.key } }),
      'SIGNATURE_VALUE_WRONG',
    ],
    [
      'the certificate was exchanged for one with the same key and another name',
      (content) => cms(content, { ...right, bound: stranger }),
      'SIGNING_CERTIFICATE_MISMATCH',
    ],
    [
      'the certificate is missing',
      (content) => cms(content, { ...right, certificates: [issuing] }),
      'SIGNER_CERTIFICATE_MISSING',
    ],
    [
      'the content type is another',
      (content) => cms(content, { ...right, contentType: '1.2.840.113549.1.9.16.1.4' }),
      'SIGNED_ATTRIBUTES_WRONG',
    ],
    [
      'the content type is missing from the structure',
      (content) => cms(content, { ...right, eContentType: '1.2.3' }),
      'SIGNED_ATTRIBUTES_WRONG',
    ],
    [
      'the digest stands twice',
      (content) =>
        cms(content, {
          ...right,
          extraAttributes: [attribute('1.2.840.113549.1.9.4', octets(Buffer.alloc(32)))],
        }),
      'SIGNED_ATTRIBUTES_WRONG',
    ],
    [
      'the content is inside',
      (content) => cms(content, { ...right, encapsulated: content.subarray(0, 100) }),
      'CMS_NOT_DETACHED',
    ],
    ['there are two signers', (content) => cms(content, { ...right, signers: 2 }), 'SIGNER_COUNT'],
    ['there is no signer', (content) => cms(content, { ...right, signers: 0 }), 'SIGNER_COUNT'],
    ['the digest is MD5', (content) => cms(content, { ...right, digest: 'md5' }), 'ALGORITHM_FORBIDDEN'],
    [
      'the algorithms contradict each other',
      (content) =>
        cms(content, {
          ...right,
          extraAttributes: [attribute('1.2.840.113549.1.9.52', seq(seq(oid('1.3.14.3.2.26'))))],
        }),
      'SIGNED_ATTRIBUTES_WRONG',
    ],
    ['it is no ASN.1 at all', () => Buffer.from('not a signature'), 'CMS_MALFORMED'],
    ['it is ASN.1 of another kind', () => garbage(64), 'CMS_MALFORMED'],
    ['it ends too early', (content) => cms(content, right).subarray(0, 300), 'CMS_MALFORMED'],
    [
      'foreign bytes stand behind it',
      (content) => Buffer.concat([cms(content, right), Buffer.from('x')]),
      'CONTENTS_PADDING',
    ],
    ['it nests without end', () => nested(2000), 'CMS_MALFORMED'],
  ];
  for (const [name, makeCms, reason] of plans) {
    it(name, async () => {
      const verdict = await judged(signedLetter({ makeCms, room: 12000 }));
      expect(verdict).toMatchObject({ signed: true, sound: false });
      expect(verdict.reasons).toContain(reason);
    });
  }

  it('a document time-stamp over other bytes is not sound', async () => {
    const file = signFile(signedLetter(), {
      subFilter: 'ETSI.RFC3161',
      makeCms: () => cms(Buffer.from('x'), { ...right, encapsulated: Buffer.from('x') }),
    });
    expect(await judged(file)).toMatchObject({ signed: true, sound: false });
  });

  it('a kind of signature that is not known is shown as unchecked, never as valid', async () => {
    const verdict = await judged(signedLetter({ subFilter: 'adbe.x509.rsa_sha1' }));
    expect(verdict.sound).toBe(false);
    expect(verdict.signatures[0]?.unchecked).toBe(true);
    expect(verdict.signatures[0]?.intact).toBe(false);
  });
});

describe('certification attacks', () => {
  const certify = (level: number) =>
    `/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /V /1.2 /P ${level} >> >>]`;

  it('a signature after a certification that forbids every change is not sound', async () => {
    const certified = signedLetter({ entries: certify(1) });
    expect((await judged(certified)).sound).toBe(true);
    const verdict = await judged(signFile(certified, { signer: agency }));
    expect(verdict.sound).toBe(false);
    expect(verdict.reasons).toContain('DOCMDP_VIOLATED');
  });

  it('a second signature after a certification that allows form filling is sound', async () => {
    expect((await judged(signFile(signedLetter({ entries: certify(2) }), { signer: agency }))).sound).toBe(
      true,
    );
  });

  it('evil annotation under a certification that allows annotations is not sound', async () => {
    const certified = signedLetter({ entries: certify(3) });
    const changed = revise(certified, {
      3: bodyOf(certified, 3).replace('/Annots [', '/Annots [15 0 R '),
      15: '<< /Type /Annot /Subtype /FreeText /Rect [72 690 400 720] /Contents (9.000.000) >>',
    });
    const verdict = await judged(signFile(changed, { signer: agency }));
    expect(verdict.reasons).toContain('CHANGED_ANNOTATION');
    expect(verdict.sound).toBe(false);
  });

  it('a field that the signature locked is not signed by anybody later', async () => {
    const lock =
      '/Reference [<< /TransformMethod /FieldMDP /TransformParams << /Action /Include /Fields [(ODau)] >> >>]';
    const field = { number: 10, text: (LETTER[10] as string).replace(/ >>$/u, '') };
    const verdict = await judged(signFile(signedLetter({ entries: lock }), { field, signer: agency }));
    expect(verdict.reasons).toContain('FIELDMDP_VIOLATED');
    expect(verdict.sound).toBe(false);
  });

  it('a certifying signature that no field holds is not sound', async () => {
    const signed = signedLetter();
    const stray = revise(makeFile(LETTER), {
      1: (LETTER[1] as string).replace(/ >>$/u, ' /Perms << /DocMDP 30 0 R >> >>'),
      30: bodyOf(signed, 14),
    });
    const verdict = await judged(stray);
    expect(verdict.reasons).toContain('STRAY_SIGNATURE');
    expect(verdict.sound).toBe(false);
  });
});

const right: CmsPlan = { signer: leader, certificates: [leader, issuing] };

function nested(depth: number): Buffer {
  let inner = tlv(0x05);
  for (let level = 0; level < depth; level++) inner = seq(inner);
  return inner;
}

describe('signatures that only some readers see', () => {
  it('a signed widget on the page that the form does not list is told, and not sound', async () => {
    const signed = signedLetter();
    const orphan = revise(makeFile(LETTER), {
      3: (LETTER[3] as string).replace('/Annots [', '/Annots [30 0 R '),
      30: '<< /Type /Annot /Subtype /Widget /FT /Sig /T (MoCoi) /Rect [0 0 0 0] /V 31 0 R >>',
      31: bodyOf(signed, 14),
    });
    const verdict = await judged(orphan);
    expect(verdict).toMatchObject({ signed: true, sound: false });
    expect(verdict.reasons).toContain('STRAY_SIGNATURE');
  });
});
