import browser from 'webextension-polyfill';
import { type JobSource, NO_ORIGIN } from '../messages/job.ts';

/** Where a page is: a tab, and the frame in it. */
export interface PagePlace {
  tabId: number;
  frameId: number;
}

/** A page that is busy may take long to answer; one that crashed never does. */
const ANSWER_MS = 20_000;

/** The frame of a tab that shows exactly this address; the address of each is the browser's own word. */
async function frameShowing(tabId: number, address: string): Promise<PagePlace | undefined> {
  const asked = browser.scripting
    .executeScript({ target: { tabId, allFrames: true }, func: () => location.href })
    .catch(() => []);
  const silent = new Promise<never[]>((resolve) => setTimeout(() => resolve([]), ANSWER_MS));
  const frames = await Promise.race([asked, silent]);
  const frame = frames.find(({ result }) => result === address);
  return frame && { tabId, frameId: frame.frameId };
}

/**
 * Where the page that was pressed on is now: its own tab and frame, else its tab (a reload gives frames new numbers),
 * else another tab with the same address. Undefined when it is open nowhere.
 */
export async function findPage(source: JobSource): Promise<PagePlace | undefined> {
  const own = await frameShowing(source.tabId, source.address);
  if (own) return own;
  // Where frames show the letters, the tab's own address says little: each tab of the host that surrounds it is asked.
  const host = source.tabOrigin === null || source.tabOrigin === NO_ORIGIN ? source.origin : source.tabOrigin;
  for (const tab of await browser.tabs.query({})) {
    if (tab.id === undefined || tab.id === source.tabId) continue;
    if (tab.url === undefined || !URL.canParse(tab.url) || new URL(tab.url).origin !== host) continue;
    const found = await frameShowing(tab.id, source.address);
    if (found) return found;
  }
  return undefined;
}
