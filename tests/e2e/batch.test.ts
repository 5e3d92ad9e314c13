// @needs chromium softhsm2-util pkcs11-tool openssl pdfsig
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kyguiProgram } from '../sandbox/office.ts';
import { runProgram } from '../sandbox/program.ts';
import { extensionPage } from './support/browser.ts';
import { label } from './support/clerk.ts';
import { called, tabTo } from './support/keyboard.ts';
import { accessibilityFaults, cutTexts, keepPicture } from './support/screens.ts';
import { openWorkplace, type Workplace } from './support/workplace.ts';

/**
 * A morning's post by keyboard alone: forty letters dropped into the extension's own window, numbered on, one recipient
 * for all, one press, one PIN.
 */
const COUNT = 40;
const FIRST = 201;
const PATIENCE = { timeout: 600_000, interval: 500 };

let dir: string;
let workplace: Workplace;
let files: string[];

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'kygui-batch-'));
  workplace = await openWorkplace();
  files = await lettersOfLeader();
});
afterAll(async () => {
  await workplace?.close();
  await rm(dir, { recursive: true, force: true });
});

/** Letters as the leader left them: signed by him, still without number. */
async function lettersOfLeader(): Promise<string[]> {
  const { token, pki, qlvb } = workplace.sandbox;
  const rows: object[] = [];
  for (let index = 0; index < COUNT; index += 1) {
    const subject = `gửi số liệu mẫu đợt ${index + 1}`;
    const { id } = await qlvb.add({ number: '', subject });
    await writeFile(path.join(dir, `du-thao-${index}.pdf`), qlvb.file(id) ?? new Uint8Array());
    rows.push({ input: `du-thao-${index}.pdf`, output: `cong-van-${index + 1}.pdf`, role: 'approve' });
  }
  const list = path.join(dir, 'list.json');
  await writeFile(list, JSON.stringify(rows));
  const words = ['sign-batch', list, '--module', token.modulePath, '--pin-env', 'LEADER_PIN'];
  const more = ['--cert', pki.identities.leader.thumbprint, '--trust', pki.trustDir];
  const { status, stderr } = await runProgram(process.execPath, [kyguiProgram, ...words, ...more], {
    ...token.env,
    KYGUI_HOME: path.join(dir, 'leader-home'),
    LEADER_PIN: token.pin,
  });
  if (status !== 0) throw new Error(`kygui sign-batch ended with ${status}: ${stderr}`);
  return rows.map((_, index) => path.join(dir, `cong-van-${index + 1}.pdf`));
}

async function judge(page: Page, name: string): Promise<void> {
  await keepPicture(page, name);
  expect.soft(await accessibilityFaults(page), name).toEqual([]);
  expect.soft(await cutTexts(page), name).toEqual([]);
}

test('letters are numbered, given their recipient, signed and sent with one PIN, by keyboard alone', async () => {
  const page = await workplace.browser.context.newPage();
  await page.goto(extensionPage('batch'));
  await page.locator('input[type=file]').waitFor();
  await judge(page, 'vi-batch-drop');
  // The browser's own file dialog is not part of the page.
  await page.locator('input[type=file]').setInputFiles(files);
  await judge(page, 'vi-batch-chosen');
  await tabTo(page, called('dropOpen'));
  await page.keyboard.press('Enter');

  await page
    .locator('.letter')
    .nth(COUNT - 1)
    .waitFor({ timeout: 60_000 });
  await page.locator('.side select').first().waitFor({ timeout: 60_000 });
  await page.getByText(label('fromFile')).first().waitFor({ timeout: 60_000 });
  await tabTo(page, called('fieldNumber'));
  await page.keyboard.type(String(FIRST));
  await tabTo(page, called('fieldDate'));
  await page.keyboard.type('05012026');
  await tabTo(page, called('numberOn'));
  await page.keyboard.press('Enter');
  await tabTo(page, called('addRecipient'));
  await page.keyboard.type('H99.02');
  await page.locator('[role=option]').first().waitFor({ timeout: 60_000 });
  await page.keyboard.press('Enter');
  await tabTo(page, called('sameRecipients'));
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('.letter.ready').count(), PATIENCE).toBe(COUNT);
  await judge(page, 'vi-batch-ready');
  await page.setViewportSize({ width: 683, height: 384 });
  await judge(page, 'vi-batch-ready-200');
  await page.setViewportSize({ width: 1366, height: 768 });

  // The seal goes five millimetres to the left by keys, and so does every other letter's.
  const seal = page.locator('.handle', { hasText: label('partSeal') });
  const left = async () => Math.round((await seal.boundingBox())?.x ?? 0);
  const reason = page.locator('.places li', { hasText: label('partSeal') });
  await seal.waitFor({ timeout: 60_000 });
  const found = await left();
  const why = (await reason.textContent()) ?? '';
  await tabTo(page, called('moveStamp').replace('.*', label('partSeal')));
  for (let presses = 1; presses <= 5; presses += 1) {
    const before = await left();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(left, PATIENCE).toBeLessThan(before);
    await seal.focus();
  }
  await expect.poll(() => reason.textContent(), PATIENCE).toContain(label('placeGiven'));
  const moved = await left();
  expect(moved).toBeLessThan(found - 8);
  await tabTo(page, called('samePlace'));
  await page.keyboard.press('Enter');

  // One is looked at; that the others were not is said, and has to be said yes to.
  await tabTo(page, called('batchNext'));
  await page.keyboard.press('Enter');
  await page.locator('.letter').nth(1).and(page.locator('[aria-current]')).waitFor();
  await page.locator('.drawing[data-drawn]').first().waitFor({ timeout: 60_000 });
  await expect.poll(left, PATIENCE).toBe(moved);
  // Dragged by the mouse to within a millimetre or two of its place, it falls into place again, reason and all.
  const box = await seal.boundingBox();
  if (!box) throw new Error('no seal');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + (found - moved) / 2, y, { steps: 4 });
  await page.mouse.move(x + found - moved - 3, y + 2, { steps: 4 });
  await page.mouse.up();
  await expect.poll(left, PATIENCE).toBe(found);
  await expect.poll(() => reason.textContent(), PATIENCE).toBe(why);
  await expect.poll(() => page.locator('.letter.ready').count(), PATIENCE).toBe(COUNT);
  const sign = page.locator('.batch-foot .primary');
  expect(await sign.isDisabled()).toBe(true);
  await tabTo(page, called('batchUnseen'));
  await page.keyboard.press('Space');
  await tabTo(page, called('batchSignAndSend'));
  await page.keyboard.press('Enter');
  const dialog = page.locator('dialog.pin');
  await dialog.waitFor();
  expect(await dialog.textContent()).toContain(
    label('pinTimes').replace('$1', '1').replace('$2', String(COUNT)),
  );
  await judge(page, 'vi-batch-pin');
  await page.keyboard.type(workplace.sandbox.token.pin);
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('.letter.queued').count(), PATIENCE).toBe(COUNT);
  await judge(page, 'vi-batch-done');

  // On the axis: each letter once, under its own number.
  const numbers = Array.from({ length: COUNT }, (_, index) => `${FIRST + index}/UBND-VP`);
  const sent = () =>
    workplace.sandbox.axis
      .dump()
      .packages.filter(({ messageType }) => messageType === 'edoc')
      .map(({ code }) => code)
      .sort();
  await expect.poll(sent, PATIENCE).toEqual([...numbers].sort());
  expect(workplace.sandbox.axis.dump().duplicates).toEqual([]);
});
