import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { type ExtensionBrowser, launchWithExtension } from './support/browser.ts';
import { logIn, openDocument, pressForConsent } from './support/qlvb.ts';
import { namesOf } from './support/screen-reader.ts';
import { judgeColours, judgeScreen, keepPicture } from './support/screens.ts';

/**
 * Every screen, in both languages, on the old office screen of 1366×768 and at 200 %: nothing axe-core finds,
 * nothing cut off. @needs chromium softhsm2-util pkcs11-tool openssl pdftocairo
 */
let dir: string;
let sandbox: Sandbox;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'kygui-screens-'));
  sandbox = await startSandbox({ dir, pollSeconds: 1 });
  await sandbox.sender.start();
});
afterAll(async () => {
  await sandbox?.stop();
  await rm(dir, { recursive: true, force: true });
});

describe.each(['vi', 'en'] as const)('in %s', (language) => {
  let browser: ExtensionBrowser;
  beforeAll(async () => {
    browser = await launchWithExtension({ language });
  });
  afterAll(() => browser?.close());

  test('before pairing, each window says what is missing and where to go', async () => {
    for (const window of ['pairing', 'panel', 'options', 'diagnosis'] as const) {
      const page = await browser.open(window);
      await page.locator('h1').waitFor();
      if (window !== 'pairing') await page.locator('.note').first().waitFor();
      await judgeScreen(page, `${language}-unpaired-${window}`);
      await page.close();
    }
  });

  test('the windows of a paired browser', async () => {
    const { code, done } = await sandbox.sender.pair();
    const page = await browser.open('pairing');
    await page.fill('input[name=code]', '00000-0000');
    await page.locator('button[type=submit]').click();
    await page.locator('.note.refuse').waitFor();
    await judgeScreen(page, `${language}-pairing-wrong-code`);
    await page.fill('input[name=code]', code);
    await page.fill('input[name=phrase]', 'hoa sen trắng');
    await page.locator('button[type=submit]').click();
    await page.locator('.note.pass').waitFor({ timeout: 30_000 });
    expect(await done).toBe(0);
    await judgeScreen(page, `${language}-paired`);
    await page.close();
    for (const window of ['panel', 'options', 'diagnosis'] as const) {
      const opened = await browser.open(window);
      await opened.locator('.list.empty, .note.pass, .passed').first().waitFor({ timeout: 30_000 });
      // The whole of it: checks that ask token and axis come last.
      if (window === 'diagnosis')
        await opened.locator('.spinner').waitFor({ state: 'detached', timeout: 60_000 });
      if (window === 'options') await opened.locator('.picture-row img').nth(1).waitFor({ timeout: 60_000 });
      await judgeScreen(opened, `${language}-${window}`);
      await opened.emulateMedia({ colorScheme: 'dark' });
      await judgeColours(opened, `${language}-${window}-dark`);
      await opened.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
      await keepPicture(opened, `${language}-${window}-contrast`);
      await opened.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
      await opened.setViewportSize({ width: 683, height: 384 });
      await judgeScreen(opened, `${language}-${window}-200`);
      await opened.close();
    }
  });

  test('consent, PIN, and a wrong PIN that is told with the tries left', async () => {
    const page = await browser.context.newPage();
    await logIn(page, sandbox.qlvb.url, 'lanhdao');
    await openDocument(page, sandbox.qlvb.url, '15/UBND-VP');
    const consent = await pressForConsent(browser.context, page);
    const go = consent.locator('.side-foot .primary:not([disabled])');
    await go.waitFor({ timeout: 60_000 });
    await consent.locator('.drawing[data-drawn]').first().waitFor();
    await judgeScreen(consent, `${language}-consent`);
    await consent.emulateMedia({ colorScheme: 'dark' });
    await judgeColours(consent, `${language}-consent-dark`);
    await consent.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
    await keepPicture(consent, `${language}-consent-contrast`);
    await consent.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
    await consent.setViewportSize({ width: 683, height: 384 });
    await judgeScreen(consent, `${language}-consent-200`);
    await consent.setViewportSize({ width: 1366, height: 768 });

    // Moving by keyboard: one millimetre to the right, and the reason says who placed it.
    const handle = consent.locator('.handle').first();
    const before = await handle.boundingBox();
    await handle.focus();
    await consent.keyboard.press('ArrowRight');
    await go.waitFor({ timeout: 60_000 });
    await consent.waitForFunction(
      (left) => (document.querySelector('.handle')?.getBoundingClientRect().left ?? 0) > left + 1,
      before?.x ?? 0,
    );
    await judgeScreen(consent, `${language}-consent-moved`);

    await go.click();
    await consent.locator('dialog').waitFor();
    await judgeScreen(consent, `${language}-pin`);
    await consent.locator('dialog input[type=password]').fill('mật khẩu');
    await consent.locator('dialog .note.refuse').waitFor();
    await judgeScreen(consent, `${language}-pin-input-method`);
    expect(await consent.locator('dialog button[type=submit]').isDisabled()).toBe(true);
    await consent.locator('dialog input[type=password]').fill('00000000');
    await consent.locator('dialog button[type=submit]').click();
    await consent.locator('dialog .note.refuse code').waitFor({ timeout: 60_000 });
    await judgeScreen(consent, `${language}-pin-wrong`);
    // The right one, so that the count of the token starts anew for the other language.
    await consent.locator('dialog input[type=password]').fill(sandbox.token.pin);
    await consent.locator('dialog button[type=submit]').click();
    await consent.locator('.side .note.pass').nth(1).waitFor({ timeout: 90_000 });
    await judgeScreen(consent, `${language}-result`);
    await consent.close();
    await sandbox.qlvb.reset();
    await page.close();
  });

  test('a page that presses the button by script opens nothing; a screen reader is told its name', async () => {
    const page = await browser.context.newPage();
    await logIn(page, sandbox.qlvb.url, 'lanhdao');
    await openDocument(page, sandbox.qlvb.url, '16/UBND-VP');
    await page.locator('kygui-button').first().waitFor();
    const name = language === 'vi' ? 'Ký duyệt' : 'Sign (approve)';
    await expect.poll(() => namesOf(page, 'button'), { timeout: 60_000 }).toContain(name);
    const open = browser.context.pages().length;
    await page.evaluate(() => {
      const host = document.querySelector('kygui-button') as HTMLElement;
      host.click();
      for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click']) {
        host.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true }));
      }
      host.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true }));
    });
    await page.waitForTimeout(1500);
    expect(browser.context.pages()).toHaveLength(open);
    expect(await page.evaluate(() => document.querySelector('kygui-button')?.shadowRoot)).toBeNull();
    await page.close();
  });
});
