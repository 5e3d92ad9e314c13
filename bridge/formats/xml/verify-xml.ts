import { constants, createHash, type KeyObject, verify } from 'node:crypto';
import type { XmlReasonCode } from '../../../shared/document/xml-reasons.ts';
import { type Certificate, readCertificates, sameBytes } from '../../pdf/judge/cms/certificate.ts';
import {
  type FormatReason,
  type FormatSignature,
  type FormatTrust,
  type FormatVerdict,
  formatReasonEntry,
  formatVerdict,
  judgeSignature,
} from '../verdict.ts';
import { canonicalizationOf, canonicalize } from './canonical.ts';
import { attributeOf, elementsOf, readXml, type XmlDocument, type XmlElement } from './document.ts';
import { DIGESTS, DSIG, SIGNATURES, SIGNED_PROPERTIES, XADES } from './names.ts';
import { checkReference, prefixList, type ReferenceCheck } from './reference.ts';
import { bytesOf, childOf, childrenOf, strictText, XmlSignatureError } from './structure.ts';

/** A Signature element whose arithmetic was checked. */
export interface CheckedXmlSignature {
  element: XmlElement;
  certificate: Certificate | null;
  pool: readonly Certificate[];
  claimedTime: number | null;
  intact: boolean;
  /** Covers the whole document but itself. */
  whole: boolean;
  /** What is covered: `document`, or the names of the signed elements. */
  covers: string[];
  reasons: FormatReason[];
}

export interface XmlSignatureVerdict extends FormatSignature {
  /** `document`, or names of the signed elements. */
  covers: string[];
  whole: boolean;
  form: 'xmldsig' | 'xades';
}

/** Limits of one signature: an honest one has two or three references, a chain three or four certificates. */
const MOST_SIGNATURES = 50;
const MOST_REFERENCES = 20;
const MOST_CERTIFICATES = 10;

/**
 * Judges every signature of a document. Sound means: each is right and at least one covers the whole document, so that
 * a signed part cannot be moved into foreign content (signature wrapping).
 * @throws XML_* of reading, TRUST_LIST_UNREADABLE
 */
export async function verifyXml(
  bytes: Uint8Array,
  trust: FormatTrust,
): Promise<FormatVerdict<XmlSignatureVerdict>> {
  const checked = checkXml(readXml(bytes));
  const signatures = await Promise.all(
    checked.map(async (one): Promise<XmlSignatureVerdict> => {
      const { covers, whole } = one;
      const judged = await judgeSignature(
        { ...one, timestamp: null, answers: { ocsps: [], crls: [] } },
        trust,
      );
      return { ...judged, covers, whole, form: qualifying(one.element) ? 'xades' : 'xmldsig' };
    }),
  );
  const own: XmlReasonCode[] =
    signatures.length > 0 && !signatures.some((one) => one.whole) ? ['XML_NOT_WHOLE'] : [];
  return formatVerdict(signatures, own);
}

/** Signatures in document order. One inside another is judged as part of what the outer one signs. */
export function checkXml(document: XmlDocument): CheckedXmlSignature[] {
  const found: XmlElement[] = [];
  for (const element of elementsOf(document.root)) {
    if (element.uri === DSIG && element.local === 'Signature') found.push(element);
  }
  return found.map((element, index) =>
    index < MOST_SIGNATURES ? checkOne(document, element) : failed(element, 'XML_SIGNATURE_MALFORMED'),
  );
}

const failed = (element: XmlElement, reason: FormatReason): CheckedXmlSignature => ({
  element,
  certificate: null,
  pool: [],
  claimedTime: null,
  intact: false,
  whole: false,
  covers: [],
  reasons: [reason],
});

function checkOne(document: XmlDocument, element: XmlElement): CheckedXmlSignature {
  try {
    return checkParts(document, element);
  } catch (error) {
    if (error instanceof XmlSignatureError) return failed(element, error.reason);
    throw error;
  }
}

