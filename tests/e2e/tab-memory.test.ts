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

/** How a page shows a file of its memory; each way has a button of its name. */
const WAYS = {
  frame: `const frame = document.createElement('iframe'); frame.src = address; document.body.append(frame);`,
  tab: `window.open(address);`,
  empty: `const frame = document.createElement('iframe'); frame.src = address;
    window.open('').document.body.append(frame);`,
  written: `const made = window.open('');
    made.document.write('<title>In</title><iframe src="' + address + '"></iframe>'); made.document.close();`,
} as const;
type Way = keyof typeof WAYS;

const PAGE = `<!doctype html><html lang="vi"><meta charset="utf-8"><title>Văn bản</title><body>
${Object.keys(WAYS)
  .map((way) => `<button id="${way}">${way}</button>`)
  .join('\n')}
<script>
const ways = { ${Object.entries(WAYS)
  .map(([way, script]) => `${way}(address) { ${script} }`)
  .join(',\n')} };
fetch('/tep').then((one) => one.blob()).then((file) => {
  const address = URL.createObjectURL(file);
  for (const button of document.querySelectorAll('button')) button.onclick = () => ways[button.id](address);
  document.body.dataset.ready = address;
});
</script></body></html>`;

/** What of the browser's own interface the extension's page is asked to use. */
interface Tabs {
  chrome: {
    tabs: { query(wanted: object): Promise<{ id: number; lastAccessed: number }[]> };
    scripting: { executeScript(what: object): Promise<{ result: string }[]> };
    runtime: { sendMessage(message: object): Promise<unknown> };
  };
}

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

/** Opens the page and lets it show its file in one of its ways. */
async function show(way: Way): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(address);
  await page.locator('body[data-ready]').waitFor(PATIENCE);
  await page.locator(`#${way}`).click();
  return page;
}

/** The tab opened last, once it shows a PDF itself or in a frame. */
async function tabWithPdf(options: Page): Promise<number> {
  const find = () =>
    options.evaluate(async (own) => {
      const { tabs, scripting } = (globalThis as unknown as Tabs).chrome;
      const ids = (await tabs.query({})).map(({ id }) => id).sort((one, other) => other - one);
      for (const tabId of ids) {
        const target = { tabId, allFrames: true };
        const frames = await scripting
          .executeScript({ target, func: () => `${document.contentType} ${location.href}` })
          .catch(() => []);
        if (frames.some(({ result }) => result.startsWith('application/pdf'))) return tabId;
        if (frames.some(({ result }) => result.includes(own))) return -1;
      }
      return -1;
    }, address);
  await expect.poll(find, PATIENCE).not.toBe(-1);
  return find();
}

/** Presses "sign the open PDF" for the tab that shows the file, and gives the window that opens. */
async function signShown(): Promise<Page> {
  const options = await browser.open('options');
  const tabId = await tabWithPdf(options);
  const opening = browser.context.waitForEvent('page', PATIENCE);
  await options.evaluate(async (shown) => {
    const { runtime } = (globalThis as unknown as Tabs).chrome;
    await runtime.sendMessage({ action: 'tab.sign', body: { tabId: shown } });
  }, tabId);
  const window = await opening;
  await options.close();
  return window;
}

/** Closes all that a test opened, but the browser's first tab, without which it would end. */
async function closeAll(): Promise<void> {
  for (const page of browser.context.pages().slice(1)) await page.close();
}

test.each(Object.keys(WAYS) as Way[])(
  'shown by its page in the way "%s", it is handed over and drawn',
  async (way) => {
    await show(way);
    const window = await signShown();
    await window.locator('canvas[data-drawn]').first().waitFor(PATIENCE);
    await closeAll();
  },
);

test('gone from the memory meanwhile, it is told as what it is', async () => {
  const page = await show('frame');
  const options = await browser.open('options');
  await tabWithPdf(options);
  await options.close();
  await page.evaluate(() => URL.revokeObjectURL(document.body.dataset.ready ?? ''));
  const window = await signShown();
  const code = window.locator('.side .note.refuse code').first();
  expect(await code.textContent(PATIENCE)).toContain('SITE_FETCH_FAILED');
  await closeAll();
});
