import { createHash, X509Certificate } from 'node:crypto';
import { Certificate, type RelativeDistinguishedNames } from 'pkijs';
import type { CertificateDescription, CertificateName } from '../../shared/signing/token.ts';
import { derLength } from './signature-encoding.ts';

const attributes: Record<string, string> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'T',
  '0.9.2342.19200300.100.1.1': 'UID',
  '1.2.840.113549.1.9.1': 'E',
};
const curves: Record<string, 'P-256' | 'P-384' | 'P-521'> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};
const KEY_USAGE = '2.5.29.15';

/** A certificate as a token holds it: some tokens pad the stored value, the DER's own length decides. */
export function certificateBytes(stored: Uint8Array): Uint8Array {
  const length = derLength(stored);
  return length !== null && length < stored.length ? stored.subarray(0, length) : stored;
}

/** SHA-256 of a DER certificate, lower-case hex. */
export function thumbprintOf(certificate: Uint8Array): string {
  return createHash('sha256').update(certificate).digest('hex');
}

/** What a DER certificate says. @throws Error when it is not a certificate */
export function describeCertificate(
  der: Uint8Array,
  now: Date,
): Omit<CertificateDescription, 'label' | 'hasPrivateKey' | 'alwaysAuthenticate'> {
  const x509 = new X509Certificate(der);
  const parsed = Certificate.fromBER(Uint8Array.from(der).buffer);
  const notBefore = parsed.notBefore.value;
  const notAfter = parsed.notAfter.value;
  return {
    thumbprint: thumbprintOf(der),
    certificate: Buffer.from(der).toString('base64'),
    subject: describeName(parsed.subject),
    issuer: describeName(parsed.issuer),
    serialNumber: x509.serialNumber,
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
    validity: now < notBefore ? 'notYetValid' : now > notAfter ? 'expired' : 'valid',
    key: describeKey(x509),
    isAuthority: x509.ca,
    maySign: allowsSignatures(parsed),
  };
}

function describeName(name: RelativeDistinguishedNames): CertificateName {
  const parts = name.typesAndValues.map(({ type, value }) => ({
    key: attributes[type] ?? type,
    text: textOf(value),
  }));
  const all = (key: string) => parts.filter((part) => part.key === key).map(({ text }) => text);
  const one = (key: string) => all(key).at(-1) ?? null;
  return {
    commonName: one('CN') ?? '',
    organizationalUnits: all('OU'),
    organization: one('O'),
    locality: one('L'),
    state: one('ST'),
    country: one('C'),
    title: one('T'),
    email: one('E'),
    text: parts
      .toReversed()
      .map(({ key, text }) => `${key}=${text}`)
      .join(', '),
  };
}

function textOf(value: { valueBlock: { value?: unknown } }): string {
  const text = value.valueBlock.value;
  return typeof text === 'string' ? text.normalize('NFC') : '';
}

function describeKey(x509: X509Certificate): CertificateDescription['key'] {
  const { publicKey } = x509;
  const details = publicKey.asymmetricKeyDetails;
  if (publicKey.asymmetricKeyType === 'rsa' && details?.modulusLength !== undefined) {
    return { kind: 'rsa', bits: details.modulusLength };
  }
  const curve = curves[details?.namedCurve ?? ''];
  if (publicKey.asymmetricKeyType === 'ec' && curve !== undefined) return { kind: 'ec', curve };
  return { kind: 'other', name: details?.namedCurve ?? publicKey.asymmetricKeyType ?? 'unknown' };
}

function allowsSignatures(certificate: Certificate): boolean {
  const usage = certificate.extensions?.find(({ extnID }) => extnID === KEY_USAGE)?.parsedValue as
    | { valueBlock?: { valueHexView?: Uint8Array } }
    | undefined;
  if (usage === undefined) return true;
  const bits = usage.valueBlock?.valueHexView?.[0] ?? 0;
  // digitalSignature is bit 0, nonRepudiation bit 1, counted from the top.
  return (bits & 0xc0) !== 0;
}

/** Issuers of `leaf` among `others`, nearest first, as far as they are known; ends at a self-signed one. */
export function chainOf(leaf: Uint8Array, others: readonly Uint8Array[]): Uint8Array[] {
  const pool = others.map((der) => new X509Certificate(der)).filter(({ ca }) => ca);
  const chain: Uint8Array[] = [];
  let current = new X509Certificate(leaf);
  while (chain.length < 8 && !current.checkIssued(current)) {
    const issuer = pool.find((candidate) => current.checkIssued(candidate));
    if (issuer === undefined) break;
    chain.push(Uint8Array.from(issuer.raw));
    current = issuer;
  }
  return chain;
}
