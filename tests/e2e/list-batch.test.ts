// @needs chromium softhsm2-util pkcs11-tool openssl pdfsig
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { called, tabTo, tabToHost } from './support/keyboard.ts';
import { fileOf, outboxOf, signaturesOf, uploadsOf } from './support/outcome.ts';
import { logIn } from './support/qlvb.ts';
import { accessibilityFaults, cutTexts, keepPicture } from './support/screens.ts';
import { openWorkplace, type Workplace } from './support/workplace.ts';

/** The morning's post from the list of the document system, by keyboard alone: ticked, looked at, one press, one PIN. */

const PATIENCE = { timeout: 120_000, interval: 500 };
const NUMBERS = ['301', '302', '303'];
let desk: Workplace;
let codes: string[];

beforeAll(async () => {
  desk = await openWorkplace();
  codes = [];
  for (const number of NUMBERS) codes.push(await desk.letter({ number, waitsFor: 'clerk' }));
});
afterAll(() => desk?.close());

async function judge(page: Page, name: string): Promise<void> {
  await keepPicture(page, name);
  expect.soft(await accessibilityFaults(page), name).toEqual([]);
  expect.soft(await cutTexts(page), name).toEqual([]);
}

test('letters ticked in the list of the document system are signed, sent, and back in the system, by keyboard alone', async () => {
  const { page, browser, sandbox } = desk;
  await logIn(page, sandbox.qlvb.url, 'vanthu');
  await page.goto(`${sandbox.qlvb.url}/VanBanDi`);
  const list = page.frameLocator('iframe[name=luoi]');
  await expect.poll(() => list.locator('kygui-tick').count(), PATIENCE).toBe(NUMBERS.length);

  // Keys only: the first tick by itself, then "all shown", then the button behind it.
  await tabToHost(page, 'kygui-tick');
  await page.keyboard.press('Space');
  await keepPicture(page, 'vi-list-ticked-one');
  await page.keyboard.down('Shift');
  await tabToHost(page, 'kygui-bar');
  await page.keyboard.press('Tab');
  await page.keyboard.up('Shift');
  await page.keyboard.press('Space');
  await keepPicture(page, 'vi-list-ticked');
  await page.keyboard.press('Tab');
  const opening = browser.context.waitForEvent('page', { timeout: 60_000 });
  await page.keyboard.press('Enter');
  const window = await opening;
  expect(window.url()).toContain('/windows/batch/');

  await expect.poll(() => window.locator('.letter.ready').count(), PATIENCE).toBe(NUMBERS.length);
  expect(await window.locator('.letter strong').allTextContents()).toEqual(codes);
  await judge(window, 'vi-list-batch-ready');
  await tabTo(window, called('batchUnseen'));
  await window.keyboard.press('Space');
  await tabTo(window, called('batchSignAndSend'));
  await window.keyboard.press('Enter');
  await window.locator('dialog.pin').waitFor();
  await window.keyboard.type(sandbox.token.pin);
  await window.keyboard.press('Enter');
  await expect.poll(() => window.locator('.letter.queued').count(), PATIENCE).toBe(NUMBERS.length);
  await judge(window, 'vi-list-batch-done');

  // Each letter once: in the outbox, and in the document system with both signatures.
  for (const code of codes) {
    expect(uploadsOf(desk, code)).toBe(1);
    expect(await signaturesOf(desk, code)).toEqual({ valid: 2, whole: true });
    expect(await outboxOf(desk, code)).toHaveLength(1);
    expect(fileOf(desk, code).length).toBeGreaterThan(0);
  }
  // The pages that took the files were opened behind the list and are closed again.
  await expect
    .poll(() => browser.context.pages().filter((one) => one.url().includes('/ChiTiet/')).length, PATIENCE)
    .toBe(0);
  await page.reload();
  await expect.poll(() => list.locator('tr.dong', { hasText: 'Đã phát hành' }).count(), PATIENCE).toBe(3);
  expect(await list.locator('kygui-tick').count()).toBe(0);
});

test('a letter that cannot be read is named beside the button, and what was ticked stays ticked', async () => {
  const { page, browser, sandbox } = desk;
  await desk.letter({ number: '304', waitsFor: 'clerk' });
  await page.goto(`${sandbox.qlvb.url}/VanBanDi?tt=cho-phat-hanh`);
  const list = page.frameLocator('iframe[name=luoi]');
  await expect.poll(() => list.locator('kygui-tick').count(), PATIENCE).toBe(1);
  await tabToHost(page, 'kygui-bar');
  await page.keyboard.press('Space');
  // The session has ended meanwhile: every page of the system is its log-in page.
  await browser.context.clearCookies();
  const open = browser.context.pages().length;
  const bar = list.locator('kygui-bar');
  const height = async () => (await bar.boundingBox())?.height ?? 0;
  const before = await height();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect.poll(height, PATIENCE).toBeGreaterThan(before + 10);
  await keepPicture(page, 'vi-list-unread');
  expect(browser.context.pages()).toHaveLength(open);
});
