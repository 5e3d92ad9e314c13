import browser from 'webextension-polyfill';
import { allBatches, forgetOldBatches } from './batches.ts';
import { giveUp } from './give-up.ts';
import { heldKeys, letGo } from './held-files.ts';
import { allJobs, forgetOldJobs, isUndecided } from './jobs.ts';
import type { BridgeLink } from './link.ts';

/** In the session's storage: keys of files that no record bore when it was looked at last. */
const ORPHANS = 'heldOrphans';
/** A window may have been closed by a browser that told nobody. */
const ALONE_MS = 24 * 3_600_000;

/** Records of jobs and batches that ended long ago, with their files. */
export async function forgetOld(now: number): Promise<void> {
  for (const key of await forgetOldJobs(now)) await letGo(key);
  await forgetOldBatches();
}

async function hasWindow(windowId: number | null): Promise<boolean> {
  if (windowId === null) return false;
  return browser.windows.get(windowId).then(
    () => true,
    () => false,
  );
}

/** Gives up what nobody decided and no window shows any more. What was approved stays, whatever its window. */
export async function giveUpAlone(now: number, link: BridgeLink): Promise<void> {
  const batches = await allBatches();
  for (const { key, step, createdAt, windowId } of await allJobs()) {
    if (!isUndecided(step) || now - Date.parse(createdAt) < ALONE_MS) continue;
    const batch = batches.find(({ jobKeys }) => jobKeys.includes(key));
    if (!(await hasWindow(windowId ?? batch?.windowId ?? null))) await giveUp(key, link);
  }
}

/**
 * Lets files go that no record of the session bears: the window that laid them was closed before it said what for. They
 * go at the second look, since a record follows its file.
 */
export async function letOrphansGo(): Promise<void> {
  const all = await browser.storage.session.get(null);
  const borne = Object.keys(all);
  const orphans = (await heldKeys()).filter((key) => !borne.some((name) => name.endsWith(key)));
  const before: unknown = all[ORPHANS];
  const again = orphans.filter((key) => Array.isArray(before) && before.includes(key));
  for (const key of again) await letGo(key);
  await browser.storage.session.set({ [ORPHANS]: orphans.filter((key) => !again.includes(key)) });
}
