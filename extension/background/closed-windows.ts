import browser from 'webextension-polyfill';
import { batchJobs, batchOfWindow } from './batches.ts';
import { giveUp } from './give-up.ts';
import { letGo } from './held-files.ts';
import { allJobs, isFinished } from './jobs.ts';
import type { BridgeLink } from './link.ts';

/** A consent window was closed: what is not approved is given up, what is finished is tidied away. */
export function tidyClosedWindows(link: BridgeLink): void {
  const tidy = async (windowId: number) => {
    const own = (await allJobs()).find((job) => job.windowId === windowId);
    const batch = own ? undefined : await batchOfWindow(windowId);
    for (const { key } of own ? [own] : batch ? await batchJobs(batch) : []) {
      const { step, error } = await giveUp(key, link);
      if (isFinished(step) && error === null) await letGo(key);
    }
  };
  browser.windows.onRemoved.addListener((windowId) => {
    void tidy(windowId);
  });
}
