// @needs chromium
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { PDFDocument } from 'pdf-lib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ExtensionBrowser, launchWithExtension } from './support/browser.ts';

/** A PDF that lies in the memory of a page that no profile knows. No bridge is needed: the file is taken before it. */

const PRODUCT = fileURLToPath(new URL('../../dist/extension', import.meta.url));
const PATIENCE = { timeout: 30_000 };
const PAGE = `<!doctype html><html lang="vi"><meta charset="utf-8"><title>Văn bản</title><body><script>
fetch('/tep').then((one) => one.blob()).then((file) => {
  const frame = document.createElement('iframe');
  frame.src = URL.createObjectURL(file);
  document.body.append(frame);
});
</script></body></html>`;

let browser: ExtensionBrowser;
let server: Server;
let address = '';

beforeAll(async () => {
  const pdf = await PDFDocument.create();
  pdf.addPage();
  const bytes = await pdf.save();
  server = createServer(({ url }, response) => {
    const isFile = url === '/tep';
    response.setHeader('content-type', isFile ? 'application/pdf' : 'text/html; charset=utf-8');
    response.end(isFile ? bytes : PAGE);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/van-ban#/so/15`;
  browser = await launchWithExtension({ extensionFolder: PRODUCT });
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

/** Presses "sign the open PDF" for the page and gives the window that opens. */
async function signShown(page: Page): Promise<Page> {
  const options = await browser.open('options');
  const opening = browser.context.waitForEvent('page', PATIENCE);
  await options.evaluate(async (shown) => {
    const { chrome } = globalThis as unknown as {
      chrome: {
        tabs: { query(wanted: object): Promise<{ id: number; url?: string }[]> };
        runtime: { sendMessage(message: object): Promise<unknown> };
      };
    };
    const tab = (await chrome.tabs.query({})).find(({ url }) => url === shown);
    await chrome.runtime.sendMessage({ action: 'tab.sign', body: { tabId: tab?.id } });
  }, page.url());
  const window = await opening;
  await options.close();
  return window;
}

async function openShown(): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(address);
  const type = () =>
    page.locator('iframe').evaluate((frame: HTMLIFrameElement) => frame.contentDocument?.contentType);
  await expect.poll(type, PATIENCE).toBe('application/pdf');
  return page;
}

test('shown in a frame, it is handed over by the page and drawn', async () => {
  const page = await openShown();
  const window = await signShown(page);
  await window.locator('canvas[data-drawn]').first().waitFor(PATIENCE);
  await window.close();
  await page.close();
});

test('gone from the memory meanwhile, it is told as what it is', async () => {
  const page = await openShown();
  await page.evaluate(() => URL.revokeObjectURL(document.querySelector('iframe')?.src ?? ''));
  const window = await signShown(page);
  const code = window.locator('.side .note.refuse code').first();
  expect(await code.textContent(PATIENCE)).toContain('SITE_FETCH_FAILED');
  await window.close();
  await page.close();
});
