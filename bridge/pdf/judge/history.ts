import type { RevisionChange } from '../../../shared/document/verdict.ts';
import type { ReasonCode } from '../../../shared/document/verdict-reasons.ts';
import type { PdfFile } from '../file/pdf-file.ts';
import { isWhite } from '../file/syntax.ts';
import { coverPage } from './covered-page.ts';
import { diffRevisions, type RevisionDiff } from './revisions/document-diff.ts';
import { checkIncrement } from './revisions/increments.ts';
import { formFields } from './revisions/signature-fields.ts';
import type { CheckedSignature } from './signature-check.ts';

/** What happened to the file after its signatures. */
export interface History {
  /** Reasons that concern the file as a whole. */
  readonly reasons: readonly ReasonCode[];
  after(check: CheckedSignature): {
    readonly changes: readonly RevisionChange[];
    readonly reasons: readonly ReasonCode[];
    /** To the last byte, or followed by nothing but validation data. */
    readonly wholeFile: boolean;
  };
}

interface Step {
  /** Index of the revision that came. */
  readonly revision: number;
  readonly diff: RevisionDiff;
  readonly form: readonly ReasonCode[];
}

/** Compares each revision after the oldest covered one with the one before it. */
export function readHistory(file: PdfFile, checks: readonly CheckedSignature[]): History {
  const covered = checks.flatMap((check) => check.coverage.revision ?? []);
  const first = covered.length === 0 ? file.revisions.length - 1 : Math.min(...covered);
  const steps: Step[] = [];
  for (let revision = first + 1; revision < file.revisions.length; revision++) {
    steps.push({
      revision,
      diff: diffRevisions(file.view(revision - 1), file.view(revision), file.latest),
      form: checkIncrement(file, revision),
    });
  }
  const reasons = new Set<ReasonCode>();
  const base = file.revisions[first];
  if (base && (!base.closed || !base.ordered)) reasons.add('XREF_IRREGULAR');
  const doubled = file.revisions.some(({ sections }) => sections.some((section) => section.hasTwoMeanings));
  if (doubled) reasons.add('DUPLICATE_OBJECT');
  if (trailingBytes(file)) reasons.add('TRAILING_BYTES');
  const later = new Set(steps.flatMap(({ diff }) => diff.signed.map(({ fullName }) => fullName)));
  // A field that was there already was seen, empty, by who signed first.
  if (later.size > 0) for (const { fullName } of formFields(file.view(first))) later.delete(fullName);
  if (coverPage(file, later)) reasons.add('SIGNATURE_COVERS_PAGE');
  return { reasons: [...reasons], after: (check) => afterOf(file, check, steps) };
}

function afterOf(
  file: PdfFile,
  check: CheckedSignature,
  steps: readonly Step[],
): ReturnType<History['after']> {
  const { revision, toEnd } = check.coverage;
  const later = revision === null ? steps : steps.filter((step) => step.revision > revision);
  const reasons = new Set<ReasonCode>();
  const changes: RevisionChange[] = [];
  for (const step of later) {
    for (const reason of step.form) reasons.add(reason);
    for (const { what, path, reason } of step.diff.differences) {
      const place = { what, path, revision: step.revision + 1 };
      changes.push(reason ? { kind: 'refused', ...place, reason } : { kind: 'allowed', ...place });
      if (reason) reasons.add(reason);
    }
    for (const signed of step.diff.signed) {
      if (check.certification === 1 && !signed.timestamp) reasons.add('DOCMDP_VIOLATED');
      // Levels 1 and 2 allow no annotation but the signature's own widget (ISO 32000-2, table 257).
      if (signed.parts && check.certification !== null && check.certification < 3)
        reasons.add('DOCMDP_VIOLATED');
      if (!signed.created && check.locks(signed.fullName)) reasons.add('FIELDMDP_VIOLATED');
    }
  }
  const sealed =
    revision !== null &&
    later.every((step) => step.diff.onlyValidationData && step.form.length === 0) &&
    endsWithRevision(file);
  return { changes, reasons: [...reasons], wholeFile: toEnd || (later.length > 0 && sealed) };
}

/** The file ends with its last revision, one end of line included. */
function endsWithRevision(file: PdfFile): boolean {
  return file.revisions.at(-1)?.end === file.size;
}

/** True when behind the last `%%EOF` of the chain anything but white space stands, or the word given. */
export function trailingBytes(file: PdfFile, word?: string): boolean {
  const from = file.revisions.at(-1)?.eof ?? file.size;
  const step = 64 * 1024;
  for (let at = from; at < file.size; at += step) {
    const piece = file.source.read(at, step + (word?.length ?? 0));
    if (word === undefined ? !piece.every((byte) => isWhite(byte)) : Buffer.from(piece).includes(word)) {
      return true;
    }
  }
  return false;
}
