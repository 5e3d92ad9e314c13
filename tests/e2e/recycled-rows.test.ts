// @needs chromium
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { PDFDocument } from 'pdf-lib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GRID_FIRST, GRID_ROWS, RECYCLED_GRID } from '../sandbox/makers/recycled-grid.ts';
import { type ExtensionBrowser, launchWithExtension } from './support/browser.ts';
import { label } from './support/clerk.ts';
import { jobsOf } from './support/jobs.ts';
import { namesOf, tickedNames } from './support/screen-reader.ts';

/** A grid with a frozen part that writes other letters into the rows it keeps: what is ticked is what is signed. */

const PRODUCT = fileURLToPath(new URL('../../dist/extension', import.meta.url));
const PATIENCE = { timeout: 60_000 };

let browser: ExtensionBrowser;
let server: Server;
let page: Page;

beforeAll(async () => {
  const pdf = await PDFDocument.create();
  pdf.addPage();
  const bytes = await pdf.save();
  server = createServer(({ url = '' }, response) => {
    const isFile = url.startsWith('/tep/');
    response.setHeader('content-type', isFile ? 'application/pdf' : 'text/html; charset=utf-8');
    response.end(isFile ? bytes : RECYCLED_GRID);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await launchWithExtension({ extensionFolder: PRODUCT });
  page = await browser.context.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/ds`);
  await keepProfile();
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

/** A profile of the clerk's own for the grid, kept as the wizard's window keeps one. */
async function keepProfile(): Promise<void> {
  const each = '.co-dinh tbody > tr';
  const when = { exists: [each] };
  const profile = {
    format: 1,
    id: 'own-grid',
    name: { vi: 'Lưới mẫu', en: 'Sample grid' },
    addresses: [`${new URL(page.url()).origin}/*`],
    lists: [
      { id: 'list', when, each, page: 'row', ticks: [{ role: 'approve', at: 'td', position: 'first' }] },
    ],
    pages: [
      {
        id: 'row',
        when,
        each,
        file: { at: { selector: 'a', attribute: 'href', as: 'url' } },
        fields: {
          number: { header: 'Số ký hiệu', pattern: String.raw`^(\d+)\s*/` },
          subject: { header: 'Trích yếu' },
        },
        buttons: [],
      },
    ],
  };
  const options = await browser.open('options');
  const reply = await options.evaluate(
    async ([profile, address]) => {
      const { chrome } = globalThis as unknown as {
        chrome: {
          tabs: { query(wanted: object): Promise<{ id: number; url?: string }[]> };
          runtime: { sendMessage(message: object): Promise<{ ok: boolean }> };
        };
      };
      const tab = (await chrome.tabs.query({})).find(({ url }) => url === address);
      const body = { profile, tabId: tab?.id, frameId: 0 };
      return chrome.runtime.sendMessage({ action: 'profile.save', body });
    },
    [profile, page.url()] as const,
  );
  expect(reply).toMatchObject({ ok: true });
  await options.close();
}

const numberOf = (text: string): number => Number(/(\d+)\/UBND-VP/u.exec(text)?.[1]);
/** Letters of the ticks in the order of the page, by the names that the ticks tell. */
const ticks = async () => (await namesOf(page, 'checkbox')).map(numberOf).filter((number) => number > 0);
const ticked = async () => (await tickedNames(page)).map(numberOf).filter((number) => number > 0);
const shownFrom = (first: number) => Array.from({ length: GRID_ROWS }, (_, at) => first + at);
/** What the bar's button says. */
const signFor = (count: number) =>
  label('listSign').replace('$1', label('buttonApprove')).replace('$2', String(count));

async function pressTick(number: number): Promise<void> {
  const row = page.locator('.co-dinh tbody tr', { hasText: `${number}/` });
  const box = await row.locator('kygui-tick').boundingBox();
  if (!box) throw new Error(`no tick for ${number}`);
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
}

/** The bar's button is its last control, at its right end. */
async function pressSign(meanwhile?: () => Promise<void>): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const button = nodes.find(
    ({ role, name }) => role?.value === 'button' && String(name?.value).includes(label('buttonApprove')),
  );
  const { model } = await session.send('DOM.getBoxModel', { backendNodeId: button?.backendDOMNodeId ?? 0 });
  await session.detach();
  const [left = 0, top = 0, , , right = 0, bottom = 0] = model.border;
  await page.mouse.move((left + right) / 2, (top + bottom) / 2);
  await page.mouse.down();
  await meanwhile?.();
  await page.mouse.up();
}

const scrollTo = (number: number) =>
  page.locator('.cuon').evaluate(
    (scroller, top) => {
      scroller.scrollTop = top;
    },
    (number - GRID_FIRST) * 40,
  );

/** The grid writes other letters into its rows. */
const write = (first: number) =>
  page.evaluate(
    (at) => (globalThis as unknown as { hitherTo(first: number): void }).hitherTo(at),
    first - GRID_FIRST,
  );

/** The grid writes other letters into its rows when the next press is already on its way. */
const writeAtNextPress = (first: number) =>
  page.evaluate((at) => {
    const { hitherTo } = globalThis as unknown as { hitherTo(first: number): void };
    addEventListener('click', () => hitherTo(at), { capture: true, once: true });
  }, first - GRID_FIRST);

test('ticks follow their letters through rows that are used again, and no press takes a letter that came under it', async () => {
  await page.reload();
  await page.bringToFront();
  await expect.poll(ticks, PATIENCE).toEqual(shownFrom(GRID_FIRST));
  await pressTick(103);
  await pressTick(105);
  expect(await ticked()).toEqual([103, 105]);
  expect(await page.locator('tr.chon').count()).toBe(0);

  // The same rows show other letters: none of them is ticked, and what is ticked elsewhere is told.
  await scrollTo(121);
  await expect.poll(ticks, PATIENCE).toEqual(shownFrom(121));
  expect(await ticked()).toEqual([]);
  await scrollTo(102);
  await expect.poll(ticks, PATIENCE).toEqual(shownFrom(102));
  expect(await ticked()).toEqual([103, 105]);

  // A tick that is pressed while another letter comes into its row.
  await writeAtNextPress(131);
  await pressTick(106);
  await expect.poll(ticks, PATIENCE).toEqual(shownFrom(131));
  expect(await ticked()).toEqual([]);
  await write(102);
  await expect.poll(ticks, PATIENCE).toEqual(shownFrom(102));
  expect(await ticked()).toEqual([103, 105]);

  // The bar is pressed for two letters while others come into their rows: nothing is opened for those.
  const told = () => namesOf(page, 'button');
  await writeAtNextPress(131);
  await pressSign();
  await expect.poll(told, PATIENCE).toContain(signFor(0));
  await write(102);
  await expect.poll(told, PATIENCE).toContain(signFor(2));

  // One of them stays in sight, the other goes: not even that one is taken, since two were told.
  await pressSign(async () => {
    await write(105);
    await expect.poll(told, PATIENCE).toContain(signFor(1));
  });
  await expect.poll(ticked, PATIENCE).toEqual([105]);
  expect(browser.context.pages().some((one) => one.url().includes('/windows/batch/'))).toBe(false);
  await write(102);
  await expect.poll(told, PATIENCE).toContain(signFor(2));

  // Pressed again it takes both, each with its own number, subject and file, whatever stands in the rows afterwards.
  const opening = browser.context.waitForEvent('page', PATIENCE);
  opening.catch(() => undefined);
  await pressSign();
  const batch = await opening;
  await write(141);
  expect(batch.url()).toContain('/windows/batch/');
  const letters = (await jobsOf(batch)).map(({ fields, file }) =>
    [fields.number?.values[0], fields.subject?.values[0], new URL(file.address).pathname].join(' | '),
  );
  expect([...new Set(letters)].sort()).toEqual(
    [103, 105].map((number) => `${number} | Về việc giao nhiệm vụ số ${number} | /tep/${number}.pdf`),
  );
  await batch.close();
});
