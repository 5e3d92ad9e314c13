import browser from 'webextension-polyfill';

const WIDTH = 480;

/** Opens the wizard as a narrow window at the side: the page must stay in sight, the person points at things in it. */
export async function openWizard(tabId?: number): Promise<void> {
  const page = browser.runtime.getURL('extension/windows/wizard/index.html');
  const common = {
    url: tabId === undefined ? page : `${page}?tab=${tabId}`,
    type: 'popup' as const,
    focused: true,
  };
  const { availWidth = 1366, availHeight = 768 } = window.screen;
  const size = { width: WIDTH, height: availHeight, left: Math.max(0, availWidth - WIDTH), top: 0 };
  // Bounds outside of every screen are refused: then the browser chooses.
  await browser.windows.create({ ...common, ...size }).catch(() => browser.windows.create(common));
}
