// @needs chromium softhsm2-util pkcs11-tool openssl gcc
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FaultModule } from '../sandbox/token/fault-module.ts';
import { extensionPage } from './support/browser.ts';
import { label, signBatch } from './support/clerk.ts';
import { openCountingDesk, pdfSaying } from './support/hostile-desk.ts';
import { judgeScreen } from './support/screens.ts';
import type { Workplace } from './support/workplace.ts';

/** The token leaves its reader in the middle of a batch: nothing is lost, and nothing is signed without a PIN of its own. */
const PATIENCE = { timeout: 120_000, interval: 250 };
let desk: Workplace;
let fault: FaultModule;

beforeAll(async () => {
  ({ desk, fault } = await openCountingDesk());
});
afterAll(() => desk?.close());

const count = (page: Page, state: string) => page.locator(`.letter.${state}`).count();

test('what was signed stays signed; plugged in again, what broke off and what waits are signed with a second PIN', async () => {
  const page = await desk.browser.context.newPage();
  await page.goto(extensionPage('batch'));
  const names = ['mot', 'hai', 'ba'];
  const files = names.map(async (name) => ({
    name: `${name}.pdf`,
    mimeType: 'application/pdf',
    buffer: Buffer.from(await pdfSaying(name)),
  }));
  await page.locator('input[type=file]').setInputFiles(await Promise.all(files));
  await page.locator('form select').selectOption('plain');
  await page.locator('button[type=submit]').click();
  await expect.poll(() => count(page, 'ready'), PATIENCE).toBe(3);

  await fault.order('pulled-after-signatures 1');
  await signBatch(page, desk.sandbox.token.pin);
  const again = page.getByRole('button', { name: label('batchGoOn'), exact: true });
  await again.waitFor(PATIENCE);
  await expect.poll(() => count(page, 'signed'), PATIENCE).toBe(1);
  expect(await page.locator('.batch-foot .note').textContent()).toContain('TOKEN_');
  await judgeScreen(page, 'vi-batch-token-pulled');
  expect(await fault.logins()).toHaveLength(1);

  await fault.order();
  await again.click();
  await expect.poll(() => count(page, 'ready'), PATIENCE).toBe(2);
  await signBatch(page, desk.sandbox.token.pin);
  await expect.poll(() => count(page, 'signed'), PATIENCE).toBe(3);
  expect(await fault.logins()).toHaveLength(2);
});
