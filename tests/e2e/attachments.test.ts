// @needs chromium softhsm2-util pkcs11-tool
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { zipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { letterPdf } from '../sandbox/qlvb/letter-pdf.ts';
import { type ExtensionBrowser, launchWithExtension } from './support/browser.ts';
import { goToPin, label, pairBrowser, readyToApprove, typePin, untilReturned } from './support/clerk.ts';
import { fileOf } from './support/outcome.ts';
import { logIn, pressForConsent } from './support/qlvb.ts';
import { openWorkplace, pictures, type Workplace } from './support/workplace.ts';

/** Files that go with a letter: from the page into the package, and from the package into another system's form. */

const PATIENCE = { timeout: 90_000 };
const look = pictures('attachments');
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
let desk: Workplace;
let other: ExtensionBrowser;
let code: string;
let appendix: Uint8Array;
const sheet = zipSync({ 'xl/workbook.xml': new TextEncoder().encode('<workbook/>') });

beforeAll(async () => {
  [desk, other] = await Promise.all([openWorkplace({ receiver: true }), launchWithExtension()]);
  await pairBrowser(other, desk.sandbox.receiver, 'cánh cò bay');
  appendix = await letterPdf({
    parentAgency: 'ỦY BAN NHÂN DÂN TỈNH MẪU',
    agency: 'ỦY BAN NHÂN DÂN XÃ MẪU A',
    notation: 'UBND-VP',
    place: 'Mẫu A',
    year: 2026,
    subject: 'phụ lục số liệu',
    addressees: ['UBND xã Mẫu B'],
    body: ['Biểu số liệu./.'],
    authority: ['KT. CHỦ TỊCH', 'PHÓ CHỦ TỊCH'],
    signer: 'Nguyễn Văn Mẫu',
    toPlaces: ['- Lưu: VT.'],
  });
});
afterAll(async () => {
  await Promise.all([desk?.close(), other?.close()]);
});

test('files on the page are listed, one that cannot be opened stops the letter until it is left out, the others arrive byte for byte', async () => {
  const logInPage = new TextEncoder().encode('<html><body>Đăng nhập</body></html>');
  code = await desk.letter({
    number: '815',
    waitsFor: 'clerk',
    recipients: [{ code: 'H99.02', name: 'UBND xã Mẫu B' }],
    attachments: [
      { name: 'Phụ lục I', fileName: 'phu-luc-1.pdf', bytes: appendix },
      { name: 'so-lieu.xlsx', fileName: 'so-lieu.xlsx', bytes: sheet },
      { name: 'ghi-chu.docx', fileName: 'ghi-chu.docx', bytes: logInPage },
    ],
  });
  const { qlvb } = desk.sandbox;
  await logIn(desk.page, qlvb.url, 'vanthu');
  await desk.page.goto(`${qlvb.url}/VanBanDi/ChiTiet/${qlvb.dump().at(-1)?.id}`);
  // One of them lives in the memory of the page alone.
  await desk.page.evaluate(async () => {
    const link = [...document.querySelectorAll<HTMLAnchorElement>('a.kemtheo')][1];
    if (link) link.href = URL.createObjectURL(await (await fetch(link.href)).blob());
  });
  const consent = await pressForConsent(desk.browser.context, desk.page, PATIENCE.timeout);
  const list = consent.locator('.attachments');
  await list.getByText('phu-luc-1.pdf').waitFor(PATIENCE);
  await consent.locator('.note.refuse', { hasText: 'ghi-chu.docx' }).waitFor(PATIENCE);
  await look(consent, '01-unreadable');
  expect(await consent.getByRole('button', { name: label('goSignAndSend'), exact: true }).isDisabled()).toBe(
    true,
  );
  await list.locator('li', { hasText: 'ghi-chu.docx' }).getByText(label('leaveOut'), { exact: true }).click();
  await readyToApprove(consent, true);
  // What the software says by itself of a PDF appendix without the agency's signature.
  await consent.locator('.note.warning', { hasText: 'phu-luc-1.pdf' }).waitFor(PATIENCE);
  await look(consent, '02-left-out');
  await goToPin(consent, true);
  await typePin(consent, desk.sandbox.token.pin, true);
  await untilReturned(consent);
  await consent.close();

  const inbox = path.join(desk.sandbox.receiver.home, 'inbox');
  const arrived = async () =>
    (await readdir(inbox, { recursive: true }).catch(() => [])).find((name) =>
      /\.edxml$|package$/u.test(name),
    );
  await expect.poll(arrived, PATIENCE).toBeDefined();
  const folder = await mkdtemp(path.join(tmpdir(), 'kygui-arrived-'));
  try {
    const copy = path.join(folder, 'arrived.edxml');
    await cp(path.join(inbox, (await arrived()) ?? ''), copy);
    const read = JSON.parse((await desk.sandbox.receiver.command('edxml', 'read', copy, '--json')).stdout);
    expect(
      read.attachments.map(({ name, sha256 }: { name: string; sha256: string }) => [name, sha256]),
    ).toEqual([
      ['cong-van-815.pdf', digest(fileOf(desk, code))],
      ['phu-luc-1.pdf', digest(appendix)],
      ['so-lieu.xlsx', digest(sheet)],
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('the received letter is handed into the entry form that is open: empty fields filled, all files chosen, saved by the person', async () => {
  const { qlvb } = desk.sandbox;
  const page: Page = await other.context.newPage();
  await logIn(page, qlvb.url, 'vanthu');
  const panel = await other.open('panel');
  await panel.getByRole('tab', { name: label('tabInbox') }).click();
  const item = panel.locator('article.item', { hasText: code }).first();
  await item.waitFor(PATIENCE);
  await item.locator('button.item-head').click();
  const press = () => item.getByRole('button', { name: label('handIn'), exact: true }).click();
  // The page before the panel shows no such form yet.
  await page.bringToFront();
  await panel.bringToFront();
  await press();
  await item.getByText('SITE_NO_ENTRY_FORM').waitFor({ ...PATIENCE, state: 'attached' });
  await page.goto(`${qlvb.url}/VanBanDen/Them`);
  await page.fill('[name=coQuan]', 'Cơ quan do văn thư gõ');
  await press();
  await item.getByText(label('handedInPartNext')).waitFor(PATIENCE);
  // Her own words stayed, and she is told which.
  await item.getByText(label('handInHeld')).waitFor(PATIENCE);
  await look(panel, '03-handed-in');
  await look(page, '04-entry-form');
  await page.getByRole('button', { name: 'Lưu', exact: true }).click();
  await page.getByText('Đã vào sổ.').waitFor(PATIENCE);
  const [entered] = qlvb.entered();
  expect(entered?.fields).toMatchObject({
    soKyHieu: code,
    coQuan: 'Cơ quan do văn thư gõ',
    trichYeu: expect.stringContaining('trục liên thông'),
    doKhan: '1',
    nguoiXuLy: '',
  });
  expect(entered?.files.map(({ name, bytes }) => [name, digest(bytes)])).toEqual([
    ['cong-van-815.pdf', digest(fileOf(desk, code))],
    ['phu-luc-1.pdf', digest(appendix)],
    ['so-lieu.xlsx', digest(sheet)],
  ]);
});
