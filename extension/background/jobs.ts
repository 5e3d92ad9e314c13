import browser from 'webextension-polyfill';
import { KyguiError } from '../../shared/errors.ts';
import { type Job, type JobStep, jobStorageKey } from '../messages/job.ts';
import { inTurns } from './turns.ts';

const PREFIX = jobStorageKey('');
/** A finished job is shown until its window closes; after a day it is forgotten in any case. */
const FORGET_AFTER_MS = 24 * 3_600_000;

export const isFinished = (step: JobStep) => step === 'done' || step === 'failed' || step === 'cancelled';

/** Before the clerk's decision. */
export const isUndecided = (step: JobStep) => step === 'opened' || step === 'fetched' || step === 'stored';

/** Past the clerk's decision, and not at its end. */
export const isApproved = (step: JobStep) =>
  step === 'approving' || step === 'signed' || step === 'giving' || step === 'given';

export async function readJob(key: string): Promise<Job> {
  const held = await browser.storage.session.get(jobStorageKey(key));
  const job = held[jobStorageKey(key)] as Job | undefined;
  if (!job) throw new KyguiError('SITE_FILE_LOST');
  return job;
}

export async function writeJob(job: Job): Promise<void> {
  await browser.storage.session.set({ [jobStorageKey(job.key)]: job });
}

/** Changes to one job follow one another: reading and writing are two steps for the browser's storage. */
const inTurn = inTurns<string>();

/** Changes a job as it stands now, not as the caller last saw it; `null` leaves it. */
export async function changeJob(
  key: string,
  change: Partial<Job> | ((job: Job) => Partial<Job> | null),
): Promise<Job> {
  return inTurn(key, async () => {
    const job = await readJob(key);
    const wanted = typeof change === 'function' ? change(job) : change;
    if (wanted === null) return job;
    const next = { ...job, ...wanted };
    await writeJob(next);
    return next;
  });
}

export async function allJobs(): Promise<Job[]> {
  const all = await browser.storage.session.get(null);
  return Object.entries(all)
    .filter(([name]) => name.startsWith(PREFIX))
    .map(([, job]) => job as Job);
}

/** Removes jobs that ended long ago; returns their keys so that their files can go too. */
export async function forgetOldJobs(now: number): Promise<string[]> {
  const old = (await allJobs()).filter(
    (job) => isFinished(job.step) && now - Date.parse(job.createdAt) > FORGET_AFTER_MS,
  );
  await browser.storage.session.remove(old.map((job) => jobStorageKey(job.key)));
  return old.map((job) => job.key);
}
