// @long
// @needs chromium softhsm2-util pkcs11-tool gcc qpdf
import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { heavyPdf, notPdf, passwordPdf } from '../sandbox/qlvb/odd-documents.ts';
import type { FaultModule } from '../sandbox/token/fault-module.ts';
import { EXTENSION_FOLDER, type ExtensionBrowser, launchWithExtension } from './support/browser.ts';
import { goToPin, label, pairBrowser, readyToApprove, typePin, untilReturned } from './support/clerk.ts';
import { jobOf } from './support/jobs.ts';
import { expectFinding, expectNote } from './support/notes.ts';
import { expectNothingDone, outboxOf, packagesOf, uploadsOf } from './support/outcome.ts';
import { logIn, pressForConsent } from './support/qlvb.ts';
import { openWorkplace, pictures, type Workplace } from './support/workplace.ts';

/** Every way a clerk's day goes wrong ends in a code, a Vietnamese sentence and a next step, with nothing lost. */

const MEGABYTE = 1_048_576;
let desk: Workplace;
let fault: FaultModule;
const look = pictures('bad-input');

beforeAll(async () => {
  desk = await openWorkplace({ faultModule: true, senderSettings: { maxFileBytes: MEGABYTE } });
  if (!desk.sandbox.fault) throw new Error('no fault module');
  fault = desk.sandbox.fault;
});
afterAll(() => desk?.close());
beforeEach(() => fault.reset());
afterEach(async () => {
  for (const page of desk.browser.context.pages()) {
    if (page.url().includes('/consent/')) await page.close();
  }
});

let number = 300;
type Letter = Parameters<Workplace['letter']>[0];

/** Enters a letter, opens it and presses the button. */
async function press(
  more: Partial<Letter> = {},
  browser: ExtensionBrowser = desk.browser,
  page: Page = desk.page,
): Promise<{ code: string; consent: Page }> {
  number += 1;
  const waitsFor = more.waitsFor ?? 'leader';
  const code = await desk.letter({ number: String(number), ...more, waitsFor });
  await page.bringToFront();
  const { url } = desk.sandbox.qlvb;
  await logIn(page, url, waitsFor === 'leader' ? 'lanhdao' : 'vanthu');
  await page.goto(`${url}/VanBanDi/ChiTiet/${desk.sandbox.qlvb.dump().at(-1)?.id}`);
  return { code, consent: await pressForConsent(browser.context, page) };
}

const signButton = (consent: Page, sends: boolean) =>
  consent.getByRole('button', { name: label(sends ? 'goSignAndSend' : 'goSign'), exact: true });
const dialogButton = (consent: Page, key: string) =>
  consent.locator('dialog').getByRole('button', { name: label(key), exact: true });
const triesShown = (consent: Page) =>
  consent
    .locator('dialog dt', { hasText: label('pinTries') })
    .locator('+ dd')
    .textContent();
/** Wrong PINs as the bridge has counted them, over all tokens. */
async function countedTries(): Promise<number> {
  const text = await readFile(path.join(desk.sandbox.sender.home, 'pin-tries.json'), 'utf8').catch(
    () => '{}',
  );
  return Object.values(JSON.parse(text) as Record<string, number>).reduce((sum, one) => sum + one, 0);
}

