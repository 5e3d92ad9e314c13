import browser from 'webextension-polyfill';

const WIDTH = 480;

/** What is learned of a page: its letters to sign, or its form for received ones. */
export type Purpose = 'letters' | 'entry';

/** Opens the wizard as a narrow window at the side: the page must stay in sight, the person points at things in it. */
export async function openWizard(tabId?: number, purpose: Purpose = 'letters'): Promise<void> {
  const page = browser.runtime.getURL('extension/windows/wizard/index.html');
  const named = new URLSearchParams({
    ...(tabId !== undefined && { tab: String(tabId) }),
    ...(purpose !== 'letters' && { for: purpose }),
  }).toString();
  const common = {
    url: named === '' ? page : `${page}?${named}`,
    type: 'popup' as const,
    focused: true,
  };
  const { availWidth = 1366, availHeight = 768 } = window.screen;
  const size = { width: WIDTH, height: availHeight, left: Math.max(0, availWidth - WIDTH), top: 0 };
  // Bounds outside of every screen are refused: then the browser chooses.
  await browser.windows.create({ ...common, ...size }).catch(() => browser.windows.create(common));
}
