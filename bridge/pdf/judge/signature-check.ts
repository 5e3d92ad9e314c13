import { PDFArray, PDFDict, PDFHexString } from 'pdf-lib';
import type { ReasonCode } from '../../../shared/document/verdict-reasons.ts';
import { reasonWeight } from '../../../shared/document/verdict-reasons.ts';
import { hasDuplicateKeys } from '../file/object-parser.ts';
import type { PdfFile } from '../file/pdf-file.ts';
import type { PdfView } from '../file/pdf-view.ts';
import { checkSignatureValue, digestByOid, digestInRsa, hasher } from './cms/algorithms.ts';
import { Asn1Error, decode, decodeExactly, octets } from './cms/asn1.ts';
import { type Certificate, readCertificates } from './cms/certificate.ts';
import { archivedRevocation, checkSigner, signatureTimestamps } from './cms/check-signer.ts';
import { ID_DATA, readSignedData, type SignedData } from './cms/signed-data.ts';
import { checkTimestamp, type TimestampCheck } from './cms/timestamp.ts';
import { type Coverage, readCoverage, readSpans } from './coverage.ts';
import {
  type FormField,
  pageOfWidget,
  type SignatureValue,
  signatureValue,
} from './revisions/signature-fields.ts';
import { dictOf, elementsAt, entry, nameOf, numberOf, textOf } from './revisions/values.ts';

/** A signature as found in a revision, before trust and later changes are looked at. */
export interface CheckedSignature {
  readonly field: FormField;
  readonly value: SignatureValue;
  readonly kind: 'signature' | 'document-timestamp';
  readonly subFilter: string;
  readonly coverage: Coverage;
  readonly reasons: ReadonlySet<ReasonCode>;
  readonly certificate: Certificate | null;
  readonly pool: readonly Certificate[];
  readonly answers: { readonly ocsps: readonly Uint8Array[]; readonly crls: readonly Uint8Array[] };
  readonly digestName: string | null;
  /** Signed attribute or `/M`, milliseconds since 1970 UTC. */
  readonly claimedTime: number | null;
  readonly timestamp: TimestampCheck | null;
  /** The signing certificate is committed to by a signed attribute, as PAdES asks. */
  readonly bound: boolean;
  /** DocMDP level of the signature's own reference or its field's lock; null for none. */
  readonly certification: 1 | 2 | 3 | null;
  /** Locked field names by FieldMDP (ISO 32000-2, 12.8.2.4). */
  readonly locks: (fullName: string) => boolean;
  readonly page: number | null;
}

const DETACHED = new Set(['adbe.pkcs7.detached', 'ETSI.CAdES.detached']);
const DOCUMENT_TIMESTAMP = 'ETSI.RFC3161';
const DIGEST_INSIDE = 'adbe.pkcs7.sha1';
const RAW_RSA = 'adbe.x509.rsa_sha1';
const KNOWN = new Set([...DETACHED, DOCUMENT_TIMESTAMP, DIGEST_INSIDE, RAW_RSA]);

/** Checks everything about one signature that needs no trust: place, coverage, CMS, time-stamp arithmetic. */
export function checkSignature(
  file: PdfFile,
  view: PdfView,
  field: FormField,
  value: SignatureValue,
): CheckedSignature {
  const subFilter = nameOf(entry(view, value.dict, 'SubFilter')) ?? '';
  const coverage = readCoverage(file, view, value);
  const reasons = new Set<ReasonCode>(coverage.reasons);
  if (hasDuplicateKeys(value.dict) || hasDuplicateKeys(field.dict)) reasons.add('DUPLICATE_OBJECT');
  if (coverage.revision !== null && !sameInOwnRevision(file, coverage.revision, field, value)) {
    reasons.add('FIELD_NOT_IN_ITS_REVISION');
  }
  const permissions = readPermissions(view, field, value.dict, reasons);
  const kind = subFilter === DOCUMENT_TIMESTAMP ? 'document-timestamp' : 'signature';
  const page = pageOfWidget(view, field.widgets);
  const base = { field, value, kind, subFilter, coverage, page, ...permissions } as const;
  const claimed = parseDate(textOf(entry(view, value.dict, 'M')));
  const certificates = subFilter === RAW_RSA ? namedCertificates(view, value.dict) : [];
  const cms = checkContents(file, value, coverage, subFilter, certificates, reasons);
  return { ...base, reasons, ...cms, claimedTime: cms.claimedTime ?? claimed };
}