test('a wrong PIN: tries left are shown, the program never tries again, the last try wants a typed word', async () => {
  await fault.order('locks-after-three');
  const { code, consent } = await press();
  await readyToApprove(consent, false);
  await goToPin(consent, false);
  expect(await triesShown(consent)).toBe('3');

  await typePin(consent, '11112222', false);
  expect(await expectNote(consent, 'TOKEN_PIN_WRONG')).toContain('2');
  await expect.poll(() => triesShown(consent)).toBe('2');
  await look(consent, '01-wrong-pin');
  expect(await fault.logins()).toHaveLength(1);
  expect(await countedTries()).toBe(1);

  await typePin(consent, '11112222', false);
  await expectNote(consent, 'TOKEN_PIN_SAME');
  await look(consent, '02-same-wrong-pin');
  expect(await fault.logins()).toHaveLength(1);

  await typePin(consent, '33334444', false);
  expect(await expectNote(consent, 'TOKEN_PIN_WRONG')).toContain('1');
  await expect.poll(() => triesShown(consent)).toBe('1');
  expect(await fault.logins()).toHaveLength(2);
  expect(await countedTries()).toBe(2);
  await consent.getByText(label('lastTrySays')).waitFor();

  const field = consent.locator('dialog input[type=password]');
  await field.fill(desk.sandbox.token.pin);
  expect(await dialogButton(consent, 'sign').isDisabled()).toBe(true);
  await field.press('Enter');
  expect(await fault.logins()).toHaveLength(2);
  await look(consent, '03-last-try');
  await consent.locator('dialog input:not([type=password])').fill(label('lastTryWord'));
  await dialogButton(consent, 'sign').click();
  await untilReturned(consent);
  expect(await fault.logins()).toHaveLength(3);
  expect(await countedTries()).toBe(0);
  expect(uploadsOf(desk, code)).toBe(1);
});

test('three wrong PINs: the token is locked, the window says so and asks for no other PIN', async () => {
  await fault.order('locks-after-three');
  const { code, consent } = await press();
  await readyToApprove(consent, false);
  await goToPin(consent, false);
  for (const pin of ['11112222', '33334444']) {
    await typePin(consent, pin, false);
    await expectNote(consent, 'TOKEN_PIN_WRONG');
    await expect.poll(async () => Number(await triesShown(consent))).toBe(pin === '11112222' ? 2 : 1);
  }
  await consent.locator('dialog input:not([type=password])').fill(label('lastTryWord'));
  await typePin(consent, '55556666', false);
  await expectNote(consent, 'TOKEN_LOCKED');
  await expect.poll(() => consent.locator('dialog input').count()).toBe(0);
  expect(await dialogButton(consent, 'sign').count()).toBe(0);
  await look(consent, '04-locked');
  expect(await fault.logins()).toHaveLength(3);
  await expectNothingDone(desk, code);
  await fault.reset();
  await rm(path.join(desk.sandbox.sender.home, 'pin-tries.json'), { force: true });
});

test('a file that is no PDF', async () => {
  const { code, consent } = await press({ bytes: notPdf() });
  await expectNote(consent, 'PDF_NOT_PDF');
  expect(await signButton(consent, false).isDisabled()).toBe(true);
  await look(consent, '05-not-a-pdf');
  await expectNothingDone(desk, code);
});

test('a PDF that opens with a password only', async () => {
  const { code, consent } = await press({ bytes: await passwordPdf() });
  await expectNote(consent, 'PDF_NEEDS_PASSWORD');
  expect(await signButton(consent, false).isDisabled()).toBe(true);
  await look(consent, '06-password');
  await expectNothingDone(desk, code);
});

test('a file over the limit of the bridge', async () => {
  const { code, consent } = await press({ bytes: await heavyPdf(MEGABYTE + 1) });
  await expectNote(consent, 'DOCUMENT_TOO_LARGE');
  expect(await signButton(consent, false).isDisabled()).toBe(true);
  await look(consent, '07-too-large');
  await expectNothingDone(desk, code);
});

test('a letter without a number: refused until the clerk fills it in', async () => {
  const { code, consent } = await press({ number: '', waitsFor: 'clerk' });
  await expectFinding(consent, 'N.MessageHeader.Code.CodeNumber');
  // Beside the button too: the list of checks may be longer than the screen.
  await consent.locator('footer', { hasText: 'Chưa ký được' }).waitFor();
  expect(await signButton(consent, true).isDisabled()).toBe(true);
  await look(consent, '08-no-number');
  await expectNothingDone(desk, code);
  await consent.getByRole('textbox', { name: new RegExp(`^${label('fieldNumber')} `, 'u') }).fill('399');
  await readyToApprove(consent, true);
});

