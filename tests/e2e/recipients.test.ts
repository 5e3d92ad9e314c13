import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SANDBOX_AGENCIES, type SandboxAgency } from '../sandbox/axis/agencies.ts';
import { extensionPage } from './support/browser.ts';
import { askToSign, label, readyToApprove } from './support/clerk.ts';
import { called, focusedName, tabInto, tabTo } from './support/keyboard.ts';
import { accessibilityFaults, cutTexts, keepPicture } from './support/screens.ts';
import { openWorkplace, type Workplace } from './support/workplace.ts';

/**
 * Choosing recipients: what a page names, typing, groups, the tree, long lists, and the page on which groups are kept.
 * @needs chromium softhsm2-util pkcs11-tool openssl pdftocairo
 */
const WAIT = { timeout: 60_000 };
const commune = (code: string, parentCode: string, name: string): SandboxAgency => ({
  ...{ code, parentCode, name, oldCode: `000.00.07.${parentCode || code}` },
  ...{ mail: '', systemId: `sandbox.${code}`, secret: `sandbox-secret-${code}` },
});

let folder = '';
let workplace: Workplace;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kygui-recipients-'));
  workplace = await openWorkplace({
    units: {
      directoryUnits: 600,
      agencies: [
        ...SANDBOX_AGENCIES,
        commune('H98', '', 'UBND tỉnh Mẫu Khác'),
        commune('H98.07', 'H98', 'UBND xã Mẫu Đông'),
        commune('H99.07', 'H99', 'UBND xã Mẫu Đông'),
      ],
    },
    senderSettings: {
      register: { enabled: true },
      directory: { groups: [{ name: 'Khối thi đua số 1', codes: ['H99.03', 'H99.90', 'G99'] }] },
    },
  });
});
afterAll(async () => {
  await workplace?.close();
  await rm(folder, { recursive: true, force: true });
});

let letters = 300;

/** A fresh letter, asked to be issued and sent. */
async function consentFor(...recipients: { code: string; name: string }[]): Promise<Page> {
  letters += 1;
  const code = await workplace.letter({ number: String(letters), waitsFor: 'clerk', recipients });
  const { browser, page, sandbox } = workplace;
  // One that a failed try left open.
  for (const left of browser.context.pages()) if (left.url().includes('/consent/')) await left.close();
  const consent = await askToSign(browser, page, sandbox.qlvb.url, 'vanthu', code);
  await consent.locator('.chip').first().waitFor(WAIT);
  return consent;
}

const text = (key: string, ...values: (string | number)[]) =>
  values.reduce<string>((filled, value, at) => filled.replace(`$${at + 1}`, String(value)), label(key));
const B = { code: 'H99.02', name: 'UBND xã Mẫu B' };
const field = (page: Page) => page.getByRole('combobox', { name: label('addRecipient') });
const codes = (page: Page) => page.locator('.chip code').allTextContents();
const said = (page: Page, words: string) => page.locator('.recipients-said').getByText(words).waitFor(WAIT);

async function judge(page: Page, name: string): Promise<void> {
  await keepPicture(page, name);
  expect.soft(await accessibilityFaults(page), name).toEqual([]);
  expect.soft(await cutTexts(page), name).toEqual([]);
}

test('what a page names is looked up; what is closed or has two meanings is settled by a press', async () => {
  const consent = await consentFor(
    { code: 'H99.02', name: 'UBND xã Mẫu B' },
    { code: '', name: 'Ủy ban nhân dân xã Mẫu A' },
    { code: '', name: 'UBND xã Mẫu Đông' },
    { code: 'H99.90', name: 'UBND xã Mẫu Cũ' },
    { code: '', name: 'Lưu: VT' },
  );
  await consent.getByText(label('foundByName')).waitFor(WAIT);
  await expect.poll(() => codes(consent), WAIT).toEqual(['H99.02', 'H99.01', 'H99.90']);
  await consent.locator('.recipients').scrollIntoViewIfNeeded();
  await judge(consent, 'vi-recipients-read');

  // Our own province's unit is proposed first; nothing is chosen by itself.
  const meant = consent.getByRole('group', { name: text('chooseUnitFor', 'UBND xã Mẫu Đông') });
  expect(await meant.locator('.proposal small').allTextContents()).toEqual([
    'H99.07 · UBND tỉnh Mẫu',
    'H98.07 · UBND tỉnh Mẫu Khác',
  ]);
  await meant.locator('.proposal').first().click();
  await consent.getByRole('button', { name: text('replaceBy', 'UBND xã Mẫu C') }).click();
  await consent.getByRole('button', { name: text('removeRecipient', 'Lưu: VT') }).click();
  await expect.poll(() => codes(consent), WAIT).toEqual(['H99.02', 'H99.01', 'H99.07', 'H99.03']);
  await consent.close();
});

