import browser from 'webextension-polyfill';
import { toKyguiError } from '../../shared/errors.ts';
import { type Job, jobStorageKey } from '../messages/job.ts';
import { allJobs, changeJob } from './jobs.ts';
import type { BridgeLink } from './link.ts';
import { inTurns } from './turns.ts';

async function tell(key: string, link: BridgeLink): Promise<void> {
  try {
    await link.request('sign.taken', { jobKey: key });
  } catch (thrown) {
    // A bridge that is away hears of it once it is back; what it will not hear is not said again and again.
    const { code } = toKyguiError(thrown);
    if (code.startsWith('CHANNEL_') || code.startsWith('STORE_')) return;
  }
  await changeJob(key, { taken: 'told' });
}

const inTurn = inTurns<BridgeLink>();

/** Tells the bridge of every signed file that a page took and that it has not heard of. */
export function tellAllTaken(link: BridgeLink): Promise<void> {
  return inTurn(link, async () => {
    for (const { key, taken } of await allJobs()) if (taken === 'heard') await tell(key, link);
  });
}

/** Tells the bridge of each as it is taken: what lies in the page's system need not lie here for ever. */
export function tellTaken(link: BridgeLink): void {
  browser.storage.session.onChanged.addListener((changes: Record<string, { newValue?: unknown }>) => {
    const isNews = Object.entries(changes).some(
      ([name, { newValue }]) =>
        name.startsWith(jobStorageKey('')) && (newValue as Job | undefined)?.taken === 'heard',
    );
    if (isNews) void tellAllTaken(link).catch(() => undefined);
  });
}
