import {
  constants,
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import { bits, bool, context, enumerated, int, nil, octets, oid, seq, set, time, tlv, utf8 } from './der.ts';

/** A certificate with its key. Names are invented. */
export interface Identity {
  readonly key: KeyObject;
  readonly der: Buffer;
  readonly name: Buffer;
  readonly issuerName: Buffer;
  readonly serial: bigint;
}

export interface CertificatePlan {
  commonName: string;
  issuer?: Identity;
  from?: Date;
  to?: Date;
  authority?: boolean;
  pathLength?: number;
  usage?: number;
  extended?: readonly string[];
  key?: KeyObject;
  kind?: 'rsa' | 'ec' | 'ed25519';
  /** Names a CRL distribution point, so that revocation is asked for. */
  revocable?: boolean;
  extensions?: readonly Buffer[];
}

const DIGITAL_SIGNATURE = 0x80;
const CERT_SIGN = 0x06;
export const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
export const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';

const ALGORITHMS = {
  'rsa-sha256': seq(oid('1.2.840.113549.1.1.11'), nil()),
  'rsa-sha1': seq(oid('1.2.840.113549.1.1.5'), nil()),
  'ec-sha256': seq(oid('1.2.840.10045.4.3.2')),
  ed25519: seq(oid('1.3.101.112')),
} as const;

let serials = 1000n;

/** Keys are slow to make and say nothing about the test: one of each kind and role is enough. */
const keys = new Map<string, KeyObject>();

function keyFor(name: string, kind: 'rsa' | 'ec' | 'ed25519' = 'ec'): KeyObject {
  const known = keys.get(`${kind}/${name}`);
  if (known) return known;
  const key =
    kind === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
      : kind === 'ec'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
        : generateKeyPairSync('ed25519').privateKey;
  keys.set(`${kind}/${name}`, key);
  return key;
}

const nameOf = (commonName: string): Buffer =>
  seq(
    set(seq(oid('2.5.4.6'), tlv(0x13, Buffer.from('VN')))),
    set(seq(oid('2.5.4.10'), utf8('Cơ quan Mẫu H99.01'))),
    set(seq(oid('2.5.4.3'), utf8(commonName))),
  );

export const algorithmOf = (key: KeyObject): Buffer => {
  if (key.asymmetricKeyType === 'rsa') return ALGORITHMS['rsa-sha256'];
  return key.asymmetricKeyType === 'ec' ? ALGORITHMS['ec-sha256'] : ALGORITHMS.ed25519;
};

export const signWith = (key: KeyObject, bytes: Uint8Array, digest = 'sha256'): Buffer =>
  sign(key.asymmetricKeyType === 'ed25519' ? null : digest, bytes, key);

export const signPss = (key: KeyObject, bytes: Uint8Array): Buffer =>
  sign('sha256', bytes, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });

export const extension = (id: string, critical: boolean, value: Buffer): Buffer =>
  seq(oid(id), ...(critical ? [bool(true)] : []), octets(value));

const keyId = (key: KeyObject): Buffer => createHash('sha1').update(spki(key)).digest();

const spki = (key: KeyObject): Buffer =>
  createPublicKey(key.export({ type: 'pkcs8', format: 'pem' })).export({ type: 'spki', format: 'der' });

export function certificate(plan: CertificatePlan): Identity {
  const key = plan.key ?? keyFor(plan.commonName, plan.kind);
  const issuer = plan.issuer;
  const signer = issuer?.key ?? key;
  const name = nameOf(plan.commonName);
  const serial = ++serials;
  const usage = plan.usage ?? (plan.authority ? CERT_SIGN : DIGITAL_SIGNATURE);
  const extensions = [
    extension('2.5.29.15', true, tlv(0x03, Uint8Array.of(0, usage))),
    extension('2.5.29.14', false, octets(keyId(key))),
    extension('2.5.29.35', false, seq(tlv(0x80, keyId(signer)))),
    ...(plan.authority
      ? [
          extension(
            '2.5.29.19',
            true,
            seq(bool(true), ...(plan.pathLength === undefined ? [] : [int(plan.pathLength)])),
          ),
        ]
      : []),
    ...(plan.extended
      ? [extension('2.5.29.37', plan.extended.includes(TIME_STAMPING), seq(...plan.extended.map(oid)))]
      : []),
    ...(plan.revocable
      ? [
          extension(
            '2.5.29.31',
            false,
            seq(seq(context(0, context(0, tlv(0x86, Buffer.from('http://crl.example.vn/ca.crl')))))),
          ),
        ]
      : []),
    ...(plan.extensions ?? []),
  ];
  const tbs = seq(
    context(0, int(2)),
    int(serial),
    algorithmOf(signer),
    issuer?.name ?? name,
    seq(
      time(plan.from ?? new Date('2020-01-01T00:00:00Z')),
      time(plan.to ?? new Date('2040-01-01T00:00:00Z')),
    ),
    name,
    spki(key),
    context(3, seq(...extensions)),
  );
  const der = seq(tbs, algorithmOf(signer), bits(signWith(signer, tbs)));
  return { key, der, name, issuerName: issuer?.name ?? name, serial };
}

