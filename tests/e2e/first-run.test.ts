import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { type ExtensionBrowser, extensionPage, launchWithExtension } from './support/browser.ts';
import { label, readyToApprove } from './support/clerk.ts';
import { called, pressByKeyboard, tabTo } from './support/keyboard.ts';
import { accessibilityFaults, cutTexts, keepPicture } from './support/screens.ts';

/**
 * From the installation to the first signed page with no manual and no mouse.
 * @needs chromium softhsm2-util pkcs11-tool openssl pdftocairo
 */
let dir: string;
let sandbox: Sandbox;
let browser: ExtensionBrowser;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'kygui-first-run-'));
  sandbox = await startSandbox({ dir, pollSeconds: 1, senderSettings: { stamps: [] } });
  await sandbox.sender.start();
  browser = await launchWithExtension({ keepsWelcome: true });
});
afterAll(async () => {
  await browser?.close();
  await sandbox?.stop();
  await rm(dir, { recursive: true, force: true });
});

interface StorageWorld {
  chrome: { storage: { local: { set(items: Record<string, unknown>): Promise<void> } } };
}

const heading = (page: Page, key: string) =>
  page.locator('h2', { hasText: label(key) }).waitFor({ timeout: 60_000 });

async function judge(page: Page, name: string): Promise<void> {
  await keepPicture(page, name);
  expect.soft(await accessibilityFaults(page), name).toEqual([]);
  expect.soft(await cutTexts(page), name).toEqual([]);
}

test('the installation opens the steps; by keyboard they lead to a signed sample and its verdict', async () => {
  const page = browser.context.pages().find((one) => one.url() === extensionPage('welcome'));
  if (!page) throw new Error('no first-run page');
  await heading(page, 'stepBridge');
  await page.getByText(label('bridgeMissing')).waitFor();
  await judge(page, 'first-run-1-bridge');
  await pressByKeyboard(page, called('stepNext'));

  await heading(page, 'stepPair');
  const { code, done } = await sandbox.sender.pair();
  await tabTo(page, called('pairingCode'));
  await page.keyboard.type(code);
  await page.keyboard.press('Tab');
  await page.keyboard.type('hoa sen trắng');
  await judge(page, 'first-run-2-pair');
  await page.keyboard.press('Enter');
  await page.locator('.note.pass').waitFor({ timeout: 60_000 });
  expect(await done).toBe(0);
  await judge(page, 'first-run-2-paired');
  await pressByKeyboard(page, called('stepNext'));

  await heading(page, 'stepToken');
  await page.locator('.token-list').waitFor({ timeout: 60_000 });
  await judge(page, 'first-run-3-token');
  await pressByKeyboard(page, called('stepNext'));

  await heading(page, 'stepCertificates');
  await tabTo(page, called('roleApprove'));
  // By keyboard alone: the list is walked with the arrow, each certificate is chosen as it is reached.
  await page.keyboard.press('ArrowDown');
  const chosen = page.locator('#certificate-approve');
  await expect.poll(() => chosen.inputValue(), { timeout: 30_000 }).toMatch(/^[0-9a-f]{64}$/u);
  await judge(page, 'first-run-4-certificates');
  await pressByKeyboard(page, called('stepNext'));

  await heading(page, 'stepSample');
  await judge(page, 'first-run-5-sample');
  const opened = browser.context.waitForEvent('page', {
    predicate: (one) => one.url().includes('/consent/'),
    timeout: 60_000,
  });
  await pressByKeyboard(page, called('sampleSign'));
  const consent = await opened;
  await readyToApprove(consent, false);
  await consent.locator('.drawing[data-drawn]').first().waitFor({ timeout: 60_000 });
  await judge(consent, 'first-run-6-consent');
  await pressByKeyboard(consent, called('goSign'));
  await consent.locator('dialog input[type=password]').waitFor();
  await consent.keyboard.type(sandbox.token.pin);
  await consent.keyboard.press('Enter');
  await consent.getByText(label('resultSigned')).waitFor({ timeout: 90_000 });

  await page.getByText(label('sampleSigned'), { exact: false }).first().waitFor({ timeout: 60_000 });
  await page.locator('.note').nth(1).waitFor();
  await judge(page, 'first-run-7-signed');
  await page.bringToFront();
  await pressByKeyboard(page, called('stepNext'));
  await page.getByText(label('welcomeReady')).waitFor();
  await judge(page, 'first-run-8-end');
  const letters = await sandbox.sender.command('outbox', '--json');
  expect(JSON.parse(letters.stdout)).toMatchObject({ total: 0 });
});

test('a closed page goes on where it was; in English, at 200 % and in the dark nothing is cut off', async () => {
  const page = await browser.context.newPage();
  await page.goto(extensionPage('welcome'));
  await page.getByText(label('welcomeReady')).waitFor({ timeout: 60_000 });
  await page.evaluate(() => {
    const { local } = (globalThis as unknown as StorageWorld).chrome.storage;
    return local.set({ language: 'en' });
  });
  await page.getByRole('heading', { name: 'First steps with Ký Gửi' }).waitFor({ timeout: 60_000 });
  const steps = page.locator('.step-button');
  await steps.nth(4).waitFor();
  for (const [index, name] of ['bridge', 'pair', 'token', 'certificates', 'sample'].entries()) {
    await steps.nth(index).click();
    await page.locator('.step-button[aria-current]').nth(0).waitFor();
    if (name === 'token') await page.locator('.token-list').waitFor({ timeout: 60_000 });
    await judge(page, `first-run-en-${name}`);
  }
  await page.setViewportSize({ width: 683, height: 384 });
  await judge(page, 'first-run-en-200');
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await judge(page, 'first-run-en-dark');
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
  await judge(page, 'first-run-en-forced-colours');
});
