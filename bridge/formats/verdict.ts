import type { ChainStatus, RevocationStatus } from '../../shared/document/verdict.ts';
import { REASONS, type ReasonCode, type ReasonWeight } from '../../shared/document/verdict-reasons.ts';
import { XML_REASONS, type XmlReasonCode } from '../../shared/document/xml-reasons.ts';
import type { RevocationProvider } from '../../shared/signing/signer.ts';
import type { Certificate } from '../pdf/judge/cms/certificate.ts';
import { evaluateTrust, type TrustQuestion } from '../pdf/judge/trust/evaluate.ts';
import { EMPTY_TRUST_LIST, loadTrustList } from '../pdf/judge/trust/trust-list.ts';

export type FormatReason = ReasonCode | XmlReasonCode;

/** The judgement on one signature over bytes, XML or JSON. */
export interface FormatSignature {
  signerName: string | null;
  organisation: string | null;
  /** SHA-256 of the certificate, lower-case hex. */
  thumbprint: string | null;
  /** Lower-case hex. */
  serial: string | null;
  /** DER of the signer's certificate, base64. */
  certificate: string | null;
  /** ISO 8601, UTC. */
  claimedTime: string | null;
  timestampTime: string | null;
  intact: boolean;
  chain: ChainStatus;
  revocation: RevocationStatus;
  reasons: FormatReason[];
}

/** What `kygui cms --verify` and `kygui xmldsig --verify` print. */
export interface FormatVerdict<Signature extends FormatSignature = FormatSignature> {
  signed: boolean;
  /** Every signature right, and together they cover all of the content; trust aside. */
  sound: boolean;
  trusted: boolean;
  signatures: Signature[];
  reasons: FormatReason[];
}

/** Who is relied upon, and who is asked. */
export interface FormatTrust {
  /** Folder or file of the roots; null judges the arithmetic alone. */
  trust: string | null;
  revocation: RevocationProvider | null;
  /** Milliseconds since 1970 UTC. */
  now: number;
}

/** A signature whose arithmetic was checked. */
export interface CheckedFormatSignature {
  certificate: Certificate | null;
  pool: readonly Certificate[];
  /** Milliseconds since 1970 UTC. */
  claimedTime: number | null;
  timestamp: TrustQuestion['timestamp'];
  answers: TrustQuestion['answers'];
  reasons: readonly FormatReason[];
}

export const formatReasonEntry = (code: FormatReason): { weight: ReasonWeight; vi: string; en: string } =>
  code in XML_REASONS ? XML_REASONS[code as XmlReasonCode] : REASONS[code as ReasonCode];

const isUnsound = (code: FormatReason): boolean => formatReasonEntry(code).weight === 'unsound';

/** Adds chain, validity and revocation at signing time. @throws TRUST_LIST_UNREADABLE */
export async function judgeSignature(
  checked: CheckedFormatSignature,
  { trust, revocation, now }: FormatTrust,
): Promise<FormatSignature> {
  const list = trust === null ? EMPTY_TRUST_LIST : loadTrustList(trust);
  const { certificate, claimedTime, timestamp, pool, answers } = checked;
  const said = await evaluateTrust(
    { certificate, kind: 'signature', claimedTime, timestamp, pool, answers },
    { trust: list, now, provider: revocation, signal: undefined },
  );
  const reasons = [...new Set([...checked.reasons, ...said.reasons])];
  return {
    signerName: certificate?.subjectName.commonName ?? null,
    organisation: certificate?.subjectName.organisation ?? null,
    thumbprint: certificate?.thumbprint ?? null,
    serial: certificate?.serial ?? null,
    certificate: certificate ? Buffer.from(certificate.der).toString('base64') : null,
    claimedTime: claimedTime === null ? null : new Date(claimedTime).toISOString(),
    timestampTime: timestamp ? new Date(timestamp.time).toISOString() : null,
    intact: !checked.reasons.some(isUnsound),
    chain: said.chain,
    revocation: said.revocation,
    reasons,
  };
}

/** The judgement on the whole content; `own` are reasons that belong to no single signature. */
export function formatVerdict<Signature extends FormatSignature>(
  signatures: Signature[],
  own: readonly FormatReason[] = [],
): FormatVerdict<Signature> {
  const signed = signatures.length > 0;
  const reasons = [
    ...new Set([
      ...(signed ? [] : (['NOT_SIGNED'] as const)),
      ...own,
      ...signatures.flatMap((one) => one.reasons),
    ]),
  ];
  const sound = signed && signatures.every((one) => one.intact) && !own.some(isUnsound);
  const trusted =
    sound &&
    signatures.every((one) => one.chain === 'trusted' && !reliesOnNothing(one)) &&
    !reasons.some((code) => formatReasonEntry(code).weight === 'untrusted');
  return { signed, sound, trusted, signatures, reasons };
}

const reliesOnNothing = ({ revocation }: FormatSignature): boolean =>
  revocation === 'revoked' || revocation === 'unknown';

/** Lines for a person. */
export function describeFormatVerdict(verdict: FormatVerdict, language: 'vi' | 'en'): string[] {
  const words = {
    vi: { intact: 'nội dung nguyên vẹn', broken: 'KHÔNG hợp lệ', nobody: 'không rõ người ký' },
    en: { intact: 'the content is intact', broken: 'NOT valid', nobody: 'an unknown signer' },
  }[language];
  const shown = verdict.reasons.filter(
    (code) => formatReasonEntry(code).weight !== 'notice' || !verdict.signed,
  );
  return [
    ...verdict.signatures.map(
      (one) => `${one.signerName ?? words.nobody}: ${one.intact ? words.intact : words.broken}`,
    ),
    ...shown.map((code) => formatReasonEntry(code)[language]),
  ];
}
