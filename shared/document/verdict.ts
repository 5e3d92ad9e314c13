import { z } from 'zod';
import { REASON_CODES, REASONS, type ReasonCode, reasonWeight } from './verdict-reasons.ts';

const reasonCode = z.enum(REASON_CODES);
const instant = z.iso.datetime({ offset: true });

/** PAdES baseline levels of ETSI EN 319 142-1; `other` for CMS signatures outside of PAdES. */
export const SignatureLevel = z.enum(['B-B', 'B-T', 'B-LT', 'B-LTA', 'other']);

/** `unchecked` is what the clerk reads as "chưa kiểm tra được": never shown as valid. */
export const ChainStatus = z.enum(['trusted', 'untrusted', 'invalid', 'unchecked']);

/** `good` and `revoked` are at signing time; `unknown` when no usable answer was at hand. */
export const RevocationStatus = z.enum(['good', 'revoked', 'unknown', 'not-applicable']);

/** One thing that a revision after the signature did to the document. */
export const RevisionChange = z.object({
  /** `allowed`: a further signature, its widget, validation data, a document time-stamp, dates of the file. */
  kind: z.enum(['allowed', 'refused']),
  /** What changed in words of the format: `signature-field`, `dss`, `page-content` … */
  what: z.string(),
  /** Path from the trailer, such as `Root.Pages.Kids[0].Contents`; names of keys only, never values. */
  path: z.string(),
  /** Revision that made the change, counted from 1. */
  revision: z.int().positive(),
  reason: reasonCode.optional(),
});

/** The judgement on one signature or document time-stamp. */
export const SignatureVerdict = z.object({
  /** Full name of the signature field, `Signature1`. */
  fieldName: z.string(),
  kind: z.enum(['signature', 'document-timestamp']),
  /** Common name of the signer's certificate; null when it could not be read. */
  signerName: z.string().nullable(),
  organisation: z.string().nullable(),
  issuerName: z.string().nullable(),
  /** SHA-256 of the certificate, lower-case hex. */
  thumbprint: z.string().nullable(),
  /** Serial number of the certificate, lower-case hex. */
  serial: z.string().nullable(),
  /** What the signer's computer claimed: the signed attribute, else the `/M` entry. */
  claimedTime: instant.nullable(),
  /** Time of the RFC 3161 token inside, when its value is right. */
  timestampTime: instant.nullable(),
  /** The time at which certificate and revocation were judged. */
  judgedAt: instant.nullable(),
  level: SignatureLevel,
  digestAlgorithm: z.string().nullable(),
  /** Digest and signature value are right, the covered bytes are exactly one revision. */
  intact: z.boolean(),
  /** Covers all of the file, validation data added later aside. */
  coversWholeFile: z.boolean(),
  /** Revision that the signature covers, counted from 1; null when the coverage is wrong. */
  coversRevision: z.int().positive().nullable(),
  revisions: z.int().positive(),
  /** DocMDP level of a certifying signature (ISO 32000-2, table 257). */
  certification: z.int().min(1).max(3).nullable(),
  changesAfter: z.array(RevisionChange),
  chain: ChainStatus,
  revocation: RevocationStatus,
  /** True when nothing is known for certain about it: shown as "chưa kiểm tra được". */
  unchecked: z.boolean(),
  /** Page on which it is drawn, counted from 1; null when it is invisible. */
  page: z.int().positive().nullable(),
  reasons: z.array(reasonCode),
});

/** The judgement on a file: what `kygui verify FILE --json` prints. */
export const PdfVerdict = z.object({
  /** There is at least one signature, right or wrong. */
  signed: z.boolean(),
  /** Every signature intact, the last covers the whole file, nothing but allowed changes; trust aside. */
  sound: z.boolean(),
  /** Sound, and every signer is trusted: chain, validity and revocation at signing time. */
  trusted: z.boolean(),
  /** Oldest first. */
  signatures: z.array(SignatureVerdict),
  /** All codes of the file and its signatures, each once. */
  reasons: z.array(reasonCode),
});

export type SignatureVerdict = z.infer<typeof SignatureVerdict>;
export type PdfVerdict = z.infer<typeof PdfVerdict>;
export type RevisionChange = z.infer<typeof RevisionChange>;
export type SignatureLevel = z.infer<typeof SignatureLevel>;
export type ChainStatus = z.infer<typeof ChainStatus>;
export type RevocationStatus = z.infer<typeof RevocationStatus>;

/** The state of a signature in one word, for a colour or an icon. */
export type SignatureState = 'valid' | 'warning' | 'untrusted' | 'broken' | 'unchecked';

