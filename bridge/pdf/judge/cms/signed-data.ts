import {
  Asn1Error,
  type Asn1Node,
  child,
  decode,
  definite,
  der,
  integerHex,
  isContext,
  octets,
  oid,
  sequence,
  set,
  tlv,
} from './asn1.ts';
import { type Certificate, readCertificates, sameBytes } from './certificate.ts';

export const ID_DATA = '1.2.840.113549.1.7.1';
const ID_SIGNED_DATA = '1.2.840.113549.1.7.2';
export const ID_TST_INFO = '1.2.840.113549.1.9.16.1.4';

/** One signer of a CMS SignedData (RFC 5652, 5.3). */
export interface SignerInfo {
  readonly certificate: Certificate | null;
  readonly digestOid: string;
  readonly signatureAlgorithm: Asn1Node;
  readonly digestAlgorithm: Asn1Node;
  readonly signature: Uint8Array;
  /** The attributes as they stand under the SET OF tag; null when there are none. */
  readonly signedBytes: Uint8Array | null;
  /** The same in DER, which is what is signed: programs differ where the attributes stand in another form. */
  readonly signedDer: () => Uint8Array;
  readonly signedAttributes: readonly Attribute[];
  readonly unsignedAttributes: readonly Attribute[];
}

export interface Attribute {
  readonly id: string;
  readonly values: readonly Asn1Node[];
}

/** A CMS SignedData (RFC 5652, 5.1) in BER or DER. */
export interface SignedData {
  readonly contentType: string;
  /** The encapsulated content; null when detached. */
  readonly content: Uint8Array | null;
  readonly certificates: readonly Certificate[];
  /** DER of the CRLs and OCSP responses in the revocation field. */
  readonly crls: readonly Uint8Array[];
  readonly ocsps: readonly Uint8Array[];
  readonly signers: readonly SignerInfo[];
  /** Octets that the structure took of the input. */
  readonly length: number;
}

/** Reads a ContentInfo with SignedData from the start of `bytes`, or one that was decoded. Throws {@link Asn1Error}. */
export function readSignedData(bytes: Uint8Array, { node, length } = decode(bytes)): SignedData {
  const [type, holder] = sequence(node);
  if (!type || !isContext(holder, 0) || oid(type) !== ID_SIGNED_DATA) throw new Asn1Error('not SignedData');
  const fields = [...sequence(child(holder, 0))];
  const [, , encapsulated, ...rest] = fields;
  if (!encapsulated) throw new Asn1Error('SignedData incomplete');
  const eContent = sequence(encapsulated)[1];
  const bag = rest.find((part) => isContext(part, 0));
  const revocation = rest.find((part) => isContext(part, 1));
  const certificates = readCertificates(
    (bag?.children ?? []).filter((item) => item.tagClass === 1 && item.tag === 16).map(definite),
  );
  const signers = rest[rest.length - 1];
  if (!signers) throw new Asn1Error('signers missing');
  return {
    contentType: oid(child(encapsulated, 0)),
    content: isContext(eContent, 0) ? octets(child(eContent, 0)) : null,
    certificates,
    crls: (revocation?.children ?? []).filter((item) => item.tagClass === 1).map(definite),
    ocsps: (revocation?.children ?? []).filter((item) => isContext(item, 1)).flatMap(ocspOfOther),
    signers: set(signers).map((signer) => readSigner(signer, certificates)),
    length,
  };
}

/** OtherRevocationInfoFormat with id-ri-ocsp-response (RFC 5940). */
function ocspOfOther(item: Asn1Node): Uint8Array[] {
  const [format, info] = item.children;
  return format && info && oid(format) === '1.3.6.1.5.5.7.16.2' ? [definite(info)] : [];
}

function readSigner(node: Asn1Node, certificates: readonly Certificate[]): SignerInfo {
  const [, sid, digestAlgorithm, ...rest] = sequence(node);
  if (!sid || !digestAlgorithm) throw new Asn1Error('SignerInfo incomplete');
  const signed = isContext(rest[0], 0) ? rest.shift() : undefined;
  const [signatureAlgorithm, signature, unsigned] = rest;
  if (!signatureAlgorithm || !signature) throw new Asn1Error('SignerInfo incomplete');
  const signedAttributes = readAttributes(signed);
  const digestOid = oid(child(digestAlgorithm, 0));
  return {
    certificate: findSigner(sid, certificates),
    digestOid,
    digestAlgorithm,
    signatureAlgorithm,
    signature: octets(signature),
    signedBytes: signed ? signedSet(signed) : null,
    signedDer: () => tlv(0x31, Buffer.concat((signed?.children ?? []).map(der).sort(Buffer.compare))),
    signedAttributes,
    unsignedAttributes: readAttributes(isContext(unsigned, 1) ? unsigned : undefined),
  };
}

/** RFC 5652, 5.4: the [0] IMPLICIT tag is replaced by the SET OF tag, and the encoding is DER. */
function signedSet(signed: Asn1Node): Uint8Array {
  const der = definite(signed);
  const copy = Uint8Array.from(der);
  copy[0] = 0x31;
  return signed.indefinite ? tlv(0x31, Buffer.concat(signed.children.map(definite))) : copy;
}

function readAttributes(holder: Asn1Node | undefined): Attribute[] {
  return (holder?.children ?? []).map((attribute) => ({
    id: oid(child(attribute, 0)),
    values: set(child(attribute, 1)),
  }));
}

function findSigner(sid: Asn1Node, certificates: readonly Certificate[]): Certificate | null {
  if (isContext(sid, 0)) {
    const id = Buffer.from(octets(sid, true)).toString('hex');
    return certificates.find((certificate) => certificate.subjectKeyId === id) ?? null;
  }
  const issuer = definite(child(sid, 0));
  const serial = integerHex(child(sid, 1));
  return (
    certificates.find(
      (certificate) => certificate.serial === serial && sameBytes(certificate.issuer, issuer),
    ) ?? null
  );
}