test('recipients are found, doubled ones refused in words, the last one taken back, all by keyboard', async () => {
  const consent = await consentFor(B);
  const input = field(consent);
  await input.focus();
  await consent.locator('.offered', { hasText: label('offeredGroups') }).waitFor(WAIT);
  await judge(consent, 'vi-recipients-offered');
  await consent.keyboard.type('ubnd xa mau');
  await consent.locator('.offered', { hasText: label('offeredUnits') }).waitFor(WAIT);
  await consent.locator('.offer[aria-selected=true]').waitFor(WAIT);
  await judge(consent, 'vi-recipients-typing');
  await consent.emulateMedia({ colorScheme: 'dark' });
  await judge(consent, 'vi-recipients-typing-dark');
  await consent.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
  await judge(consent, 'vi-recipients-typing-contrast');
  await consent.emulateMedia({ forcedColors: 'none' });
  await consent.setViewportSize({ width: 683, height: 384 });
  await consent.locator('.suggestions').evaluate((list) => list.scrollIntoView({ block: 'nearest' }));
  await judge(consent, 'vi-recipients-typing-200');
  await consent.setViewportSize({ width: 1366, height: 768 });

  // Typed at once with Enter behind it: the answer to the whole text is what is chosen.
  await input.fill('');
  await consent.keyboard.type('h99.02');
  await consent.keyboard.press('Enter');
  await said(consent, text('alreadyChosen', 'UBND xã Mẫu B'));
  await consent.keyboard.type('bm');
  await consent.keyboard.press('Enter');
  await said(consent, text('recipientsAdded', 'Bộ Mẫu'));
  await expect.poll(() => codes(consent), WAIT).toEqual(['H99.02', 'G99']);
  await consent.keyboard.press('Backspace');
  await said(consent, text('recipientRemoved', 'Bộ Mẫu'));
  await expect.poll(() => codes(consent), WAIT).toEqual(['H99.02']);
  await consent.getByRole('button', { name: label('undo'), exact: true }).click();
  await expect.poll(() => codes(consent), WAIT).toEqual(['H99.02', 'G99']);
  await input.fill('không có đơn vị này');
  await consent.getByText(label('nothingFound')).waitFor(WAIT);
  await judge(consent, 'vi-recipients-nothing');
  await consent.close();
});

