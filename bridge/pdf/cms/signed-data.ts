import { createHash, type KeyObject, verify, X509Certificate } from 'node:crypto';
import { KyguiError } from '../../../shared/errors.ts';
import type { HashName, KeyType, Signer } from '../../../shared/signing/signer.ts';
import { certificateParts } from './certificate-parts.ts';
import { der, integer, NULL, octetString, oid, sequence, setOf, TAG } from './der.ts';

const OID = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  signatureTimeStamp: '1.2.840.113549.1.9.16.2.14',
  rsaEncryption: '1.2.840.113549.1.1.1',
} as const;

const DIGESTS: Record<HashName, { oid: string; openssl: string; ecdsa: string }> = {
  'SHA-256': { oid: '2.16.840.1.101.3.4.2.1', openssl: 'sha256', ecdsa: '1.2.840.10045.4.3.2' },
  'SHA-384': { oid: '2.16.840.1.101.3.4.2.2', openssl: 'sha384', ecdsa: '1.2.840.10045.4.3.3' },
  'SHA-512': { oid: '2.16.840.1.101.3.4.2.3', openssl: 'sha512', ecdsa: '1.2.840.10045.4.3.4' },
};

/** OpenSSL's name of a digest. */
export const opensslDigest = (hash: HashName): string => DIGESTS[hash].openssl;

/** Object identifier of a digest. */
export const digestOid = (hash: HashName): string => DIGESTS[hash].oid;

/** The digest that fits a key: SHA-256, and longer ones for longer curves (ETSI TS 119 312). */
export function hashFor(key: KeyType): HashName {
  if (key.kind === 'rsa' || key.curve === 'P-256') return 'SHA-256';
  return key.curve === 'P-384' ? 'SHA-384' : 'SHA-512';
}

/** Largest signature value of a key, in bytes. */
function signatureBytes(key: KeyType): number {
  if (key.kind === 'rsa') return Math.ceil(key.bits / 8);
  return key.curve === 'P-256' ? 72 : key.curve === 'P-384' ? 104 : 141;
}

/** Upper bound of the CMS in bytes without unsigned attributes. */
export function cmsSizeLimit(signer: Signer): number {
  const certificates = [signer.certificate, ...signer.chain].reduce((sum, one) => sum + one.length, 0);
  // The issuer's name stands twice more: in the signer identifier and in signing-certificate-v2.
  const { issuer } = certificateParts(signer.certificate);
  return certificates + issuer.length * 2 + signatureBytes(signer.keyType) + 1024;
}

export interface SignedCms {
  /** DER of the ContentInfo. */
  cms: Uint8Array;
  signatureValue: Uint8Array;
}

/** What a signature carries beside the signer's word. */
export interface SignedDataExtras {
  /** Gives the time-stamp token over the signature value, for level T. */
  timestamp?: ((signatureValue: Uint8Array) => Promise<Uint8Array | null>) | undefined;
  /** signing-time attribute, milliseconds since 1970 UTC: CAdES wants it (ETSI EN 319 122-1, 6.3), PAdES forbids it. */
  signingTime?: number;
}

/**
 * Detached CMS SignedData for PAdES B-B (ETSI EN 319 142-1, 6.3; RFC 5652): signed attributes are exactly content-type,
 * message-digest and signing-certificate-v2 (RFC 5035). No signing-time unless asked for: PAdES keeps the time in /M.
 * The value that the signer returns is checked with the certificate's public key before it is used.
 * @param messageDigest digest of the signed bytes, made with {@link hashFor} of the signer's key.
 * @throws PDF_SIGNATURE_VALUE_WRONG, PDF_SIGNER_CERTIFICATE_INVALID, and what the signer throws
 */
