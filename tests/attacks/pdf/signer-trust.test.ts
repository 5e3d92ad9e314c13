import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { trustListOf } from '../../../bridge/pdf/judge/trust/trust-list.ts';
import { describeSignature } from '../../../shared/document/verdict.ts';
import type { RevocationProvider } from '../../../shared/signing/signer.ts';
import { cms, timestampToken } from './kit/cms.ts';
import { oid, seq, tlv } from './kit/der.ts';
import { bodyOf, revise, signedLetter, signFile, stream } from './kit/document.ts';
import { judged } from './kit/judged.ts';
import {
  authority,
  certificate,
  crl,
  extension,
  type Identity,
  OCSP_SIGNING,
  ocsp,
  TIME_STAMPING,
} from './kit/pki.ts';

const { root, issuing, leader, stamping } = authority();
/** 08:30 in Vietnam on 5 January 2026: what `/M` of every test letter claims. */
const CLAIMED = new Date('2026-01-05T01:30:00Z');

const day = (text: string) => new Date(`${text}T00:00:00Z`);

/** A letter signed by a certificate of its own. */
function letterBy(
  signer: Identity,
  chain: readonly Identity[] = [issuing],
  stampedAt?: Date,
  stamper = stamping,
): Buffer {
  return signedLetter({
    room: 12000,
    makeCms: (content) =>
      cms(content, {
        signer,
        certificates: [signer, ...chain],
        ...(stampedAt
          ? {
              timestamp: (value: Uint8Array) => timestampToken(value, stamper, stampedAt, [stamper, issuing]),
            }
          : {}),
      }),
  });
}

/** The letter followed by a security store with revocation answers. */
function withAnswers(
  letter: Buffer,
  answers: { ocsps?: readonly Buffer[]; crls?: readonly Buffer[] },
): Buffer {
  const objects: Record<number, string | Buffer> = {};
  let next = 60;
  const refs = (list: readonly Buffer[] = []) =>
    list
      .map((bytes) => {
        objects[next] = stream('', bytes);
        return `${next++} 0 R`;
      })
      .join(' ');
  return revise(letter, {
    1: bodyOf(letter, 1).replace(/ >>$/u, ' /DSS 50 0 R >>'),
    50: `<< /Type /DSS /OCSPs [${refs(answers.ocsps)}] /CRLs [${refs(answers.crls)}] >>`,
    ...objects,
  });
}

const noteworthy = (reasons: readonly string[]) => reasons.filter((code) => code !== 'SIGNING_TIME_CLAIMED');