test('the units below one are chosen together, a long list folds, becomes a group, and is offered again', async () => {
  const consent = await consentFor(B);
  await consent.getByRole('button', { name: label('chooseUnderUnit') }).click();
  const tree = consent.getByRole('dialog', { name: label('underUnitTitle') });
  // Our own agency has none below it: its province is where it begins.
  await tree.getByText('UBND xã Mẫu C').waitFor(WAIT);
  await judge(consent, 'vi-recipients-tree');
  await tree.getByRole('button', { name: label('wholeTree'), exact: true }).click();
  await tree.getByRole('button', { name: text('openUnder', 'UBND tỉnh An Mẫu') }).click();
  await tree.locator('[aria-current]', { hasText: 'UBND tỉnh An Mẫu' }).waitFor(WAIT);
  await tree.getByPlaceholder(label('filterUnits')).fill('ubnd xa th');
  await tree.getByRole('checkbox', { name: /đang lọc/u }).check();
  await judge(consent, 'vi-recipients-tree-filtered');
  await consent.setViewportSize({ width: 683, height: 384 });
  await judge(consent, 'vi-recipients-tree-200');
  await consent.setViewportSize({ width: 1366, height: 768 });
  await tree.getByRole('button', { name: /Thêm \d+ nơi nhận/u }).click();
  await tree.waitFor({ state: 'detached' });
  const all = consent.getByRole('button', { name: /Xem cả \d+ nơi nhận/u });
  const count = Number(/\d+/u.exec((await all.textContent()) ?? '')?.[0]);
  expect(count).toBeGreaterThan(10);
  await judge(consent, 'vi-recipients-folded');
  await all.click();
  await expect.poll(() => codes(consent), WAIT).toHaveLength(count);
  await judge(consent, 'vi-recipients-many');

  await consent.getByRole('button', { name: label('saveAsGroup') }).click();
  const saving = consent.getByRole('dialog', { name: text('saveGroupTitle', count) });
  await saving.getByRole('textbox').fill('Các xã vùng An');
  await judge(consent, 'vi-recipients-save-group');
  await saving.getByRole('button', { name: label('saveGroup'), exact: true }).click();
  await said(consent, text('groupSaved', 'Các xã vùng An'));
  await consent.getByRole('button', { name: label('removeAllRecipients') }).click();
  await expect.poll(() => codes(consent), WAIT).toEqual([]);
  await field(consent).focus();
  await consent.keyboard.type('vung an');
  await consent.keyboard.press('Enter');
  await said(consent, text('groupAdded', count, 'Các xã vùng An'));

  // The group of IT has a closed member: it is named with its successor, and one press replaces it.
  await consent.getByRole('button', { name: label('removeAllRecipients') }).click();
  await field(consent).focus();
  await consent.keyboard.type('thi dua');
  await consent.keyboard.press('Enter');
  await consent.getByRole('button', { name: text('replaceBy', 'UBND xã Mẫu C') }).click();
  await expect.poll(() => codes(consent), WAIT).toEqual(['H99.03', 'G99']);
  await consent.close();
});

test('groups, the tree and removals by keyboard alone: the focus is seen, and goes back to where the work is', async () => {
  const consent = await consentFor(B);
  const { keyboard } = consent;
  const tree = consent.getByRole('dialog', { name: label('underUnitTitle') });
  await tabTo(consent, called('chooseUnderUnit'));
  await keyboard.press('Enter');
  await tree.getByText('UBND xã Mẫu C').waitFor(WAIT);
  await keyboard.press('Escape');
  await tree.waitFor({ state: 'detached' });
  await expect.poll(() => focusedName(consent), WAIT).toBe(label('chooseUnderUnit'));
  await keyboard.press('Enter');
  await tree.getByText('UBND xã Mẫu C').waitFor(WAIT);
  // Another branch and back: the focus stays in the dialog, at the field that filters.
  await tabInto(consent, '.crumbs button');
  await keyboard.press('Enter');
  await expect.poll(() => focusedName(consent), WAIT).toBe(label('filterUnits'));
  await tree.getByRole('button', { name: text('openUnder', 'UBND tỉnh Mẫu'), exact: true }).waitFor(WAIT);
  await tabTo(consent, `^${text('openUnder', 'UBND tỉnh Mẫu')}`);
  await keyboard.press('Enter');
  await tree.getByText('UBND xã Mẫu C').waitFor(WAIT);
  await keyboard.type('mau c');
  await tabTo(consent, 'UBND xã Mẫu C');
  await keyboard.press('Space');
  await tabTo(consent, called('addMarked'));
  await keyboard.press('Enter');
  await tree.waitFor({ state: 'detached' });
  await expect.poll(() => codes(consent), WAIT).toEqual(['H99.02', 'H99.03']);

  await tabTo(consent, called('saveAsGroup'));
  await keyboard.press('Enter');
  const saving = consent.getByRole('dialog', { name: text('saveGroupTitle', 2) });
  await saving.waitFor(WAIT);
  await keyboard.type('Nhóm gõ phím');
  await keyboard.press('Enter');
  await said(consent, text('groupSaved', 'Nhóm gõ phím'));
  await expect.poll(() => focusedName(consent), WAIT).toBe(label('saveAsGroup'));

  // What was removed takes its press with it: the next press takes the removal back.
  await tabTo(consent, `^${text('removeRecipient', 'UBND xã Mẫu C')}`);
  await keyboard.press('Enter');
  await expect.poll(() => codes(consent), WAIT).toEqual(['H99.02']);
  await expect.poll(() => focusedName(consent), WAIT).toBe(label('undo'));
  await keyboard.press('Enter');
  await expect.poll(() => codes(consent), WAIT).toEqual(['H99.02', 'H99.03']);
  await tabTo(consent, `^${text('removeRecipient', 'UBND xã Mẫu B')}`);
  await keyboard.press('Enter');
  await tabTo(consent, `^${text('removeRecipient', 'UBND xã Mẫu C')}`);
  await keyboard.press('Enter');
  await expect.poll(() => codes(consent), WAIT).toEqual([]);
  await tabTo(consent, called('addRecipient'));
  await keyboard.type('go phim');
  await consent.locator('.offer[aria-selected=true]').waitFor(WAIT);
  await keyboard.press('Escape');
  await expect.poll(() => field(consent).inputValue(), WAIT).toBe('');
  expect(consent.isClosed()).toBe(false);
  await keyboard.type('go phim');
  await keyboard.press('Enter');
  await said(consent, text('groupAdded', 2, 'Nhóm gõ phím'));
  await expect.poll(() => codes(consent), WAIT).toEqual(['H99.02', 'H99.03']);
  await consent.close();
});

