// @needs chromium
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { PDFDocument } from 'pdf-lib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ExtensionBrowser, launchWithExtension } from './support/browser.ts';
import { pointAt, readRow, saveProfile, startWizard } from './support/wizard.ts';

/** A list whose files come into one dialog, by a press within each row and only after a while. */

const PRODUCT = fileURLToPath(new URL('../../dist/extension', import.meta.url));
const PATIENCE = { timeout: 60_000 };
const row = (number: number) =>
  `<tr><td>${number}/UBND-VP</td><td>05/01/2026</td><td>Việc ${number}</td><td><button class="mo" onclick="mo(${number})">Mở</button></td></tr>`;
const LIST = `<!doctype html><meta charset="utf-8"><title>Danh sách</title>
<table id="ds"><thead><tr><th>Số ký hiệu</th><th>Ngày văn bản</th><th>Trích yếu</th><th></th></tr></thead>
<tbody>${[15, 16, 17].map(row).join('')}</tbody></table>
<div id="hop" role="dialog" hidden><button id="dong" aria-label="Đóng" onclick="hop.hidden=true;xem.src='about:blank'">×</button><iframe id="xem" src="about:blank"></iframe></div>
<script>const mo = (so) => setTimeout(() => { hop.hidden = false; xem.src = '/tep/' + so + '.pdf'; }, 700);</script>`;

let browser: ExtensionBrowser;
let server: Server;
let page: Page;
const fetched: string[] = [];

beforeAll(async () => {
  const pdf = await PDFDocument.create();
  pdf.addPage();
  const bytes = await pdf.save();
  server = createServer(({ url = '', headers }, response) => {
    const isFile = url.startsWith('/tep/');
    // What the page's own viewer loads is not asked for by the extension.
    if (isFile && headers['sec-fetch-dest'] !== 'iframe') fetched.push(url);
    response.setHeader('content-type', isFile ? 'application/pdf' : 'text/html; charset=utf-8');
    response.end(isFile ? bytes : LIST);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await launchWithExtension({ extensionFolder: PRODUCT });
  page = await browser.context.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/ds`);
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

test('the wizard learns the press of a row, and the button of another row takes the file of that row', async () => {
  const wizard = await startWizard(browser.context, page);
  await pointAt(wizard, page, 'file', page.locator('.mo').first());
  await expect.poll(() => readRow(wizard, 'number'), PATIENCE).toBe('15');
  expect(fetched).toContain('/tep/15.pdf');
  await saveProfile(wizard, 'approve');
  await wizard.close();

  await page.reload();
  const buttons = page.locator('kygui-button');
  await expect.poll(() => buttons.count(), PATIENCE).toBe(3);
  fetched.length = 0;
  const opening = browser.context.waitForEvent('page', PATIENCE);
  opening.catch(() => undefined);
  await page.bringToFront();
  const box = await buttons.nth(1).boundingBox();
  if (!box) throw new Error('no button');
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  expect((await opening).url()).toContain('/consent/');
  await expect.poll(() => fetched, PATIENCE).toEqual(['/tep/16.pdf']);
});
