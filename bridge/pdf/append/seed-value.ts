import { PDFArray, PDFBool, PDFDict, PDFHexString, PDFName, PDFNumber, PDFString } from 'pdf-lib';
import type { PdfView } from '../file/pdf-view.ts';

/** What a form's author demands of a signature (seed value dictionary, ISO 32000-2, table 237). */
export interface SeedDemands {
  subFilter: 'ETSI.CAdES.detached' | 'adbe.pkcs7.detached';
  /** Reasons of which one must be given; empty when the author names none. */
  reasons: readonly string[];
  /** Digests that may be used, such as `SHA256`; empty for any. */
  digests: readonly string[];
  /** The demand that cannot be met; null when all can. */
  problem: string | null;
}

/** Bits of /Ff: the entry is a demand, not a wish. */
const FILTER = 1;
const SUB_FILTER = 2;
const REASONS = 8;
const LEGAL = 16;
const REVOCATION = 32;
const DIGEST = 64;
const LOCK_DOCUMENT = 128;

/** Wishes that we do not share are passed over; demands that we cannot meet are named. */
export function readSeed(view: PdfView, field: PDFDict): SeedDemands {
  const seed = view.get(field, 'SV');
  const none: SeedDemands = { subFilter: 'ETSI.CAdES.detached', reasons: [], digests: [], problem: null };
  if (!(seed instanceof PDFDict)) return none;
  const flags = numberOf(view, seed, 'Ff') ?? 0;
  const demands = (bit: number) => (flags & bit) !== 0;
  const problem = (what: string): SeedDemands => ({ ...none, problem: `SV ${what}` });
  if (demands(FILTER) && nameOf(view, seed, 'Filter') !== 'Adobe.PPKLite') return problem('Filter');
  if (demands(LEGAL)) return problem('LegalAttestation');
  if (demands(LOCK_DOCUMENT)) return problem('LockDocument');
  if (demands(REVOCATION) && view.get(seed, 'AddRevInfo') === PDFBool.True) return problem('AddRevInfo');
  const certificate = view.get(seed, 'Cert');
  if (certificate instanceof PDFDict && (numberOf(view, certificate, 'Ff') ?? 0) !== 0)
    return problem('Cert');
  const stamp = view.get(seed, 'TimeStamp');
  if (stamp instanceof PDFDict && (numberOf(view, stamp, 'Ff') ?? 0) !== 0) return problem('TimeStamp');
  const certification = view.get(seed, 'MDP');
  if (certification instanceof PDFDict && (numberOf(view, certification, 'P') ?? 0) !== 0)
    return problem('MDP');
  const forms = namesOf(view, seed, 'SubFilter');
  const subFilter =
    forms.length === 0 || forms.includes('ETSI.CAdES.detached') || !forms.includes('adbe.pkcs7.detached')
      ? 'ETSI.CAdES.detached'
      : 'adbe.pkcs7.detached';
  if (demands(SUB_FILTER) && forms.length > 0 && !forms.includes(subFilter)) return problem('SubFilter');
  return {
    subFilter,
    reasons: demands(REASONS) ? namesOf(view, seed, 'Reasons') : [],
    digests: demands(DIGEST) ? namesOf(view, seed, 'DigestMethod') : [],
    problem: null,
  };
}

const numberOf = (view: PdfView, dict: PDFDict, key: string): number | undefined => {
  const value = view.get(dict, key);
  return value instanceof PDFNumber ? value.asNumber() : undefined;
};

const nameOf = (view: PdfView, dict: PDFDict, key: string): string | undefined => {
  const value = view.get(dict, key);
  return value instanceof PDFName ? value.decodeText() : undefined;
};

/** Names or texts of an array. */
function namesOf(view: PdfView, dict: PDFDict, key: string): string[] {
  const list = view.get(dict, key);
  if (!(list instanceof PDFArray)) return [];
  return list.asArray().flatMap((one) => {
    const value = view.resolve(one);
    if (value instanceof PDFName) return [value.decodeText()];
    return value instanceof PDFString || value instanceof PDFHexString ? [value.decodeText()] : [];
  });
}
