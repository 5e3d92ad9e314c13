import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { type ExtensionBrowser, launchWithExtension } from './support/browser.ts';
import {
  askToSign,
  closeByButton,
  goToPin,
  label,
  pairBrowser,
  readyToApprove,
  typePin,
  untilReturned,
} from './support/clerk.ts';
import { called, pressByKeyboard, tabTo } from './support/keyboard.ts';
import { judgeScreen, keepPicture } from './support/screens.ts';

/**
 * What a person sets at her desk, and that it is what gets drawn: a photographed signature and a scanned seal.
 * @needs chromium softhsm2-util pkcs11-tool openssl pdftocairo
 */
let dir: string;
let sandbox: Sandbox;
let browser: ExtensionBrowser;
let options: Page;
let scans: { signature: Buffer; seal: string };

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'kygui-settings-'));
  sandbox = await startSandbox({ dir, pollSeconds: 1, senderSettings: { stamps: [] } });
  await sandbox.sender.start();
  browser = await launchWithExtension();
  await pairBrowser(browser, sandbox.sender, 'hoa sen trắng');
  scans = { signature: await photographed(sandbox.stamps.signature), seal: sandbox.stamps.seal };
  options = await browser.open('options');
});
afterAll(async () => {
  await browser?.close();
  await sandbox?.stop();
  await rm(dir, { recursive: true, force: true });
});

/** A drawing as a telephone sees it: on yellowish paper with a wide margin, without any resolution. */
async function photographed(file: string, type: 'png' | 'jpeg' = 'png'): Promise<Buffer> {
  const page = await browser.context.newPage();
  await page.setViewportSize({ width: 1200, height: 800 });
  const drawn = (await readFile(file)).toString('base64');
  await page.setContent(
    `<body style="margin:0;background:#ece6d6"><img style="margin:190px 0 0 300px;width:520px" src="data:image/png;base64,${drawn}">`,
  );
  await page.waitForFunction(() => document.images[0]?.complete);
  const picture = await page.screenshot({ type });
  await page.close();
  return picture;
}

const edge = (key: string) => options.getByRole('slider', { name: label(key), exact: true });
const placeOf = async (key: string) => Number(await edge(key).getAttribute('aria-valuenow'));
const row = (key: string) => options.locator('.picture-row', { hasText: label(key) });
/** A row shows its picture once the bridge has handed it out. */
const shown = (key: string) => row(key).locator('img').waitFor({ timeout: 60_000 });

/** Share of the pixels of the first drawing on the page that are of a colour, and whether its corner is clear. */
function inkOnPage(consent: Page): Promise<{ blue: number; red: number; cornerAlpha: number }> {
  return consent.evaluate(async () => {
    const drawing = document.querySelector<HTMLElement>('.drawing[data-drawn]');
    const address = /url\("?(.*?)"?\)/u.exec(drawing?.style.backgroundImage ?? '')?.[1] ?? '';
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width;
    canvas.height = image.height;
    const context = canvas.getContext('2d');
    context?.drawImage(image, 0, 0);
    const data = context?.getImageData(0, 0, image.width, image.height).data ?? new Uint8ClampedArray();
    let [blue, red, ink] = [0, 0, 0];
    for (let index = 0; index < data.length; index += 4) {
      const [r = 0, , b = 0, a = 0] = data.slice(index, index + 4);
      if (a < 60) continue;
      ink += 1;
      if (b > r + 40) blue += 1;
      if (r > b + 60) red += 1;
    }
    return { blue: blue / Math.max(1, ink), red: red / Math.max(1, ink), cornerAlpha: data[3] ?? 255 };
  });
}

test('a photographed signature is cropped, freed of its paper and measured by keyboard, and kept by the bridge', async () => {
  await options.locator('#pictures button[data-role=approve]').waitFor({ timeout: 60_000 });
  await judgeScreen(options, 'settings-empty');
  await pressByKeyboard(options, called('pictureApprove'));
  await options.locator('dialog[open] .drop-picture').waitFor({ timeout: 60_000 });
  await judgeScreen(options, 'settings-picture-choose');
  await options.setInputFiles('input[name=picture]', {
    name: 'chu-ky.png',
    mimeType: 'image/png',
    buffer: scans.signature,
  });
  await edge('cropLeft').waitFor({ timeout: 60_000 });
  // Cut to the ink by itself: the margins of the photograph are gone.
  expect(await placeOf('cropLeft')).toBeGreaterThan(15);
  expect(await placeOf('cropRight')).toBeLessThan(80);
  const tight = await placeOf('cropTop');
  await tabTo(options, called('cropTop'));
  for (let press = 0; press < 4; press += 1) await options.keyboard.press('ArrowUp');
  await expect.poll(() => placeOf('cropTop')).toBeLessThan(tight);
  await pressByKeyboard(options, called('cropTight'));
  await expect.poll(() => placeOf('cropTop')).toBe(tight);
  await options.selectOption('select[name=certificate]', sandbox.pki.identities.leader.thumbprint);
  await judgeScreen(options, 'settings-picture-edit');
  await tabTo(options, called('nameSize'));
  await options.keyboard.press('Control+A');
  await options.keyboard.type('45');
  await options.locator('.note.warning').first().waitFor();
  await judgeScreen(options, 'settings-picture-too-large');
  await options.keyboard.press('Control+A');
  await options.keyboard.type('18');
  await pressByKeyboard(options, called('pictureKeep'));
  await options.getByText(label('pictureKept')).waitFor({ timeout: 60_000 });
  await shown('pictureApprove');
});

