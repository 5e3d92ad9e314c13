// @long
// @needs chromium softhsm2-util pkcs11-tool pdfsig qpdf
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kyguiProgram } from '../sandbox/office.ts';
import { runProgram } from '../sandbox/program.ts';
import { printedDay, type SampleLetter } from '../sandbox/systems/letters.ts';
import { startVgcaSystem } from '../sandbox/vgca/server.ts';
import { goToPin, label, readyToApprove, typePin } from './support/clerk.ts';
import { tabInto } from './support/keyboard.ts';
import { pressAt, pressButton } from './support/press-button.ts';
import { logIn, openDocument } from './support/qlvb.ts';
import { withSystem } from './support/sample-system.ts';
import { keepShadowRoot } from './support/shadow-roots.ts';
import { callPlugin, replyOf, untilServed } from './support/vgca.ts';
import {
  learnUpload,
  pointAt,
  pointByKeys,
  readRow,
  saveProfile,
  startWizard,
  startWizardByKeys,
} from './support/wizard.ts';
import { openWorkplace, type Workplace } from './support/workplace.ts';

/**
 * The product as it is shipped knows none of these systems: the clerk teaches it each with the mouse alone, and signs
 * with what it learned.
 */

const PRODUCT = fileURLToPath(new URL('../../dist/extension', import.meta.url));
const PATIENCE = { timeout: 60_000 };
let desk: Workplace;

beforeAll(async () => {
  desk = await openWorkplace({ browser: { extensionFolder: PRODUCT } });
});
afterAll(() => desk?.close());

async function expectRead(
  wizard: Page,
  letter: SampleLetter,
  parts: Record<string, string> = {},
): Promise<void> {
  const { number, notation, date, subject, signer } = letter;
  const wanted = { number, notation, date: printedDay(date), subject, signerName: signer, ...parts };
  for (const [part, value] of Object.entries(wanted)) expect(await readRow(wizard, part), part).toBe(value);
}

/** Signs in the window that opened; what the page says of the file is told, and the system holds the signed version. */
async function sign(
  consent: Page,
  versions: () => number,
  back: 'resultReturned' | 'resultUnchecked' | 'resultKept' = 'resultReturned',
): Promise<void> {
  const wanted = versions() + (back === 'resultKept' ? 0 : 1);
  await readyToApprove(consent, false);
  await goToPin(consent, false);
  await typePin(consent, desk.sandbox.token.pin, false);
  await consent.getByText(label(back)).waitFor(PATIENCE);
  await expect.poll(versions, PATIENCE).toBe(wanted);
  await consent.close();
}

test('a server-rendered system: everything is found by itself, and the signed file comes back', async () => {
  const { page, sandbox } = desk;
  const bytes = new TextEncoder().encode('Biểu số liệu');
  const code = await desk.letter({
    number: '811',
    waitsFor: 'leader',
    attachments: [
      { name: 'Phụ lục I.pdf', fileName: 'phu-luc-1.pdf', bytes },
      { name: 'so-lieu.xlsx', fileName: 'so-lieu.xlsx', bytes },
    ],
  });
  await logIn(page, sandbox.qlvb.url, 'lanhdao');
  await openDocument(page, sandbox.qlvb.url, code);
  // By keyboard alone: another place of the page for one line, the right one again, a button less, kept.
  const wizard = await startWizardByKeys(desk.browser.context, page);
  expect(await readRow(wizard, 'number')).toBe('811');
  expect(await readRow(wizard, 'notation')).toBe('UBND-VP');
  expect(await readRow(wizard, 'recipients')).toContain('H99.02');
  expect(await readRow(wizard, 'attachments')).toBe('Phụ lục I.pdf; so-lieu.xlsx');
  const { signer, position } = sandbox.qlvb.dump().find((one) => one.number === '811') ?? {};
  await pointByKeys(wizard, page, 'signerName', position ?? '');
  expect(await readRow(wizard, 'signerName')).toBe(position);
  await pointByKeys(wizard, page, 'signerName', signer ?? '');
  expect(await readRow(wizard, 'signerName')).toBe(signer);
  await tabInto(wizard, 'input[name=issue]');
  await wizard.keyboard.press('Space');
  await tabInto(wizard, '.button.primary');
  await wizard.keyboard.press('Enter');
  await wizard.getByText(label('wizardSavedNext')).waitFor(PATIENCE);
  await wizard.close();
  const held = () => sandbox.qlvb.dump().find((one) => one.number === '811')?.history.length ?? 0;
  await sign(await pressButton(page, page), held);
});

