// @needs chromium
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSample } from '../sandbox/systems/all.ts';
import type { RunningSystem } from '../sandbox/systems/serve.ts';
import {
  EXTENSION_ID,
  type ExtensionBrowser,
  extensionPage,
  launchWithExtension,
} from './support/browser.ts';
import { label } from './support/clerk.ts';
import { jobOf } from './support/jobs.ts';
import { serveSites } from './support/vgca.ts';

/**
 * Sites in the settings, switched by hand, and what the pages that are open make of it, and of an update of the
 * extension under them. No bridge is needed.
 */

const PATIENCE = { timeout: 60_000 };
let browser: ExtensionBrowser;
let system: RunningSystem;
let page: Page;
let options: Page;

beforeAll(async () => {
  browser = await launchWithExtension();
  system = await startSample('table');
  await browser.worker();
  page = await browser.context.newPage();
  await page.goto(system.url);
  options = await browser.open('options');
});
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

const buttons = () => page.locator('kygui-button').count();

test('a site that is switched off loses its buttons on the page that is open, and gets them back', async () => {
  await page.bringToFront();
  await expect.poll(buttons, PATIENCE).toBe(3);
  await options.bringToFront();
  const row = options.locator('#sites .site-row', { hasText: 'Hệ thống mẫu bảng vẽ lại' });
  await row.getByRole('checkbox').uncheck();
  await row.getByText(label('siteIsOff'), { exact: true }).waitFor(PATIENCE);
  await page.bringToFront();
  await expect.poll(buttons, PATIENCE).toBe(0);
  expect(await page.locator('kygui-tick, kygui-bar').count()).toBe(0);
  await options.bringToFront();
  await options.reload();
  expect(await row.getByRole('checkbox').isChecked()).toBe(false);
  await row.getByRole('checkbox').check();
  await row.getByText(label('siteIsOff'), { exact: true }).waitFor({ ...PATIENCE, state: 'detached' });
  await page.bringToFront();
  await expect.poll(buttons, PATIENCE).toBe(3);
});

test('leave to sign bare digests is given for one site, with a last day and a count, and taken back', async () => {
  await serveSites(browser, [{ addresses: [`${new URL(system.url).origin}/*`] }]);
  await options.reload();
  const leave = options.locator('#vgca').getByRole('checkbox', { name: label('vgcaDigests') });
  const kept = () =>
    options.evaluate(async () => {
      const { chrome } = globalThis as unknown as {
        chrome: {
          storage: { local: { get(name: string): Promise<{ vgcaSites: { bareDigests?: object }[] }> } };
        };
      };
      return (await chrome.storage.local.get('vgcaSites')).vgcaSites[0]?.bareDigests ?? null;
    });
  await leave.waitFor(PATIENCE);
  expect(await kept()).toBeNull();
  await leave.check();
  await expect.poll(kept, PATIENCE).toEqual({ until: expect.any(String), count: expect.any(Number) });
  await leave.uncheck();
  await expect.poll(kept, PATIENCE).toBeNull();
});

/** Buttons, ticks and bars of the page, and how many of them stood there before. */
const controls = () =>
  page.evaluate(() => {
    const found = [...document.querySelectorAll<HTMLElement>('kygui-button, kygui-tick, kygui-bar')];
    return { all: found.length, before: found.filter(({ dataset }) => dataset.before).length };
  });

/** Presses the first button of the page until its window stands; the table is drawn anew every two seconds. */
async function pressForWindow(): Promise<Page> {
  const { context } = browser;
  const window = () => context.pages().find((one) => one.url().startsWith(extensionPage('consent')));
  await page.bringToFront();
  await expect
    .poll(async () => {
      const box = await page
        .locator('kygui-button')
        .first()
        .boundingBox({ timeout: 2000 })
        .catch(() => null);
      if (box && !window()) await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
      return expect
        .poll(window, { timeout: 5000 })
        .toBeDefined()
        .then(
          () => true,
          () => false,
        );
    }, PATIENCE)
    .toBe(true);
  return window() as Page;
}

/** Chromium starts an unpacked extension again only for developers. */
async function allowReload(): Promise<void> {
  const extensions = await browser.context.newPage();
  await extensions.goto('chrome://extensions/');
  await extensions.evaluate(async () => {
    const { chrome } = globalThis as unknown as {
      chrome: { developerPrivate: { updateProfileConfiguration(update: object): Promise<void> } };
    };
    await chrome.developerPrivate.updateProfileConfiguration({ inDeveloperMode: true });
  });
  await extensions.close();
}

test('after an update of the extension the page that is open has working buttons of its own, none doubled, and no window of the version before is left', async () => {
  await page.bringToFront();
  await expect.poll(controls, PATIENCE).toEqual({ all: 7, before: 0 });
  await pressForWindow();
  await allowReload();
  await page.evaluate(() => {
    for (const host of document.querySelectorAll<HTMLElement>('kygui-button, kygui-tick, kygui-bar'))
      host.dataset.before = 'yes';
  });
  const old = await browser.worker();
  const ended = old.waitForEvent('close', PATIENCE);
  await old
    .evaluate(() =>
      (globalThis as unknown as { chrome: { runtime: { reload(): void } } }).chrome.runtime.reload(),
    )
    // It ends before it can answer.
    .catch(() => undefined);
  await ended;
  const left = () => browser.context.pages().filter((one) => one.url().includes(EXTENSION_ID));
  await expect.poll(left, PATIENCE).toEqual([]);
  await page.bringToFront();
  await expect.poll(controls, PATIENCE).toEqual({ all: 7, before: 0 });
  const letter = system.letters.all[0];
  const consent = await pressForWindow();
  await expect
    .poll(async () => (await jobOf(consent))?.fields.number?.values, PATIENCE)
    .toEqual([letter?.number]);
  await consent.close();
});