type CmsResult = Pick<
  CheckedSignature,
  'certificate' | 'pool' | 'answers' | 'digestName' | 'claimedTime' | 'timestamp' | 'bound'
>;

const NOTHING: CmsResult = {
  certificate: null,
  pool: [],
  answers: { ocsps: [], crls: [] },
  digestName: null,
  claimedTime: null,
  timestamp: null,
  bound: false,
};

/**
 * Zeros behind the value; in an encrypted file also encrypted zeros, which PDFBox 2 leaves there: it encrypts the empty
 * place before it fills the value in, though this string is never encrypted (ISO 32000-2, 7.6.2).
 */
function isPadding(file: PdfFile, value: SignatureValue, contents: Uint8Array, length: number): boolean {
  if (contents.subarray(length).every((byte) => byte === 0)) return true;
  const { holder, holderNumber } = value;
  return file.encryption?.isEncryptedZeros(contents, length, holderNumber, holder.generation) ?? false;
}

function checkContents(
  file: PdfFile,
  value: SignatureValue,
  coverage: Coverage,
  subFilter: string,
  certificates: readonly Certificate[],
  reasons: Set<ReasonCode>,
): CmsResult {
  const { contents, spans } = coverage;
  if (!contents || contents.every((byte) => byte === 0)) {
    reasons.add('CONTENTS_EMPTY');
    return NOTHING;
  }
  if (!KNOWN.has(subFilter)) {
    reasons.add('SUBFILTER_UNSUPPORTED');
    return NOTHING;
  }
  try {
    const decoded = decode(contents);
    if (!isPadding(file, value, contents, decoded.length)) reasons.add('CONTENTS_PADDING');
    const covered = () => readSpans(file, spans ?? []);
    if (subFilter === RAW_RSA) return checkRawRsa(contents, covered, certificates, reasons);
    return subFilter === DOCUMENT_TIMESTAMP
      ? checkDocumentTimestamp(contents, covered, reasons)
      : checkCms(readSignedData(contents, decoded), covered, subFilter, reasons);
  } catch (error) {
    if (error instanceof Asn1Error || error instanceof RangeError || error instanceof TypeError) {
      reasons.add('CMS_MALFORMED');
      return NOTHING;
    }
    throw error;
  }
}

function checkCms(
  data: SignedData,
  covered: () => Iterable<Uint8Array>,
  subFilter: string,
  reasons: Set<ReasonCode>,
): CmsResult {
  const [signer] = data.signers;
  if (!signer || data.signers.length !== 1) {
    reasons.add('SIGNER_COUNT');
    return NOTHING;
  }
  let content = covered;
  if (subFilter === DIGEST_INSIDE) {
    // ISO 32000-1, 12.8.3.3.1: the encapsulated content is the SHA-1 of the covered bytes.
    const sha1 = digestByOid('1.3.14.3.2.26');
    const inside = data.content;
    if (!inside || !sha1) {
      reasons.add('CMS_MALFORMED');
      return NOTHING;
    }
    const hash = hasher(sha1);
    for (const chunk of covered()) hash.update(chunk);
    if (Buffer.compare(hash.digest(), inside) !== 0) reasons.add('DIGEST_MISMATCH');
    reasons.add('DIGEST_SHA1');
    content = () => [inside];
  } else if (data.content !== null) {
    reasons.add('CMS_NOT_DETACHED');
  }
  if (data.contentType !== ID_DATA) reasons.add('SIGNED_ATTRIBUTES_WRONG');
  const check = checkSigner(signer, data.contentType, content);
  for (const reason of check.reasons) reasons.add(reason);
  if (subFilter === 'ETSI.CAdES.detached' && !check.bound) reasons.add('SIGNING_CERTIFICATE_NOT_BOUND');
  const timestamp = firstTimestamp(signatureTimestamps(signer), signer.signature, reasons);
  const archived = archivedRevocation(signer);
  return {
    certificate: signer.certificate,
    pool: [...data.certificates, ...(timestamp?.data.certificates ?? [])],
    answers: {
      ocsps: [...data.ocsps, ...archived.ocsps, ...(timestamp?.data.ocsps ?? [])],
      crls: [...data.crls, ...archived.crls, ...(timestamp?.data.crls ?? [])],
    },
    digestName: check.digest?.name ?? null,
    claimedTime: check.claimedTime,
    timestamp,
    bound: check.bound,
  };
}

