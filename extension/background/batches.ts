import browser from 'webextension-polyfill';
import { KyguiError } from '../../shared/errors.ts';
import { type Batch, batchStorageKey } from '../messages/batch.ts';
import { type Job, jobStorageKey } from '../messages/job.ts';
import { advance } from './advance.ts';
import { allJobs, isFinished, writeJob } from './jobs.ts';
import type { BridgeLink } from './link.ts';
import { inTurns } from './turns.ts';

const PREFIX = batchStorageKey('');

export const freshBatch = (role: Batch['role'], send: boolean, jobs: readonly Job[]): Batch => ({
  key: crypto.randomUUID(),
  createdAt: new Date().toISOString(),
  windowId: null,
  role,
  send,
  jobKeys: jobs.map(({ key }) => key),
  approving: false,
  paused: null,
});

export async function readBatch(key: string): Promise<Batch> {
  const held = await browser.storage.session.get(batchStorageKey(key));
  const batch = held[batchStorageKey(key)] as Batch | undefined;
  if (!batch) throw new KyguiError('SITE_FILE_LOST');
  return batch;
}

export async function writeBatch(batch: Batch): Promise<void> {
  await browser.storage.session.set({ [batchStorageKey(batch.key)]: batch });
}

/** Changes to one batch follow one another: reading and writing are two steps for the browser's storage. */
export const inBatchTurn = inTurns<string>();

export const changeBatch = (key: string, change: Partial<Batch>): Promise<Batch> =>
  inBatchTurn(key, async () => {
    const next = { ...(await readBatch(key)), ...change };
    await writeBatch(next);
    return next;
  });

export async function allBatches(): Promise<Batch[]> {
  const all = await browser.storage.session.get(null);
  return Object.entries(all)
    .filter(([name]) => name.startsWith(PREFIX))
    .map(([, batch]) => batch as Batch);
}

export const batchOfWindow = async (windowId: number): Promise<Batch | undefined> =>
  (await allBatches()).find((batch) => batch.windowId === windowId);

/** Batches that were begun in a list of this tab and are not over yet; the windows of some may be closed. */
export async function batchesOfTab(tabId: number): Promise<Batch[]> {
  const open = (await allJobs()).filter(({ listed, step }) => listed?.tabId === tabId && !isFinished(step));
  return (await allBatches()).filter(({ jobKeys }) => open.some(({ key }) => jobKeys.includes(key)));
}

/** Removes batches whose letters are all forgotten. */
export async function forgetOldBatches(): Promise<void> {
  const known = new Set((await allJobs()).map(({ key }) => key));
  const old = (await allBatches()).filter(({ jobKeys }) => !jobKeys.some((key) => known.has(key)));
  await browser.storage.session.remove(old.map(({ key }) => batchStorageKey(key)));
}

/** Keeps all of a batch or nothing: jobs that no window shows would never end. */
export async function keepBatch(batch: Batch, jobs: readonly Job[]): Promise<void> {
  try {
    for (const job of jobs) await writeJob(job);
    await writeBatch(batch);
  } catch (full) {
    await browser.storage.session.remove(jobs.map(({ key }) => jobStorageKey(key)));
    throw full;
  }
}

/** Files are fetched and handed over two at a time: the clerk's line carries other work as well. */
const AT_ONCE = 2;

/** Brings every job of a batch as far as it can go without the clerk, in order. */
export async function advanceBatch(batch: Batch, link: BridgeLink): Promise<void> {
  const waiting = [...batch.jobKeys];
  const lane = async () => {
    for (let key = waiting.shift(); key !== undefined; key = waiting.shift()) await advance(key, link);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

/** The signed files of a batch go back one after the other: a page takes one form at a time. */
export async function giveBatchBack(batch: Batch, link: BridgeLink): Promise<void> {
  for (const key of batch.jobKeys) await advance(key, link);
}

/** The batch that a job belongs to, when it was not opened alone. */
export async function batchJobs(batch: Batch): Promise<Job[]> {
  const all = await allJobs();
  return batch.jobKeys.flatMap((key) => all.find((job) => job.key === key) ?? []);
}
