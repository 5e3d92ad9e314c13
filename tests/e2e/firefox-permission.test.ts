// @needs firefox-esr
import { afterAll, beforeAll, test } from 'vitest';
import { label } from './support/clerk.ts';
import { type FirefoxBrowser, launchFirefox } from './support/firefox/browser.ts';
import { chooseVietnamese } from './support/firefox/clerk.ts';

/** In Firefox a person may take the right to work on pages away with one press; then she is told, with a button. */

let browser: FirefoxBrowser;
beforeAll(async () => {
  browser = await launchFirefox();
  await chooseVietnamese(browser);
});
afterAll(() => browser?.close());

test('an extension that may not work on pages says so, and one press asks the browser', async () => {
  const options = await browser.open('options');
  await options.run(
    'return window.browser.permissions.remove({ origins: ["http://*/*", "https://*/*"] }).then(() => true)',
  );
  const panel = await browser.open('panel');
  await panel.waitFor({ css: '.note', has: label('permissionAll') });
  await panel.click({ css: 'button', text: label('permissionAsk') });
  await options.waitFor({ css: 'h1', text: label('optionsTitle') });
  await panel.untilGone({ css: '.note', has: label('permissionAll') });
});
