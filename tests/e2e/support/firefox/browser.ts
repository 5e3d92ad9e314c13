import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EXTENSION_FOLDER } from '../browser.ts';
import { connectMarionette, type Marionette } from './marionette.ts';
import { FirefoxTab } from './tab.ts';

const FIREFOX = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];

/** Random in a real profile; fixed here so that a test knows the addresses of the extension's windows. */
const EXTENSION_UUID = '6b8f0f2e-3c1c-4d0e-9f3a-7d2c5a1e9b40';
const MANIFEST = JSON.parse(readFileSync(new URL('../../../../manifest.json', import.meta.url), 'utf8')) as {
  browser_specific_settings: { gecko: { id: string } };
};

/** Starting takes seconds on an idle machine and much longer on a busy one. */
const START_PATIENCE_MS = 120_000;

const PREFERENCES: Record<string, string | number | boolean> = {
  'marionette.port': 0,
  'extensions.webextensions.uuids': JSON.stringify({
    [MANIFEST.browser_specific_settings.gecko.id]: EXTENSION_UUID,
  }),
  // A question of the browser's own cannot be answered by a program: asked for is granted.
  'extensions.webextOptionalPermissionPrompts': false,
  'intl.accept_languages': 'vi-VN, vi',
  // No calls to the outside.
  'app.normandy.enabled': false,
  'app.update.disabledForTesting': true,
  'browser.region.network.url': '',
  'browser.safebrowsing.downloads.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.search.update': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.page': 0,
  'browser.topsites.contile.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.getAddons.cache.enabled': false,
  'extensions.update.enabled': false,
  'messaging-system.rsexperimentloader.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'toolkit.telemetry.reportingpolicy.firstRun': false,
};

export interface FirefoxBrowser {
  /** The tab that was there at the start. */
  tab: FirefoxTab;
  /** The page that the installation opened, when it was to be kept. */
  welcome: FirefoxTab | null;
  /** An empty tab. */
  newTab(): Promise<FirefoxTab>;
  /** Opens one of the extension's own pages in a tab. */
  open(window: 'pairing' | 'panel' | 'options' | 'diagnosis'): Promise<FirefoxTab>;
  /** Does something that opens a window, and gives that window. */
  opens(act: () => Promise<void>): Promise<FirefoxTab>;
  close(): Promise<void>;
}

/** Path of the browser, or what to install. */
function findFirefox(): string {
  const found = [process.env.KYGUI_FIREFOX, ...FIREFOX].find((one) => one && existsSync(one));
  if (!found) throw new Error('Firefox not found: apt-get install -y firefox-esr, or set KYGUI_FIREFOX');
  return found;
}

