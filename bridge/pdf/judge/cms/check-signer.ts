import type { ReasonCode } from '../../../../shared/document/verdict-reasons.ts';
import {
  checkSignatureValue,
  type Digest,
  digestByOid,
  digestOfSigner,
  hasher,
  hashOf,
  isWeakKey,
} from './algorithms.ts';
import {
  Asn1Error,
  type Asn1Node,
  child,
  integerHex,
  isContext,
  octets,
  oid,
  sequence,
  time,
} from './asn1.ts';
import { type Certificate, sameBytes } from './certificate.ts';
import type { Attribute, SignerInfo } from './signed-data.ts';

const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const SIGNING_TIME = '1.2.840.113549.1.9.5';
const SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12';
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';
const ALGORITHM_PROTECTION = '1.2.840.113549.1.9.52';
const SIGNATURE_TIMESTAMP = '1.2.840.113549.1.9.16.2.14';
const REVOCATION_ARCHIVAL = '1.2.840.113583.1.1.8';

/** What the CMS arithmetic says about one signer. Empty `reasons` of weight unsound means: right. */
export interface SignerCheck {
  readonly reasons: readonly ReasonCode[];
  readonly digest: Digest | null;
  readonly bound: boolean;
  /** signing-time attribute in milliseconds since 1970 UTC. */
  readonly claimedTime: number | null;
}

/**
 * Checks one signer over content (RFC 5652, 5.4 and 5.6). `content` yields the content octets from the start,
 * each time it is called; `contentType` is the eContentType that the attribute must name.
 */
export function checkSigner(
  signer: SignerInfo,
  contentType: string,
  content: () => Iterable<Uint8Array>,
): SignerCheck {
  const reasons = new Set<ReasonCode>();
  const digest = digestOfSigner(signer.digestOid);
  const bound = checkAttributes(signer, contentType, reasons);
  const claimedTime = readSigningTime(signer);
  const done = (): SignerCheck => ({ reasons: [...reasons], digest, bound, claimedTime });
  if (!digest) reasons.add('ALGORITHM_UNSUPPORTED');
  else if (digest.strength === 'broken') reasons.add('ALGORITHM_FORBIDDEN');
  else if (digest.strength === 'old') reasons.add('DIGEST_SHA1');
  if (!signer.certificate) reasons.add('SIGNER_CERTIFICATE_MISSING');
  if (!digest || !signer.certificate || digest.strength === 'broken') return done();
  if (signer.signedBytes) {
    const stated = single(signer.signedAttributes, MESSAGE_DIGEST);
    const hash = hasher(digest);
    for (const chunk of content()) hash.update(chunk);
    if (!stated || !sameBytes(octets(stated), hash.digest())) reasons.add('DIGEST_MISMATCH');
  } else {
    reasons.add('NO_SIGNED_ATTRIBUTES');
  }
  const { publicKey } = signer.certificate;
  const checkOver = (chunks: Iterable<Uint8Array>) =>
    checkSignatureValue(signer.signatureAlgorithm, digest, publicKey, chunks, signer.signature);
  let check = checkOver(signer.signedBytes ? [signer.signedBytes] : content());
  if (check === 'wrong' && signer.signedBytes) check = checkOver([signer.signedDer()]);
  if (check === 'wrong') reasons.add(signer.signedBytes ? 'SIGNATURE_VALUE_WRONG' : 'DIGEST_MISMATCH');
  if (check === 'forbidden') reasons.add('ALGORITHM_FORBIDDEN');
  if (check === 'unsupported') reasons.add('ALGORITHM_UNSUPPORTED');
  if (isWeakKey(publicKey)) reasons.add('KEY_SHORT');
  return done();
}

/** RFC 3161 tokens in the signature-time-stamp attribute, DER or BER as they stand. */
export function signatureTimestamps(signer: SignerInfo): Uint8Array[] {
  return attributeValues(signer.unsignedAttributes, SIGNATURE_TIMESTAMP).map((value) => value.raw);
}

