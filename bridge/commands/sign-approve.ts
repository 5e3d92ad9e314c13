import { rm } from 'node:fs/promises';
import { KyguiError, toKyguiError } from '../../shared/errors.ts';
import type { CommandAnswer } from '../../shared/protocol/commands.ts';
import type { EventFrame } from '../../shared/protocol/frames.ts';
import type { Signer } from '../../shared/signing/signer.ts';
import type { Bridge } from '../compose.ts';
import { outputFile } from '../files/output-file.ts';
import type { Handlers } from '../listener/handlers.ts';
import { keepRightResult } from '../program/result-check.ts';
import { severalAtOnce } from '../program/several-at-once.ts';
import { reserve } from '../sending/register.ts';
import type { Batch } from '../token/batch.ts';
import { outcomeOf } from './job-outcome.ts';
import type { PreparedDocument, PreparedJob, PreparedJobs } from './prepared-jobs.ts';
import { withNumbers } from './register.ts';
import { SENT_BEFORE, sentBeforeFindings } from './sent-before.ts';
import { letterOf } from './sign-prepare.ts';
import { StopWishes, throwWhenStopped, untilStopped } from './stop-wish.ts';

export type Outcome = CommandAnswer<'sign.approve'>;
type Step = Extract<EventFrame, { event: 'job.progress' }>['step'];
export type Tell = (step: Step, done: number) => void;

/**
 * The clerk approved what a window showed. Signs exactly that or nothing: the digest of what was shown, the
 * findings, the bytes and the signer of the result are all compared. Asking again under the same key answers the
 * work that is under way or done.
 */
export function signApprove(
  bridge: Bridge,
  prepared: PreparedJobs,
  stops: StopWishes = new StopWishes(),
): NonNullable<Handlers['sign.approve']> {
  const running = new Map<string, { digest: string; work: Promise<Outcome> }>();
  return async (body, context) => {
    const earlier = running.get(body.jobKey);
    if (earlier) {
      if (earlier.digest !== body.approvalDigest) throw new KyguiError('DOCUMENT_CHANGED');
      return earlier.work;
    }
    const job = prepared.find(body.jobKey);
    if (!job) return finished(bridge, body.jobKey);
    if (job.approvalDigest !== body.approvalDigest) throw new KyguiError('DOCUMENT_CHANGED');
    // A batch has it in hand: its PIN is the one that counts.
    if (prepared.isCarriedOut(body.jobKey)) throw new KyguiError('SENDING_JOB_ORDER', { state: 'signing' });
    refuseWhereFound(job);
    const total = job.documents.length;
    const tell: Tell = (step, done) =>
      context.sendEvent({ event: 'job.progress', jobKey: job.jobKey, step, done, total });
    const pin = { pin: new TextEncoder().encode(body.pin), confirmLastTry: body.confirmLastTry ?? false };
    const work = carryOut(bridge, job, pin, tell, stops.begin(body.jobKey));
    running.set(body.jobKey, { digest: body.approvalDigest, work });
    prepared.carryOut(body.jobKey, true);
    try {
      const outcome = await work;
      if (outcome.state !== 'prepared') prepared.forget(body.jobKey);
      return outcome;
    } finally {
      running.delete(body.jobKey);
      stops.end(body.jobKey);
      prepared.carryOut(body.jobKey, false);
    }
  };
}

/** True for a job that was approved before, whatever became of it: no PIN is tried for it again. */
export async function isSettled(bridge: Bridge, jobKey: string): Promise<boolean> {
  try {
    return (await bridge.jobs.find(jobKey)).state !== 'prepared';
  } catch (error) {
    if (error instanceof KyguiError && error.code === 'SENDING_UNKNOWN_JOB') return false;
    throw error;
  }
}

/** A repeated approval after the answer was lost. @throws JOB_UNKNOWN when nothing was ever approved */
export async function finished(bridge: Bridge, jobKey: string): Promise<Outcome> {
  try {
    return await outcomeOf(bridge, await bridge.jobs.find(jobKey));
  } catch (error) {
    if (error instanceof KyguiError && error.code === 'SENDING_UNKNOWN_JOB')
      throw new KyguiError('JOB_UNKNOWN');
    throw error;
  }
}

