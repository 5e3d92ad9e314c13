import browser from 'webextension-polyfill';

const WANTED = { width: 1240, height: 820 };

/** Where the window goes: over the middle of the browser, never larger than it on the old 1366×768 screens. */
async function bounds() {
  const around = await browser.windows.getLastFocused().catch(() => undefined);
  const width = Math.min(WANTED.width, Math.max(900, (around?.width ?? WANTED.width) - 40));
  const height = Math.min(WANTED.height, Math.max(620, (around?.height ?? WANTED.height) - 40));
  const left = Math.max(0, Math.round((around?.left ?? 0) + ((around?.width ?? width) - width) / 2));
  const top = Math.max(0, Math.round((around?.top ?? 0) + ((around?.height ?? height) - height) / 2));
  return { width, height, left, top };
}

function popup(page: string, query: Record<string, string>) {
  const url = new URL(browser.runtime.getURL(`extension/windows/${page}/index.html`));
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return { url: url.href, type: 'popup' as const, focused: true };
}

/**
 * Opens a page of the extension in a window of its own, in front.
 * @param before what must be done before the page is there; the browser is asked for its bounds meanwhile
 */
export async function openWindow(
  page: string,
  query: Record<string, string> = {},
  before: Promise<unknown> = Promise.resolve(),
): Promise<number | null> {
  const common = popup(page, query);
  const [place] = await Promise.all([bounds(), before]);
  const opened = await browser.windows
    .create({ ...common, ...place })
    // Bounds outside of every screen are refused: then the browser chooses.
    .catch(() => browser.windows.create(common));
  return opened.id ?? null;
}

/** Narrow windows at the side of the browser: the page must stay in sight. */
const NARROW = 480;

/** Opens a page of the extension as a narrow window at the right edge of the browser, in front. */
export async function openWindowBeside(page: string, query: Record<string, string> = {}): Promise<void> {
  const common = popup(page, query);
  const around = await browser.windows.getLastFocused().catch(() => undefined);
  const { left = 0, top = 0, width = 1366, height = 768 } = around ?? {};
  const size = { width: NARROW, height, left: Math.max(0, left + width - NARROW), top: Math.max(0, top) };
  await browser.windows.create({ ...common, ...size }).catch(() => browser.windows.create(common));
}

export async function focusWindow(windowId: number): Promise<boolean> {
  return browser.windows.update(windowId, { focused: true, drawAttention: true }).then(
    () => true,
    () => false,
  );
}
