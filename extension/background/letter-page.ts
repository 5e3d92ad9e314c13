import browser from 'webextension-polyfill';
import type { Job } from '../messages/job.ts';
import type { PagePlace } from './find-page.ts';
import { allJobs } from './jobs.ts';
import { inTurns } from './turns.ts';

/**
 * Pages of letters that were ticked in a list: opened behind it when their signed file goes back, one at a time, and
 * closed again. The clerk sees a tab come and go beside her list.
 */
const OPENED = 'openedLetterPages';
const LOADED_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 200;

const pause = () => new Promise<void>((resolve) => setTimeout(resolve, LOOK_EVERY_MS));

/** The list of opened pages is read and written in one turn: several letters come and go at once. */
const inTurn = inTurns<typeof OPENED>();
const changeOpened = (change: (opened: readonly number[]) => number[]): Promise<void> =>
  inTurn(OPENED, async () => browser.storage.session.set({ [OPENED]: change(await openedByUs()) }));

async function openedByUs(): Promise<number[]> {
  const { [OPENED]: held } = await browser.storage.session.get(OPENED);
  return Array.isArray(held) ? held.filter((id): id is number => typeof id === 'number') : [];
}

/** Waits until the page of a tab has loaded; false when the tab is gone or never does. */
export async function hasLoaded(tabId: number): Promise<boolean> {
  const until = performance.now() + LOADED_WITHIN_MS;
  while (performance.now() < until) {
    const tab = await browser.tabs.get(tabId).catch(() => undefined);
    if (!tab) return false;
    if (tab.status === 'complete') return true;
    await pause();
  }
  return false;
}

/** Pages that a worker opened and was stopped before it gave them their file: no letter knows them any more. */
async function closeForgotten(): Promise<void> {
  const known = new Set((await allJobs()).map(({ source }) => source.tabId));
  for (const tabId of await openedByUs()) if (!known.has(tabId)) await closeLetterPage(tabId);
}

/** Opens the letter's own page beside the list; undefined when it does not load. */
export async function openLetterPage({ source, listed }: Job): Promise<PagePlace | undefined> {
  await closeForgotten();
  const beside = listed && (await browser.tabs.get(listed.tabId).catch(() => undefined));
  const tab = await browser.tabs.create({
    url: source.address,
    active: false,
    ...(beside?.windowId !== undefined && { windowId: beside.windowId, index: beside.index + 1 }),
  });
  if (tab.id === undefined) return undefined;
  const { id } = tab;
  await changeOpened((opened) => [...opened, id]);
  if (await hasLoaded(tab.id)) return { tabId: tab.id, frameId: 0 };
  await closeLetterPage(tab.id);
  return undefined;
}

/** Closes a tab that was opened here; every other tab is left alone. */
export async function closeLetterPage(tabId: number): Promise<void> {
  if (!(await openedByUs()).includes(tabId)) return;
  await changeOpened((now) => now.filter((id) => id !== tabId));
  await browser.tabs.remove(tabId).catch(() => undefined);
}