test('a letter that was approved leaves its recipients to be offered first', async () => {
  const consent = await consentFor({ code: 'H99.03', name: 'UBND xã Mẫu C' });
  await readyToApprove(consent, true);
  await consent.getByRole('button', { name: label('goSignAndSend'), exact: true }).click();
  await consent.locator('dialog input[type=password]').fill(workplace.sandbox.token.pin);
  await consent.locator('dialog button[type=submit]').click();
  await consent.getByText(label('resultReturned')).waitFor({ timeout: 90_000 });
  await consent.close();
  const next = await consentFor(B);
  await field(next).focus();
  await next.locator('.offered', { hasText: label('offeredUsed') }).waitFor(WAIT);
  expect(await next.locator('.offer', { hasText: 'H99.03' }).count()).toBe(1);
  await judge(next, 'vi-recipients-used');
  await next.close();
});

test('a letter that the system has not numbered gets the next number of the register, in stamp, package and form alike', async () => {
  const { browser, page, sandbox } = workplace;
  const subject = 'số lấy từ sổ đăng ký mẫu';
  await workplace.letter({ number: '', subject, waitsFor: 'clerk', recipients: [B] });
  const consent = await askToSign(browser, page, sandbox.qlvb.url, 'vanthu', subject);
  await consent.getByText(label('fromRegister')).first().waitFor(WAIT);
  const number = consent.getByRole('textbox', { name: new RegExp(`^${label('fieldNumber')} `, 'u') });
  expect(await number.inputValue()).toMatch(/^\d{2,}$/u);
  await judge(consent, 'vi-register-proposed');
  const kygui = async (...words: string[]) => {
    const { status, stdout } = await sandbox.sender.command('register', ...words, '--json');
    expect(status).toBe(0);
    return (JSON.parse(stdout) as { series: { next: number; used: number; free: number[] }[] }).series[0];
  };
  expect(await kygui('set-next', '457', '--kind', 'Công văn')).toMatchObject({ next: 457 });
  await consent.getByRole('button', { name: label('takeNumber') }).click();
  await expect.poll(() => number.inputValue(), WAIT).toBe('457');
  await readyToApprove(consent, true);
  await consent.getByRole('button', { name: label('goSignAndSend'), exact: true }).click();
  await consent.locator('dialog input[type=password]').fill(sandbox.token.pin);
  await consent.locator('dialog button[type=submit]').click();
  await consent.getByText(label('resultReturned')).waitFor({ timeout: 90_000 });
  expect(await kygui('list')).toMatchObject({ next: 458 });
  // The page's own form got the number and the day that stand on the paper.
  const entered = sandbox.qlvb.dump().find((one) => one.number === '457');
  expect(entered).toMatchObject({
    subject: expect.stringContaining(subject),
    date: expect.stringMatching(/^\d{2}\/\d{2}\/\d{4}$/u),
  });
  const sent = () => sandbox.axis.dump().packages.map(({ code }) => code);
  await expect.poll(sent, WAIT).toContain('457/UBND-VP');
  await consent.close();
});

