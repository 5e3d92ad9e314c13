// @needs firefox-esr
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startVgcaSystem, type VgcaSystem } from '../sandbox/vgca/server.ts';
import { type FirefoxBrowser, launchFirefox } from './support/firefox/browser.ts';
import { request } from './support/vgca-desk.ts';

/** The stand-in for the VGCA Sign Service in Firefox, in a browser that was never paired: no bridge is needed. */

let browser: FirefoxBrowser;
let system: VgcaSystem;

beforeAll(async () => {
  system = await startVgcaSystem();
  browser = await launchFirefox();
});
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

test('a page behind a port, under a strict policy, is answered', async () => {
  const options = await browser.open('options');
  await options.run(
    'return browser.storage.local.set({ vgcaSites: [{ addresses: [arguments[0]] }] })',
    `${system.url}/*`,
  );
  const registered =
    'return browser.scripting.getRegisteredContentScripts().then((all) => all.map(({ id }) => id))';
  await expect
    .poll(() => options.run<string[]>(registered), { timeout: 60_000 })
    .toEqual(expect.arrayContaining(['kygui-vgca-page', 'kygui-vgca-relay']));
  await options.close();
  const { tab } = browser;
  await tab.goto(`${system.url}/strict`);
  await tab.run('window.ask("vgca_get_version", [])');
  const reply = 'return window.calls[0].reply';
  await expect.poll(() => tab.run<string | null>(reply), { timeout: 60_000 }).toContain('"Status":0');
});

test('a file that lies in the memory of the page comes to the window of its call', async () => {
  const { tab } = browser;
  await tab.goto(system.url);
  const file = await tab.run<string>('return URL.createObjectURL(new Blob(["%PDF-1.7", " ".repeat(3000)]))');
  const window = await browser.opens(() =>
    tab.run('window.ask("vgca_sign_pdf", [arguments[0]])', request(system, { FileName: file })),
  );
  await window.waitFor({ css: 'header', has: '3 KB' });
  await window.close();
});
