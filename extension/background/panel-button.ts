import browser from 'webextension-polyfill';

/** Chromium's side panel; not in the polyfill's types. */
interface SidePanel {
  setPanelBehavior(behavior: { openPanelOnActionClick: boolean }): Promise<void>;
  open(where: { windowId: number }): Promise<void>;
}
const chromium = () => (globalThis as { chrome?: { sidePanel?: SidePanel } }).chrome?.sidePanel;

/** The toolbar button opens the panel: Chromium does it by itself when told so, Firefox in the click. */
export function openPanelOnClick(): void {
  const panel = chromium();
  if (panel) {
    panel.setPanelBehavior({ openPanelOnActionClick: true }).catch(() => undefined);
    return;
  }
  browser.action.onClicked.addListener(() => {
    void browser.sidebarAction.open();
  });
}
