// @needs chromium openssl softhsm2-util
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { makeLetter } from '../vectors/make-pdf.ts';
import { type ExtensionBrowser, launchWithExtension } from './support/browser.ts';
import { label, pairBrowser } from './support/clerk.ts';
import { called, focusedName, tabTo } from './support/keyboard.ts';
import { pressNotice } from './support/notices.ts';
import { judgeScreen } from './support/screens.ts';
import { openWorkplace, type Workplace } from './support/workplace.ts';

/**
 * What one office asks of another about a letter that has left, by keyboard alone from both sides; and panels that
 * are open while the program goes away and comes back.
 */

const PATIENCE = { timeout: 120_000, interval: 500 };
const DAY = '2026-01-05';
const documentIdOf = (number: string) => `H99.01,${DAY.replaceAll('-', '/')},${number}/UBND-VP`;
/** These letters are not about how letters must be made. */
const MILD = ['signatures.person', 'signatures.agency', 'printed.code', 'printed.date', 'paper', 'time'];
let desk: Workplace;
let other: ExtensionBrowser;

beforeAll(async () => {
  const policy = Object.fromEntries(MILD.map((rule) => [rule, 'off']));
  [desk, other] = await Promise.all([
    openWorkplace({ receiver: true, senderSettings: { sending: { policy } } }),
    launchWithExtension(),
  ]);
  await pairBrowser(other, desk.sandbox.receiver, 'cánh cò bay');
  await writeFile(path.join(desk.sandbox.dir, 'letter.pdf'), await makeLetter());
});
afterAll(async () => {
  await Promise.all([desk?.close(), other?.close()]);
});
afterEach(async () => {
  for (const { context } of [desk.browser, other])
    for (const page of context.pages()) if (page.url().includes('/panel/')) await page.close();
});

/** Sends a letter of the first office, or an update of one, by command line; `business` as in SPEC.json. */
async function send(number: string, business?: object): Promise<void> {
  const { dir, sender } = desk.sandbox;
  const spec = path.join(dir, `${number}.json`);
  const built = path.join(dir, `${number}.edxml`);
  await writeFile(
    spec,
    JSON.stringify({
      from: { organId: 'H99.01', organName: 'UBND xã Mẫu A' },
      recipients: [{ code: 'H99.02' }],
      number,
      notation: 'UBND-VP',
      date: DAY,
      subject: 'gửi, nhận văn bản điện tử qua trục liên thông',
      signer: { position: 'Chủ tịch', fullName: 'Nguyễn Văn Mẫu' },
      documentType: { type: 2, typeDetail: 18, typeName: 'Công văn' },
      attachments: [{ path: 'letter.pdf' }],
      ...(business && { business }),
    }),
  );
  for (const words of [
    ['edxml', 'build', spec, '-o', built],
    ['send', built],
  ]) {
    const { status, stdout, stderr } = await sender.command(...words);
    expect(status, `${words[0]}: ${stdout}${stderr}`).toBe(0);
  }
}

/** Opens the letter whose row fits, by keyboard: the incoming ones are behind the second tab. */
async function openByKeys(panel: Page, tab: 'tabOutbox' | 'tabInbox', wanted: string) {
  await tabTo(panel, `^(${called('tabOutbox')}|${called('tabInbox')})$`);
  if ((await focusedName(panel)) !== label(tab)) await panel.keyboard.press('ArrowRight');
  await panel
    .locator('.item-head', { hasText: new RegExp(wanted, 'u') })
    .first()
    .waitFor(PATIENCE);
  await tabTo(panel, wanted);
  await panel.keyboard.press('Enter');
  return panel.locator('article.item', { has: panel.locator('.item-body') });
}

async function answerByKeys(panel: Page, answer: string, reason?: string): Promise<void> {
  if (reason !== undefined) {
    await tabTo(panel, `^${called(answer)}…`);
    await panel.keyboard.press('Enter');
    await tabTo(panel, called('reasonLabel'));
    await panel.keyboard.type(reason);
  }
  await tabTo(panel, `^${called(answer)}$`);
  await panel.keyboard.press('Enter');
}