test('a recipient whose code the directory does not know', async () => {
  const { code, consent } = await press({
    waitsFor: 'clerk',
    recipients: [{ code: 'H99.77', name: 'UBND xã Mẫu không có thật' }],
  });
  const text = await expectFinding(consent, /MessageHeader\.To/u);
  expect(text).toContain('H99.77');
  expect(await signButton(consent, true).isDisabled()).toBe(true);
  await look(consent, '09-unknown-recipient');
  await expectNothingDone(desk, code);
});

test('a recipient that is locked on the axis: the letter stays, the list says why and what to do', async () => {
  const { code, consent } = await press({
    waitsFor: 'clerk',
    recipients: [{ code: 'H99.04', name: 'UBND xã Mẫu D' }],
  });
  await readyToApprove(consent, true);
  await goToPin(consent, true);
  await typePin(consent, desk.sandbox.token.pin, true);
  await untilReturned(consent);
  const panel = await desk.browser.open('panel');
  const letter = panel.locator('article.item', { hasText: code }).first();
  await letter.waitFor();
  await letter.locator('button.item-head').click();
  await letter.getByText('AXIS_RECIPIENT_LOCKED').first().waitFor({ timeout: 60_000 });
  await expectNote(panel, 'AXIS_RECIPIENT_LOCKED');
  await look(panel, '10-locked-recipient');
  expect(packagesOf(desk, code)).toEqual([]);
  expect((await outboxOf(desk, code)).map(({ state }) => state)).not.toContain('receipted');
  await panel.close();
});

test('no token in the reader: the window says so, and goes on when it is plugged in', async () => {
  await fault.order('pulled');
  const { code, consent } = await press();
  await consent.getByText(label('noToken')).waitFor({ timeout: 30_000 });
  await consent.getByText(label('noTokenNext')).waitFor();
  expect(await signButton(consent, false).isDisabled()).toBe(true);
  await look(consent, '11-no-token');
  await fault.order();
  await consent.getByRole('button', { name: label('lookAgain'), exact: true }).click();
  await readyToApprove(consent, false);
  await expectNothingDone(desk, code);
});

test('the token is pulled out while the clerk types the PIN', async () => {
  const { code, consent } = await press();
  await readyToApprove(consent, false);
  await goToPin(consent, false);
  await fault.order('pulled');
  await typePin(consent, desk.sandbox.token.pin, false);
  await consent.getByText('TOKEN_NONE').waitFor({ timeout: 30_000 });
  await consent.getByRole('button', { name: label('lookAgain'), exact: true }).waitFor();
  await look(consent, '12-pulled-before-pin');
  expect(await fault.logins()).toEqual([]);
  await expectNothingDone(desk, code);
  await fault.order();
  await consent.getByRole('button', { name: label('lookAgain'), exact: true }).click();
  await readyToApprove(consent, false);
  await goToPin(consent, false);
  await typePin(consent, desk.sandbox.token.pin, false);
  await untilReturned(consent);
  expect(await fault.logins()).toHaveLength(1);
});

test('the token is pulled out while it signs, and the files of the token are gone', async () => {
  const { code, consent } = await press();
  await readyToApprove(consent, false);
  await goToPin(consent, false);
  await fault.order('wait C_Sign');
  await typePin(consent, desk.sandbox.token.pin, false);
  await expect.poll(async () => (await jobOf(consent))?.progress?.step, { timeout: 30_000 }).toBe('signing');
  const tokens = path.join(path.dirname(desk.sandbox.token.env.SOFTHSM2_CONF), 'tokens');
  await rename(tokens, `${tokens}-away`);
  await fault.order('pulled');
  try {
    await expectNote(consent, 'TOKEN_REMOVED');
    await look(consent, '13-pulled-while-signing');
  } finally {
    await rename(`${tokens}-away`, tokens);
  }
  expect(uploadsOf(desk, code)).toBe(0);
  // As the window says: plugged in again, signed again, in the same window and with a PIN of its own.
  await fault.order();
  await consent.getByRole('button', { name: label('signAgain'), exact: true }).click();
  await readyToApprove(consent, false);
  await goToPin(consent, false);
  await typePin(consent, desk.sandbox.token.pin, false);
  await untilReturned(consent);
  expect(uploadsOf(desk, code)).toBe(1);
});

