import browser, { type Runtime } from 'webextension-polyfill';
import { pourFile } from '../messages/pieces.ts';
import { pageNow, pageSender } from './dispatch.ts';
import { held } from './held-files.ts';

/** The page that files of one hand-in may go to. */
interface HandInPage {
  tabId: number;
  address: string;
}

const storageKey = (key: string) => `hand-in:${key}`;
const PORT = /^hand-in:([0-9a-f-]{36})\/(\d{1,3})$/u;

export const rememberHandIn = (key: string, page: HandInPage): Promise<void> =>
  browser.storage.session.set({ [storageKey(key)]: page });

export const forgetHandIn = (key: string): Promise<void> => browser.storage.session.remove(storageKey(key));

async function pour(port: Runtime.Port): Promise<void> {
  const [, key = '', index = ''] = PORT.exec(port.name) ?? [];
  const found = await browser.storage.session.get(storageKey(key));
  const page = found[storageKey(key)] as HandInPage | undefined;
  const from = port.sender && pageSender(port.sender);
  const sender = from && (await pageNow(from));
  if (!page || sender?.tabId !== page.tabId || sender.address !== page.address) {
    port.disconnect();
    return;
  }
  await pourFile(port, await held(key, index));
}

/** Serves the files of received letters to the pages they are handed in to. */
export function serveHandIns(): void {
  browser.runtime.onConnect.addListener((port) => {
    if (!PORT.test(port.name)) return;
    pour(port).catch(() => port.disconnect());
  });
}