describe('chain to the trust list', () => {
  it('a signer under the configured root is trusted', async () => {
    const verdict = await judged(letterBy(leader));
    expect(verdict).toMatchObject({ sound: true, trusted: true });
    expect(verdict.signatures[0]).toMatchObject({
      chain: 'trusted',
      issuerName: 'Cơ quan chứng thực Mẫu G2',
    });
  });

  it('without a trust list the file is sound, and the signer unchecked in the words of the clerk', async () => {
    const verdict = await judged(letterBy(leader), { trust: null });
    expect(verdict).toMatchObject({ sound: true, trusted: false });
    expect(verdict.reasons).toContain('NO_TRUST_LIST');
    const [signature] = verdict.signatures;
    expect(signature && describeSignature(signature, 'vi')).toContain('chưa kiểm tra được');
  });

  it('a root with the same name and another key is not trusted', async () => {
    const twin = certificate({
      commonName: 'Cơ quan chứng thực gốc Mẫu',
      authority: true,
      key: stamping.key,
    });
    const verdict = await judged(letterBy(leader, [issuing, twin]), { trust: trustListOf([twin.der]) });
    expect(verdict).toMatchObject({ sound: true, trusted: false });
    expect(verdict.reasons).toContain('CHAIN_INCOMPLETE');
  });

  it('a chain without its issuing authority is incomplete', async () => {
    expect((await judged(letterBy(leader, []))).reasons).toContain('CHAIN_INCOMPLETE');
  });

  it('an issuer that the letter lacks is asked for, and believed only when it leads to the root', async () => {
    const asked: Uint8Array[] = [];
    const answering = (answer: Identity): RevocationProvider => ({
      ocsp: async () => null,
      crl: async () => null,
      issuer: async (of) => {
        asked.push(of);
        return answer.der;
      },
    });
    expect(await judged(letterBy(leader, []), { revocation: answering(issuing) })).toMatchObject({
      trusted: true,
    });
    expect(asked).toHaveLength(1);
    const stranger = certificate({ commonName: 'Cơ quan chứng thực Mẫu G2', authority: true });
    const verdict = await judged(letterBy(leader, []), { revocation: answering(stranger) });
    expect(verdict.reasons).toContain('CHAIN_INCOMPLETE');
    asked.length = 0;
    await judged(letterBy(leader), { revocation: answering(issuing) });
    expect(asked).toEqual([]);
  });

  it('a person who issues certificates is refused', async () => {
    const fake = certificate({ commonName: 'Người lạ Mẫu', issuer: leader });
    const verdict = await judged(letterBy(fake, [leader, issuing]));
    expect(verdict).toMatchObject({ sound: true, trusted: false });
    expect(verdict.reasons).toContain('CHAIN_INVALID');
  });

  it('an authority below one that allows none is refused', async () => {
    const below = certificate({ commonName: 'Cơ quan phụ Mẫu', issuer: issuing, authority: true });
    const signer = certificate({ commonName: 'Lê Thị Mẫu', issuer: below });
    expect((await judged(letterBy(signer, [below, issuing]))).reasons).toContain('CHAIN_INVALID');
  });

  it('a critical extension that nobody here understands is refused', async () => {
    const { bool, octets, oid, seq, nil } = await import('./kit/der.ts');
    const strange = seq(oid('1.2.3.4'), bool(true), octets(nil()));
    const signer = certificate({ commonName: 'Lê Văn Mẫu', issuer: issuing, extensions: [strange] });
    expect((await judged(letterBy(signer))).reasons).toContain('CHAIN_INVALID');
  });

  it('a key that others can find is not trusted, though its signature is right', async () => {
    const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const signer = certificate({ commonName: 'Khóa ngắn Mẫu', issuer: issuing, key });
    const verdict = await judged(letterBy(signer));
    expect(verdict).toMatchObject({ sound: true, trusted: false });
    expect(verdict.reasons).toContain('KEY_SHORT');
  });

  it('a curve that others can search through is not trusted, nor is anybody under an authority with one', async () => {
    const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'prime192v1' });
    const signer = certificate({ commonName: 'Đường cong ngắn Mẫu', issuer: issuing, key });
    const weak = certificate({ commonName: 'Cơ quan khóa ngắn Mẫu', issuer: root, authority: true, key });
    const below = certificate({ commonName: 'Người dưới khóa ngắn Mẫu', issuer: weak });
    for (const letter of [letterBy(signer), letterBy(below, [weak])]) {
      const verdict = await judged(letter);
      expect(verdict).toMatchObject({ sound: true, trusted: false });
      expect(verdict.reasons).toContain('KEY_SHORT');
    }
  });

  it('a certificate for web servers does not sign documents', async () => {
    const signer = certificate({
      commonName: 'máy chủ Mẫu',
      issuer: issuing,
      extended: ['1.3.6.1.5.5.7.3.1'],
    });
    expect((await judged(letterBy(signer))).reasons).toContain('CERTIFICATE_USAGE');
  });
});