async function portOf(profile: string, firefox: ChildProcess): Promise<number> {
  const file = path.join(profile, 'MarionetteActivePort');
  const until = Date.now() + START_PATIENCE_MS;
  for (;;) {
    const port = Number(await readFile(file, 'utf8').catch(() => ''));
    if (port > 0) return port;
    if (firefox.exitCode !== null) throw new Error(`Firefox ended with ${firefox.exitCode}`);
    if (Date.now() > until) throw new Error('Firefox does not open its port');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function endOf(firefox: ChildProcess): Promise<void> {
  if (firefox.exitCode !== null || firefox.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => firefox.once('exit', () => resolve()));
  const last = setTimeout(() => firefox.kill('SIGKILL'), 20_000);
  await ended;
  clearTimeout(last);
}

/** A home in which IT has put managed settings of the extension. */
async function homeWith(data: Record<string, unknown>): Promise<string> {
  const home = await mkdtemp(path.join(tmpdir(), 'kygui-firefox-home-'));
  const folder = path.join(home, '.mozilla/managed-storage');
  const name = MANIFEST.browser_specific_settings.gecko.id;
  await mkdir(folder, { recursive: true });
  await writeFile(
    path.join(folder, `${name}.json`),
    JSON.stringify({ name, description: 'Ký Gửi', type: 'storage', data }),
  );
  return home;
}

/**
 * A fresh Firefox profile with the built extension as a temporary add-on.
 * @param options managed: what IT has set for the extension
 */
export async function launchFirefox(
  options: { visible?: boolean; keepsWelcome?: boolean; managed?: Record<string, unknown> } = {},
): Promise<FirefoxBrowser> {
  if (!existsSync(path.join(EXTENSION_FOLDER, 'manifest.json'))) {
    throw new Error(`No extension in ${EXTENSION_FOLDER}: npm run build:extension`);
  }
  const profile = await mkdtemp(path.join(tmpdir(), 'kygui-firefox-'));
  const lines = Object.entries(PREFERENCES).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  await writeFile(path.join(profile, 'user.js'), lines.join('\n'));
  const home = options.managed && (await homeWith(options.managed));
  const words = ['--marionette', '--remote-allow-system-access', '--no-remote', '--profile', profile];
  const firefox = spawn(findFirefox(), [...words, ...(options.visible ? [] : ['--headless'])], {
    stdio: 'ignore',
    env: {
      ...process.env,
      ...(home !== undefined && { HOME: home }),
      TZ: 'Asia/Ho_Chi_Minh',
      MOZ_CRASHREPORTER_DISABLE: '1',
      MOZ_HEADLESS_WIDTH: '1366',
      MOZ_HEADLESS_HEIGHT: '768',
    },
  });
  let session: Marionette | undefined;
  const clear = async () => {
    await endOf(firefox);
    for (const folder of home === undefined ? [profile] : [profile, home])
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    session = await connectMarionette(await portOf(profile, firefox));
    return await drive(session, options.keepsWelcome === true, async () => {
      firefox.kill();
      await clear();
    });
  } catch (failure) {
    session?.close();
    firefox.kill('SIGKILL');
    await clear();
    throw failure;
  }
}

/** The page that an installation opens; left open it would be taken for a window that a test waits for. */
async function welcomePage(handles: () => Promise<string[]>, first: string): Promise<string> {
  const until = Date.now() + START_PATIENCE_MS;
  for (;;) {
    const opened = (await handles()).find((handle) => handle !== first);
    if (opened !== undefined) return opened;
    if (Date.now() > until) throw new Error('The installation opened no first-run page');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function drive(
  session: Marionette,
  keepsWelcome: boolean,
  end: () => Promise<void>,
): Promise<FirefoxBrowser> {
  await session.send('WebDriver:NewSession', {
    capabilities: { alwaysMatch: { pageLoadStrategy: 'normal', unhandledPromptBehavior: 'ignore' } },
  });
  const timeouts = { implicit: 0, pageLoad: START_PATIENCE_MS, script: START_PATIENCE_MS };
  await session.send('WebDriver:SetTimeouts', timeouts);
  const handles = () => session.send<string[]>('WebDriver:GetWindowHandles');
  const [first = ''] = await handles();
  await session.send('Addon:Install', { path: EXTENSION_FOLDER, temporary: true });
  const welcome = await welcomePage(handles, first);
  if (!keepsWelcome) {
    await session.send('WebDriver:SwitchToWindow', { handle: welcome, focus: false });
    await session.send('WebDriver:CloseWindow');
    await session.send('WebDriver:SwitchToWindow', { handle: first, focus: true });
  }
  const turns = { last: Promise.resolve() as Promise<unknown> };
  const tabOf = (handle: string) => new FirefoxTab(session, handle, turns);

  const browser: FirefoxBrowser = {
    tab: tabOf(first),
    welcome: keepsWelcome ? tabOf(welcome) : null,
    async newTab() {
      return tabOf(await browser.tab.openAnother());
    },
    async open(window) {
      const tab = await browser.newTab();
      await tab.goto(`moz-extension://${EXTENSION_UUID}/extension/windows/${window}/index.html`);
      return tab;
    },
    async opens(act) {
      const before = new Set(await handles());
      await act();
      const until = Date.now() + START_PATIENCE_MS;
      for (;;) {
        const fresh = (await handles()).find((handle) => !before.has(handle));
        if (fresh !== undefined) return tabOf(fresh);
        if (Date.now() > until) throw new Error('No window opened');
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    async close() {
      await session.send('Marionette:Quit', { flags: ['eForceQuit'] }).catch(() => undefined);
      session.close();
      await end();
    },
  };
  await browser.tab.goto('about:blank');
  return browser;
}