test('a scanned seal takes its real size from the file', async () => {
  await options.locator('#pictures button[data-role=issue]').click();
  await options.setInputFiles('input[name=picture]', scans.seal);
  await edge('cropLeft').waitFor({ timeout: 60_000 });
  const size = Number(await options.inputValue('input[name=size]'));
  expect(size).toBeGreaterThan(33);
  expect(size).toBeLessThan(37);
  await options.fill('input[name=size]', '36');
  await judgeScreen(options, 'settings-seal-edit');
  await options.getByRole('button', { name: label('pictureKeep'), exact: true }).click();
  await shown('pictureIssue');
  await judgeScreen(options, 'settings-pictures');
});

test('initials are pasted as JPEG and turned upright', async () => {
  await options.locator('#pictures button[data-role=initial]').click();
  const photograph = (await photographed(sandbox.stamps.signature, 'jpeg')).toString('base64');
  await options.bringToFront();
  await options.evaluate((base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], 'chu-nhay.jpg', { type: 'image/jpeg' }));
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
  }, photograph);
  await edge('cropLeft').waitFor({ timeout: 60_000 });
  const sides = () =>
    options.locator('.stage canvas').evaluate((canvas: HTMLCanvasElement) => [canvas.width, canvas.height]);
  expect(await sides()).toEqual([1200, 800]);
  const lying = await placeOf('cropTop');
  await pressByKeyboard(options, called('cropTurn'));
  await expect.poll(sides).toEqual([800, 1200]);
  await judgeScreen(options, 'settings-picture-turned');
  for (let press = 0; press < 3; press += 1) await pressByKeyboard(options, called('cropTurn'));
  await expect.poll(sides).toEqual([1200, 800]);
  // Cut to the ink again, where it was before it went round.
  expect(Math.abs((await placeOf('cropTop')) - lying)).toBeLessThanOrEqual(1);
  await options.selectOption('select[name=certificate]', sandbox.pki.identities.leader.thumbprint);
  await pressByKeyboard(options, called('pictureKeep'));
  await shown('pictureInitial');
});

test('agency: what IT has set is locked with the reason; what is filled in survives a restart', async () => {
  const field = (name: string) => options.locator(`#agency input[name=${name}]`);
  expect(await field('code').getAttribute('readonly')).not.toBeNull();
  await field('telephone').fill('0200 000 001');
  await options.locator('#agency button[type=submit]').click();
  await options.getByText(label('agencyKept')).waitFor({ timeout: 30_000 });
  await field('telephone').fill('0200 000 002');
  await sandbox.sender.stop();
  await options.locator('#connection .note', { hasText: 'BRIDGE_NOT_RUNNING' }).waitFor({ timeout: 60_000 });
  await judgeScreen(options, 'settings-away');
  await sandbox.sender.start();
  await options.locator('#connection .note.pass').waitFor({ timeout: 60_000 });
  // What was typed meanwhile is still there, and only what was kept comes back.
  expect(await field('telephone').inputValue()).toBe('0200 000 002');
  await options.reload();
  await expect.poll(() => field('telephone').inputValue(), { timeout: 60_000 }).toBe('0200 000 001');
  expect(await field('code').inputValue()).toBe('H99.01');
  await shown('pictureIssue');
});

test('the leader sees the signature, the clerk the seal in its real size, and neither types anything', async () => {
  const { qlvb, token } = sandbox;
  const page = await browser.context.newPage();
  const leader = await askToSign(browser, page, qlvb.url, 'lanhdao', '15/UBND-VP');
  await readyToApprove(leader, false);
  await leader.locator('.drawing[data-drawn]').first().waitFor({ timeout: 60_000 });
  await keepPicture(leader, 'settings-consent-signature');
  const signature = await inkOnPage(leader);
  expect(signature.blue).toBeGreaterThan(0.6);
  expect(signature.cornerAlpha).toBe(0);
  await goToPin(leader, false);
  await typePin(leader, token.pin, false);
  await untilReturned(leader);
  await closeByButton(leader);

  const clerk = await askToSign(browser, page, qlvb.url, 'vanthu', '15/UBND-VP');
  await clerk.locator('.drawing[data-drawn]').first().waitFor({ timeout: 90_000 });
  await keepPicture(clerk, 'settings-consent-seal');
  expect((await inkOnPage(clerk)).red).toBeGreaterThan(0.3);
  const seal = await clerk.getByRole('button', { name: label('partSeal') }).boundingBox();
  const sheet = await clerk.locator('.sheet').first().boundingBox();
  const millimetres = ((seal?.width ?? 0) / (sheet?.width ?? 1)) * 210;
  expect(Math.abs(millimetres - 36)).toBeLessThan(1);
  await clerk.close();
  await page.close();
});

test('in English, at 200 %, in the dark and in forced colours nothing is cut off', async () => {
  const select = options.locator('#language select');
  await select.selectOption('en');
  await options.getByRole('heading', { name: 'Signatures and seal' }).waitFor({ timeout: 60_000 });
  await options.locator('.picture-row img').nth(1).waitFor({ timeout: 60_000 });
  await judgeScreen(options, 'settings-en');
  await options.locator('#agency').scrollIntoViewIfNeeded();
  await keepPicture(options, 'settings-en-agency');
  await options.emulateMedia({ colorScheme: 'dark' });
  await judgeScreen(options, 'settings-en-dark');
  await options.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
  await judgeScreen(options, 'settings-en-forced-colours');
  await options.emulateMedia({ forcedColors: 'none' });
  await options.setViewportSize({ width: 683, height: 384 });
  await judgeScreen(options, 'settings-en-200');
  await options.locator('#pictures .picture-row button').first().click();
  await judgeScreen(options, 'settings-en-200-editor');
});
