// @needs chromium
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSample } from '../sandbox/systems/all.ts';
import type { RunningSystem } from '../sandbox/systems/serve.ts';
import { type ExtensionBrowser, launchWithExtension } from './support/browser.ts';
import { label } from './support/clerk.ts';
import { serveSites } from './support/vgca.ts';

/** Sites in the settings, switched by hand, and what the pages that are open make of it. No bridge is needed. */

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