export interface TestAuthority {
  readonly root: Identity;
  readonly issuing: Identity;
  readonly leader: Identity;
  readonly agency: Identity;
  readonly stamping: Identity;
}

let shared: TestAuthority | undefined;

/** Root, issuing authority, a leader, an agency and a time-stamping authority; made once for the process. */
export function authority(): TestAuthority {
  if (shared) return shared;
  const root = certificate({ commonName: 'Cơ quan chứng thực gốc Mẫu', authority: true });
  const issuing = certificate({
    commonName: 'Cơ quan chứng thực Mẫu G2',
    issuer: root,
    authority: true,
    pathLength: 0,
  });
  shared = {
    root,
    issuing,
    leader: certificate({ commonName: 'Nguyễn Văn Mẫu', issuer: issuing, kind: 'rsa' }),
    agency: certificate({ commonName: 'Ủy ban nhân dân xã Mẫu', issuer: issuing }),
    stamping: certificate({ commonName: 'Dấu thời gian Mẫu', issuer: issuing, extended: [TIME_STAMPING] }),
  };
  return shared;
}

/** CertificateList with the serials given; `limits` are those of its issuing distribution point. */
export function crl(
  issuer: Identity,
  revoked: readonly { serial: bigint; at: Date; reason?: number }[],
  thisUpdate: Date,
  nextUpdate: Date,
  ...limits: readonly Buffer[]
): Buffer {
  const list = revoked.map(({ serial, at, reason }) =>
    reason === undefined
      ? seq(int(serial), time(at))
      : seq(int(serial), time(at), seq(extension('2.5.29.21', false, enumerated(reason)))),
  );
  const tbs = seq(
    int(1),
    algorithmOf(issuer.key),
    issuer.name,
    time(thisUpdate),
    time(nextUpdate),
    ...(list.length > 0 ? [seq(...list)] : []),
    ...(limits.length > 0 ? [context(0, seq(extension('2.5.29.28', true, seq(...limits))))] : []),
  );
  return seq(tbs, algorithmOf(issuer.key), bits(signWith(issuer.key, tbs)));
}

/** OCSPResponse for one certificate, signed by the issuer or a responder. */
export function ocsp(
  about: Identity,
  issuer: Identity,
  responder: Identity,
  status: { revokedAt?: Date; reason?: number; thisUpdate: Date; nextUpdate?: Date },
): Buffer {
  const sha1 = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest();
  const keyBytes = bitStringTail(spki(issuer.key));
  const single = seq(
    seq(
      seq(oid('1.3.14.3.2.26'), nil()),
      octets(sha1(issuer.name)),
      octets(sha1(keyBytes)),
      int(about.serial),
    ),
    status.revokedAt
      ? context(
          1,
          time(status.revokedAt),
          ...(status.reason === undefined ? [] : [context(0, enumerated(status.reason))]),
        )
      : tlv(0x80),
    time(status.thisUpdate),
    ...(status.nextUpdate ? [context(0, time(status.nextUpdate))] : []),
  );
  const tbs = seq(context(1, responder.name), time(status.thisUpdate), seq(single));
  const basic = seq(
    tbs,
    algorithmOf(responder.key),
    bits(signWith(responder.key, tbs)),
    context(0, seq(responder.der)),
  );
  return seq(enumerated(0), context(0, seq(oid('1.3.6.1.5.5.7.48.1.1'), octets(basic))));
}

/** Content of the subjectPublicKey of a P-256 key; authorities here have no other. */
const bitStringTail = (spkiDer: Buffer): Buffer => spkiDer.subarray(spkiDer.length - 65);