function checkParts(document: XmlDocument, element: XmlElement): CheckedXmlSignature {
  // XML Signature, 4.1: in this order, each once; anything else could be read differently by another program.
  const [info, value, ...rest] = childrenOf(element);
  if (!isDsig(info, 'SignedInfo') || !isDsig(value, 'SignatureValue')) {
    throw new XmlSignatureError('XML_SIGNATURE_MALFORMED');
  }
  const names = rest.map((one) => `${one.uri === DSIG ? '' : '?'}${one.local}`);
  if (names.some((name, index) => name !== 'Object' && !(name === 'KeyInfo' && index === 0))) {
    throw new XmlSignatureError('XML_SIGNATURE_MALFORMED');
  }
  const [method, algorithm, ...references] = childrenOf(info);
  if (
    !isDsig(method, 'CanonicalizationMethod') ||
    !isDsig(algorithm, 'SignatureMethod') ||
    references.length === 0 ||
    references.length > MOST_REFERENCES ||
    references.some((one) => !isDsig(one, 'Reference'))
  ) {
    throw new XmlSignatureError('XML_SIGNATURE_MALFORMED');
  }
  const reasons = new Set<FormatReason>();
  const checks = references.map((one) => checkReference(document, element, one));
  for (const check of checks) for (const reason of check.reasons) reasons.add(reason);
  const pool = certificatesOf(rest[0]?.local === 'KeyInfo' ? rest[0] : null);
  const how = canonicalizationOf(attributeOf(method, 'Algorithm') ?? '');
  if (!how) throw new XmlSignatureError('XML_TRANSFORM_UNSUPPORTED');
  const signed = Buffer.from(canonicalize(info, { ...how, inclusivePrefixes: prefixList(method) }));
  const certificate = signerOf(algorithm, signed, bytesOf(value), pool, reasons);
  const properties = qualifying(element);
  const claimedTime = properties ? checkProperties(properties, certificate, checks, reasons) : null;
  const intact = ![...reasons].some((code) => formatReasonEntry(code).weight === 'unsound');
  return {
    element,
    certificate,
    pool,
    claimedTime,
    intact,
    whole: checks.some((one) => one.whole),
    covers: checks.flatMap((one) => one.covers),
    reasons: [...reasons],
  };
}

const isDsig = (element: XmlElement | undefined, local: string): element is XmlElement =>
  element?.uri === DSIG && element.local === local;

function certificatesOf(keyInfo: XmlElement | null): Certificate[] {
  if (!keyInfo) return [];
  const found: Uint8Array[] = [];
  for (const element of elementsOf(keyInfo)) {
    if (element.uri === DSIG && element.local === 'X509Certificate') found.push(bytesOf(element));
  }
  return [...readCertificates(found.slice(0, MOST_CERTIFICATES))];
}

/** The certificate whose key made the value. A bare KeyValue says nothing about who signed. */
function signerOf(
  method: XmlElement,
  signed: Uint8Array,
  value: Uint8Array,
  certificates: readonly Certificate[],
  reasons: Set<FormatReason>,
): Certificate | null {
  const algorithm = SIGNATURES[attributeOf(method, 'Algorithm') ?? ''];
  if (!algorithm) {
    reasons.add('ALGORITHM_FORBIDDEN');
    return null;
  }
  if (algorithm.digest === 'sha1') reasons.add('DIGEST_SHA1');
  const signer = certificates.find(({ publicKey }) => right(algorithm, publicKey, signed, value));
  if (certificates.length === 0) reasons.add('SIGNER_CERTIFICATE_MISSING');
  else if (!signer) reasons.add('SIGNATURE_VALUE_WRONG');
  const details = signer?.publicKey.asymmetricKeyDetails;
  if (details?.modulusLength !== undefined && details.modulusLength < 1900) reasons.add('KEY_SHORT');
  return signer ?? null;
}

function right(
  { key: kind, digest, pss }: NonNullable<(typeof SIGNATURES)[string]>,
  key: KeyObject,
  signed: Uint8Array,
  value: Uint8Array,
): boolean {
  if (key.asymmetricKeyType !== kind) return false;
  try {
    const padding = pss
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO }
      : {};
    return verify(digest, signed, { key, dsaEncoding: 'ieee-p1363', ...padding }, value);
  } catch {
    return false;
  }
}

function qualifying(element: XmlElement): XmlElement | null {
  for (const child of childrenOf(element)) {
    if (child.local !== 'Object') continue;
    const found = child.children.find(
      (one) => one.kind === 'element' && one.uri === XADES && one.local === 'QualifyingProperties',
    );
    if (found?.kind === 'element') return found;
  }
  return null;
}

/** Signed properties count only when they are signed, and must name the certificate (EN 319 132-1, 5.2.2). */
function checkProperties(
  properties: XmlElement,
  certificate: Certificate | null,
  checks: readonly ReferenceCheck[],
  reasons: Set<FormatReason>,
): number | null {
  const signed = childOf(properties, 'SignedProperties', XADES);
  const covered = signed && checks.some((one) => one.type === SIGNED_PROPERTIES && one.target === signed);
  if (!signed || !covered) {
    reasons.add('XML_SIGNED_PROPERTIES_WRONG');
    return null;
  }
  let time: number | null = null;
  let bound = false;
  for (const element of elementsOf(signed)) {
    if (element.uri !== XADES) continue;
    if (element.local === 'SigningTime') time = Date.parse(strictText(element));
    if (element.local === 'CertDigest' && !bound) bound = namesCertificate(element, certificate);
  }
  if (!bound) reasons.add('XML_SIGNED_PROPERTIES_WRONG');
  return time === null || Number.isNaN(time) ? null : time;
}

function namesCertificate(element: XmlElement, certificate: Certificate | null): boolean {
  const method = childOf(element, 'DigestMethod', DSIG);
  const value = childOf(element, 'DigestValue', DSIG);
  const digest = DIGESTS[(method && attributeOf(method, 'Algorithm')) ?? ''];
  if (!certificate || !value || digest === undefined) return false;
  return sameBytes(bytesOf(value), createHash(digest).update(certificate.der).digest());
}
