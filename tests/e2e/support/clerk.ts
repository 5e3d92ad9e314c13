import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type { Office } from '../../sandbox/office.ts';
import type { ExtensionBrowser } from './browser.ts';
import { logIn, openDocument, pressForConsent } from './qlvb.ts';

/** What a clerk does with mouse and keyboard in the extension's own windows, in Vietnamese. */

const messages = JSON.parse(
  readFileSync(new URL('../../../extension/public/_locales/vi/messages.json', import.meta.url), 'utf8'),
) as Record<string, { message: string }>;

/** A text of the screens, as the clerk reads it. */
export function label(key: string): string {
  const text = messages[key]?.message;
  if (!text) throw new Error(`No such text: ${key}`);
  return text;
}

const exact = (key: string) => ({ name: label(key), exact: true });

/** Joins a browser with an office's bridge by the code that `kygui pair` shows. */
export async function pairBrowser(
  browser: ExtensionBrowser,
  office: Office,
  phrase: string,
  look: (page: Page) => Promise<void> = async () => {},
): Promise<void> {
  const { code, done } = await office.pair();
  const page = await browser.open('pairing');
  await page.fill('input[name=code]', code);
  await page.fill('input[name=phrase]', phrase);
  await look(page);
  await page.getByRole('button', exact('pairNow')).click();
  await page.getByRole('heading', exact('pairedTitle')).waitFor({ timeout: 20_000 });
  const status = await done;
  if (status !== 0) throw new Error(`kygui pair ended with ${status}`);
  await page.close();
}

/** Opens a letter in the document system and presses the extension's button; gives the consent window. */
export async function askToSign(
  browser: ExtensionBrowser,
  page: Page,
  qlvb: string,
  account: 'lanhdao' | 'vanthu',
  code: string,
): Promise<Page> {
  await logIn(page, qlvb, account);
  await openDocument(page, qlvb, code);
  return pressForConsent(browser.context, page);
}

/** Waits until everything is shown and may be approved. */
export async function readyToApprove(consent: Page, sends: boolean): Promise<void> {
  const go = consent.getByRole('button', exact(sends ? 'goSignAndSend' : 'goSign'));
  await go.waitFor({ timeout: 30_000 });
  await consent.waitForFunction(
    (name) =>
      [...document.querySelectorAll('button')].some(
        (button) => button.textContent === name && !button.disabled,
      ),
    label(sends ? 'goSignAndSend' : 'goSign'),
    { timeout: 30_000 },
  );
}

/** From the consent to the PIN. */
export async function goToPin(consent: Page, sends: boolean): Promise<void> {
  await consent.getByRole('button', exact(sends ? 'goSignAndSend' : 'goSign')).click();
  await consent.getByRole('heading', exact('pinTitle')).waitFor();
}

export async function typePin(consent: Page, pin: string, sends: boolean): Promise<void> {
  await consent.locator('dialog input[type=password]').fill(pin);
  await consent
    .locator('dialog')
    .getByRole('button', exact(sends ? 'signAndSend' : 'sign'))
    .click();
}

/** Signs all that is ready in the batch window, with the clerk's word for those that she did not look at. */
export async function signBatch(batch: Page, pin: string): Promise<void> {
  const unseen = batch.locator('.batch-foot input[type=checkbox]');
  if ((await unseen.count()) > 0) await unseen.check();
  await batch.locator('.batch-foot > .primary').click();
  await batch.locator('dialog input[type=password]').fill(pin);
  await batch.locator('dialog button[type=submit]').click();
}

/** Until the signed file is back in the document system and the window says so. */
export async function untilReturned(consent: Page): Promise<void> {
  await consent.getByText(label('resultReturned')).waitFor({ timeout: 60_000 });
}

/** Presses the window's own button that closes it; it may be gone before the press is reported as done. */
export async function closeByButton(page: Page): Promise<void> {
  const closed = page.waitForEvent('close', { timeout: 30_000 });
  const pressed = page.getByRole('button', exact('close')).click();
  await Promise.all([
    closed,
    pressed.catch((error: unknown) => {
      if (!page.isClosed()) throw error;
    }),
  ]);
}
