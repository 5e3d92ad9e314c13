import { X509Certificate } from 'node:crypto';
import { DEFAULT_GATE_POLICY, FINDINGS, type GatePolicy } from '../../shared/document/gate.ts';
import { decideIssue, type IssueDoubt } from '../../shared/document/issue-order.ts';
import type { Placement } from '../../shared/document/placement.ts';
import type { Role } from '../../shared/document/role.ts';
import type { PdfVerdict } from '../../shared/document/verdict.ts';
import { describeError, KyguiError } from '../../shared/errors.ts';
import { type OutputFile, outputFile } from '../files/output-file.ts';
import { assertOtherFile } from '../pdf/append/other-file.ts';
import { type GateReport, passGate } from '../pdf/judge/gate-decision.ts';
import type { Authorities } from '../pdf/levels/raise-level.ts';
import type { PreparedSignature, PrepareNotice } from '../pdf/prepare.ts';
import type { CheckedSignedPdf } from '../pdf/prepare-host/messages.ts';
import type { PdfReaderHost } from '../pdf/prepare-host/pdf-reader-host.ts';
import type { SignatureRequestInput } from '../pdf/request.ts';
import { keepRightResult } from '../program/result-check.ts';
import type { Settings } from '../settings/schema.ts';
import type { Batch } from '../token/batch.ts';
import type { FoundCertificate } from '../token/inventory.ts';
import type { Tokens } from '../token/tokens.ts';
import { language, type Outcome } from './output.ts';
import { type PinWords, takePins } from './pins.ts';
import { requestFor, type StampWords } from './stamp-words.ts';

/** Who signs, and how. */
export interface SignerWords extends PinWords {
  cert: string;
  module?: string;
  policy?: string;
  trust?: string;
  level?: Settings['signing']['level'];
  tsa?: string;
  whenUnreachable?: Settings['signing']['whenUnreachable'];
}

export type SignWords = StampWords & SignerWords & { output: string };

export interface SignParts {
  tokens: Tokens;
  /** Foreign files are read, and signed, in its processes. */
  reader: PdfReaderHost;
  policy: GatePolicy | null;
  authorities: Authorities;
  settings: Settings;
}

/** What will be signed, and what the signer is told of it beside the notices of its preparation. */
export interface PreparedFile {
  prepared: PreparedSignature;
  doubts: IssueDoubt[];
}

/** Everything that can be refused before a PIN is used: size, earlier signatures, content, fields, places. */
export async function prepareFile(
  input: string,
  words: StampWords,
  found: FoundCertificate,
  parts: Pick<SignParts, 'reader' | 'policy' | 'settings'>,
): Promise<PreparedFile> {
  const request = await requestFor(input, words, found, parts);
  const { reader, policy } = parts;
  const gate = { intent: words.role, policy };
  let doubts: IssueDoubt[] = [];
  let warned: GateReport['warnings'] = [];
  if (words.role === 'issue') {
    const { verdict, warnings } = passGate(await reader.gate(input, words.role, policy));
    doubts = issueDoubts(verdict, found.certificate.thumbprint, parts);
    warned = warnings;
    await assertIssuable(input, request, reader);
  }
  const prepared = await reader.prepare(input, request, {
    drawPreviews: false,
    ...(words.role !== 'issue' && { gate }),
  });
  assertAnchored(words, prepared);
  return { prepared: { ...prepared, warned: [...warned, ...(prepared.warned ?? [])] }, doubts };
}

/** Another place than the one that was marked is no place that was asked for. @throws PDF_ANCHOR_MISSING */
function assertAnchored({ anchor, rect, place, field }: StampWords, { placements }: PreparedSignature): void {
  const elsewhere = rect !== undefined || place !== undefined || field !== undefined;
  if (anchor === undefined || elsewhere || placements.some(({ reason }) => reason === 'anchor')) return;
  throw new KyguiError('PDF_ANCHOR_MISSING', { anchor });
}

/** @throws GATE_ALREADY_ISSUED, GATE_NOT_APPROVED as the policy says */
function issueDoubts(
  verdict: PdfVerdict,
  thumbprint: string,
  { policy, settings }: Pick<SignParts, 'policy' | 'settings'>,
): IssueDoubt[] {
  const own = [thumbprint, ...(settings.agency?.certificates ?? [])];
  const { refusal, warnings } = decideIssue(verdict, own, policy ?? DEFAULT_GATE_POLICY);
  if (refusal) throw new KyguiError(refusal);
  return warnings;
}

/**
 * An issued letter has number and date (Nghị định 30/2020/NĐ-CP, Điều 15 and 16): given here, or printed already by
 * the drafter. Nobody looks at a preview on the command line, so a blank is refused. @throws PDF_STAMP_INCOMPLETE
 */
async function assertIssuable(
  input: string,
  request: SignatureRequestInput,
  reader: PdfReaderHost,
): Promise<void> {
  const { number, date } = request.fields ?? {};
  if (number !== undefined && date !== undefined) return;
  const sought = { number: number ?? '1', date: date ?? '2026-01-01' };
  const trial = await reader.prepare(
    input,
    { ...request, fields: { ...request.fields, ...sought } },
    { drawPreviews: false, bindContent: false },
  );
  const missing = [
    ...(number === undefined && !trial.alreadyThere.includes('number') ? ['số / number (--number)'] : []),
    ...(date === undefined && !trial.alreadyThere.includes('date') ? ['ngày / date (--date)'] : []),
  ];
  if (missing.length > 0) throw new KyguiError('PDF_STAMP_INCOMPLETE', { missing: missing.join(', ') });
}