/** Certificates of `/Cert`, the signer's first (ISO 32000-1, table 252). */
function namedCertificates(view: PdfView, dict: PDFDict): Certificate[] {
  const named = entry(view, dict, 'Cert');
  const items = named instanceof PDFArray ? named.asArray().map((item) => view.resolve(item)) : [named];
  return readCertificates(items.flatMap((item) => (item instanceof PDFHexString ? [item.asBytes()] : [])));
}

/**
 * An RSA signature over the covered bytes as an OCTET STRING, no message around it (ISO 32000-2, 12.8.3.2); SHA-1 by its
 * name, and a better digest too (ISO 32000-1, table 257).
 */
function checkRawRsa(
  contents: Uint8Array,
  covered: () => Iterable<Uint8Array>,
  pool: readonly Certificate[],
  reasons: Set<ReasonCode>,
): CmsResult {
  for (const reason of ['NO_SIGNED_ATTRIBUTES', 'SIGNING_CERTIFICATE_NOT_BOUND'] as const)
    reasons.add(reason);
  const certificate = pool[0] ?? null;
  if (!certificate) {
    reasons.add('SIGNER_CERTIFICATE_MISSING');
    return { ...NOTHING, pool };
  }
  const value = octets(decode(contents).node);
  const digest = digestInRsa(certificate.publicKey, value) ?? digestByOid('1.3.14.3.2.26');
  const result = { ...NOTHING, certificate, pool, digestName: digest?.name ?? null };
  if (digest?.strength === 'old') reasons.add('DIGEST_SHA1');
  const check = checkSignatureValue(
    decodeExactly(RSA_ENCRYPTION),
    digest,
    certificate.publicKey,
    covered(),
    value,
  );
  if (check === 'wrong') reasons.add('DIGEST_MISMATCH');
  else if (check === 'forbidden') reasons.add('ALGORITHM_FORBIDDEN');
  else if (check !== 'right') reasons.add('ALGORITHM_UNSUPPORTED');
  return result;
}

/** AlgorithmIdentifier rsaEncryption (RFC 8017, appendix C). */
const RSA_ENCRYPTION = Buffer.from('300d06092a864886f70d0101010500', 'hex');

/** The first right token over the signature value (RFC 3161, annex A); a wrong one is named. */
function firstTimestamp(
  tokens: readonly Uint8Array[],
  signature: Uint8Array,
  reasons: Set<ReasonCode>,
): TimestampCheck | null {
  for (const token of tokens) {
    try {
      const check = checkTimestamp(token, () => [signature]);
      if (check.right) return check;
    } catch (error) {
      if (!(error instanceof Asn1Error)) throw error;
    }
    reasons.add('SIGNATURE_TIMESTAMP_WRONG');
  }
  return null;
}

function checkDocumentTimestamp(
  contents: Uint8Array,
  covered: () => Iterable<Uint8Array>,
  reasons: Set<ReasonCode>,
): CmsResult {
  const check = checkTimestamp(contents, covered);
  for (const reason of check.reasons) reasons.add(reason);
  if (!check.right) reasons.add('DOCUMENT_TIMESTAMP_WRONG');
  return {
    certificate: check.certificate,
    pool: check.data.certificates,
    answers: { ocsps: check.data.ocsps, crls: check.data.crls },
    digestName: check.digest?.name ?? null,
    claimedTime: null,
    timestamp: check.right ? check : null,
    bound: true,
  };
}