/** How a signature is shown. `warning` is sound and trusted but has something the clerk must see. */
export function signatureState(signature: SignatureVerdict): SignatureState {
  if (signature.unchecked) return 'unchecked';
  const weights = signature.reasons.map(reasonWeight);
  if (!signature.intact || weights.includes('unsound')) return 'broken';
  if (weights.includes('untrusted') || signature.chain !== 'trusted') {
    return signature.chain === 'unchecked' ? 'unchecked' : 'untrusted';
  }
  return weights.includes('warning') ? 'warning' : 'valid';
}

const WORDS = {
  vi: {
    unsigned: 'Tệp chưa có chữ ký số.',
    signature: 'Chữ ký',
    timestamp: 'Dấu thời gian',
    of: 'của',
    nobody: 'không rõ người ký',
    valid: 'hợp lệ, nội dung nguyên vẹn',
    warning: 'hợp lệ nhưng có điều cần lưu ý',
    untrusted: 'nội dung nguyên vẹn nhưng chưa xác minh được người ký',
    broken: 'KHÔNG hợp lệ',
    unchecked: 'chưa kiểm tra được',
  },
  en: {
    unsigned: 'The file has no signature.',
    signature: 'The signature',
    timestamp: 'The time-stamp',
    of: 'of',
    nobody: 'an unknown signer',
    valid: 'is valid, the content is intact',
    warning: 'is valid, with something to note',
    untrusted: 'is intact, but the signer could not be verified',
    broken: 'is NOT valid',
    unchecked: 'could not be checked',
  },
} as const;

/** One sentence for the clerk on one signature, with the weightiest reasons behind it. NFC text. */
export function describeSignature(signature: SignatureVerdict, language: 'vi' | 'en'): string {
  const words = WORDS[language];
  const what = signature.kind === 'signature' ? words.signature : words.timestamp;
  const who = signature.signerName ?? words.nobody;
  const head = `${what} ${words.of} ${who} ${words[signatureState(signature)]}.`;
  return [head, ...shownReasons(signature.reasons).map((code) => REASONS[code][language])].join(' ');
}

/** The clerk's sentences on a whole file: the file's own reasons first, then one line for each signature. */
export function describeVerdict(verdict: PdfVerdict, language: 'vi' | 'en'): string {
  if (!verdict.signed) {
    // A file that could not be read is not called unsigned.
    const reasons = shownReasons(verdict.reasons).map((code) => REASONS[code][language]);
    return reasons.length > 0 ? reasons.join(' ') : WORDS[language].unsigned;
  }
  const lines = verdict.signatures.map((signature) => describeSignature(signature, language));
  return [...describeWhole(verdict, language), ...lines].join('\n');
}

/** What is wrong with a signed file as a whole, a sentence each; what its signatures say is left out. */
export function describeWhole(verdict: PdfVerdict, language: 'vi' | 'en'): string[] {
  const inSignatures = new Set(verdict.signatures.flatMap((signature) => signature.reasons));
  const own = shownReasons(verdict.reasons).filter((code) => !inSignatures.has(code));
  return own.map((code) => REASONS[code][language]);
}

const NEXT = {
  vi: {
    broken: 'Không dùng bản này: lấy lại bản gốc từ nơi gửi, hoặc đề nghị người ký ký lại.',
    unknown:
      'Nhờ bộ phận CNTT xem chứng thư gốc (cài đặt “trust”) và đường tới nơi trả lời về thu hồi; nếu vẫn vậy, hỏi người ký trước khi dùng.',
  },
  en: {
    broken: 'Do not use this copy: get the original from the sender, or have it signed anew.',
    unknown:
      'Have the administrator look at the root certificates (setting "trust") and the way to the revocation service; if nothing changes, ask the signer before using it.',
  },
} as const;

/** What helps with a file whose verdict is not good; null where nothing need be done. NFC text. */
export function verdictNextStep(verdict: PdfVerdict, language: 'vi' | 'en'): string | null {
  const unsound = verdict.reasons.some((code) => reasonWeight(code) === 'unsound');
  if (unsound || (verdict.signed && !verdict.sound)) return NEXT[language].broken;
  return verdict.signed && !verdict.trusted ? NEXT[language].unknown : null;
}

/** The reasons a clerk must see: when something is broken, only what broke it. */
function shownReasons(codes: readonly ReasonCode[]): ReasonCode[] {
  const heavy = codes.filter((code) => reasonWeight(code) === 'unsound');
  if (heavy.length > 0) return heavy;
  return codes.filter((code) => reasonWeight(code) !== 'notice');
}