/** One file of ours: where it comes from, where the result goes. */
export interface SignFiles {
  input: string;
  output: OutputFile;
  role: Role;
}

type SigningParts = Omit<SignParts, 'tokens'>;

/** Signs what was prepared; a result that is not sound, or of another signer, never gets its name. */
export async function signFile(
  files: SignFiles,
  { prepared, doubts }: PreparedFile,
  batch: Batch,
  found: FoundCertificate,
  parts: SigningParts,
) {
  const { input, output, role } = files;
  const { reader, policy } = parts;
  const result = await reader.sign({ input, draft: output.draft, prepared, ...signingWords(batch, parts) });
  const before = async () => (await reader.gate(input, role, policy)).verdict;
  await keepRightResult(output, result, found.certificate.thumbprint, before);
  const { placements, notices, warned = [] } = prepared;
  return describe(
    files,
    result.signed,
    { placements, notices: [...doubts, ...notices], warned },
    batch,
    found,
    parts,
  );
}

/**
 * True where nothing of a file is asked about between reading and signing it: its number and date of an issued letter
 * are, and whether the mark was found that names the place.
 */
export const goesAtOnce = ({ role, anchor }: StampWords): boolean => role !== 'issue' && anchor === undefined;

/** {@link prepareFile} and {@link signFile} in one go, for what {@link goesAtOnce}. */
export async function signFileAtOnce(
  files: SignFiles,
  words: StampWords,
  batch: Batch,
  found: FoundCertificate,
  parts: SigningParts,
) {
  const { input, output, role } = files;
  const { reader, policy } = parts;
  const request = await requestFor(input, words, found, parts);
  const result = await reader.signAtOnce({
    input,
    draft: output.draft,
    request,
    gate: { intent: role, policy },
    ...signingWords(batch, parts),
  });
  await keepRightResult(output, result, found.certificate.thumbprint, async () => result.before);
  return describe(files, result.signed, result, batch, found, parts);
}

const signingWords = ({ signer }: Batch, { settings: { signing }, authorities }: SigningParts) => ({
  signer,
  level: signing.level,
  whenUnreachable: signing.whenUnreachable,
  authorities,
});

/** A batch has one certificate, and reading it costs as much as a signature. */
const serials = new WeakMap<Uint8Array, string>();

function serialOf(certificate: Uint8Array): string {
  const serial = serials.get(certificate) ?? new X509Certificate(certificate).serialNumber;
  serials.set(certificate, serial);
  return serial;
}

interface Noticed {
  placements: Placement[];
  notices: (PrepareNotice | IssueDoubt)[];
  warned: GateReport['warnings'];
}

function describe(
  { output, role }: SignFiles,
  { sha256, size, fieldName, byteRange, level }: CheckedSignedPdf['signed'],
  { placements, notices, warned }: Noticed,
  batch: Batch,
  { certificate: { thumbprint } }: FoundCertificate,
  { settings }: SigningParts,
) {
  return {
    output: output.path,
    sha256,
    size,
    fieldName,
    byteRange,
    level,
    role,
    placements,
    notices: [
      ...notices,
      ...(warned.length > 0 ? (['GATE_CONTENT_WARNED'] as const) : []),
      ...(level === settings.signing.level ? [] : (['PDF_LEVEL_LOWERED'] as const)),
    ],
    warned,
    certificate: { thumbprint, serial: serialOf(batch.signer.certificate) },
  };
}

const WARNED: Record<GateReport['warnings'][number], { vi: string; en: string }> = {
  ...FINDINGS,
  BROKEN_SIGNATURES: {
    vi: 'chữ ký trước đó không còn nguyên vẹn',
    en: 'an earlier signature that is not sound',
  },
};

/** Lines for a person: the result, and what she should know of it. */
export function signedLines(signed: Awaited<ReturnType<typeof signFile>>): string[] {
  const { output, size, fieldName, level, notices, warned } = signed;
  const spoken = language();
  const findings = warned.map((code) => WARNED[code][spoken]).join(', ');
  return [
    `${output}: ${size} B, ${fieldName}, ${level}`,
    ...notices.map((code) => {
      const { says, next } = describeError(code, { level, findings }, spoken);
      return `   ! ${says} ${next}`;
    }),
  ];
}

/**
 * `kygui sign IN -o OUT`: one signature by true incremental update. Broken earlier signatures are refused; the
 * signer of the result is compared with the certificate that was asked for.
 */
export async function sign(input: string, words: SignWords, parts: SignParts): Promise<Outcome> {
  const pins = takePins(words);
  try {
    const output = await outputFile(words.output);
    assertOtherFile(input, output.path);
    const found = await parts.tokens.find(words.cert);
    const prepared = await prepareFile(input, words, found, parts);
    const batch = await parts.tokens.openBatch({
      certificateThumbprint: found.certificate.thumbprint,
      pin: pins.source,
      ...(words.confirmLastTry && { confirmLastTry: true }),
    });
    try {
      const files = { input, output, role: words.role };
      const signed = { ...(await signFile(files, prepared, batch, found, parts)), output: words.output };
      return { json: signed, lines: signedLines(signed) };
    } finally {
      await batch.close();
    }
  } finally {
    pins.wipe();
  }
}
