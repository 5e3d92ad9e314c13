import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ExtensionBrowser, launchWithExtension } from './support/browser.ts';
import { label, pairBrowser } from './support/clerk.ts';
import { called, tabTo, tabToHost } from './support/keyboard.ts';
import { pressNotice } from './support/notices.ts';
import { fileOf, outboxOf, signaturesOf, uploadsOf } from './support/outcome.ts';
import { logIn } from './support/qlvb.ts';
import { judgeScreen, keepPicture } from './support/screens.ts';
import { openWorkplace, type Workplace } from './support/workplace.ts';

/**
 * A clerk's morning by keyboard alone: letters ticked in the list of the document system, one press, one PIN; one of
 * them asked back; at the other office another one checked, accepted and handed into its document system.
 */

const PATIENCE = { timeout: 120_000, interval: 500 };
const NUMBERS = ['301', '302', '303'];
let desk: Workplace;
let other: ExtensionBrowser;
let codes: string[];

beforeAll(async () => {
  [desk, other] = await Promise.all([openWorkplace({ receiver: true }), launchWithExtension()]);
  await pairBrowser(other, desk.sandbox.receiver, 'cánh cò bay');
  codes = [];
  for (const number of NUMBERS) codes.push(await desk.letter({ number, waitsFor: 'clerk' }));
});
afterAll(async () => {
  await Promise.all([desk?.close(), other?.close()]);
});

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
  await judgeScreen(window, 'vi-list-batch-ready');
  await tabTo(window, called('batchUnseen'));
  await window.keyboard.press('Space');
  await tabTo(window, called('batchSignAndSend'));
  await window.keyboard.press('Enter');
  await window.locator('dialog.pin').waitFor();
  await window.keyboard.type(sandbox.token.pin);
  await window.keyboard.press('Enter');
  await expect.poll(() => window.locator('.letter.queued').count(), PATIENCE).toBe(NUMBERS.length);
  await judgeScreen(window, 'vi-list-batch-done');

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

/** What stands on the toolbar button. */
const badge = async (browser: ExtensionBrowser): Promise<string> =>
  (await browser.worker()).evaluate(() =>
    (
      globalThis as unknown as { chrome: { action: { getBadgeText(of: object): Promise<string> } } }
    ).chrome.action.getBadgeText({}),
  );

test('one letter is asked back from the list of outgoing letters, by keyboard alone', async () => {
  const panel = await desk.browser.open('panel');
  const [code = ''] = codes;
  const letter = panel.locator('article.item', { hasText: code });
  await letter
    .getByText(label('stateSent'))
    .or(letter.getByText(label('stateArrived')))
    .first()
    .waitFor(PATIENCE);
  await tabTo(panel, code);
  await panel.keyboard.press('Enter');
  await letter.getByText(label('recallLetter')).waitFor(PATIENCE);
  await tabTo(panel, called('recallLetter'));
  await panel.keyboard.press('Enter');
  await tabTo(panel, called('recallReason'));
  await panel.keyboard.type('Gửi nhầm bản dự thảo');
  await tabTo(panel, called('recallLetter'));
  await panel.keyboard.press('Enter');
  await letter.getByText(label('recallSent')).waitFor(PATIENCE);
  await judgeScreen(panel, 'vi-panel-recalled');
  await panel.close();
});