test('an expired certificate is not signed with, and no PIN is spent on it', async () => {
  const { code, consent } = await press();
  await readyToApprove(consent, false);
  await consent
    .getByRole('combobox', { name: label('certificate') })
    .selectOption(desk.sandbox.pki.identities.leaderExpired.thumbprint);
  await expectNote(consent, 'TOKEN_CERTIFICATE_EXPIRED');
  await consent.getByText(label('preparing')).waitFor({ state: 'hidden' });
  await look(consent, '14-expired');
  expect(await signButton(consent, false).isDisabled()).toBe(true);
  expect(await fault.logins()).toEqual([]);
  await expectNothingDone(desk, code);
});

test('the bridge is not running', async () => {
  await desk.sandbox.sender.stop();
  const { code, consent } = await press();
  await expectNote(consent, 'BRIDGE_NOT_RUNNING');
  await look(consent, '15-bridge-not-running');
  await desk.sandbox.sender.start();
  await consent
    .getByRole('button', { name: label('tryAgain'), exact: true })
    .first()
    .click();
  await readyToApprove(consent, false);
  await expectNothingDone(desk, code);
});

test('a browser that is not paired is led to the pairing, and goes on by itself afterwards', async () => {
  const browser = await launchWithExtension();
  try {
    const page = await browser.context.newPage();
    const { code, consent } = await press({}, browser, page);
    await expectNote(consent, 'CHANNEL_NOT_PAIRED');
    await look(consent, '16-not-paired');
    await pairBrowser(browser, desk.sandbox.sender, 'cánh cò bay');
    await readyToApprove(consent, false);
    await expectNothingDone(desk, code);
  } finally {
    await browser.close();
  }
});

/** The built extension with another range of protocol versions: nothing else differs. */
async function extensionSpeaking(range: { min: number; max: number }): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kygui-extension-'));
  await cp(EXTENSION_FOLDER, folder, { recursive: true });
  const pattern = /(PROTOCOL_VERSIONS = \{\s*min: )\d+(,\s*max: )\d+/u;
  let changed = 0;
  for (const name of await readdir(path.join(folder, 'assets'))) {
    if (!name.endsWith('.js')) continue;
    const file = path.join(folder, 'assets', name);
    const text = await readFile(file, 'utf8');
    if (!pattern.test(text)) continue;
    await writeFile(file, text.replace(pattern, `$1${range.min}$2${range.max}`));
    changed += 1;
  }
  if (changed === 0) throw new Error('The protocol versions were not found in the build');
  return folder;
}

test('bridge and extension of versions that do not fit: the older side is named', async () => {
  const folder = await extensionSpeaking({ min: 7, max: 9 });
  const browser = await launchWithExtension({ extensionFolder: folder });
  try {
    const pairing = await browser.open('pairing');
    const { code: shown } = await desk.sandbox.sender.pair();
    await pairing.fill('input[name=code]', shown);
    await pairing.getByRole('button', { name: label('pairNow'), exact: true }).click();
    await expectNote(pairing, 'CHANNEL_VERSION_MISMATCH');
    await look(pairing, '17-versions-while-pairing');
    const page = await browser.context.newPage();
    const { code, consent } = await press({}, browser, page);
    const text = await expectNote(consent, 'CHANNEL_VERSION_MISMATCH');
    expect(text).toContain('7–9');
    await look(consent, '17-versions');
    await expectNothingDone(desk, code);
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
});
