import browser from 'webextension-polyfill';
import { ask } from './worker.ts';

interface SidePanel {
  open(where: { tabId: number }): Promise<void>;
}
const chromium = () => (globalThis as { chrome?: { sidePanel?: SidePanel } }).chrome?.sidePanel;

/** Opens the panel beside the page that a job came from; called in a press, as browsers demand. */
export async function openPanel(tabId: number): Promise<void> {
  const beside = chromium()?.open({ tabId }) ?? Promise.reject(new Error('no side panel'));
  await beside.then(
    async () => {
      const tab = await browser.tabs.get(tabId);
      if (tab.windowId !== undefined) await browser.windows.update(tab.windowId, { focused: true });
    },
    // Firefox opens its sidebar only from its own button: a window does the same work.
    () => ask('window.open', { page: 'panel' }),
  );
}