export async function signDetached(
  signer: Signer,
  messageDigest: Uint8Array,
  { timestamp, signingTime }: SignedDataExtras = {},
): Promise<SignedCms> {
  const hash = hashFor(signer.keyType);
  const parts = certificateParts(signer.certificate);
  const attributes = [
    attribute(OID.contentType, oid(OID.data)),
    ...(signingTime === undefined ? [] : [attribute(OID.signingTime, timeOf(signingTime))]),
    attribute(OID.messageDigest, octetString(messageDigest)),
    attribute(OID.signingCertificateV2, signingCertificate(parts, hash)),
  ];
  const toSign = setOf(attributes);
  const digest = createHash(opensslDigest(hash)).update(toSign).digest();
  const signatureValue = await signer.sign(digest, hash);
  assertFits(signer.certificate, toSign, signatureValue, hash);
  const token = timestamp ? await timestamp(signatureValue) : null;
  const digestAlgorithm = sequence(oid(DIGESTS[hash].oid));
  const signerInfo = sequence(
    integer(1),
    sequence(parts.issuer, parts.serial),
    digestAlgorithm,
    setOf(attributes, 0xa0),
    signatureAlgorithm(signer.keyType, hash),
    octetString(signatureValue),
    ...(token ? [setOf([attribute(OID.signatureTimeStamp, token)], 0xa1)] : []),
  );
  const certificates = uniqueCertificates([parts.certificate, ...signer.chain]);
  const signedData = sequence(
    integer(1),
    setOf([digestAlgorithm]),
    sequence(oid(OID.data)),
    setOf(certificates, 0xa0),
    setOf([signerInfo]),
  );
  return { cms: sequence(oid(OID.signedData), der(0xa0, signedData)), signatureValue };
}

/** UTCTime through 2049, GeneralizedTime after (RFC 5652, 11.3). */
function timeOf(moment: number): Uint8Array {
  const digits = new Date(moment)
    .toISOString()
    .replace(/\.\d+Z$/u, 'Z')
    .replace(/[-:T]/gu, '');
  const short = moment < Date.UTC(2050, 0, 1);
  return der(
    short ? TAG.utcTime : TAG.generalizedTime,
    Buffer.from(short ? digits.slice(2) : digits, 'latin1'),
  );
}

const attribute = (type: string, value: Uint8Array): Uint8Array => sequence(oid(type), setOf([value]));

/** ESSCertIDv2 of the signer's certificate; SHA-256 is the default and is left out (RFC 5035, 4). */
function signingCertificate(parts: ReturnType<typeof certificateParts>, hash: HashName): Uint8Array {
  const digest = createHash(opensslDigest(hash)).update(parts.certificate).digest();
  const directoryName = der(0xa4, parts.issuer);
  const issuerSerial = sequence(sequence(directoryName), parts.serial);
  const algorithm = hash === 'SHA-256' ? [] : [sequence(oid(DIGESTS[hash].oid))];
  return sequence(sequence(sequence(...algorithm, octetString(digest), issuerSerial)));
}

function signatureAlgorithm(key: KeyType, hash: HashName): Uint8Array {
  return key.kind === 'rsa' ? sequence(oid(OID.rsaEncryption), NULL) : sequence(oid(DIGESTS[hash].ecdsa));
}

function uniqueCertificates(certificates: readonly Uint8Array[]): Uint8Array[] {
  const seen = new Map(certificates.map((one) => [Buffer.from(one).toString('base64'), one]));
  return [...seen.values()];
}

/** Reading a certificate costs more than checking a signature with it; a batch uses one certificate. */
const publicKeys = new WeakMap<Uint8Array, KeyObject>();

function publicKeyOf(certificate: Uint8Array): KeyObject {
  const known = publicKeys.get(certificate);
  if (known) return known;
  const { publicKey } = new X509Certificate(certificate);
  publicKeys.set(certificate, publicKey);
  return publicKey;
}

function assertFits(certificate: Uint8Array, data: Uint8Array, value: Uint8Array, hash: HashName): void {
  let fits = false;
  try {
    fits = verify(opensslDigest(hash), data, publicKeyOf(certificate), value);
  } catch (cause) {
    throw new KyguiError('PDF_SIGNER_CERTIFICATE_INVALID', {}, { cause });
  }
  if (!fits) throw new KyguiError('PDF_SIGNATURE_VALUE_WRONG');
}