/** OCSP responses and CRLs of adbe-revocationInfoArchival (ISO 32000-2, 12.8.3.3.2); what is none says nothing. */
export function archivedRevocation(signer: SignerInfo): { crls: Uint8Array[]; ocsps: Uint8Array[] } {
  const crls: Uint8Array[] = [];
  const ocsps: Uint8Array[] = [];
  try {
    for (const value of attributeValues(signer.signedAttributes, REVOCATION_ARCHIVAL)) {
      for (const part of sequence(value)) {
        const items = sequence(child(part, 0)).map((item) => item.raw);
        if (isContext(part, 0)) crls.push(...items);
        if (isContext(part, 1)) ocsps.push(...items);
      }
    }
  } catch (error) {
    if (!(error instanceof Asn1Error)) throw error;
  }
  return { crls, ocsps };
}

function checkAttributes(signer: SignerInfo, contentType: string, reasons: Set<ReasonCode>): boolean {
  if (!signer.signedBytes) return false;
  const type = single(signer.signedAttributes, CONTENT_TYPE);
  const digest = single(signer.signedAttributes, MESSAGE_DIGEST);
  // RFC 5652, 11.1 and 11.2: both must be there, once, with one value.
  if (!type || !digest || oid(type) !== contentType) reasons.add('SIGNED_ATTRIBUTES_WRONG');
  const protection = single(signer.signedAttributes, ALGORITHM_PROTECTION);
  if (protection && !protectionHolds(protection, signer)) reasons.add('SIGNED_ATTRIBUTES_WRONG');
  const v1 = attributeValues(signer.signedAttributes, SIGNING_CERTIFICATE);
  const v2 = attributeValues(signer.signedAttributes, SIGNING_CERTIFICATE_V2);
  if (v1.length + v2.length === 0) return false;
  const certificate = signer.certificate;
  if (!certificate) return false;
  const holds =
    v1.every((value) => committedTo(value, certificate, '1.3.14.3.2.26')) &&
    v2.every((value) => committedTo(value, certificate, '2.16.840.1.101.3.4.2.1'));
  if (!holds) reasons.add('SIGNING_CERTIFICATE_MISMATCH');
  return holds;
}

/** The first ESSCertID(v2) names the signer's certificate (RFC 5035, 5.4.1.1). */
function committedTo(value: Asn1Node, certificate: Certificate, defaultDigest: string): boolean {
  const parts = [...sequence(child(child(value, 0), 0))];
  const algorithm =
    parts[0] && parts[0].tag === 16 ? oid(child(parts.shift() as Asn1Node, 0)) : defaultDigest;
  const [hash, issuerSerial] = parts;
  const digest = digestByOid(algorithm);
  if (!hash || !digest || !sameBytes(octets(hash), hashOf(digest, certificate.der))) return false;
  if (!issuerSerial) return true;
  const [names, serial] = sequence(issuerSerial);
  if (!names || !serial || integerHex(serial) !== certificate.serial) return false;
  // Some programs write the issuer's name in another string type; a good digest says enough without it.
  if (digest.strength === 'good') return true;
  return sequence(names).some(
    (name) => isContext(name, 4) && sameBytes(child(name, 0).raw, certificate.issuer),
  );
}

/** CMSAlgorithmProtection (RFC 6211): the algorithms outside must be the ones that were signed. */
function protectionHolds(value: Asn1Node, signer: SignerInfo): boolean {
  const [digest, signature] = sequence(value);
  if (!digest || oid(child(digest, 0)) !== signer.digestOid) return false;
  if (!isContext(signature, 1)) return true;
  return oid(child(signature, 0)) === oid(child(signer.signatureAlgorithm, 0));
}

function readSigningTime(signer: SignerInfo): number | null {
  try {
    const value = single(signer.signedAttributes, SIGNING_TIME);
    return value ? time(value) : null;
  } catch (error) {
    if (error instanceof Asn1Error) return null;
    throw error;
  }
}

function attributeValues(attributes: readonly Attribute[], id: string): readonly Asn1Node[] {
  return attributes.filter((attribute) => attribute.id === id).flatMap((attribute) => attribute.values);
}

/** The value of an attribute that stands once with one value; otherwise null. */
function single(attributes: readonly Attribute[], id: string): Asn1Node | null {
  const values = attributeValues(attributes, id);
  return values.length === 1 ? (values[0] ?? null) : null;
}
