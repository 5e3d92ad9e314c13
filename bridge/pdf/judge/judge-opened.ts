import type { PdfVerdict, SignatureLevel, SignatureVerdict } from '../../../shared/document/verdict.ts';
import { type ReasonCode, reasonWeight } from '../../../shared/document/verdict-reasons.ts';
import type { RevocationProvider } from '../../../shared/signing/signer.ts';
import type { PdfFile } from '../file/pdf-file.ts';
import { readCertificates } from './cms/certificate.ts';
import { type FoundSignature, findSignatures, holdsUnreachedSignature } from './find-signatures.ts';
import { type History, readHistory, trailingBytes } from './history.ts';
import { readValidationData } from './revisions/validation-data-diff.ts';
import { type CheckedSignature, checkSignature, isIntact } from './signature-check.ts';
import { evaluateTrust, type TrustAnswer } from './trust/evaluate.ts';
import type { TrustList } from './trust/trust-list.ts';
import { validationDataOfAll } from './validation-data.ts';

export interface JudgeOptions {
  /** A loaded list, or the path of a folder or PEM file; null when none is set. */
  trust: TrustList | string | null;
  /** The present, for signatures without any time. */
  now?: Date;
  /** Asked where the file itself brings no revocation answer; absent: nothing is asked over the network. */
  revocation?: RevocationProvider | null;
  signal?: AbortSignal;
}

/** Options with the trust list loaded. */
export type OpenedOptions = JudgeOptions & { trust: TrustList };

/** Judges a file that is open already; it stays open. */
export async function judgeOpened(file: PdfFile, options: OpenedOptions): Promise<PdfVerdict> {
  const found = findSignatures(file);
  if (found.length === 0) {
    // The newest startxref may lead to a state from before the signature: the signature then lies behind it.
    const rolledBack = trailingBytes(file, '/ByteRange');
    const signed = rolledBack || holdsUnreachedSignature(file);
    const reasons: ReasonCode[] = rolledBack ? ['TRAILING_BYTES', 'STRAY_SIGNATURE'] : ['STRAY_SIGNATURE'];
    return {
      signed,
      sound: false,
      trusted: false,
      signatures: [],
      reasons: signed ? reasons : ['NOT_SIGNED'],
    };
  }
  const checked = found.map((one) => ({ one, check: checkSignature(file, one.view, one.field, one.value) }));
  checked.sort((a, b) => position(a.check) - position(b.check));
  const checks = checked.map(({ check }) => check);
  const history = readHistory(file, checks);
  const fileReasons = new Set<ReasonCode>(history.reasons);
  const signatures: SignatureVerdict[] = [];
  const store = validationDataOfAll(file);
  const pool = readCertificates(store.certificates);
  const now = (options.now ?? new Date()).getTime();
  for (const { one, check } of checked) {
    const answers = {
      ocsps: [...check.answers.ocsps, ...store.ocsps],
      crls: [...check.answers.crls, ...store.crls],
    };
    const timestamp = check.timestamp;
    const answer = await evaluateTrust(
      {
        certificate: check.certificate,
        kind: check.kind,
        claimedTime: check.claimedTime,
        timestamp:
          timestamp?.certificate && timestamp.time !== null
            ? { time: timestamp.time, certificate: timestamp.certificate }
            : null,
        pool: [...check.pool, ...pool],
        answers,
      },
      { trust: options.trust, now, provider: options.revocation ?? null, signal: options.signal },
    );
    signatures.push(verdictOf(file, one, check, answer, history, checks));
  }
  const last = signatures.at(-1);
  if (!last?.coversWholeFile) fileReasons.add('LAST_SIGNATURE_NOT_WHOLE_FILE');
  const reasons = [...new Set([...fileReasons, ...signatures.flatMap((signature) => signature.reasons)])];
  const sound = !reasons.some((code) => reasonWeight(code) === 'unsound');
  const trusted =
    sound &&
    signatures.every((signature) => signature.chain === 'trusted') &&
    !reasons.some((code) => reasonWeight(code) === 'untrusted');
  return { signed: true, sound, trusted, signatures, reasons };
}

/** Signatures are told in the order in which their coverage grows. */
const position = (check: CheckedSignature): number => check.coverage.spans?.[1].end ?? check.value.holder.end;

function verdictOf(
  file: PdfFile,
  found: FoundSignature,
  check: CheckedSignature,
  answer: TrustAnswer,
  history: History,
  all: readonly CheckedSignature[],
): SignatureVerdict {
  const own = new Set<ReasonCode>([...check.reasons, ...found.reasons]);
  const after = history.after(check);
  const reasons = new Set<ReasonCode>([...own, ...after.reasons, ...answer.reasons]);
  const { certificate } = check;
  const timestampTime = check.timestamp?.time ?? null;
  return {
    fieldName: check.field.fullName,
    kind: check.kind,
    signerName: certificate?.subjectName.commonName ?? null,
    organisation: certificate?.subjectName.organisation ?? null,
    issuerName: certificate?.issuerName.commonName ?? null,
    thumbprint: certificate?.thumbprint ?? null,
    serial: certificate?.serial ?? null,
    claimedTime: isoTime(check.claimedTime),
    timestampTime: isoTime(timestampTime),
    judgedAt: isoTime(answer.judgedAt),
    level: levelOf(check, file, all),
    digestAlgorithm: check.digestName,
    intact: isIntact(own),
    coversWholeFile: after.wholeFile,
    coversRevision: check.coverage.revision === null ? null : check.coverage.revision + 1,
    revisions: file.revisions.length,
    certification: check.certification,
    changesAfter: [...after.changes],
    chain: answer.chain,
    revocation: answer.revocation,
    unchecked: isUnchecked(own),
    page: check.page === null ? null : check.page + 1,
    reasons: [...reasons],
  };
}

/** Reasons that say "we cannot tell" rather than "it is wrong". */
const CANNOT_TELL = new Set<ReasonCode>([
  'SUBFILTER_UNSUPPORTED',
  'ALGORITHM_UNSUPPORTED',
  'SIGNER_CERTIFICATE_MISSING',
]);

function isUnchecked(reasons: ReadonlySet<ReasonCode>): boolean {
  const heavy = [...reasons].filter((code) => reasonWeight(code) === 'unsound');
  return heavy.length > 0 && heavy.every((code) => CANNOT_TELL.has(code));
}

/** ETSI EN 319 142-1, 6: what the file shows, trust aside. */
function levelOf(check: CheckedSignature, file: PdfFile, all: readonly CheckedSignature[]): SignatureLevel {
  const { revision } = check.coverage;
  if (check.subFilter !== 'ETSI.CAdES.detached' || !check.bound || revision === null) return 'other';
  const later = all.filter(
    (one) =>
      one.kind === 'document-timestamp' && one.timestamp !== null && (one.coverage.revision ?? -1) > revision,
  );
  if (!check.timestamp && later.length === 0) return 'B-B';
  const store = readValidationData(file.latest);
  if (store.ocsps.length + store.crls.length === 0) return 'B-T';
  const sealed = later.some((one) => {
    const covered = readValidationData(file.view(one.coverage.revision ?? 0));
    return covered.ocsps.length + covered.crls.length > 0;
  });
  return sealed ? 'B-LTA' : 'B-LT';
}

const isoTime = (millis: number | null): string | null =>
  millis === null ? null : new Date(millis).toISOString();
