import type { Office } from '../../../sandbox/office.ts';
import { label } from '../clerk.ts';
import type { FirefoxBrowser } from './browser.ts';
import type { FirefoxTab, Sought } from './tab.ts';

/** What a clerk does in Firefox: the same windows, the same texts, the same order as in Chromium. */

const button = (key: string, within?: Sought): Sought => ({
  css: 'button',
  text: label(key),
  ...(within && { within }),
});
const PIN_DIALOG: Sought = { css: 'dialog' };

/** The browser's own language depends on the machine: the extension's is chosen as a person chooses it. */
export async function chooseVietnamese(browser: FirefoxBrowser): Promise<void> {
  const options = await browser.open('options');
  await options.click({ css: 'option[value=vi]' });
  await options.waitFor({ css: 'h1', text: label('optionsTitle') });
  await options.close();
}

export async function pairFirefox(
  browser: FirefoxBrowser,
  office: Office,
  phrase: string,
  look: (tab: FirefoxTab) => Promise<void> = async () => {},
): Promise<void> {
  const { code, done } = await office.pair();
  const tab = await browser.open('pairing');
  await tab.type({ css: 'input[name=code]' }, code);
  await tab.type({ css: 'input[name=phrase]' }, phrase);
  await look(tab);
  await tab.click(button('pairNow'));
  await tab.waitFor({ css: 'h1', text: label('pairedTitle') });
  const status = await done;
  if (status !== 0) throw new Error(`kygui pair ended with ${status}`);
  await tab.close();
}

/** Opens a letter in the document system and presses the extension's button; gives the consent window. */
export async function askToSign(
  browser: FirefoxBrowser,
  tab: FirefoxTab,
  qlvb: string,
  account: 'lanhdao' | 'vanthu',
  code: string,
): Promise<FirefoxTab> {
  await tab.goto(`${qlvb}/DangNhap`);
  await tab.type({ css: '[name=taiKhoan]' }, account);
  await tab.type({ css: '[name=matKhau]' }, 'mau-2026');
  await tab.click({ css: 'button[type=submit]' });
  await tab.untilAddress(/VanBanDi/u);
  const row: Sought = { css: 'tr.dong', has: code };
  await tab.click({ css: 'a', within: row, frame: 'iframe[name=luoi]' });
  await tab.untilAddress(/ChiTiet/u);
  return browser.opens(() => tab.press({ css: 'kygui-button' }));
}

/** Approves what the consent window shows, types the PIN, and waits until the file is back. */
export async function approve(
  consent: FirefoxTab,
  pin: string,
  sends: boolean,
  look: (tab: FirefoxTab, name: string) => Promise<void>,
): Promise<void> {
  await consent.waitFor({ css: '.drawing[data-drawn]' });
  await consent.waitFor({ ...button(sends ? 'goSignAndSend' : 'goSign'), enabled: true });
  await look(consent, 'consent');
  await consent.click(button(sends ? 'goSignAndSend' : 'goSign'));
  await consent.waitFor({ css: 'h2, h1', text: label('pinTitle') });
  await consent.type({ css: 'input[type=password]', within: PIN_DIALOG }, pin);
  await look(consent, 'pin');
  await consent.click(button(sends ? 'signAndSend' : 'sign', PIN_DIALOG));
  await consent.waitFor({ css: '.note', has: label('resultReturned') });
  await look(consent, 'result');
  await consent.click(button('close'));
  await consent.untilClosed();
}
