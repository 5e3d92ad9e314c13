// @needs chromium softhsm2-util pkcs11-tool openssl
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { extensionPage } from './support/browser.ts';
import { label, signBatch } from './support/clerk.ts';
import { fileOf } from './support/outcome.ts';
import { accessibilityFaults, cutTexts, keepPicture } from './support/screens.ts';
import { openWorkplace, type Workplace } from './support/workplace.ts';

/** A number of the register that goes to somebody else while a batch shows it: only that letter is numbered anew. */
const PATIENCE = { timeout: 120_000, interval: 250 };
let desk: Workplace;
let letter: Buffer;

beforeAll(async () => {
  desk = await openWorkplace({ senderSettings: { register: { enabled: true, together: true } } });
  letter = Buffer.from(fileOf(desk, await desk.letter({ number: '', waitsFor: 'clerk' })));
});
afterAll(() => desk?.close());

/** Files of this computer, sealed and numbered but not sent. */
async function dropped(...names: string[]): Promise<Page> {
  const page = await desk.browser.context.newPage();
  await page.goto(extensionPage('batch'));
  const files = names.map((name) => ({ name, mimeType: 'application/pdf', buffer: letter }));
  await page.locator('input[type=file]').setInputFiles(files);
  await page.getByText(label('dropSend')).click();
  await page.locator('button[type=submit]').click();
  await expect.poll(() => page.locator('.letter.ready').count(), PATIENCE).toBe(names.length);
  return page;
}

const codesIn = (page: Page) => page.locator('.letter strong').allTextContents();
const numberOf = (code: string) => Number.parseInt(code, 10);

test('a number taken meanwhile is told before any PIN is tried; a press takes a new one, shown and approved anew', async () => {
  const batch = await dropped('mot.pdf', 'hai.pdf');
  // A second try meets a register that has given numbers.
  const [mine = '', next = ''] = await codesIn(batch);
  expect(numberOf(next)).toBe(numberOf(mine) + 1);

  const other = await dropped('ba.pdf');
  await other.getByLabel(new RegExp(`^${label('fieldNumber')} `, 'u')).fill(mine.split('/')[0] ?? '');
  await expect.poll(() => codesIn(other), PATIENCE).toEqual([mine]);
  await other.locator('.letter.ready').waitFor(PATIENCE);
  await signBatch(other, desk.sandbox.token.pin);
  await other.locator('.letter.signed').waitFor(PATIENCE);
  await other.close();

  await batch.bringToFront();
  await signBatch(batch, desk.sandbox.token.pin);
  const take = batch.getByRole('button', { name: label('batchTakeNumbers').replace('$1', '1') });
  await take.waitFor(PATIENCE);
  expect(await batch.locator('dialog').count()).toBe(0);
  expect(await batch.locator('.letter.signed').count()).toBe(0);
  await keepPicture(batch, 'vi-batch-number-taken');
  expect.soft(await accessibilityFaults(batch)).toEqual([]);
  expect.soft(await cutTexts(batch)).toEqual([]);

  await take.click();
  await expect.poll(() => batch.locator('.letter.ready').count(), PATIENCE).toBe(2);
  const [first, second] = await codesIn(batch);
  expect(numberOf(first ?? '')).toBeGreaterThan(numberOf(next));
  expect(second).toBe(next);
  await signBatch(batch, desk.sandbox.token.pin);
  await expect.poll(() => batch.locator('.letter.signed').count(), PATIENCE).toBe(2);
  expect(await codesIn(batch)).toEqual([first, second]);
});
