// @needs firefox-esr softhsm2-util pkcs11-tool
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { label } from './support/clerk.ts';
import { type FirefoxBrowser, launchFirefox } from './support/firefox/browser.ts';
import type { Sought } from './support/firefox/tab.ts';

/** From the installation to the first signed page in Firefox: the same steps, in a real window of the extension. */
const SHOTS = fileURLToPath(new URL('../../shots/first-run-firefox', import.meta.url));
let dir: string;
let sandbox: Sandbox;
let browser: FirefoxBrowser;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'kygui-first-run-firefox-'));
  sandbox = await startSandbox({ dir, pollSeconds: 1, senderSettings: { stamps: [] } });
  await sandbox.sender.start();
  browser = await launchFirefox({ keepsWelcome: true });
});
afterAll(async () => {
  await browser?.close();
  await sandbox?.stop();
  await rm(dir, { recursive: true, force: true });
});

const button = (key: string): Sought => ({ css: 'button', text: label(key) });
const step = (key: string): Sought => ({ css: 'h2', has: label(key) });

test('the installation opens the steps; they lead to a signed sample and its verdict', async () => {
  const { welcome: page } = browser;
  if (!page) throw new Error('no first-run page');
  await page.click({ css: 'option[value=vi]' });
  await page.waitFor({ css: 'h1', text: label('welcomeTitle') });
  await page.waitFor(step('stepBridge'));
  await page.click(button('stepNext'));

  await page.waitFor(step('stepPair'));
  const { code, done } = await sandbox.sender.pair();
  await page.type({ css: 'input[name=code]' }, code);
  await page.type({ css: 'input[name=phrase]' }, 'hoa sen trắng');
  await page.picture(SHOTS, '2-pair');
  await page.click(button('pairNow'));
  await page.waitFor({ css: '.note.pass', has: 'hoa sen trắng' });
  expect(await done).toBe(0);
  await page.click(button('stepNext'));

  await page.waitFor(step('stepToken'));
  await page.waitFor({ css: '.token-list' });
  await page.picture(SHOTS, '3-token');
  await page.click(button('stepNext'));

  await page.waitFor(step('stepCertificates'));
  const { thumbprint } = sandbox.pki.identities.leader;
  await page.click({ css: `#certificate-approve option[value="${thumbprint}"]` });
  await page.waitFor({ css: '.step-button.done', has: label('stepCertificates') });
  await page.picture(SHOTS, '4-certificates');
  await page.click(button('stepNext'));

  await page.waitFor(step('stepSample'));
  const consent = await browser.opens(() => page.click(button('sampleSign')));
  await consent.waitFor({ css: '.drawing[data-drawn]' });
  await consent.picture(SHOTS, '6-consent');
  await consent.click({ ...button('goSign'), enabled: true });
  await consent.type({ css: 'input[type=password]' }, sandbox.token.pin);
  await consent.click({ ...button('sign'), within: { css: 'dialog' }, enabled: true });
  await consent.waitFor({ css: '.note.pass', has: label('resultSigned') });
  await consent.picture(SHOTS, '6-signed');

  await page.waitFor({ css: '.note.pass', has: label('sampleSigned') });
  await page.picture(SHOTS, '7-signed');
  await page.click(button('stepNext'));
  await page.waitFor({ css: '.note.pass', has: label('welcomeReady') });
  const letters = await sandbox.sender.command('outbox', '--json');
  expect(JSON.parse(letters.stdout)).toMatchObject({ total: 0 });
});