describe('validity at signing time', () => {
  const expired = certificate({
    commonName: 'Phạm Văn Mẫu',
    issuer: issuing,
    from: day('2020-01-01'),
    to: day('2025-06-01'),
  });

  it('a certificate that had expired at the claimed time is not trusted', async () => {
    const verdict = await judged(letterBy(expired));
    expect(verdict).toMatchObject({ sound: true, trusted: false });
    expect(verdict.reasons).toContain('CERTIFICATE_EXPIRED');
  });

  it('one that expired only after the claimed time is trusted, and said to have run out since', async () => {
    const verdict = await judged(letterBy(leader), { now: day('2041-01-01') });
    expect(verdict.trusted).toBe(true);
    expect(verdict.reasons).toContain('CERTIFICATE_EXPIRED_SINCE');
    expect((await judged(letterBy(leader))).reasons).not.toContain('CERTIFICATE_EXPIRED_SINCE');
  });

  it('a trusted time-stamp counts for more than the claimed time', async () => {
    const verdict = await judged(letterBy(expired, [issuing], day('2024-03-01')));
    expect(verdict).toMatchObject({ sound: true, trusted: true });
    expect(verdict.signatures[0]?.judgedAt).toBe('2024-03-01T00:00:00.000Z');
    expect(verdict.reasons).not.toContain('CERTIFICATE_EXPIRED_SINCE');
  });

  it('a time-stamp of an authority that is not trusted does not help', async () => {
    const stranger = certificate({ commonName: 'Giờ giả Mẫu', extended: [TIME_STAMPING] });
    const verdict = await judged(letterBy(expired, [issuing], day('2024-03-01'), stranger));
    expect(verdict.trusted).toBe(false);
    expect(verdict.reasons).toEqual(expect.arrayContaining(['TIMESTAMP_UNTRUSTED', 'CERTIFICATE_EXPIRED']));
  });

  it('a time-stamp by a certificate that is not for time-stamping does not help', async () => {
    const verdict = await judged(letterBy(expired, [issuing], day('2024-03-01'), leader));
    expect(verdict.reasons).toContain('TIMESTAMP_UNTRUSTED');
  });

  it('a time-stamp over another value is named', async () => {
    const letter = signedLetter({
      room: 12000,
      makeCms: (content) =>
        cms(content, {
          signer: leader,
          certificates: [leader, issuing],
          timestamp: () => timestampToken(Buffer.from('x'), stamping, CLAIMED, [stamping, issuing]),
        }),
    });
    const verdict = await judged(letter);
    expect(verdict).toMatchObject({ sound: true, trusted: false });
    expect(verdict.reasons).toContain('SIGNATURE_TIMESTAMP_WRONG');
    expect(verdict.signatures[0]?.timestampTime).toBeNull();
  });

  it('a time-stamp from the future is not believed, whoever made it', async () => {
    const verdict = await judged(letterBy(leader, [issuing], day('2030-03-01')));
    expect(verdict.reasons).toContain('TIMESTAMP_UNTRUSTED');
    expect(verdict.signatures[0]?.judgedAt).toBe(CLAIMED.toISOString());
  });

  it('a purpose of time-stamping that is not critical does not help', async () => {
    const loose = extension('2.5.29.37', false, seq(oid(TIME_STAMPING)));
    const stamper = certificate({ commonName: 'Giờ lỏng Mẫu', issuer: issuing, extensions: [loose] });
    const verdict = await judged(letterBy(expired, [issuing], day('2024-03-01'), stamper));
    expect(verdict.reasons).toContain('TIMESTAMP_UNTRUSTED');
  });

  it('a time claimed in the future is not believed', async () => {
    const verdict = await judged(letterBy(leader), { now: day('2025-12-01') });
    expect(verdict.reasons).toContain('SIGNING_TIME_UNKNOWN');
    expect(verdict.signatures[0]?.judgedAt).toBe('2025-12-01T00:00:00.000Z');
  });
});