/** The same signature object hangs on the same field in the revision that the signature covers. */
function sameInOwnRevision(
  file: PdfFile,
  revision: number,
  field: FormField,
  value: SignatureValue,
): boolean {
  const view = file.view(revision);
  if (field.number === null) return true;
  const own = dictOf(view.object(field.number) ?? undefined);
  if (!own) return false;
  const now = signatureValue(view, { ...field, dict: own });
  return now !== null && now.holderNumber === value.holderNumber && now.holder.end === value.holder.end;
}

/** DocMDP and FieldMDP of the signature, and the DocMDP level in the lock of its field (ISO 32000-2, 12.8.2). */
function readPermissions(
  view: PdfView,
  field: FormField,
  signature: PDFDict,
  reasons: Set<ReasonCode>,
): Pick<CheckedSignature, 'certification' | 'locks'> {
  let certification: 1 | 2 | 3 | null = null;
  const tests: ((name: string) => boolean)[] = [];
  const narrow = (level: number | null) => {
    if (level !== 1 && level !== 2 && level !== 3) return;
    certification = certification === null || level < certification ? level : certification;
  };
  for (const item of elementsAt(view, signature, 'Reference')) {
    const reference = view.resolve(item);
    if (!(reference instanceof PDFDict)) {
      reasons.add('DOCMDP_MALFORMED');
      continue;
    }
    const method = nameOf(entry(view, reference, 'TransformMethod'));
    const parameters = entry(view, reference, 'TransformParams');
    const params = parameters instanceof PDFDict ? parameters : null;
    if (method === 'DocMDP') {
      const level = params ? numberOf(entry(view, params, 'P')) : null;
      if (level !== null && level !== 1 && level !== 2 && level !== 3) reasons.add('DOCMDP_MALFORMED');
      narrow(level ?? 2);
    } else if (method === 'FieldMDP' && params) {
      tests.push(lockOf(view, params));
      narrow(numberOf(entry(view, params, 'P')));
    }
  }
  const lock = entry(view, field.dict, 'Lock');
  if (lock instanceof PDFDict) {
    tests.push(lockOf(view, lock));
    narrow(numberOf(entry(view, lock, 'P')));
  }
  return { certification, locks: (name) => tests.some((test) => test(name)) };
}

function lockOf(view: PdfView, params: PDFDict): (name: string) => boolean {
  const names = elementsAt(view, params, 'Fields').flatMap((item) => textOf(view.resolve(item)) ?? []);
  const named = (name: string) => names.some((one) => name === one || name.startsWith(`${one}.`));
  switch (nameOf(entry(view, params, 'Action'))) {
    case 'All':
      return () => true;
    case 'Include':
      return named;
    case 'Exclude':
      return (name) => !named(name);
    default:
      return () => false;
  }
}

const DATE = /^D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([+\-Z])(\d\d)?'?(\d\d)?'?)?/u;

/** Date string of ISO 32000-2, 7.9.4, in milliseconds since 1970 UTC; null when it is none. */
function parseDate(text: string | null): number | null {
  const parts = text === null ? null : DATE.exec(text);
  if (!parts) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = [1, 2, 3, 4, 5, 6].map((index) =>
    parts[index] === undefined ? undefined : Number(parts[index]),
  );
  const utc = Date.UTC(year, month - 1, day, hour, minute, second);
  const shift = (Number(parts[8] ?? 0) * 60 + Number(parts[9] ?? 0)) * 60_000;
  return parts[7] === '-' ? utc + shift : parts[7] === '+' ? utc - shift : utc;
}

/** True when nothing of weight unsound was found on the signature itself. */
export const isIntact = (reasons: Iterable<ReasonCode>): boolean =>
  ![...reasons].some((code) => reasonWeight(code) === 'unsound');
