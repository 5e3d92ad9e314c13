// @needs firefox-esr
import { afterAll, beforeAll, test } from 'vitest';
import { label } from './support/clerk.ts';
import { type FirefoxBrowser, launchFirefox } from './support/firefox/browser.ts';
import { chooseVietnamese } from './support/firefox/clerk.ts';

/**
 * What may be set around the extension in Firefox: IT by managed storage, and a person, who may take the right to work
 * on pages away with one press; then she is told, with a button.
 */

let browser: FirefoxBrowser;
beforeAll(async () => {
  browser = await launchFirefox({
    managed: { vgcaAnswers: 'off', switchedOffSites: ['qlvb.example.vn'], profils: [] },
  });
  await chooseVietnamese(browser);
});
afterAll(() => browser?.close());

test('what IT has set is in use and shown locked, and what is wrong with it is told', async () => {
  const options = await browser.open('options');
  await options.waitFor({ css: '#vgca-for-all', has: label('vgcaOff') });
  await options.close();
  const diagnosis = await browser.open('diagnosis');
  await diagnosis.waitFor({ css: '.note', has: 'switchedOffSites[0], profils' });
  await diagnosis.close();
});

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
