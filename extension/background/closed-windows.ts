import browser from 'webextension-polyfill';
import { giveUpBatch } from './actions/batch.ts';
import { batchJobs, batchOfWindow } from './batches.ts';
import { letGo } from './held-files.ts';
import { allJobs, changeJob, isFinished } from './jobs.ts';
import type { BridgeLink } from './link.ts';

/** A consent window was closed: what is not approved is given up, what is finished is tidied away. */
export function tidyClosedWindows(link: BridgeLink): void {
  const tidy = async (windowId: number) => {
    const job = (await allJobs()).find((candidate) => candidate.windowId === windowId);
    if (!job) {
      const batch = await batchOfWindow(windowId);
      if (batch) {
        await giveUpBatch(batch, link);
        for (const { key, step, error } of await batchJobs(batch)) {
          if (isFinished(step) && error === null) await letGo(key);
        }
      }
      return;
    }
    const undecided = ['opened', 'fetched', 'stored'].includes(job.step);
    if (undecided) {
      await changeJob(job.key, { step: 'cancelled', windowId: null });
      if (job.documentId !== null) {
        await link.request('sign.cancel', { jobKey: job.key }).catch(() => undefined);
      }
    }
    if (undecided || (isFinished(job.step) && job.error === null)) await letGo(job.key);
  };
  browser.windows.onRemoved.addListener((windowId) => {
    void tidy(windowId);
  });
}
