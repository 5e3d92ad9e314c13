import { PDFDict, PDFHexString, PDFName } from 'pdf-lib';
import { KyguiError } from '../../../shared/errors.ts';
import type { RevocationProvider, TimestampAuthority } from '../../../shared/signing/signer.ts';
import { appendSignature } from '../append/append-signature.ts';
import type { Draft } from '../append/draft.ts';
import { fieldNames, freeFieldName, walkFields } from '../append/fields.ts';
import type { DrawingLibraries } from '../drawing/appearance.ts';
import type { PdfFile } from '../file/pdf-file.ts';
import { readSignedData, type SignedData } from '../judge/cms/signed-data.ts';
import { appendSecurityStore } from './security-store.ts';
import { collectValidationData, type IssuerFinder } from './validation-data.ts';

/** Baseline levels of ETSI EN 319 142-1 that can be asked for. */
export type Level = 'B-B' | 'B-T' | 'B-LT' | 'B-LTA';

/** Room for the token of a document time-stamp with its chain, in bytes. */
const TIMESTAMP_ROOM = 16 * 1024;
const SIGNATURE_TIMESTAMP = '1.2.840.113549.1.9.16.2.14';

export interface Authorities {
  timestamp: TimestampAuthority | null;
  revocation: RevocationProvider | null;
  findIssuer?: IssuerFinder;
  /** Certificates known beside those in the signatures, DER. */
  certificates: readonly Uint8Array[];
  /** Configured trust, DER, read when it is needed. @throws TRUST_LIST_UNREADABLE */
  anchors?: () => readonly Uint8Array[];
  /** Hosts that the settings or the caller name: they may lie inside the office's network. */
  namedHosts?: ReadonlySet<string>;
}

/** A signature of the file as far as its level is concerned. */
export interface PlacedSignature {
  fieldName: string;
  timestamp: boolean;
  contents: Uint8Array;
  data: SignedData;
}

/** Signatures and document time-stamps in the order of the form's fields. */
export function placedSignatures(file: PdfFile): PlacedSignature[] {
  const view = file.latest;
  const form = view.get(view.catalog, 'AcroForm');
  if (!(form instanceof PDFDict)) return [];
  const placed: PlacedSignature[] = [];
  for (const field of walkFields(view, form, file.limits.pages)) {
    const value = field.type === 'Sig' ? view.get(field.dict, 'V') : undefined;
    if (!(value instanceof PDFDict)) continue;
    const contents = view.get(value, 'Contents');
    if (!(contents instanceof PDFHexString)) continue;
    const bytes = contents.asBytes();
    placed.push({
      fieldName: field.name,
      timestamp: view.get(value, 'SubFilter') === PDFName.of('ETSI.RFC3161'),
      contents: bytes,
      data: readSignedData(bytes),
    });
  }
  return placed;
}

/** True when every signer of the signature carries a signature time-stamp (RFC 3161 token as unsigned attribute). */
export function hasSignatureTimestamp(signature: PlacedSignature): boolean {
  return signature.data.signers.every((signer) =>
    signer.unsignedAttributes.some((attribute) => attribute.id === SIGNATURE_TIMESTAMP),
  );
}

/** Certificates that a verifier has to check: the signer's, and those of the time-stamp inside. */
function certificatesToCheck(signature: PlacedSignature): { ends: Uint8Array[]; pool: Uint8Array[] } {
  const ends: Uint8Array[] = [];
  const pool = signature.data.certificates.map((one) => one.der);
  for (const signer of signature.data.signers) {
    if (signer.certificate) ends.push(signer.certificate.der);
    for (const attribute of signer.unsignedAttributes) {
      const token = attribute.id === SIGNATURE_TIMESTAMP ? attribute.values[0] : undefined;
      if (!token) continue;
      const inner = readSignedData(token.raw);
      pool.push(...inner.certificates.map((one) => one.der));
      for (const one of inner.signers) if (one.certificate) ends.push(one.certificate.der);
    }
  }
  return { ends, pool };
}

/**
 * Adds the validation data of one signature as a revision (B-LT).
 * @param own the signature was made just now, by the caller's own token.
 * @returns false when some of it could not be had and `partial` allows that.
 * @throws PDF_REVOCATION_UNAVAILABLE, PDF_CHAIN_UNTRUSTED, PDF_CERTIFICATE_REVOKED, TRUST_LIST_UNREADABLE
 */
export async function addValidationData(
  draft: Draft,
  file: PdfFile,
  signature: PlacedSignature,
  authorities: Authorities,
  moment: number,
  { partial = false, own = false }: { partial?: boolean; own?: boolean } = {},
): Promise<boolean> {
  const { ends, pool } = certificatesToCheck(signature);
  if (!authorities.revocation) throw new KyguiError('PDF_REVOCATION_UNAVAILABLE');
  const data = await collectValidationData(ends, {
    provider: authorities.revocation,
    ...(authorities.findIssuer ? { findIssuer: authorities.findIssuer } : {}),
    pool: [...pool, ...authorities.certificates],
    ...(authorities.anchors && { anchors: authorities.anchors() }),
    ...(authorities.namedHosts && { namedHosts: authorities.namedHosts }),
    own,
    moment,
  });
  if (!data.complete && !partial) throw new KyguiError('PDF_REVOCATION_UNAVAILABLE');
  if (!data.complete) return false;
  await appendSecurityStore(draft, file, data, signature.contents);
  return true;
}

/** Adds a document time-stamp over everything before it (B-LTA; ISO 32000-2, 12.8.5). */
export async function addDocumentTimestamp(
  draft: Draft,
  file: PdfFile,
  authority: TimestampAuthority,
  libraries: DrawingLibraries,
): Promise<void> {
  await appendSignature(
    draft,
    file,
    {
      kind: 'DocTimeStamp',
      fieldName: freeFieldName('KyGui_timestamp_', fieldNames(file.latest, file.limits.pages)),
      capacity: TIMESTAMP_ROOM,
      texts: {},
      stamps: [],
    },
    libraries,
    (parts) => authority.stamp(draft.digestWith('sha256', parts), 'SHA-256'),
  );
}