test('a recall says which letter it is about and why; declined, the first office reads the reason', async () => {
  await send('501');
  const panel = await desk.browser.open('panel');
  const letter = await openByKeys(panel, 'tabOutbox', '501/UBND-VP');
  await letter.getByText('(01)').waitFor(PATIENCE);
  await tabTo(panel, called('recallLetter'));
  await panel.keyboard.press('Enter');
  await tabTo(panel, called('recallReason'));
  await panel.keyboard.type('Gửi nhầm bản dự thảo');
  await tabTo(panel, `^${called('recallLetter')}$`);
  await panel.keyboard.press('Enter');
  await letter.getByText(label('recallSent')).waitFor(PATIENCE);

  const there = await other.open('panel');
  const request = await openByKeys(there, 'tabInbox', `501/UBND-VP.*${label('kindRecall')}`);
  await request.getByText('Gửi nhầm bản dự thảo').waitFor(PATIENCE);
  await request.locator('.note.notice').getByText('501/UBND-VP').waitFor();
  await judgeScreen(there, 'vi-panel-recall-asked');
  await answerByKeys(there, 'answerDecline', 'Văn bản đã được xử lý xong');
  await request.getByText('(16)').waitFor(PATIENCE);

  await letter.getByText('(16)').waitFor(PATIENCE);
  await letter.getByText('Văn bản đã được xử lý xong').waitFor(PATIENCE);
  await judgeScreen(panel, 'vi-panel-recall-declined');
});

test('updates are agreed to and declined; a second panel that stands open follows', async () => {
  const [panel, second] = [await other.open('panel'), await other.open('panel')];
  await second.locator('#tab-inbox').click();
  for (const [number, answer, code] of [
    ['502', 'answerAgree', '15'],
    ['503', 'answerDecline', '16'],
  ] as const) {
    await send(number);
    await send(`${number}1`, {
      kind: 'update',
      documentId: documentIdOf(number),
      informationChanged: true,
      receiversChanged: false,
      receivers: [],
    });
    await panel.bringToFront();
    const request = await openByKeys(panel, 'tabInbox', `${number}1/UBND-VP`);
    await request.getByText(label('changesContent')).waitFor(PATIENCE);
    await request.locator('.note.notice').getByText(`${number}/UBND-VP`).waitFor();
    await answerByKeys(panel, answer, code === '16' ? 'Đã vào sổ' : undefined);
    await request.getByText(`(${code})`).waitFor(PATIENCE);
    await second
      .locator('.item-head', { hasText: `${number}1/UBND-VP` })
      .getByText(label(`status${code}`))
      .waitFor(PATIENCE);
    // The row has the focus again: the next letter is one press away.
    expect(await focusedName(panel)).toContain(`${number}1/UBND-VP`);
  }
  const asking = await desk.browser.open('panel');
  for (const [number, state] of [
    ['502', 'stateRecallAgreed'],
    ['503', 'stateRecallRefused'],
  ] as const)
    await asking
      .locator('.item-head', { hasText: new RegExp(`^${number}/`, 'u') })
      .getByText(label(state))
      .waitFor(PATIENCE);
});

test('the program ends while a panel is open: what is shown and typed stays, and comes back to life by itself', async () => {
  const { receiver } = desk.sandbox;
  const panel = await other.open('panel');
  const letter = await openByKeys(panel, 'tabInbox', '^502/UBND-VP');
  await tabTo(panel, `^${called('answerRefuse')}…`);
  await panel.keyboard.press('Enter');
  await tabTo(panel, called('reasonLabel'));
  await panel.keyboard.type('Gửi không đúng nơi nhận');
  await receiver.kill();
  const trouble = panel.locator('.list > .note.refuse');
  await trouble.waitFor(PATIENCE);
  await judgeScreen(panel, 'vi-panel-program-away');
  expect(await letter.locator('textarea').inputValue()).toBe('Gửi không đúng nơi nhận');
  await send('504');
  await receiver.start();
  await trouble.waitFor({ state: 'detached', ...PATIENCE });
  await panel.locator('.item-head', { hasText: '504/UBND-VP' }).waitFor(PATIENCE);
  expect(await letter.locator('textarea').inputValue()).toBe('Gửi không đúng nơi nhận');
});

test('a notice whose letter is gone says so above the list', async () => {
  const window = await pressNotice(other, randomUUID());
  await window.locator('.above-list .note').waitFor(PATIENCE);
  await window.locator('.item-head').first().waitFor(PATIENCE);
  await judgeScreen(window, 'vi-panel-inbox-gone');
  await window.close();
});
