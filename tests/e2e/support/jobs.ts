import type { Page } from 'playwright-core';
import type { Job } from '../../../extension/messages/job.ts';

interface SessionWorld {
  chrome: { storage: { session: { get(key: string | null): Promise<Record<string, Job>> } } };
}

/** The job of a consent window as the extension has written it down. */
export function jobOf(consent: Page): Promise<Job | undefined> {
  return consent.evaluate(async () => {
    const key = `job:${new URLSearchParams(location.search).get('job')}`;
    return (await (globalThis as unknown as SessionWorld).chrome.storage.session.get(key))[key];
  });
}

/** How far it has come. */
export const jobStep = async (consent: Page): Promise<Job['step'] | undefined> =>
  (await jobOf(consent))?.step;

/** All jobs that the extension knows, seen from one of its own pages. */
export function jobsOf(own: Page): Promise<Job[]> {
  return own.evaluate(async () => {
    const { session } = (globalThis as unknown as SessionWorld).chrome.storage;
    const all = await session.get(null);
    return Object.entries(all)
      .filter(([name]) => name.startsWith('job:'))
      .map(([, job]) => job);
  });
}
