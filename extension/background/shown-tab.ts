import browser, { type Tabs } from 'webextension-polyfill';

const isOwn = ({ url }: Tabs.Tab): boolean => url?.startsWith(browser.runtime.getURL('')) ?? false;

/**
 * The tab that the clerk is looking at: the active one of this window, or of the window last in front. Where that is
 * a window of ours, the page that was looked at last before it.
 */
export async function shownTab(windowId?: number): Promise<Tabs.Tab | undefined> {
  const where = windowId === undefined ? { lastFocusedWindow: true } : { windowId };
  const [active] = await browser.tabs.query({ active: true, ...where });
  if (active && !isOwn(active)) return active;
  const seen = (tab: Tabs.Tab) => tab.lastAccessed ?? 0;
  const others = (await browser.tabs.query({})).filter((tab) => !isOwn(tab));
  return others.sort((one, other) => seen(other) - seen(one))[0];
}