/** @throws GATE_REFUSED with the first finding that speaks against it */
export function refuseWhereFound(job: PreparedJob): void {
  const findings = [...job.documents.flatMap((document) => document.findings), ...job.letterFindings];
  const refusal = findings.find((finding) => finding.result === 'refuse');
  if (refusal) throw new KyguiError('GATE_REFUSED', { reason: refusal.says.vi, finding: refusal.id });
}

/** Another window may have sent the same letter since this one was shown. @throws GATE_REFUSED */
async function refuseWhenSentMeanwhile(
  bridge: Bridge,
  { letter, letterFindings }: PreparedJob,
): Promise<void> {
  const { agency } = bridge.settings;
  if (!letter || !agency || letterFindings.some(({ id }) => id === SENT_BEFORE)) return;
  const [met] = await sentBeforeFindings(bridge.store, agency.code, letter);
  if (met) throw new KyguiError('GATE_REFUSED', { reason: met.says.vi, finding: met.id });
}

async function carryOut(
  bridge: Bridge,
  job: PreparedJob,
  pin: { pin: Uint8Array; confirmLastTry: boolean },
  tell: Tell,
  stop: AbortSignal,
): Promise<Outcome> {
  if (await isSettled(bridge, job.jobKey)) return finished(bridge, job.jobKey);
  tell('token', 0);
  return withNumbers(bridge, [job], async () => {
    // The PIN is tried before the approval becomes a row: after a wrong one the same window may ask again.
    const batch = await bridge.tokens.openBatch({ certificateThumbprint: job.certificate, ...pin });
    try {
      tell('preparing', 0);
      const turn: Turn = {
        comes: async () => !stop.aborted,
        reached() {},
        passed: () => tell(bridge.settings.signing.level === 'B-B' ? 'checking' : 'timestamping', 0),
        stop,
      };
      return (await signUnder(bridge, job, batch, tell, turn)) ?? notBegun(job.jobKey);
    } finally {
      await batch.close();
    }
  });
}

/** The answer for a job that was not begun: it may be approved again. */
export const notBegun = (jobKey: string): Outcome => ({
  jobKey,
  state: 'prepared',
  items: [],
  letterId: null,
  error: null,
});

/** When the letters of a batch have the token, one after another. */
export interface Turn {
  /** Resolves when the letter before has all of its signatures, or is over; false when this one is not to begin. */
  comes(): Promise<boolean>;
  /** All files of this letter wait for the token: the next letter may be read meanwhile. */
  reached(): void;
  /** All signatures of this letter are made: what follows needs no token. */
  passed(): void;
  /** The clerk's wish to stop: until the signed file is kept, it is thrown away. */
  stop?: AbortSignal;
}

/**
 * Writes the approval down and signs every file of one job under a token that is open. The files are read, hashed and
 * drawn first, in a batch while the letter before has the token; the approval becomes a row, and the token is asked,
 * when the turn comes. Null: the turn did not come, nothing was begun.
 */
