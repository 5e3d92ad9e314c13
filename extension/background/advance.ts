import { ERRORS, KyguiError, toKyguiError } from '../../shared/errors.ts';
import type { JobOutcome } from '../../shared/protocol/commands/signing.ts';
import type { Job } from '../messages/job.ts';
import { gatherAttachments } from './attachments.ts';
import { fetchFile, fetchTabFile, isFromPage } from './fetch-file.ts';
import { giveBack, isUnordered } from './give-back.ts';
import { held, hold, letGo } from './held-files.ts';
import { changeJob, readJob } from './jobs.ts';
import type { BridgeLink } from './link.ts';
import { profileFor } from './profiles.ts';
import { bytesTold } from './progress.ts';
import { takeNamedFile } from './vgca/take-file.ts';

/** Jobs that this worker is driving; a worker that was stopped forgets them and takes them up again by step. */
const driven = new Map<string, Promise<void>>();

/** Jobs whose approval this worker has sent and still awaits: their outcome is not asked for beside it. */
const approving = new Set<string>();

/** How long the outcome of a signature is asked for after a broken connection. */
const OUTCOME_PATIENCE_MS = 90_000;
const OUTCOME_PAUSE_MS = 700;
/** How long a job that the bridge calls merely prepared is given to show that it was approved. */
const UNTOUCHED_PATIENCE_MS = 15_000;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function takeProfiledFile(job: Job): Promise<Blob> {
  // The document of a tab that no profile knows: its own address and nothing else.
  if (job.profileId === '') return fetchTabFile(job);
  const profile = await profileFor(job.source.address);
  if (!profile || profile.id !== job.profileId) throw new KyguiError('SITE_SENDER_REFUSED');
  return fetchFile(job.file, job.source.origin, profile, {}, bytesTold(job, 'fetching'));
}

async function fetchStep(job: Job): Promise<Job> {
  // Its page is pouring it in.
  if (isFromPage(job.file)) return job;
  // The clerk is choosing it.
  if (job.vgca?.pick) return job;
  const file = await (job.vgca ? takeNamedFile(job) : takeProfiledFile(job));
  return keepFetched(job.key, file);
}

/** The file of a job has come. One that the clerk gave up meanwhile stays given up. */
export async function keepFetched(key: string, file: Blob): Promise<Job> {
  await hold(key, 'original.pdf', file);
  const job = await changeJob(key, ({ step }) =>
    step === 'opened' ? { step: 'fetched', size: file.size, progress: null, error: null } : null,
  );
  if (job.step === 'cancelled') await letGo(key);
  return job;
}

async function storeStep(job: Job, link: BridgeLink): Promise<Job> {
  const file = await held(job.key, 'original.pdf');
  const about = { name: job.file.name, origin: job.source.origin };
  const { documentId, sha256 } = await link.put(file, about, bytesTold(job, 'storing'));
  return changeJob(job.key, ({ step }) =>
    step === 'fetched' ? { step: 'stored', documentId, sha256, progress: null } : null,
  );
}

/** Takes the bridge's word on a job over into ours; only while it is waited for. */
export function takeOutcome(key: string, outcome: JobOutcome): Promise<Job> {
  return changeJob(key, (job) => {
    if (job.step !== 'approving') return null;
    switch (outcome.state) {
      case 'signed':
        return { step: 'signed', outcome, error: null };
      case 'failed':
        // Stopped by the clerk: the signature was thrown away.
        if (outcome.error?.code === 'CANCELLED') return { step: 'cancelled', outcome, progress: null };
        return { step: 'failed', outcome, error: outcome.error ?? { code: 'INTERNAL', details: {} } };
      case 'cancelled':
        return { step: 'cancelled', outcome };
      case 'prepared':
      case 'unknown':
        // Nothing was signed: the clerk may decide again.
        return { step: 'stored', progress: null, error: { code: 'SITE_APPROVAL_LOST', details: {} } };
      case 'signing':
        return null;
    }
  });
}

/** True where it is not known whether the bridge took the approval: its outcome is asked for. */
export const isOutcomeUnknown = ({ code }: KyguiError): boolean =>
  code === 'CHANNEL_LOST' || code === 'CHANNEL_TIMEOUT' || code === 'CHANNEL_VIOLATION';

/** Runs the one request that hands an approval over. */
export async function duringApproval<T>(key: string, run: () => Promise<T>): Promise<T> {
  approving.add(key);
  try {
    return await run();
  } finally {
    approving.delete(key);
  }
}

/** The approval was handed over but its answer never came: ask what became of it, never approve again. */
async function askOutcome(job: Job, link: BridgeLink): Promise<Job> {
  let until = performance.now() + OUTCOME_PATIENCE_MS;
  const untouchedUntil = performance.now() + UNTOUCHED_PATIENCE_MS;
  for (;;) {
    try {
      const outcome = await link.request('job.state', { jobKey: job.key });
      // The approval may still be on its way through token and PIN, before it shows in the bridge's books.
      const early = outcome.state === 'prepared' && performance.now() < untouchedUntil;
      const next = early ? job : await takeOutcome(job.key, outcome);
      if (next.step !== 'approving') return next;
      // The last letters of a long batch wait for all before them: as long as the bridge says so, so do we.
      if (outcome.state === 'signing') until = performance.now() + OUTCOME_PATIENCE_MS;
    } catch (thrown) {
      // What a person has to mend is told; of the rest only that nobody knows: it may be signed, and sent.
      const failure = toKyguiError(thrown);
      if (performance.now() > until && !ERRORS[failure.code].retriable) throw failure;
    }
    if (performance.now() > until) throw new KyguiError('CHANNEL_LOST');
    await pause(OUTCOME_PAUSE_MS);
  }
}

async function receiveStep(job: Job, link: BridgeLink): Promise<Job> {
  const signed = job.outcome?.items[0];
  if (!signed) throw new KyguiError('INTERNAL');
  const told = bytesTold(job, 'receiving', signed.size);
  const { file, sha256 } = await link.get({ documentId: signed.documentId, version: 'signed' }, told);
  if (sha256 !== signed.sha256) throw new KyguiError('INTERNAL');
  await hold(job.key, 'signed.pdf', file);
  return giveBack(await changeJob(job.key, { step: 'giving', progress: null }));
}

async function drive(key: string, link: BridgeLink): Promise<void> {
  try {
    let job = await readJob(key);
    for (;;) {
      const before = job.step;
      if (job.step === 'opened') job = await fetchStep(job);
      else if (job.step === 'fetched') job = await storeStep(job, link);
      else if (job.step === 'approving' && !approving.has(key)) job = await askOutcome(job, link);
      else if (job.step === 'signed') job = await receiveStep(job, link);
      else if (isUnordered(job)) job = await giveBack(job);
      if (job.step === before) break;
    }
    if (job.attachments) await gatherAttachments(key, link);
  } catch (thrown) {
    const { code, details } = toKyguiError(thrown);
    const error = { code, details: { ...details } };
    const job = await readJob(key).catch(() => undefined);
    // What is not signed yet may be tried again from where it stands; a signed file is never called failed.
    if (job) await changeJob(key, ({ step }) => (step === 'cancelled' ? null : { error }));
  }
}

/** Brings a job as far as it can go without the clerk. Calling it twice drives it once. */
export function advance(key: string, link: BridgeLink): Promise<void> {
  const running = driven.get(key);
  if (running) return running;
  const fresh = drive(key, link).finally(() => driven.delete(key));
  driven.set(key, fresh);
  return fresh;
}
