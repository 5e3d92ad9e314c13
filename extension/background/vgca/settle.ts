import browser from 'webextension-polyfill';
import { type Job, jobStorageKey } from '../../messages/job.ts';
import { batchJobs, batchOfWindow } from '../batches.ts';
import { allJobs } from '../jobs.ts';
import type { BridgeLink } from '../link.ts';
import { settleFileJob } from './file-calls.ts';
import { giveUpMessages, leaveMessageJob } from './message-calls.ts';
import { allMessageJobs } from './message-jobs.ts';
import { cancelWaiting, inTurn, openNext, resumeQueue } from './queue.ts';

async function settle(job: Job, isWindowGone: boolean, link: BridgeLink): Promise<void> {
  if (!job.vgca) return;
  await inTurn(async () => {
    const ended = await settleFileJob(job, isWindowGone, link);
    if (typeof ended === 'object') await cancelWaiting(job.source, ended.givenUp);
    if (ended !== 'open') await openNext(job.source.tabId, link);
  });
}

/** A window of messages was closed without an answer. */
async function leaveMessages(windowId: number, link: BridgeLink): Promise<void> {
  const job = (await allMessageJobs()).find((one) => one.windowId === windowId && one.step === 'open');
  if (!job) return;
  const why = await leaveMessageJob(job, link);
  await inTurn(async () => {
    await cancelWaiting(job.source, why);
    await openNext(job.source.tabId, link);
  });
}

/** Watches what became of calls, and answers their pages. Registered in the first turn of the worker. */
export function settleCalls(link: BridgeLink): void {
  browser.storage.session.onChanged.addListener((changes: Record<string, { newValue?: unknown }>) => {
    for (const [name, { newValue }] of Object.entries(changes)) {
      const job = name.startsWith(jobStorageKey('')) ? (newValue as Job | undefined) : undefined;
      if (job?.vgca) void settle(job, false, link).catch(() => undefined);
    }
  });
  browser.windows.onRemoved.addListener((windowId) => {
    void leaveMessages(windowId, link);
    void allJobs().then(async (jobs) => {
      const job = jobs.find((one) => one.windowId === windowId);
      if (job?.vgca) await settle(job, true, link);
      const batch = await batchOfWindow(windowId);
      const shared = batch && (await batchJobs(batch)).find(({ vgca }) => vgca !== undefined);
      if (shared) await settle(shared, true, link);
    });
  });
}

/** After the worker was stopped: whatever ended meanwhile is told, and the next call has its turn. */
export async function resumeCalls(link: BridgeLink): Promise<void> {
  for (const job of await allMessageJobs()) {
    // What was approved when the worker was stopped has lost its answer; the page may ask again.
    const isLost = job.step === 'approving' || (job.step === 'open' && job.windowId === null);
    if (isLost) await giveUpMessages({ ...job, error: { code: 'CHANNEL_LOST', details: {} } });
  }
  for (const job of await allJobs()) await settle(job, false, link);
  await resumeQueue(link);
}