export async function signUnder(
  bridge: Bridge,
  job: PreparedJob,
  batch: Batch,
  tell: Tell,
  turn: Turn,
): Promise<Outcome | null> {
  const { jobs } = bridge;
  let beginning: Promise<boolean> | undefined;
  /** The approval as a row, once; false when the turn did not come. */
  const begin = (): Promise<boolean> => {
    beginning ??= turn.comes().then(async (mine) => {
      if (mine) await writeApproval(bridge, job);
      if (mine) tell('signing', 0);
      return mine;
    });
    return beginning;
  };
  try {
    const signer = inTurn(batch.signer, job.documents.length, turn, begin);
    let done = 0;
    // While the token signs one file, others are hashed, written and judged.
    await severalAtOnce(job.documents, bridge.reader.processes + 1, async (document) => {
      await signOne(bridge, job, document, signer, turn.stop);
      done += 1;
      if (done < job.documents.length) tell('signing', done);
    });
    tell('done', job.documents.length);
    return await outcomeOf(bridge, await jobs.find(job.jobKey));
  } catch (thrown) {
    // What failed before its turn is a failed letter as well, unless the batch stopped before it.
    if (!(await begin().catch(() => true))) return null;
    // From the approval on the job is over, signed or not: its outcome is the answer, not another question for the PIN.
    const failed = await jobs.fail(job.jobKey, settled(toKyguiError(thrown))).catch(() => null);
    if (failed) return await outcomeOf(bridge, failed);
    // A commit whose answer was lost may have been done: signed after all.
    const found = await jobs.find(job.jobKey).catch(() => null);
    if (found?.state !== 'signed') throw thrown;
    return await outcomeOf(bridge, found);
  }
}

/** With the failure of the job in the rows there is nothing left that nobody knows. */
const settled = (error: KyguiError): KyguiError =>
  error.code === 'STORE_OUTCOME_UNKNOWN'
    ? new KyguiError('STORE_UNREACHABLE', error.details, { cause: error })
    : error;

async function writeApproval(bridge: Bridge, job: PreparedJob): Promise<void> {
  const { jobs, documents } = bridge;
  await refuseWhenSentMeanwhile(bridge, job);
  const letter = letterOf(bridge, job);
  await jobs.prepare({
    jobKey: job.jobKey,
    origin: job.origin,
    certificate: job.certificate,
    items: job.documents.map(({ documentId, name, role, prepared: { sha256, size } }) => ({
      documentId,
      name,
      role,
      input: { sha256: sha256 ?? '', size },
      outputPath: documents.signedPath(documentId),
    })),
    ...(letter && { letter }),
  });
  const { entry, reservation } = job;
  const { stamps } = bridge.exchange?.inbox ?? {};
  await jobs.consent(job.jobKey, job.approvalDigest, async (sql) => {
    const [received] = job.documents;
    if (entry && received) await stamps?.approve(sql, job.jobKey, entry, received.documentId);
    // Reserved before the PIN, and committed with the approval: what happened in between gives no number twice.
    if (reservation) await reserve(sql, { ...reservation, owner: bridge.bridgeId });
  });
}

/** The signer of a letter in a batch: it asks the token when its turn has come. */
function inTurn(signer: Signer, files: number, turn: Turn, begin: () => Promise<boolean>): Signer {
  let asked = 0;
  let made = 0;
  return {
    ...signer,
    sign: async (digest, hash) => {
      asked += 1;
      if (asked === files) turn.reached();
      // Goes through the reading process to a file whose letter is not begun.
      if (!(await begin())) throw new KyguiError('CANCELLED');
      const value = await signer.sign(digest, hash);
      made += 1;
      if (made === files) turn.passed();
      return value;
    },
  };
}

/** Signs one file, judges the result, and only then commits it. */
async function signOne(
  bridge: Bridge,
  job: PreparedJob,
  document: PreparedDocument,
  signer: Signer,
  stop: AbortSignal | undefined,
): Promise<void> {
  const { documents, jobs, judge, reader, settings } = bridge;
  const authorities = stop ? untilStopped(bridge.authorities, stop) : bridge.authorities;
  const stored = await documents.find(document.documentId);
  const to = await outputFile(documents.signedPath(document.documentId));
  const result = await reader.sign({
    input: stored.path,
    draft: to.draft,
    prepared: document.prepared,
    signer,
    level: settings.signing.level,
    whenUnreachable: settings.signing.whenUnreachable,
    authorities,
  });
  if (stop?.aborted) await rm(to.draft, { force: true });
  throwWhenStopped(stop);
  await keepRightResult(to, result, job.certificate, () => judge.judge(stored.path, stored.sha256));
  const { signed } = result;
  await documents.keepSigned(document.documentId, { sha256: signed.sha256, size: signed.size });
  await jobs.signed(job.jobKey, document.documentId);
}
