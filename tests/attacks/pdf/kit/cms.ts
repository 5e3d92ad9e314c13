import { createHash, randomBytes, sign } from 'node:crypto';
import { context, int, nil, octets, oid, seq, set, time, tlv } from './der.ts';
import { algorithmOf, type Identity, signPss, signWith } from './pki.ts';

const DIGESTS: Readonly<Record<string, string>> = {
  md5: '1.2.840.113549.2.5',
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha512: '2.16.840.1.101.3.4.2.3',
};

export interface CmsPlan {
  signer: Identity;
  certificates?: readonly Identity[];
  digest?: 'md5' | 'sha1' | 'sha256' | 'sha512';
  /** OID that stands as digestAlgorithm in place of the digest's own. */
  digestNamed?: string;
  /** Leaves the signed attributes out. */
  bare?: boolean;
  /** What signing-certificate-v2 commits to; null leaves it out. */
  bound?: Identity | null;
  /** Overrides the message-digest attribute. */
  statedDigest?: Uint8Array;
  contentType?: string;
  extraAttributes?: readonly Buffer[];
  encapsulated?: Uint8Array | null;
  eContentType?: string;
  timestamp?: (signature: Uint8Array) => Buffer;
  pss?: boolean;
  /** ECDSA with both halves of the value one after the other (BSI TR-03111). */
  plain?: boolean;
  /** How the signed attributes stand in the message, where not in the DER that is signed. */
  stored?: (attributes: readonly Buffer[]) => Buffer;
  signingTime?: Date;
  /** BER with indefinite lengths on the outside. */
  indefinite?: boolean;
  signers?: number;
}

const ID_DATA = '1.2.840.113549.1.7.1';

export const attribute = (id: string, ...values: Buffer[]): Buffer => seq(oid(id), set(...values));

const hash = (name: string, bytes: Uint8Array): Buffer => createHash(name).update(bytes).digest();

/** A CMS SignedData over content, right unless the plan says otherwise. */
export function cms(content: Uint8Array, plan: CmsPlan): Buffer {
  const digest = plan.digest ?? 'sha256';
  const { signer } = plan;
  const digestAlgorithm = seq(oid(plan.digestNamed ?? DIGESTS[digest] ?? ''), nil());
  const type = plan.eContentType ?? ID_DATA;
  const bound = plan.bound === undefined ? signer : plan.bound;
  const attributes = [
    attribute('1.2.840.113549.1.9.3', oid(plan.contentType ?? type)),
    attribute('1.2.840.113549.1.9.4', octets(plan.statedDigest ?? hash(digest, content))),
    ...(bound
      ? [attribute('1.2.840.113549.1.9.16.2.47', seq(seq(seq(octets(hash('sha256', bound.der))))))]
      : []),
    ...(plan.signingTime ? [attribute('1.2.840.113549.1.9.5', time(plan.signingTime))] : []),
    ...(plan.extraAttributes ?? []),
  ].sort(Buffer.compare);
  const signed = plan.bare ? Buffer.from(content) : set(...attributes);
  const rsa = signer.key.asymmetricKeyType === 'rsa';
  const signature = plan.pss
    ? signPss(signer.key, signed)
    : plan.plain
      ? sign(digest, signed, { key: signer.key, dsaEncoding: 'ieee-p1363' })
      : signWith(signer.key, signed, digest);
  const sha256 = seq(oid(DIGESTS.sha256 ?? ''));
  const algorithm = plan.pss
    ? seq(
        oid('1.2.840.113549.1.1.10'),
        seq(context(0, sha256), context(1, seq(oid('1.2.840.113549.1.1.8'), sha256)), context(2, int(32))),
      )
    : rsa
      ? seq(oid('1.2.840.113549.1.1.1'), nil())
      : plan.plain
        ? seq(oid('0.4.0.127.0.7.1.1.4.1.3'))
        : algorithmOf(signer.key);
  const info = seq(
    int(1),
    seq(signer.issuerName, int(signer.serial)),
    digestAlgorithm,
    ...(plan.bare ? [] : [plan.stored?.(attributes) ?? context(0, ...attributes)]),
    algorithm,
    octets(signature),
    ...(plan.timestamp
      ? [context(1, attribute('1.2.840.113549.1.9.16.2.14', plan.timestamp(signature)))]
      : []),
  );
  const encapsulated = plan.encapsulated
    ? seq(oid(type), context(0, octets(plan.encapsulated)))
    : seq(oid(type));
  const bag = context(0, ...(plan.certificates ?? [signer]).map((one) => one.der));
  const inner = [
    int(1),
    set(digestAlgorithm),
    encapsulated,
    bag,
    set(...Array(plan.signers ?? 1).fill(info)),
  ];
  const head = oid('1.2.840.113549.1.7.2');
  if (!plan.indefinite) return seq(head, context(0, seq(...inner)));
  const open = (tag: number, ...parts: Uint8Array[]) =>
    Buffer.concat([Uint8Array.of(tag, 0x80), ...parts, Uint8Array.of(0, 0)]);
  return open(0x30, head, open(0xa0, open(0x30, ...inner)));
}

/** An RFC 3161 token over bytes. */
export function timestampToken(
  bytes: Uint8Array,
  stamping: Identity,
  moment: Date,
  certificates: readonly Identity[] = [stamping],
  digest: 'sha1' | 'sha256' = 'sha256',
): Buffer {
  const info = seq(
    int(1),
    oid('1.3.6.1.4.1.99999.1'),
    seq(seq(oid(DIGESTS[digest] ?? ''), nil()), octets(hash(digest, bytes))),
    int(BigInt(`0x${randomBytes(8).toString('hex')}`)),
    time(moment),
  );
  return cms(info, {
    signer: stamping,
    certificates,
    encapsulated: info,
    eContentType: '1.2.840.113549.1.9.16.1.4',
  });
}

/** An element with a broken inside, for parsers. */
export const garbage = (length: number): Buffer => tlv(0x30, randomBytes(length));
