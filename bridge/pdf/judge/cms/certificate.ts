import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import {
  Asn1Error,
  type Asn1Node,
  bits,
  child,
  decodeExactly,
  integerHex,
  isContext,
  octets,
  oid,
  sequence,
  set,
  smallInteger,
  text,
  time,
} from './asn1.ts';

/** The parts of an X.509 certificate (RFC 5280, 4.1) that judging needs. Byte arrays are DER. */
export interface Certificate {
  readonly der: Uint8Array;
  /** SHA-256 of the certificate, lower-case hex. */
  readonly thumbprint: string;
  /** Lower-case hex without leading zero octets. */
  readonly serial: string;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly subjectName: DistinguishedName;
  readonly issuerName: DistinguishedName;
  /** Milliseconds since 1970 UTC, both inclusive. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly publicKey: KeyObject;
  /** Content of the subjectPublicKey BIT STRING, for OCSP's issuerKeyHash. */
  readonly keyBits: Uint8Array;
  readonly tbs: Uint8Array;
  readonly signatureAlgorithm: Asn1Node;
  readonly signature: Uint8Array;
  readonly isAuthority: boolean;
  readonly pathLength: number | null;
  /** Named bits of keyUsage (RFC 5280, 4.2.1.3), or null when the extension is absent. */
  readonly keyUsage: ReadonlySet<KeyUsage> | null;
  /** OIDs of extKeyUsage, or null when absent. */
  readonly extendedKeyUsage: ReadonlySet<string> | null;
  readonly extendedKeyUsageCritical: boolean;
  readonly subjectKeyId: string | null;
  readonly authorityKeyId: string | null;
  /** id-pkix-ocsp-nocheck (RFC 6960, 4.2.2.2.1), which only spares those who answer for an authority. */
  readonly ocspNoCheck: boolean;
  /** The certificate names a place to ask: a CRL distribution point or an OCSP responder. */
  readonly namesRevocationSource: boolean;
  /** OIDs of critical extensions that are not understood here; a chain with one is refused. */
  readonly unknownCritical: readonly string[];
}

export interface DistinguishedName {
  readonly commonName: string | null;
  readonly organisation: string | null;
}

export type KeyUsage = (typeof KEY_USAGES)[number];

const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

const OCSP_NO_CHECK = '1.3.6.1.5.5.7.48.1.5';
const ID_KP_OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';

const UNDERSTOOD = new Set([
  OCSP_NO_CHECK,
  '2.5.29.15', // keyUsage
  '2.5.29.19', // basicConstraints
  '2.5.29.37', // extKeyUsage
  '2.5.29.17', // subjectAltName
  '2.5.29.32', // certificatePolicies: any policy is accepted
  '2.5.29.14',
  '2.5.29.35',
  '2.5.29.31', // cRLDistributionPoints
  '1.3.6.1.5.5.7.1.3', // qcStatements
]);

/** Certificates by their thumbprint: every file of a batch brings the same few. */
const known = new Map<string, Certificate>();
const MOST_KNOWN = 64;

/** Reads a DER certificate. Throws {@link Asn1Error} when it is not one. */
export function readCertificate(der: Uint8Array): Certificate {
  const thumbprint = createHash('sha256').update(der).digest('hex');
  const found = known.get(thumbprint);
  if (found) return found;
  // A copy, so that what is kept does not hold the file that it came from.
  const certificate = parseCertificate(Uint8Array.from(der), thumbprint);
  const [oldest] = known.keys();
  if (known.size >= MOST_KNOWN && oldest !== undefined) known.delete(oldest);
  known.set(thumbprint, certificate);
  return certificate;
}

