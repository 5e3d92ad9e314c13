// @needs chromium
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSample } from '../sandbox/systems/all.ts';
import type { RunningSystem } from '../sandbox/systems/serve.ts';
import { EXTENSION_ID, type ExtensionBrowser, launchWithExtension } from './support/browser.ts';
import { label } from './support/clerk.ts';

/** A person, or IT, may let an extension work "on click" only (Chromium); then she is told, with a button. */

const PATIENCE = { timeout: 60_000 };
let browser: ExtensionBrowser;
let system: RunningSystem;

beforeAll(async () => {
  browser = await launchWithExtension();
  system = await startSample('table');
  await browser.worker();
});
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

/** Sets what stands in the browser's own page of extensions under "site access". */
async function siteAccess(hostAccess: 'ON_CLICK' | 'ON_ALL_SITES'): Promise<void> {
  const page: Page = await browser.context.newPage();
  await page.goto('chrome://extensions/');
  await page.evaluate(
    async (update) => {
      const { chrome } = globalThis as unknown as {
        chrome: { developerPrivate: { updateExtensionConfiguration(update: object): Promise<void> } };
      };
      await chrome.developerPrivate.updateExtensionConfiguration(update);
    },
    { extensionId: EXTENSION_ID, hostAccess },
  );
  await page.close();
}

test('"on click": no button stands on the page, the panel says why, and all comes back with the right', async () => {
  await siteAccess('ON_CLICK');
  const page = await browser.context.newPage();
  await page.goto(system.url);
  await page.locator('#dsVanBan tr.dong').first().waitFor(PATIENCE);
  const panel = await browser.open('panel');
  await panel.getByText(label('permissionAll')).waitFor(PATIENCE);
  await panel.getByRole('button', { name: label('permissionAsk'), exact: true }).waitFor(PATIENCE);
  expect(await page.locator('kygui-button').count()).toBe(0);
  await siteAccess('ON_ALL_SITES');
  await panel.getByText(label('permissionAll')).waitFor({ ...PATIENCE, state: 'detached' });
  await page.bringToFront();
  await expect.poll(() => page.locator('kygui-button').count(), PATIENCE).toBe(3);
});
