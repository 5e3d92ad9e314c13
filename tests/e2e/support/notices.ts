import type { Page } from 'playwright-core';
import type { ExtensionBrowser } from './browser.ts';

interface Notices {
  chrome: { notifications: { onClicked: { dispatch(id: string): void } } };
}

/** The press on a notice of the system about an incoming letter, as the browser tells it to the worker; gives its window. */
export async function pressNotice(browser: ExtensionBrowser, itemId: string): Promise<Page> {
  const opening = browser.context.waitForEvent('page', { timeout: 60_000 });
  await (await browser.worker()).evaluate(
    (id) => (globalThis as unknown as Notices).chrome.notifications.onClicked.dispatch(id),
    `incoming:${itemId}`,
  );
  return opening;
}
