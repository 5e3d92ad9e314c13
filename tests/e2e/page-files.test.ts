import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type QlvbServer, startQlvb } from '../sandbox/qlvb/server.ts';
import { type ExtensionBrowser, launchWithExtension } from './support/browser.ts';
import { logIn, openDocument, pressForConsent } from './support/qlvb.ts';

/** Where a page's file may come from, and where not. No bridge is needed: files are taken before it. @needs chromium */
let dir: string;
let qlvb: QlvbServer;
let other: QlvbServer;
let browser: ExtensionBrowser;
let page: Page;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'kygui-files-'));
  qlvb = await startQlvb({ port: 0, stateDir: path.join(dir, 'a') });
  other = await startQlvb({ port: 0, stateDir: path.join(dir, 'b') });
  browser = await launchWithExtension();
  page = await browser.context.newPage();
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([qlvb?.stop(), other?.stop()]);
  await rm(dir, { recursive: true, force: true });
});
beforeEach(async () => {
  await logIn(page, qlvb.url, 'lanhdao');
  await openDocument(page, qlvb.url, '15/UBND-VP');
  await page.locator('kygui-button').first().waitFor();
});

const point = (address: string) =>
  page.evaluate((to) => document.querySelector('a.tep')?.setAttribute('href', to), address);

async function codeOf(consent: Page): Promise<string> {
  const text = await consent.locator('.side .note.refuse code').first().textContent({ timeout: 20_000 });
  await consent.close();
  return text?.replace(/^.*: /u, '') ?? '';
}

test("the page's file is fetched with its session and drawn, before any bridge is asked", async () => {
  const consent = await pressForConsent(browser.context, page);
  await consent.locator('canvas[data-drawn]').first().waitFor({ timeout: 20_000 });
  expect(await codeOf(consent)).toBe('CHANNEL_NOT_PAIRED');
});

test.each(['in the memory of the page', 'in the address itself'])(
  'a file that lies %s only is handed over by the page',
  async (where) => {
    await page.evaluate(async (inMemory) => {
      const link = document.querySelector('a.tep') as HTMLAnchorElement;
      const file = await (await fetch(link.href)).blob();
      const written = () =>
        new Promise<string>((read) => {
          const reader = new FileReader();
          reader.onload = () => read(String(reader.result));
          reader.readAsDataURL(file);
        });
      link.href = inMemory ? URL.createObjectURL(file) : await written();
    }, where.includes('memory'));
    const consent = await pressForConsent(browser.context, page);
    await consent.locator('canvas[data-drawn]').first().waitFor({ timeout: 20_000 });
    await consent.close();
  },
);

test.each([
  ['another server of this computer', () => `${other.url}/Tep/${'0'.repeat(32)}`],
  ['a file of this computer', () => 'file:///etc/passwd'],
  ['an address with a password in it', () => qlvb.url.replace('http://', 'http://a:b@')],
  ['a program in the address itself', () => 'javascript:void(0)'],
])('a page cannot make the extension fetch %s', async (_, address) => {
  await point(address());
  expect(await codeOf(await pressForConsent(browser.context, page))).toBe('SITE_ADDRESS_REFUSED');
});

test.each([
  ['a page instead of a file', '/VanBanDi', 'SITE_SESSION_EXPIRED'],
  ['a file that is gone', '/Tep/00000000000000000000000000000000', 'SITE_FETCH_FAILED'],
])('%s is told as what it is', async (_, address, code) => {
  await point(address);
  expect(await codeOf(await pressForConsent(browser.context, page))).toBe(code);
});

test('a session that ended is told, with nothing fetched', async () => {
  await browser.context.clearCookies();
  expect(await codeOf(await pressForConsent(browser.context, page))).toBe('SITE_SESSION_EXPIRED');
});
