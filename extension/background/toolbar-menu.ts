import browser, { type Tabs } from 'webextension-polyfill';
import { LANGUAGE_SETTING, loadTexts, type MessageKey, t } from '../texts/messages.ts';
import { startTabJob } from './actions/sign-tab.ts';
import { openWindow, openWindowBeside } from './consent-window.ts';
import type { BridgeLink } from './link.ts';
import { openPanel } from './toolbar-button.ts';

/** Entries of the toolbar button's own menu, in their order; browsers show six of an extension at most. */
const ENTRIES = [
  ['sign-tab', 'signThisTab'],
  ['sign-file', 'signOwnFile'],
  ['panel', 'menuPanel'],
  ['wizard', 'menuTeach'],
  ['settings', 'menuSettings'],
  ['diagnosis', 'menuDiagnosis'],
] as const satisfies readonly (readonly [string, MessageKey])[];
type EntryId = (typeof ENTRIES)[number][0];

const isWeb = ({ url }: Tabs.Tab) => url !== undefined && /^https?:/u.test(url);

/** Written anew each time: the browser keeps entries, and the clerk may have chosen another language. */
async function writeEntries(): Promise<void> {
  await loadTexts();
  await browser.contextMenus.removeAll();
  for (const [id, key] of ENTRIES) {
    browser.contextMenus.create({ id, title: t(key), contexts: ['action'] }, () => {
      // Two writings that met: the entry of the other one is the same.
      void browser.runtime.lastError;
    });
  }
}

const WORK: Record<EntryId, (tab: Tabs.Tab | undefined, link: BridgeLink) => Promise<unknown> | undefined> = {
  'sign-tab': (tab, link) =>
    // A page of the browser itself shows no PDF that could be had: a file of the computer still can be signed.
    tab ? startTabJob(tab, link).catch(() => openWindow('drop')) : openWindow('drop'),
  'sign-file': () => openWindow('drop'),
  panel: (tab) => {
    if (tab) openPanel(tab);
    return undefined;
  },
  wizard: (tab) =>
    openWindowBeside('wizard', tab && isWeb(tab) && tab.id !== undefined ? { tab: String(tab.id) } : {}),
  settings: () => browser.runtime.openOptionsPage(),
  diagnosis: () => openWindow('diagnosis'),
};

/** The toolbar button's menu: what can be done without any page of a document system. */
export function offerToolbarMenu(link: BridgeLink): void {
  browser.contextMenus.onClicked.addListener(({ menuItemId }, tab) => {
    const work = Object.hasOwn(WORK, menuItemId) ? WORK[menuItemId as EntryId] : undefined;
    void Promise.resolve(work?.(tab, link)).catch(() => undefined);
  });
  browser.runtime.onInstalled.addListener(() => void writeEntries());
  browser.runtime.onStartup.addListener(() => void writeEntries());
  browser.storage.local.onChanged.addListener((changes: Record<string, unknown>) => {
    if (LANGUAGE_SETTING in changes) void writeEntries();
  });
}
