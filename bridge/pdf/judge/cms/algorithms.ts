import {
  constants,
  createHash,
  createVerify,
  type KeyObject,
  publicDecrypt,
  verify as verifyOnce,
} from 'node:crypto';
import {
  Asn1Error,
  type Asn1Node,
  child,
  decodeExactly,
  isContext,
  oid,
  sequence,
  smallInteger,
} from './asn1.ts';

/** Digests by OID (RFC 5754, RFC 8702, NIST CSOR). `strength`: `broken` is refused, `old` is warned about. */
export interface Digest {
  readonly name: string;
  /** The name that node:crypto takes. */
  readonly node: string;
  readonly strength: 'good' | 'old' | 'broken';
  readonly outputLength?: number;
}

const DIGESTS: Readonly<Record<string, Digest>> = {
  '1.2.840.113549.2.2': { name: 'MD2', node: 'md2', strength: 'broken' },
  '1.2.840.113549.2.4': { name: 'MD4', node: 'md4', strength: 'broken' },
  '1.2.840.113549.2.5': { name: 'MD5', node: 'md5', strength: 'broken' },
  '1.3.14.3.2.26': { name: 'SHA-1', node: 'sha1', strength: 'old' },
  '2.16.840.1.101.3.4.2.4': { name: 'SHA-224', node: 'sha224', strength: 'good' },
  '2.16.840.1.101.3.4.2.1': { name: 'SHA-256', node: 'sha256', strength: 'good' },
  '2.16.840.1.101.3.4.2.2': { name: 'SHA-384', node: 'sha384', strength: 'good' },
  '2.16.840.1.101.3.4.2.3': { name: 'SHA-512', node: 'sha512', strength: 'good' },
  '2.16.840.1.101.3.4.2.8': { name: 'SHA3-256', node: 'sha3-256', strength: 'good' },
  '2.16.840.1.101.3.4.2.9': { name: 'SHA3-384', node: 'sha3-384', strength: 'good' },
  '2.16.840.1.101.3.4.2.10': { name: 'SHA3-512', node: 'sha3-512', strength: 'good' },
  '2.16.840.1.101.3.4.2.12': { name: 'SHAKE256', node: 'shake256', strength: 'good', outputLength: 64 },
};

/** The digest of an OID; null when it is not known here. */
export const digestByOid = (id: string): Digest | null => DIGESTS[id] ?? null;

/** The digest of node's name (`sha256`); null when it is not in the list. */
const digestByNode = (node: string): Digest | null =>
  Object.values(DIGESTS).find((digest) => digest.node === node) ?? null;

/** A running hash of this digest. */
export function hasher(digest: Digest) {
  return createHash(
    digest.node,
    digest.outputLength === undefined ? undefined : { outputLength: digest.outputLength },
  );
}

/** The hash of bytes at hand. */
export const hashOf = (digest: Digest, bytes: Uint8Array): Uint8Array =>
  hasher(digest).update(bytes).digest();

type Family = 'rsa' | 'pss' | 'ecdsa' | 'ecdsa-plain' | 'dsa' | 'ed25519' | 'ed448';

/** Signature algorithms by OID; `digest` null where the CMS digest algorithm decides (RFC 3370, 3.2). */
const SIGNATURES: Readonly<Record<string, { family: Family; digest: string | null }>> = {
  '1.2.840.113549.1.1.1': { family: 'rsa', digest: null },
  '1.2.840.113549.1.1.4': { family: 'rsa', digest: 'md5' },
  '1.2.840.113549.1.1.5': { family: 'rsa', digest: 'sha1' },
  '1.3.14.3.2.29': { family: 'rsa', digest: 'sha1' },
  '1.2.840.113549.1.1.14': { family: 'rsa', digest: 'sha224' },
  '1.2.840.113549.1.1.11': { family: 'rsa', digest: 'sha256' },
  '1.2.840.113549.1.1.12': { family: 'rsa', digest: 'sha384' },
  '1.2.840.113549.1.1.13': { family: 'rsa', digest: 'sha512' },
  '2.16.840.1.101.3.4.3.14': { family: 'rsa', digest: 'sha3-256' },
  '2.16.840.1.101.3.4.3.15': { family: 'rsa', digest: 'sha3-384' },
  '2.16.840.1.101.3.4.3.16': { family: 'rsa', digest: 'sha3-512' },
  '1.2.840.113549.1.1.10': { family: 'pss', digest: null },
  '1.2.840.10045.2.1': { family: 'ecdsa', digest: null },
  '1.2.840.10045.4.1': { family: 'ecdsa', digest: 'sha1' },
  '1.2.840.10045.4.3.1': { family: 'ecdsa', digest: 'sha224' },
  '1.2.840.10045.4.3.2': { family: 'ecdsa', digest: 'sha256' },
  '1.2.840.10045.4.3.3': { family: 'ecdsa', digest: 'sha384' },
  '1.2.840.10045.4.3.4': { family: 'ecdsa', digest: 'sha512' },
  '2.16.840.1.101.3.4.3.10': { family: 'ecdsa', digest: 'sha3-256' },
  '2.16.840.1.101.3.4.3.11': { family: 'ecdsa', digest: 'sha3-384' },
  '2.16.840.1.101.3.4.3.12': { family: 'ecdsa', digest: 'sha3-512' },
  // Both halves one after the other (BSI TR-03111, 5.2.1.1), as German cards write them.
  '0.4.0.127.0.7.1.1.4.1.1': { family: 'ecdsa-plain', digest: 'sha1' },
  '0.4.0.127.0.7.1.1.4.1.2': { family: 'ecdsa-plain', digest: 'sha224' },
  '0.4.0.127.0.7.1.1.4.1.3': { family: 'ecdsa-plain', digest: 'sha256' },
  '0.4.0.127.0.7.1.1.4.1.4': { family: 'ecdsa-plain', digest: 'sha384' },
  '0.4.0.127.0.7.1.1.4.1.5': { family: 'ecdsa-plain', digest: 'sha512' },
  '1.2.840.10040.4.1': { family: 'dsa', digest: null },
  '1.2.840.10040.4.3': { family: 'dsa', digest: 'sha1' },
  '2.16.840.1.101.3.4.3.2': { family: 'dsa', digest: 'sha256' },
  '1.3.101.112': { family: 'ed25519', digest: 'sha512' },
  '1.3.101.113': { family: 'ed448', digest: 'shake256' },
};

