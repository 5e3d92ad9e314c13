import browser, { type Tabs } from 'webextension-polyfill';
import { startTabJob } from './actions/sign-tab.ts';
import type { BridgeLink } from './link.ts';
import { showsPdfItself } from './shown-pdf.ts';
import { reachPressedTab } from './sites.ts';

/** Chromium's side panel; not in the polyfill's types. */
interface SidePanel {
  setPanelBehavior(behavior: { openPanelOnActionClick: boolean }): Promise<void>;
  open(where: { windowId: number }): Promise<void>;
}
const chromium = () => (globalThis as { chrome?: { sidePanel?: SidePanel } }).chrome?.sidePanel;

/** True when the address alone says that the tab shows a PDF: the panel must be opened in the click itself. */
const showsPdf = (address: string | undefined): boolean =>
  address !== undefined &&
  URL.canParse(address) &&
  /^https?:$/u.test(new URL(address).protocol) &&
  /\.pdf$/iu.test(new URL(address).pathname);

/** Opens the panel beside the page; browsers allow it in the turn of a press alone. */
export function openPanel(tab: Tabs.Tab): void {
  const panel = chromium();
  if (!panel) void browser.sidebarAction.open();
  else if (tab.windowId !== undefined) void panel.open({ windowId: tab.windowId }).catch(() => undefined);
}

/** A PDF whose address does not say so, `/api/file/8821`: only the browser knows, and tells after the panel had to open. */
async function signWhenPdf(tab: Tabs.Tab, link: BridgeLink): Promise<void> {
  if (tab.id !== undefined && (await showsPdfItself(tab.id))) await startTabJob(tab, link);
}

/** The toolbar button signs the PDF that is open in the tab; everywhere else it opens the panel. */
export function openOnToolbarClick(link: BridgeLink): void {
  // Kept by the browser from earlier versions, in which it opened the panel by itself.
  chromium()
    ?.setPanelBehavior({ openPanelOnActionClick: false })
    .catch(() => undefined);
  browser.action.onClicked.addListener((tab) => {
    if (showsPdf(tab.url)) void startTabJob(tab, link).catch(() => undefined);
    else {
      openPanel(tab);
      void signWhenPdf(tab, link).catch(() => undefined);
    }
    void reachPressedTab(tab);
  });
}