test('at the other office: counted on the toolbar, found, checked, accepted and handed into the open form, by keyboard alone', async () => {
  const code = codes[1] ?? '';
  await expect.poll(async () => Number(await badge(other)), PATIENCE).toBeGreaterThanOrEqual(3);
  const page = await other.context.newPage();
  await logIn(page, desk.sandbox.qlvb.url, 'vanthu');
  await page.goto(`${desk.sandbox.qlvb.url}/VanBanDen/Them`);
  const panel = await other.open('panel');
  await tabTo(panel, called('tabOutbox'));
  await panel.keyboard.press('ArrowRight');
  const items = panel.locator('article.item');
  await items.filter({ hasText: code }).waitFor(PATIENCE);
  await expect.poll(() => badge(other), PATIENCE).toBe('');

  // Only requests, then all, then what is searched for.
  await tabTo(panel, called('filterAll'));
  for (let presses = 0; presses < 3; presses += 1) await panel.keyboard.press('ArrowRight');
  await expect.poll(() => items.count(), PATIENCE).toBe(1);
  await judgeScreen(panel, 'vi-panel-requests');
  await panel.keyboard.press('ArrowRight');
  await expect.poll(() => items.count(), PATIENCE).toBeGreaterThanOrEqual(3);
  await panel.keyboard.down('Shift');
  await tabTo(panel, called('searchLetters'));
  await panel.keyboard.up('Shift');
  await panel.keyboard.type('302');
  await expect.poll(() => items.count(), PATIENCE).toBe(1);

  const item = items.filter({ hasText: code });
  await tabTo(panel, code);
  await panel.keyboard.press('Enter');
  // Checked: the verdict on each signature stands in words.
  await item.locator('.files .note').nth(1).waitFor(PATIENCE);
  await judgeScreen(panel, 'vi-panel-item');
  await tabTo(panel, `^${called('answerAccept')}`);
  await panel.keyboard.press('Enter');
  await tabTo(panel, called('entryNumber'));
  await expect.poll(() => item.locator('form input').first().inputValue(), PATIENCE).not.toBe('');
  await judgeScreen(panel, 'vi-panel-accept');
  await tabTo(panel, `^${called('answerAccept')}$`);
  await panel.keyboard.press('Enter');
  await item.getByText(label('status03')).first().waitFor(PATIENCE);

  await page.bringToFront();
  await panel.bringToFront();
  await tabTo(panel, called('handIn'));
  await panel.keyboard.press('Enter');
  await item.getByText(label('handedInNext')).waitFor(PATIENCE);
  expect(await page.inputValue('[name=soKyHieu]')).toBe(code);
  expect(await page.locator('[name=tep]').evaluate((input: HTMLInputElement) => input.files?.length)).toBe(1);
});

/** Presses what stands for an answer, and waits until its status stands in the list of answers. */
async function answerByKeys(panel: Page, answer: string, status: string): Promise<void> {
  await tabTo(panel, `^${called(answer)}$`);
  await panel.keyboard.press('Enter');
  await panel.locator('.timeline').getByText(`(${status})`).waitFor(PATIENCE);
}

test('an accepted letter is assigned, worked on and finished; another one goes back with a reason: by keyboard alone', async () => {
  const panel = await other.open('panel');
  await tabTo(panel, called('tabOutbox'));
  await panel.keyboard.press('ArrowRight');
  await tabTo(panel, called('searchLetters'));
  await panel.keyboard.type('302');
  const items = panel.locator('article.item');
  await expect.poll(() => items.count(), PATIENCE).toBe(1);
  await tabTo(panel, codes[1] ?? '');
  await panel.keyboard.press('Enter');
  await answerByKeys(panel, 'answerAssign', '04');
  await answerByKeys(panel, 'answerProcess', '05');
  await answerByKeys(panel, 'answerFinish', '06');
  await panel.keyboard.down('Shift');
  await tabTo(panel, called('searchLetters'));
  await panel.keyboard.up('Shift');
  await panel.keyboard.press('ControlOrMeta+a');
  await panel.keyboard.type('303');
  await items.filter({ hasText: codes[2] ?? '' }).waitFor(PATIENCE);
  await expect.poll(() => items.count(), PATIENCE).toBe(1);
  await tabTo(panel, codes[2] ?? '');
  await panel.keyboard.press('Enter');
  await tabTo(panel, `^${called('answerRefuse')}…`);
  await panel.keyboard.press('Enter');
  await tabTo(panel, called('reasonLabel'));
  await panel.keyboard.type('Gửi không đúng nơi nhận');
  await answerByKeys(panel, 'answerRefuse', '02');
  await panel.getByText('Gửi không đúng nơi nhận').waitFor(PATIENCE);
  await panel.close();
});

test('a notice leads to its item: the request to give a letter back stands open, and is agreed to', async () => {
  const panel = await other.open('panel');
  await panel.locator('#tab-inbox').click();
  await panel.getByText(label('filterRequests'), { exact: true }).click();
  const request = panel.locator('.list-row', { hasText: label('kindRecall') });
  await request.waitFor(PATIENCE);
  const itemId = await request.getAttribute('data-key');
  await panel.close();
  const window = await pressNotice(other, itemId ?? '');
  await window.locator('.item-head[aria-expanded=true]').waitFor(PATIENCE);
  expect(await window.locator('.list-row:has(.item-body)').getAttribute('data-key')).toBe(itemId);
  await answerByKeys(window, 'answerAgree', '15');
  await window.close();
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