/**
 * The digest of a CMS `digestAlgorithm` (RFC 5652, 10.1.1). Some signers name their signature algorithm there
 * (sha256WithRSAEncryption), which says the same; OpenSSL and Bouncy Castle read it so. Null when it is not known here.
 */
export function digestOfSigner(id: string): Digest | null {
  const inSignature = SIGNATURES[id]?.digest;
  return digestByOid(id) ?? (inSignature ? digestByNode(inSignature) : null);
}

/** `forbidden`: the algorithms contradict each other or the standard; `unsupported`: not known here. */
export type ValueCheck = 'right' | 'wrong' | 'forbidden' | 'unsupported';

/**
 * Checks a signature value. `algorithm` is the AlgorithmIdentifier beside it; `digest` the digest that the
 * structure names for its content, or null where the signature algorithm alone decides (certificates, OCSP,
 * CRL). `chunks` yields the signed bytes in order.
 */
export function checkSignatureValue(
  algorithm: Asn1Node,
  digest: Digest | null,
  key: KeyObject,
  chunks: Iterable<Uint8Array>,
  signature: Uint8Array,
): ValueCheck {
  const [idNode, parameters] = sequence(algorithm);
  const known = idNode ? SIGNATURES[oid(idNode)] : undefined;
  if (!known) return 'unsupported';
  const pss = known.family === 'pss' ? pssParameters(parameters) : null;
  if (known.family === 'pss' && !pss) return 'unsupported';
  const named = pss?.digest ?? (known.digest === null ? digest : digestByNode(known.digest));
  if (!named) return 'unsupported';
  // The digest beside the signature and the one inside the algorithm must be one (RFC 5652, 5.3; RFC 8419, 3.1).
  if (digest && digest.node !== named.node) return 'forbidden';
  if (named.strength === 'broken') return 'forbidden';
  if (!keyFits(known.family, key)) return 'wrong';
  try {
    if (known.family === 'ed25519' || known.family === 'ed448') {
      return verifyOnce(null, Buffer.concat([...chunks]), key, signature) ? 'right' : 'wrong';
    }
    const verifier = createVerify(named.node);
    for (const chunk of chunks) verifier.update(chunk);
    const dsaEncoding = known.family === 'ecdsa-plain' ? 'ieee-p1363' : 'der';
    const right = pss
      ? verifier.verify(
          { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: pss.saltLength },
          signature,
        )
      : verifier.verify({ key, dsaEncoding }, signature);
    return right ? 'right' : 'wrong';
  } catch {
    return 'unsupported';
  }
}

function keyFits(family: Family, key: KeyObject): boolean {
  const type = key.asymmetricKeyType;
  switch (family) {
    case 'rsa':
      return type === 'rsa';
    case 'pss':
      return type === 'rsa' || type === 'rsa-pss';
    case 'ecdsa':
    case 'ecdsa-plain':
      return type === 'ec';
    default:
      return type === family;
  }
}

/** RSASSA-PSS-params (RFC 4055, 3.1); null for a mask generation that does not use the same digest. */
function pssParameters(parameters: Asn1Node | undefined): { digest: Digest; saltLength: number } | null {
  let digest = digestByNode('sha1');
  let mask = digest;
  let saltLength = 20;
  for (const part of parameters ? sequence(parameters) : []) {
    const value = child(part, 0);
    if (isContext(part, 0)) digest = digestByOid(oid(child(value, 0)));
    else if (isContext(part, 1)) mask = digestByOid(oid(child(child(value, 1), 0)));
    else if (isContext(part, 2)) saltLength = smallInteger(value);
    else if (isContext(part, 3) && smallInteger(value) !== 1) return null;
  }
  return digest && mask && digest.node === mask.node ? { digest, saltLength } : null;
}

/** The digest that an RSA signature with PKCS #1 v1.5 padding names within itself (RFC 8017, 9.2); null when it names none. */
export function digestInRsa(key: KeyObject, signature: Uint8Array): Digest | null {
  if (key.asymmetricKeyType !== 'rsa') return null;
  let info: Uint8Array;
  try {
    info = publicDecrypt(key, signature);
  } catch {
    return null;
  }
  try {
    return digestByOid(oid(child(child(decodeExactly(info), 0), 0)));
  } catch (error) {
    if (error instanceof Asn1Error) return null;
    throw error;
  }
}

/**
 * Below what ETSI TS 119 312 allows for new signatures: RSA 1900 bits, curves of 256 bits. RSA exponents that undo
 * nothing, and curves that only the key itself describes, let anybody sign (FIPS 186-5, 5.4; RFC 5480, 2.1.1).
 */
export function isWeakKey(key: KeyObject): boolean {
  const { modulusLength, publicExponent, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'ec') {
    const bits = Number(/\d{3}/u.exec(namedCurve ?? '')?.[0] ?? 0);
    return bits < 256 && namedCurve !== 'SM2';
  }
  const isOddExponent = publicExponent === undefined || (publicExponent > 1n && publicExponent % 2n === 1n);
  return (modulusLength !== undefined && modulusLength < 1900) || !isOddExponent;
}
