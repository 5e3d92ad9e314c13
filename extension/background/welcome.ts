import browser from 'webextension-polyfill';
import { readPolicy } from './policy.ts';

/** Opens the first-run page after an installation, unless the administrator of a fleet has switched it off. */
export async function openWelcome(): Promise<void> {
  if ((await readPolicy()).set.welcome === false) return;
  await browser.tabs.create({ url: browser.runtime.getURL('extension/windows/welcome/index.html') });
}
