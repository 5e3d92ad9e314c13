import { createHash, randomBytes } from 'node:crypto';
import { KyguiError } from '../../../shared/errors.ts';
import type { HashName, Signer } from '../../../shared/signing/signer.ts';
import { certificateParts } from '../../pdf/cms/certificate-parts.ts';
import { der, sequence } from '../../pdf/cms/der.ts';
import { hashFor, opensslDigest } from '../../pdf/cms/signed-data.ts';
import { plainSignatureValue } from '../signature-value.ts';
import { canonicalize, EXCLUSIVE_C14N } from './canonical.ts';
import { elementsOf, readXml, type XmlDocument } from './document.ts';
import { DIGEST_METHOD, DSIG, ENVELOPED, SIGNATURE_METHOD, SIGNED_PROPERTIES, XADES } from './names.ts';
import { checkXml } from './verify-xml.ts';

export interface XmlSignOptions {
  signer: Signer;
  /** Plain XML-DSig, or XAdES baseline B (ETSI EN 319 132-1, 6). */
  form: 'xmldsig' | 'xades';
  /** Signing time of XAdES, milliseconds since 1970 UTC. */
  time: number;
}

export interface SignedXml {
  /** The whole document with the signature as the last child of its root; all else is untouched, byte for byte. */
  xml: string;
  /** The Signature element alone, as it stands in the document. */
  signature: string;
}

const EXCLUSIVE = { method: 'exclusive', comments: false } as const;

/**
 * Signs a whole document, enveloped, with SHA-256 or what fits the key. The result is checked before it is handed out.
 * @throws XML_* of reading, XML_EARLIER_SIGNATURE, PDF_SIGNATURE_VALUE_WRONG, what the signer throws
 */
export async function signXml(bytes: Uint8Array, options: XmlSignOptions): Promise<SignedXml> {
  const { document, earlier } = readSignable(bytes);
  const signature = await signatureOver(document, options);
  const xml = insert(document, signature);
  const after = checkXml(readXml(Buffer.from(xml)));
  const newest = after.at(-1);
  const spoiled = after.slice(0, -1).find((one) => !one.intact);
  if (spoiled) throw new KyguiError('XML_EARLIER_SIGNATURE', { reason: String(spoiled.reasons[0]) });
  const own = newest?.intact === true && newest.whole && after.length === earlier + 1;
  if (
    !own ||
    Buffer.compare(newest.certificate?.der ?? Buffer.alloc(0), certificateOf(options.signer)) !== 0
  ) {
    throw new KyguiError('PDF_SIGNATURE_VALUE_WRONG');
  }
  return { xml, signature };
}

/** What can be refused before anybody is asked for a PIN. @throws as {@link signXml} */
export function assertXmlSignable(bytes: Uint8Array): void {
  readSignable(bytes);
}

/** A signature over the whole document covers what is added to it as well: a second one would break it. */
function readSignable(bytes: Uint8Array): { document: XmlDocument; earlier: number } {
  const document = readXml(bytes);
  const earlier = checkXml(document);
  const broken = earlier.find((one) => !one.intact);
  if (broken) throw new KyguiError('XML_EARLIER_SIGNATURE', { reason: String(broken.reasons[0]) });
  if (earlier.some((one) => one.whole)) throw new KyguiError('XML_EARLIER_SIGNATURE', { reason: 'URI=""' });
  return { document, earlier: earlier.length };
}

const certificateOf = (signer: Signer): Uint8Array => certificateParts(signer.certificate).certificate;

