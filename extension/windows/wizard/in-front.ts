import browser from 'webextension-polyfill';
import type { WebTab } from './choose-tab.tsx';

/** Brings the page to the front, where the person points; and back. */
export async function inFront(tab: WebTab, work: () => Promise<void>): Promise<void> {
  const own = await browser.windows.getCurrent();
  await browser.tabs.update(tab.id, { active: true });
  if (tab.windowId !== undefined) await browser.windows.update(tab.windowId, { focused: true });
  try {
    await work();
  } finally {
    if (own.id !== undefined) await browser.windows.update(own.id, { focused: true }).catch(() => undefined);
  }
}
