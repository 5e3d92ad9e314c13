import type { Page } from 'playwright-core';
import type { ExtensionBrowser } from './browser.ts';

interface CallerWorld {
  calls: { reply: string | null; count: number; sender?: unknown }[];
  ask(name: string, words: unknown[]): number;
}

interface StorageWorld {
  chrome: {
    storage: { local: { set(items: Record<string, unknown>): Promise<void> } };
    scripting: { getRegisteredContentScripts(): Promise<{ id: string; matches: string[] }[]> };
  };
}

/** Waits until the browser injects at an address. */
export async function untilServed(browser: ExtensionBrowser, origin: string): Promise<void> {
  const host = `${new URL(origin).origin}/*`;
  const worker = await browser.worker();
  await worker.evaluate(async (wanted) => {
    const { chrome } = globalThis as unknown as StorageWorld;
    for (;;) {
      const scripts = await chrome.scripting.getRegisteredContentScripts();
      const own = scripts.filter(({ id }) => id.startsWith('kygui-vgca'));
      if (own.length === 2 && own.every(({ matches }) => matches.includes(wanted))) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }, host);
}

/** Switches sites on, as a clerk does in the options, and waits until the browser injects there. */
export async function serveSites(
  browser: ExtensionBrowser,
  sites: readonly (Record<string, unknown> & { addresses: string[] })[],
): Promise<void> {
  const worker = await browser.worker();
  await worker.evaluate(async (vgcaSites) => {
    const { chrome } = globalThis as unknown as StorageWorld;
    await chrome.storage.local.set({ vgcaSites });
    for (;;) {
      const scripts = await chrome.scripting.getRegisteredContentScripts();
      const own = scripts.filter(({ id }) => id.startsWith('kygui-vgca'));
      const hosts = vgcaSites.flatMap(({ addresses }) =>
        addresses.map((address) => address.replace(/^(\w+:\/\/[^/]+)\/.*$/u, '$1/*')),
      );
      if (own.length === 2 && own.every(({ matches }) => hosts.every((host) => matches.includes(host))))
        return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }, sites);
}

/** Calls a function of the plug-in on the page; gives the number of the call. */
export const callPlugin = (page: Page, name: string, ...words: unknown[]): Promise<number> =>
  page.evaluate(({ name, words }) => (globalThis as unknown as CallerWorld).ask(name, words), {
    name,
    words,
  });

/** The answer that the page's callback got, parsed. */
export async function replyOf(page: Page, call: number, timeout = 60_000): Promise<Record<string, unknown>> {
  await page.waitForFunction(
    (index) => (globalThis as unknown as CallerWorld).calls[index]?.reply !== null,
    call,
    { timeout },
  );
  const { reply, count } = await page.evaluate(
    (index) => (globalThis as unknown as CallerWorld).calls[index] ?? { reply: '', count: 0 },
    call,
  );
  if (count !== 1) throw new Error(`The callback was called ${count} times`);
  return JSON.parse(reply ?? '') as Record<string, unknown>;
}

/** Calls and gives the window of the extension that opens. */
export async function callForWindow(
  page: Page,
  name: string,
  ...words: unknown[]
): Promise<{ call: number; window: Page }> {
  const opening = page.context().waitForEvent('page', { timeout: 60_000 });
  opening.catch(() => undefined);
  const call = await callPlugin(page, name, ...words);
  const window = await opening;
  await window.waitForLoadState('domcontentloaded');
  return { call, window };
}