async function signatureOver(document: XmlDocument, options: XmlSignOptions): Promise<string> {
  const { signer } = options;
  const hash = hashFor(signer.keyType);
  const id = `S-${randomBytes(8).toString('hex')}`;
  const object = options.form === 'xades' ? qualifyingProperties(id, hash, options) : '';
  const content = digestOf(canonicalize(document, EXCLUSIVE), hash);
  const references = [
    reference('', ` Id="${id}-R"`, [ENVELOPED, EXCLUSIVE_C14N], content, hash),
    ...(object === ''
      ? []
      : [
          reference(
            `#${id}-P`,
            ` Type="${SIGNED_PROPERTIES}"`,
            [EXCLUSIVE_C14N],
            digestOf(canonicalize(part(object, 'SignedProperties'), EXCLUSIVE), hash),
            hash,
          ),
        ]),
  ];
  const info =
    `<ds:SignedInfo xmlns:ds="${DSIG}"><ds:CanonicalizationMethod Algorithm="${EXCLUSIVE_C14N}"/>` +
    `<ds:SignatureMethod Algorithm="${SIGNATURE_METHOD[signer.keyType.kind][hash]}"/>${references.join('')}</ds:SignedInfo>`;
  const toSign = canonicalize(readXml(Buffer.from(info)).root, EXCLUSIVE);
  const digest = createHash(opensslDigest(hash)).update(toSign).digest();
  const value = plainSignatureValue(signer, await signer.sign(digest, hash));
  const certificates = [certificateOf(signer), ...signer.chain].map(
    (one) => `<ds:X509Certificate>${base64(one)}</ds:X509Certificate>`,
  );
  // Below Signature the prefix is declared already; exclusive canonicalization writes it on SignedInfo all the same.
  return (
    `<ds:Signature xmlns:ds="${DSIG}" Id="${id}">${info.replace(` xmlns:ds="${DSIG}"`, '')}` +
    `<ds:SignatureValue>${base64(value)}</ds:SignatureValue>` +
    `<ds:KeyInfo><ds:X509Data>${certificates.join('')}</ds:X509Data></ds:KeyInfo>` +
    `${object.replace(` xmlns:ds="${DSIG}"`, '')}</ds:Signature>`
  );
}

function reference(
  uri: string,
  extra: string,
  transforms: readonly string[],
  digest: Uint8Array,
  hash: HashName,
): string {
  const list = transforms.map((one) => `<ds:Transform Algorithm="${one}"/>`).join('');
  return (
    `<ds:Reference${extra} URI="${uri}"><ds:Transforms>${list}</ds:Transforms>` +
    `<ds:DigestMethod Algorithm="${DIGEST_METHOD[hash]}"/><ds:DigestValue>${base64(digest)}</ds:DigestValue></ds:Reference>`
  );
}

/** Signing time, signing certificate and the form of the content: what level B asks for (EN 319 132-1, 6.3). */
function qualifyingProperties(id: string, hash: HashName, { signer, time }: XmlSignOptions): string {
  const parts = certificateParts(signer.certificate);
  const digest = createHash(opensslDigest(hash)).update(parts.certificate).digest();
  const issuerSerial = sequence(sequence(der(0xa4, parts.issuer)), parts.serial);
  const when = new Date(time).toISOString().replace(/\.\d+Z$/u, 'Z');
  return (
    `<ds:Object xmlns:ds="${DSIG}"><xades:QualifyingProperties xmlns:xades="${XADES}" Target="#${id}">` +
    `<xades:SignedProperties Id="${id}-P"><xades:SignedSignatureProperties>` +
    `<xades:SigningTime>${when}</xades:SigningTime><xades:SigningCertificateV2><xades:Cert><xades:CertDigest>` +
    `<ds:DigestMethod Algorithm="${DIGEST_METHOD[hash]}"/><ds:DigestValue>${base64(digest)}</ds:DigestValue>` +
    `</xades:CertDigest><xades:IssuerSerialV2>${base64(issuerSerial)}</xades:IssuerSerialV2></xades:Cert>` +
    `</xades:SigningCertificateV2></xades:SignedSignatureProperties><xades:SignedDataObjectProperties>` +
    `<xades:DataObjectFormat ObjectReference="#${id}-R"><xades:MimeType>text/xml</xades:MimeType>` +
    `</xades:DataObjectFormat></xades:SignedDataObjectProperties></xades:SignedProperties>` +
    `</xades:QualifyingProperties></ds:Object>`
  );
}

/** An element of a piece of XML, in its context. */
function part(xml: string, local: string) {
  for (const element of elementsOf(readXml(Buffer.from(xml)).root))
    if (element.local === local) return element;
  throw new RangeError(local);
}

function insert({ text, root, rootEnd }: XmlDocument, signature: string): string {
  const { at, selfClosed } = rootEnd;
  if (!selfClosed) return text.slice(0, at) + signature + text.slice(at);
  const name = root.prefix === '' ? root.local : `${root.prefix}:${root.local}`;
  return `${text.slice(0, at).trimEnd()}>${signature}</${name}>${text.slice(at + 2)}`;
}

const digestOf = (text: string, hash: HashName): Uint8Array =>
  createHash(opensslDigest(hash)).update(text, 'utf8').digest();

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
