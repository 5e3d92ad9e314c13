import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium, type Page, type Worker } from 'playwright-core';

/** Fixed by the `key` of manifest.json. */
export const EXTENSION_ID = 'annlggdefokokghgebbblicioehelebi';
export const EXTENSION_FOLDER =
  process.env.KYGUI_EXTENSION ?? fileURLToPath(new URL('../../../dist/extension-sandbox', import.meta.url));

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Flags that let Chromium run as root, without a display, and without calls to the outside. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

interface StorageWorld {
  chrome: { storage: { local: { set(items: Record<string, unknown>): Promise<void> } } };
}

export interface ExtensionBrowserOptions {
  /** True shows a window, for `--stay`. */
  visible?: boolean;
  /** Language of browser and extension. */
  language?: 'vi' | 'en';
  size?: { width: number; height: number };
  executablePath?: string;
  extensionFolder?: string;
  /** Leaves the page open that an installation opens: for the first run. */
  keepsWelcome?: boolean;
  /** Switches of the browser's command line. */
  flags?: readonly string[];
}

export interface ExtensionBrowser {
  context: BrowserContext;
  /** The extension's service worker; a stopped one is started by the next event. */
  worker(): Promise<Worker>;
  /** Stops the service worker as the browser does: whatever it was doing ends in the middle. */
  stopWorker(): Promise<void>;
  /** Opens one of the extension's own pages in a tab: `pairing`, `panel`, `options`, `diagnosis`. */
  open(window: 'pairing' | 'panel' | 'options' | 'diagnosis'): Promise<Page>;
  close(): Promise<void>;
}

/** Those of this process that have not been closed: what they show is told when a test fails. */
export const openContexts = new Set<BrowserContext>();

/** Path of the browser, or what to install. */
export function findChromium(): string {
  const found = [process.env.KYGUI_CHROMIUM, ...CHROMIUM].find(
    (candidate) => candidate && existsSync(candidate),
  );
  if (!found) throw new Error('Chromium not found: apt-get install -y chromium, or set KYGUI_CHROMIUM');
  return found;
}

/** Address of a page of the extension. */
export const extensionPage = (window: string) =>
  `chrome-extension://${EXTENSION_ID}/extension/windows/${window}/index.html`;

/** The page that an installation opens; it would stand among the windows that tests look for. */
async function welcomePage(context: BrowserContext): Promise<Page> {
  const address = extensionPage('welcome');
  const until = Date.now() + 60_000;
  for (;;) {
    const found = context.pages().find((page) => page.url() === address);
    if (found) return found;
    if (Date.now() > until) throw new Error('The installation opened no first-run page');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A fresh Chromium profile with the built extension in it. */
export async function launchWithExtension(options: ExtensionBrowserOptions = {}): Promise<ExtensionBrowser> {
  const folder = options.extensionFolder ?? EXTENSION_FOLDER;
  if (!existsSync(path.join(folder, 'manifest.json'))) {
    throw new Error(`No extension in ${folder}: npm run build:sandbox`);
  }
  const profile = await mkdtemp(path.join(tmpdir(), 'kygui-chromium-'));
  const size = options.size ?? { width: 1366, height: 768 };
  const language = options.language ?? 'vi';
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: options.executablePath ?? findChromium(),
    // Playwright's own headless switch starts a shell that knows no extensions.
    headless: false,
    viewport: options.visible ? null : size,
    locale: language === 'vi' ? 'vi-VN' : 'en-GB',
    timezoneId: 'Asia/Ho_Chi_Minh',
    env: { ...process.env, LANGUAGE: language, LANG: language === 'vi' ? 'vi_VN.UTF-8' : 'en_GB.UTF-8' },
    args: [
      ...FLAGS,
      ...(options.flags ?? []),
      ...(options.visible ? [] : ['--headless=new']),
      `--lang=${language}`,
      `--window-size=${size.width},${size.height}`,
      `--disable-extensions-except=${folder}`,
      `--load-extension=${folder}`,
    ],
    ignoreDefaultArgs: ['--disable-extensions'],
  });
  openContexts.add(context);
  const worker = async () =>
    context.serviceWorkers().find((one) => one.url().includes(EXTENSION_ID)) ??
    (await context.waitForEvent('serviceworker', { timeout: 20_000 }));
  const welcome = await welcomePage(context);
  if (!options.keepsWelcome) await welcome.close();
  // Set by hand: which texts a browser has of its own depends on the machine.
  await (await worker()).evaluate(
    (chosen) => (globalThis as unknown as StorageWorld).chrome.storage.local.set({ language: chosen }),
    language,
  );
  // It may have read the browser's own texts before the language was chosen.
  if (options.keepsWelcome) await welcome.reload();
  return {
    context,
    worker,
    async stopWorker() {
      const page = context.pages()[0] ?? (await context.newPage());
      const session = await context.newCDPSession(page);
      const { targetInfos } = await session.send('Target.getTargets');
      const running = targetInfos.find(
        (target) => target.type === 'service_worker' && target.url.includes(EXTENSION_ID),
      );
      if (!running) throw new Error('The service worker is not running');
      await session.send('Target.closeTarget', { targetId: running.targetId });
      await session.detach();
    },
    async open(window) {
      const page = await context.newPage();
      await page.goto(extensionPage(window));
      return page;
    },
    async close() {
      openContexts.delete(context);
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