test('groups are made, changed, renewed, imported and removed on a page of their own; those of IT are locked', async () => {
  const page = await workplace.browser.context.newPage();
  await page.goto(extensionPage('groups'));
  await page.getByRole('button', { name: /Khối thi đua số 1/u }).click();
  await page.getByText(label('groupLocked')).waitFor(WAIT);
  await judge(page, 'vi-groups-locked');
  await page.getByRole('button', { name: label('copyGroup') }).click();
  await page.getByRole('button', { name: text('replaceBy', 'UBND xã Mẫu C') }).click();
  await page.getByRole('textbox', { name: label('groupName') }).fill('Khối thi đua của tôi');
  await page.getByRole('button', { name: label('saveGroup'), exact: true }).click();
  await page.getByText(text('groupSaved', 'Khối thi đua của tôi')).waitFor(WAIT);
  const file = path.join(folder, 'nhom.csv');
  await writeFile(file, 'Nhóm;Mã\r\nCác đơn vị xa;H99.02\r\nCác đơn vị xa;H99.90\r\nCác đơn vị xa;X77\r\n');
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByText(text('groupsImported', 1)).waitFor(WAIT);
  await page.getByRole('button', { name: /Các đơn vị xa/u }).click();
  await page.locator('.chip.unknown').waitFor(WAIT);
  await judge(page, 'vi-groups-changed');
  await page.emulateMedia({ colorScheme: 'dark' });
  await judge(page, 'vi-groups-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 683, height: 384 });
  await judge(page, 'vi-groups-200');
  await page.setViewportSize({ width: 1366, height: 768 });
  page.once('dialog', (dialog) => void dialog.accept());
  await page.getByRole('button', { name: label('deleteGroup') }).click();
  await page.getByRole('button', { name: /Các đơn vị xa/u }).waitFor({ ...WAIT, state: 'detached' });
  await writeFile(file, 'Nhóm;Mã\r\nCác đơn vị xa;');
  await page.locator('input[type=file]').setInputFiles(file);
  await page.locator('.note.refuse').waitFor(WAIT);
  await judge(page, 'vi-groups-refused');

  await page.evaluate(() =>
    (
      globalThis as unknown as { chrome: { storage: { local: { set(items: object): Promise<void> } } } }
    ).chrome.storage.local.set({ language: 'en' }),
  );
  await page.getByText('Groups of recipients').first().waitFor(WAIT);
  await page.getByRole('button', { name: /Khối thi đua của tôi/u }).click();
  await page.locator('.chip').first().waitFor(WAIT);
  await judge(page, 'en-groups');
  await page.setViewportSize({ width: 683, height: 384 });
  await judge(page, 'en-groups-200');
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.close();
  const consent = await consentFor(
    { code: '', name: 'UBND xã Mẫu Đông' },
    { code: 'H99.90', name: 'UBND xã Mẫu Cũ' },
  );
  await consent.locator('.chip.closed').waitFor(WAIT);
  await consent.locator('.recipients').scrollIntoViewIfNeeded();
  await judge(consent, 'en-recipients-read');
  await consent.getByRole('combobox', { name: 'Add a recipient: name, abbreviation, code or group' }).focus();
  await consent.keyboard.type('mau');
  await consent.locator('.offer').first().waitFor(WAIT);
  await judge(consent, 'en-recipients-typing');
  await consent.close();
});