test('WebForms: the letter lies in a frame of a frame, its file behind a post-back, its texts are decomposed', async () => {
  await withSystem(desk, 'webforms', async (page, _, letter) => {
    await expect.poll(() => page.frame({ name: 'noidung' })?.url() ?? '', PATIENCE).toContain('XuLy.aspx');
    const frame = page.frame({ name: 'noidung' }) as Frame;
    await frame.locator('#ctl00_grvVanBan tr', { hasText: letter.number }).locator('a').click();
    await frame.locator('#ctl00_lblSo', { hasText: letter.number }).waitFor(PATIENCE);
    const wizard = await startWizard(desk.browser.context, page);
    await expectRead(wizard, letter);
    await saveProfile(wizard, 'approve');
    await wizard.close();
    await sign(await pressButton(page, frame), () => letter.versions.length);
  });
});

test('an Angular-like application: the button that shows the file and one of the recipients are pointed at', async () => {
  await withSystem(desk, 'angular', async (page, _, letter) => {
    await page.getByRole('button', { name: 'Đăng nhập' }).click();
    await page.locator('a', { hasText: letter.subject }).click();
    await page.locator('.xem').waitFor(PATIENCE);
    const wizard = await startWizard(desk.browser.context, page);
    await pointAt(wizard, page, 'file', page.locator('.xem'));
    await pointAt(wizard, page, 'recipients', page.locator('mat-chip').first());
    await expectRead(wizard, letter, { recipients: 'H99.02; G99' });
    await saveProfile(wizard, 'approve');
    await wizard.close();
    // Another time: the viewer is not open yet.
    await page.reload();
    await sign(await pressButton(page, page), () => letter.versions.length);
  });
});

test('a strict content security policy and a closed shadow root', async () => {
  await withSystem(desk, 'shadow', async (page, _, letter) => {
    const inside = await keepShadowRoot(page);
    await page.goto(page.url().replace(/\d+$/u, String(letter.id)));
    await expect.poll(() => inside('a.tep'), PATIENCE).not.toBeNull();
    const wizard = await startWizard(desk.browser.context, page);
    await expectRead(wizard, letter, { recipients: 'H99.02; G99' });
    await saveProfile(wizard, 'approve');
    await wizard.close();
    await sign(await pressAt(page, () => inside('kygui-button')), () => letter.versions.length);
  });
});

test('a React-like application that draws everything anew: file by token, one address for all letters', async () => {
  await withSystem(desk, 'react', async (page, _, letter) => {
    const openLetter = async () => {
      await page.getByRole('button', { name: letter.subject }).click();
      await page.locator('.detail').waitFor(PATIENCE);
    };
    await openLetter();
    const wizard = await startWizard(desk.browser.context, page);
    await pointAt(wizard, page, 'file', page.locator('.view'));
    await pointAt(wizard, page, 'subject', page.locator('.detail h2'));
    await pointAt(wizard, page, 'recipients', page.locator('.detail li').first());
    const { number, notation, date, subject } = letter;
    const wanted = { number, notation, date: printedDay(date), subject, recipients: 'H99.02; G99' };
    for (const [part, value] of Object.entries(wanted)) expect(await readRow(wizard, part), part).toBe(value);
    await saveProfile(wizard, 'approve');
    await wizard.close();
    await page.reload();
    await openLetter();
    await sign(await pressButton(page, page), () => letter.versions.length, 'resultUnchecked');
  });
});