function parseCertificate(der: Uint8Array, thumbprint: string): Certificate {
  const root = decodeExactly(der);
  const tbs = child(root, 0);
  const fields = [...sequence(tbs)];
  if (isContext(fields[0], 0)) fields.shift();
  const [serial, , issuer, validity, subject, spki] = fields;
  if (!serial || !issuer || !validity || !subject || !spki) throw new Asn1Error('certificate incomplete');
  const extensions = readExtensions(fields.find((field) => isContext(field, 3)));
  const keyUsage = extensions.get('2.5.29.15');
  const extended = extensions.get('2.5.29.37');
  const basic = extensions.get('2.5.29.19');
  const subjectKeyId = extensions.get('2.5.29.14');
  const authority = extensions.get('2.5.29.35');
  const basicParts = basic ? sequence(decodeExactly(basic.value)) : [];
  const pathLength = basicParts.find((part) => part.tag === 2);
  const purposes = extended ? new Set(sequence(decodeExactly(extended.value)).map(oid)) : null;
  return {
    der,
    thumbprint,
    serial: integerHex(serial),
    issuer: issuer.raw,
    subject: subject.raw,
    issuerName: readName(issuer),
    subjectName: readName(subject),
    notBefore: time(child(validity, 0)),
    notAfter: time(child(validity, 1)),
    publicKey: publicKeyOf(der),
    keyBits: bits(child(spki, 1)),
    tbs: tbs.raw,
    signatureAlgorithm: child(root, 1),
    signature: bits(child(root, 2)),
    isAuthority: basicParts.some((part) => part.tag === 1 && part.content[0] !== 0),
    pathLength: pathLength ? smallInteger(pathLength) : null,
    keyUsage: keyUsage ? readKeyUsage(decodeExactly(keyUsage.value)) : null,
    extendedKeyUsage: purposes,
    extendedKeyUsageCritical: extended?.critical ?? false,
    subjectKeyId: subjectKeyId ? hex(octets(decodeExactly(subjectKeyId.value))) : null,
    authorityKeyId: authority ? readAuthorityKeyId(decodeExactly(authority.value)) : null,
    ocspNoCheck: extensions.has(OCSP_NO_CHECK) && (purposes?.has(ID_KP_OCSP_SIGNING) ?? false),
    namesRevocationSource: extensions.has('2.5.29.31') || namesResponder(extensions.get('1.3.6.1.5.5.7.1.1')),
    unknownCritical: [...extensions]
      .filter(([id, extension]) => extension.critical && !UNDERSTOOD.has(id))
      .map(([id]) => id),
  };
}

/** The certificates among DER candidates that can be read; others are left out. */
export function readCertificates(candidates: Iterable<Uint8Array>): Certificate[] {
  const found = new Map<string, Certificate>();
  for (const der of candidates) {
    try {
      const certificate = readCertificate(der);
      found.set(certificate.thumbprint, certificate);
    } catch {
      // A foreign bag may hold attribute certificates or damage; what cannot be read cannot be relied upon.
    }
  }
  return [...found.values()];
}

function publicKeyOf(der: Uint8Array): KeyObject {
  try {
    return new X509Certificate(der).publicKey;
  } catch (cause) {
    throw new Asn1Error('public key unreadable', { cause });
  }
}

interface Extension {
  critical: boolean;
  value: Uint8Array;
}

function readExtensions(holder: Asn1Node | undefined): Map<string, Extension> {
  const found = new Map<string, Extension>();
  if (!holder) return found;
  for (const extension of sequence(child(holder, 0))) {
    const parts = sequence(extension);
    const id = oid(child(extension, 0));
    const value = parts[parts.length - 1];
    if (!value || found.has(id)) throw new Asn1Error('extension malformed or doubled');
    const critical = parts.length > 2 && child(extension, 1).content[0] !== 0;
    found.set(id, { critical, value: octets(value) });
  }
  return found;
}

function readName(name: Asn1Node): DistinguishedName {
  const values = new Map<string, string>();
  for (const relative of sequence(name)) {
    for (const attribute of set(relative)) {
      const id = oid(child(attribute, 0));
      if (!values.has(id) || id === '2.5.4.3') values.set(id, text(child(attribute, 1)));
    }
  }
  return { commonName: values.get('2.5.4.3') ?? null, organisation: values.get('2.5.4.10') ?? null };
}

function readKeyUsage(node: Asn1Node): ReadonlySet<KeyUsage> {
  const bytes = bits(node);
  return new Set(KEY_USAGES.filter((_, bit) => ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0));
}

function readAuthorityKeyId(node: Asn1Node): string | null {
  const id = sequence(node).find((part) => isContext(part, 0));
  return id ? hex(id.content) : null;
}

function namesResponder(extension: Extension | undefined): boolean {
  if (!extension) return false;
  return sequence(decodeExactly(extension.value)).some(
    (access) => oid(child(access, 0)) === '1.3.6.1.5.5.7.48.1',
  );
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** True when both hold the same bytes. */
export const sameBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && Buffer.compare(one, other) === 0;