describe('revocation at signing time', () => {
  const signer = certificate({ commonName: 'Hoàng Thị Mẫu', issuer: issuing, revocable: true });
  const letter = letterBy(signer);
  const list = (revoked: readonly { serial: bigint; at: Date }[], from = '2026-01-01', to = '2026-01-10') =>
    crl(issuing, revoked, day(from), day(to));

  it('without any answer the status is unknown, and the file not trusted', async () => {
    const verdict = await judged(letter);
    expect(verdict).toMatchObject({ sound: true, trusted: false });
    expect(verdict.signatures[0]?.revocation).toBe('unknown');
    expect(verdict.reasons).toContain('REVOCATION_UNKNOWN');
  });

  it('a list in the security store that does not name the certificate makes it good', async () => {
    const verdict = await judged(withAnswers(letter, { crls: [list([])] }));
    expect(verdict.sound).toBe(true);
    expect(noteworthy(verdict.reasons)).toEqual(['REVOCATION_NOT_OFFERED']);
  });

  it('a list that names it before the signing makes it revoked', async () => {
    const verdict = await judged(
      withAnswers(letter, { crls: [list([{ serial: signer.serial, at: day('2026-01-02') }])] }),
    );
    expect(verdict).toMatchObject({ sound: true, trusted: false });
    expect(verdict.signatures[0]?.revocation).toBe('revoked');
  });

  it('a later list that names it after the signing leaves it good, with a warning', async () => {
    const later = list([{ serial: signer.serial, at: day('2026-03-01') }], '2026-04-01', '2026-04-10');
    const verdict = await judged(withAnswers(letter, { crls: [later] }));
    expect(verdict.trusted).toBe(true);
    expect(verdict.reasons).toContain('REVOKED_LATER');
  });

  it('a stolen key signs with a date of before: trusted only where a time-stamp proves the date', async () => {
    const stolen = { serial: signer.serial, at: day('2026-03-01'), reason: 1 };
    const later = crl(issuing, [stolen], day('2026-04-01'), day('2026-04-10'));
    const status = { revokedAt: stolen.at, reason: 1, thisUpdate: day('2026-04-01') };
    const answer = ocsp(signer, issuing, issuing, status);
    for (const answers of [{ crls: [later] }, { ocsps: [answer] }]) {
      const claimed = await judged(withAnswers(letter, answers));
      expect(claimed).toMatchObject({ sound: true, trusted: false });
      expect(claimed.reasons).toContain('KEY_COMPROMISED');
      const stamped = withAnswers(letterBy(signer, [issuing], day('2026-01-06')), answers);
      expect(await judged(stamped)).toMatchObject({ sound: true, trusted: true });
    }
  });

  it('an outdated list says nothing', async () => {
    const verdict = await judged(withAnswers(letter, { crls: [list([], '2025-01-01', '2025-01-10')] }));
    expect(verdict.reasons).toContain('REVOCATION_UNKNOWN');
  });

  it('a list signed by somebody else says nothing', async () => {
    const foreign = crl({ ...issuing, key: stamping.key }, [], day('2026-01-01'), day('2026-01-10'));
    expect((await judged(withAnswers(letter, { crls: [foreign] }))).reasons).toContain('REVOCATION_UNKNOWN');
  });

  it('a list of the certificates of users speaks of them, one of authorities or of some reasons does not', async () => {
    const limited = (limit: Buffer) => crl(issuing, [], day('2026-01-01'), day('2026-01-10'), limit);
    const only = (tag: number) => limited(tlv(0x80 | tag, Uint8Array.of(0xff)));
    for (const [one, unknown] of [
      [only(1), false],
      [only(2), true],
      [limited(tlv(0x83, Uint8Array.of(6, 0x40))), true],
      [only(4), true],
    ] as const) {
      const { reasons } = await judged(withAnswers(letter, { crls: [one] }));
      expect(reasons.includes('REVOCATION_UNKNOWN')).toBe(unknown);
    }
  });

  it('garbage in the store says nothing and breaks nothing', async () => {
    const verdict = await judged(
      withAnswers(letter, { crls: [Buffer.from('x')], ocsps: [Buffer.alloc(3, 0x30)] }),
    );
    expect(verdict.sound).toBe(true);
    expect(verdict.reasons).toContain('REVOCATION_UNKNOWN');
  });

  const responder = certificate({ commonName: 'OCSP Mẫu', issuer: issuing, extended: [OCSP_SIGNING] });
  const times = { thisUpdate: day('2026-01-04'), nextUpdate: day('2026-01-08') };

  it('an OCSP answer of the issuer or its delegate makes it good', async () => {
    for (const by of [issuing, responder]) {
      const verdict = await judged(withAnswers(letter, { ocsps: [ocsp(signer, issuing, by, times)] }));
      expect(verdict.trusted).toBe(true);
    }
  });

  it('an OCSP answer of anybody else says nothing', async () => {
    const verdict = await judged(withAnswers(letter, { ocsps: [ocsp(signer, issuing, leader, times)] }));
    expect(verdict.reasons).toContain('REVOCATION_UNKNOWN');
  });

  it('an OCSP answer for another certificate says nothing', async () => {
    const verdict = await judged(withAnswers(letter, { ocsps: [ocsp(leader, issuing, issuing, times)] }));
    expect(verdict.reasons).toContain('REVOCATION_UNKNOWN');
  });

  it('a revoked OCSP answer weighs more than a good one', async () => {
    const good = ocsp(signer, issuing, issuing, times);
    const bad = ocsp(signer, issuing, issuing, { ...times, revokedAt: day('2026-01-03') });
    const verdict = await judged(withAnswers(letter, { ocsps: [good, bad] }));
    expect(verdict.signatures[0]?.revocation).toBe('revoked');
  });

  it('asks over the network only where the file says nothing, and lives with a silent network', async () => {
    const asked: string[] = [];
    const provider: RevocationProvider = {
      ocsp: async () => {
        asked.push('ocsp');
        throw new Error('no network');
      },
      crl: async () => {
        asked.push('crl');
        return list([]);
      },
    };
    expect((await judged(letter, { revocation: provider })).trusted).toBe(true);
    expect(asked).toEqual(['ocsp', 'crl']);
    asked.length = 0;
    await judged(withAnswers(letter, { crls: [list([])] }), { revocation: provider });
    expect(asked).toEqual([]);
    const silent: RevocationProvider = { ocsp: async () => null, crl: async () => null };
    expect((await judged(letter, { revocation: silent })).reasons).toContain('REVOCATION_UNKNOWN');
  });

  it('levels rise with the security store and its time-stamp', async () => {
    const stamped = letterBy(signer, [issuing], CLAIMED);
    const stored = withAnswers(stamped, { crls: [list([])] });
    const sealed = signFile(stored, { subFilter: 'ETSI.RFC3161' });
    const levels = [];
    for (const file of [letter, stamped, stored, sealed])
      levels.push((await judged(file)).signatures[0]?.level);
    expect(levels).toEqual(['B-B', 'B-T', 'B-LT', 'B-LTA']);
  });

  it('the root itself is asked nothing', async () => {
    const verdict = await judged(letterBy(root, []), { trust: trustListOf([root.der]) });
    expect(verdict.signatures[0]?.revocation).toBe('not-applicable');
  });
});