test('a redrawn table in TCVN3: each row is a letter; how files go back is learned from one upload of the page', async () => {
  await withSystem(desk, 'table', async (page, system, letter) => {
    await page.locator('#dsVanBan tr.dong').nth(2).waitFor(PATIENCE);
    const wizard = await startWizard(desk.browser.context, page);
    const [first] = system.letters.all;
    if (!first) throw new Error('the system holds no letters');
    expect(await readRow(wizard, 'number')).toBe(first.number);
    expect(await readRow(wizard, 'subject')).toContain(first.subject);
    expect(await readRow(wizard, 'signerName')).toBe(first.signer);
    await wizard.getByText(label('wizardNoBack')).waitFor(PATIENCE);
    const draft = new TextEncoder().encode('%PDF-1.7\n%%EOF\n');
    await learnUpload(wizard, page, page.locator('.tai-len').first(), draft);
    expect(await readRow(wizard, 'input')).toContain('/bang/cap-nhat');
    await saveProfile(wizard, 'approve');
    await wizard.close();
    await expect.poll(() => page.locator('kygui-button').count(), PATIENCE).toBe(3);
    await page.fill('#loc', letter.number);
    await expect.poll(() => page.locator('kygui-button').count(), PATIENCE).toBe(1);
    const consent = await pressButton(page, page);
    await consent.getByText(letter.fileName).first().waitFor(PATIENCE);
    // Other rows come back meanwhile: the file goes to its own letter.
    await page.fill('#loc', '');
    await sign(consent, () => letter.versions.length);
    expect(system.letters.all.map(({ versions }) => versions.length)).toEqual([2, 2, 1]);
  });
});

/** `kygui profile check` of what the wizard exports, on the page as the browser saves it. */
async function checkExported(wizard: Page, page: Page): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kygui-exported-'));
  try {
    const downloading = wizard.waitForEvent('download', PATIENCE);
    await wizard.getByRole('button', { name: label('wizardExport'), exact: true }).click();
    const [profile, saved] = [path.join(folder, 'profile.json'), path.join(folder, 'page.html')];
    await (await downloading).saveAs(profile);
    await writeFile(saved, await page.content());
    const words = ['profile', 'check', profile, saved, '--address', page.url(), '--json'];
    const { stdout, stderr } = await runProgram(process.execPath, [kyguiProgram, ...words]);
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as Record<string, unknown>;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('an embedded viewer that saves what it holds: found by itself; IT can check what is exported of it', async () => {
  await withSystem(desk, 'viewer', async (page, _, letter) => {
    const wizard = await startWizard(desk.browser.context, page);
    const { number, notation, date, subject } = letter;
    const wanted = { number, notation, date: printedDay(date), subject, input: label('wizardByViewer') };
    for (const [part, value] of Object.entries(wanted)) expect(await readRow(wizard, part), part).toBe(value);
    expect(await checkExported(wizard, page)).toMatchObject({
      ok: true,
      pages: [{ read: { number: [number], notation: [notation], date: [date], subject: [subject] } }],
    });
    await saveProfile(wizard, 'approve');
    await wizard.close();
    await sign(await pressButton(page, page), () => letter.versions.length);
  });
});

test('pages written for the VGCA Sign Service, as global script and as bundled module: told by the wizard, served after one press', async () => {
  const system = await startVgcaSystem();
  const page = await desk.browser.context.newPage();
  try {
    for (const path of ['/module', '/']) {
      await page.goto(`${system.url}${path}`);
      const wizard = await startWizard(desk.browser.context, page);
      const part = wizard.locator('[data-part=vgca]');
      if (path === '/') await part.getByText(label('wizardVgcaOnNext')).waitFor(PATIENCE);
      else {
        await part.getByRole('button', { name: label('wizardVgcaSwitch'), exact: true }).click();
        await part.getByText(label('wizardVgcaOnNext')).waitFor(PATIENCE);
      }
      await wizard.close();
    }
    await untilServed(desk.browser, system.url);
    await page.reload();
    expect(await replyOf(page, await callPlugin(page, 'vgca_get_version'))).toMatchObject({ Status: 0 });
  } finally {
    await page.close();
    await system.stop();
  }
});
