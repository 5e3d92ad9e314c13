// @needs chromium
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type ExtensionBrowser, extensionPage, launchWithExtension } from './support/browser.ts';
import { label } from './support/clerk.ts';

/** What the toolbar button's menu and the panel offer without any profile. No bridge is needed. */

/** As it is shipped: it knows no system. */
const PRODUCT = fileURLToPath(new URL('../../dist/extension', import.meta.url));
const PATIENCE = { timeout: 60_000 };
let server: Server;
let address: string;
let browser: ExtensionBrowser;

beforeAll(async () => {
  server = createServer((_, answer) => {
    answer.setHeader('Content-Type', 'text/html; charset=utf-8');
    answer.end('<!doctype html><title>Trang lạ</title><p>Số ký hiệu: 15/UBND-VP</p>');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/van-ban/1`;
  browser = await launchWithExtension({ extensionFolder: PRODUCT });
});
afterAll(async () => {
  await browser?.close();
  await new Promise((closed) => server.close(closed));
});
afterEach(async () => {
  for (const page of browser.context.pages()) if (page.url().includes('/windows/')) await page.close();
});

interface World {
  chrome: {
    contextMenus: { onClicked: { dispatch(info: { menuItemId: string }, tab: object): void } };
    tabs: { query(wanted: object): Promise<{ url?: string }[]> };
  };
}

/** Presses an entry as the browser reports it to the worker: its own menu is drawn outside of every page. */
async function press(menuItemId: string, on: string): Promise<Page> {
  const opening = browser.context.waitForEvent('page', PATIENCE);
  const worker = await browser.worker();
  await worker.evaluate(
    async ({ menuItemId, on }) => {
      const { chrome } = globalThis as unknown as World;
      const tab = (await chrome.tabs.query({})).find(({ url }) => url === on);
      if (!tab) throw new Error('no such tab');
      chrome.contextMenus.onClicked.dispatch({ menuItemId }, tab);
    },
    { menuItemId, on },
  );
  const opened = await opening;
  await opened.waitForURL(/\/windows\//u, PATIENCE);
  return opened;
}

test('each entry of the toolbar menu leads where it says, for the page that is open', async () => {
  const page = await browser.context.newPage();
  await page.goto(address);
  for (const [entry, window] of [
    ['sign-file', 'drop'],
    ['settings', 'options'],
    ['diagnosis', 'diagnosis'],
  ] as const) {
    const opened = await press(entry, address);
    expect(opened.url()).toContain(extensionPage(window));
    await opened.close();
  }
  const wizard = await press('wizard', address);
  await wizard.locator('table.parts').waitFor(PATIENCE);
  expect(await wizard.locator('tr[data-part=number] td').first().textContent()).toContain(
    label('wizardNotTried'),
  );
  await wizard.close();
  const consent = await press('sign-tab', address);
  await consent.getByText('SITE_NO_PDF').waitFor({ ...PATIENCE, state: 'attached' });
  await consent.close();
  await page.close();
});

test('the panel beside an unknown page leads to the wizard for that page', async () => {
  const page = await browser.context.newPage();
  await page.goto(address);
  // A panel in a tab of its own: the page it speaks of is the one that was shown before it.
  const panel = await browser.open('panel');
  const teach = panel.getByRole('button', { name: label('siteTeach'), exact: true });
  await page.bringToFront();
  await panel.bringToFront();
  await teach.waitFor(PATIENCE);
  const opening = browser.context.waitForEvent('page', PATIENCE);
  await teach.click();
  const wizard = await opening;
  await wizard.locator('table.parts').waitFor(PATIENCE);
  expect(wizard.url()).toMatch(/\/wizard\/index\.html\?tab=\d+$/u);
  await wizard.close();
  await page.close();
});
