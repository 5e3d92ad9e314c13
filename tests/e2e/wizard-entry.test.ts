// @needs chromium openssl softhsm2-util
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closedForm, dialogForm, type EntrySystem, framedForm } from '../sandbox/entry-forms/systems.ts';
import { startSystem } from '../sandbox/systems/serve.ts';
import { makeLetter } from '../vectors/make-pdf.ts';
import { type ExtensionBrowser, launchWithExtension } from './support/browser.ts';
import { label, pairBrowser } from './support/clerk.ts';
import { closeTab } from './support/close-tab.ts';
import { judgeScreen } from './support/screens.ts';
import { pointAt, readRow, startEntryWizard, untilLooked } from './support/wizard.ts';
import { openWorkplace, pictures, type Workplace } from './support/workplace.ts';

/**
 * The product as it is shipped knows no entry form: the clerk teaches it hers with presses alone, and a letter that
 * came over the axis is then entered with what it learned. The page's own button is pressed by her, at the very end.
 */

const PRODUCT = fileURLToPath(new URL('../../dist/extension', import.meta.url));
const PATIENCE = { timeout: 90_000 };
/** These letters are not about how letters must be made. */
const MILD = ['signatures.person', 'signatures.agency', 'printed.code', 'printed.date', 'paper', 'time'];
const CODE = '31/UBND-VP';
const SUBJECT = 'gửi số liệu chuyển đổi số quý IV';
const look = pictures('wizard-entry');
let desk: Workplace;
let clerk: ExtensionBrowser;

beforeAll(async () => {
  const policy = Object.fromEntries(MILD.map((rule) => [rule, 'off']));
  [desk, clerk] = await Promise.all([
    openWorkplace({ receiver: true, senderSettings: { sending: { policy } } }),
    launchWithExtension({ extensionFolder: PRODUCT }),
  ]);
  await pairBrowser(clerk, desk.sandbox.receiver, 'cánh cò bay');
  const { dir, sender } = desk.sandbox;
  const [spec, built] = [path.join(dir, 'spec.json'), path.join(dir, 'letter.edxml')];
  await writeFile(path.join(dir, 'cong-van-31.pdf'), await makeLetter());
  await writeFile(
    path.join(dir, 'so-lieu.xlsx'),
    zipSync({ 'xl/workbook.xml': new TextEncoder().encode('<workbook/>') }),
  );
  await writeFile(
    spec,
    JSON.stringify({
      from: { organId: 'H99.01', organName: 'UBND xã Mẫu A' },
      recipients: [{ code: 'H99.02' }],
      number: '31',
      notation: 'UBND-VP',
      date: '2026-01-05',
      dueDate: '2026-02-20',
      priority: 1,
      subject: SUBJECT,
      signer: { position: 'Chủ tịch', fullName: 'Nguyễn Văn Mẫu' },
      documentType: { type: 2, typeDetail: 18, typeName: 'Công văn' },
      attachments: [{ path: 'cong-van-31.pdf' }, { path: 'so-lieu.xlsx' }],
    }),
  );
  for (const words of [
    ['edxml', 'build', spec, '-o', built],
    ['send', built],
  ]) {
    const { status, stdout, stderr } = await sender.command(...words);
    expect(status, `${words[0]}: ${stdout}${stderr}`).toBe(0);
  }
});
afterAll(async () => {
  await Promise.all([desk?.close(), clerk?.close()]);
});

async function withForm(
  system: EntrySystem,
  number: number,
  work: (page: Page) => Promise<void>,
): Promise<void> {
  const running = await startSystem(system.make, number);
  const page = await clerk.context.newPage();
  try {
    await page.goto(running.url);
    await work(page);
  } finally {
    await closeTab(page);
    await running.stop();
  }
}

/** Everything that a person could have typed or chosen on the page. */
const standing = (page: Page | Frame) =>
  page
    .locator('input:not([type=hidden]):not([type=submit]),select,textarea')
    .evaluateAll((controls) => controls.map((one) => (one as HTMLInputElement).value));

async function save(wizard: Page): Promise<void> {
  const button = wizard.getByRole('button', { name: label('wizardSave'), exact: true });
  await expect.poll(() => button.isEnabled(), PATIENCE).toBe(true);
  await button.click();
  await wizard.getByText(label('wizardEntrySavedNext')).waitFor(PATIENCE);
}

/** Opens the letter in the panel; the page that was looked at before it is the one that is filled in. */
async function openLetter(page: Page): Promise<Page> {
  const panel = await clerk.open('panel');
  await panel.getByRole('tab', { name: label('tabInbox') }).click();
  const item = panel.locator('article.item', { hasText: CODE }).first();
  await item.waitFor(PATIENCE);
  await item.locator('button.item-head').click();
  await item.getByRole('button', { name: label('handIn'), exact: true }).waitFor(PATIENCE);
  await page.bringToFront();
  await panel.bringToFront();
  return panel;
}

const pressHandIn = (panel: Page) =>
  panel.getByRole('button', { name: label('handIn'), exact: true }).click();

async function handIn(page: Page): Promise<void> {
  const panel = await openLetter(page);
  await pressHandIn(panel);
  await panel
    .getByText(label('handedInNext'))
    .or(panel.getByText(label('handedInPartNext')))
    .waitFor(PATIENCE);
  await look(panel, 'handed-in');
  await panel.close();
}

const filesOf = (system: EntrySystem) => system.entered[0]?.files.map(({ field, name }) => [field, name]);

test('WebForms in frames: the dry run changes nothing, a sample comes and goes, one field is pointed at', async () => {
  const system = framedForm();
  await withForm(system, 5101, async (page) => {
    const inner = () => page.frames().find((one) => one.url().endsWith('/VaoSo.aspx')) as Frame;
    await expect.poll(() => inner()?.locator('form').count(), PATIENCE).toBe(1);
    const empty = await standing(inner());
    const wizard = await startEntryWizard(clerk.context, page);
    for (const [part, value] of Object.entries({
      code: '15/UBND-VP',
      date: '05/01/2026',
      entryDate: '06/01/2026',
      fromName: 'UBND xã Mẫu B',
      priority: 'Khẩn'.normalize('NFD'),
      dueDate: '20/02/2026',
    }))
      expect(await readRow(wizard, part), part).toBe(value);
    expect(await readRow(wizard, 'signerName')).toBe('');
    await pointAt(wizard, page, 'signerName', inner().locator('[name="ctl00$cph$a7"]'), inner());
    expect(await readRow(wizard, 'signerName')).toBe('Nguyễn Văn Mẫu');
    await judgeScreen(wizard, 'vi-wizard-entry-form');
    // A place that is no field is refused in words.
    await wizard.getByText(label('wizardEntryMore')).click();
    await pointAt(wizard, page, 'fromCode', inner().locator('td').first(), inner());
    await wizard.getByText(label('wizardEntryRefused')).waitFor(PATIENCE);
    expect(await standing(inner())).toEqual(empty);
    const press = (key: string) => wizard.getByRole('button', { name: label(key), exact: true }).click();
    await press('wizardEntryShow');
    await inner()
      .locator('kygui-shown')
      .waitFor({ state: 'attached', ...PATIENCE });
    await look(page, 'shown');
    expect(await standing(inner())).toEqual(empty);
    await press('wizardEntryWrite');
    await wizard.getByText(label('wizardEntryWrittenNext')).waitFor(PATIENCE);
    const sample = await standing(inner());
    expect(sample).toContain('15/UBND-VP');
    expect(sample).toContain('K');
    await press('wizardEntryClear');
    await expect.poll(() => standing(inner()), PATIENCE).toEqual(empty);
    expect(system.entered).toEqual([]);
    await save(wizard);
    await look(wizard, 'saved');
    await wizard.close();

    await page.reload();
    await expect.poll(() => inner()?.locator('form').count(), PATIENCE).toBe(1);
    await handIn(page);
    await look(page, 'webforms');
    expect(system.entered).toEqual([]);
    await inner().locator('[type=submit]').click();
    await expect.poll(() => system.entered.length, PATIENCE).toBe(1);
    expect(system.entered[0]?.fields).toMatchObject({
      ctl00$cph$a1: '205',
      ctl00$cph$a3: CODE,
      ctl00$cph$a4: '05/01/2026',
      ctl00$cph$a5: 'UBND xã Mẫu A',
      ctl00$cph$a6: SUBJECT,
      ctl00$cph$a7: 'Chủ tịch Nguyễn Văn Mẫu',
      ctl00$cph$a8: 'K',
      ctl00$cph$a9: '20/02/2026',
      ctl00$cph$b1: '',
    });
    expect(filesOf(system)).toEqual([
      ['ctl00$cph$fu', 'cong-van-31.pdf'],
      ['ctl00$cph$fu', 'so-lieu.xlsx'],
    ]);
  });
});

test('a dialog of a single-page application: taught from the letter in the panel, names are made anew, a list is chosen in', async () => {
  const system = dialogForm();
  await withForm(system, 5201, async (page) => {
    await page.getByRole('button', { name: 'Thêm mới' }).click();
    const panel = await openLetter(page);
    await pressHandIn(panel);
    const opening = clerk.context.waitForEvent('page', PATIENCE);
    await panel.getByRole('button', { name: label('handInTeach') }).click();
    const wizard = await opening;
    await untilLooked(wizard);
    await panel.close();
    for (const part of ['code', 'date', 'fromName', 'subject', 'signerName', 'priority', 'dueDate'])
      expect(await readRow(wizard, part), part).not.toBe('');
    await judgeScreen(wizard, 'vi-wizard-entry-dialog');
    await save(wizard);
    await wizard.close();

    await page.reload();
    await page.getByRole('button', { name: 'Thêm mới' }).click();
    await handIn(page);
    await look(page, 'dialog');
    expect(system.entered).toEqual([]);
    expect(
      await page.locator('.loc').evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value)),
    ).toEqual(['', '']);
    await page.getByRole('button', { name: 'Lưu', exact: true }).click();
    await expect.poll(() => system.entered.length, PATIENCE).toBe(1);
    expect(system.entered[0]?.fields).toEqual({
      kyHieu: CODE,
      ngay: '2026-01-05',
      noiGui: 'UBND xã Mẫu A',
      trichYeu: SUBJECT,
      nguoiKy: 'Chủ tịch Nguyễn Văn Mẫu',
      han: '20/02/2026',
      khan: 'Khẩn',
    });
    expect(filesOf(system)).toEqual([
      ['chinh', 'cong-van-31.pdf'],
      ['kem', 'so-lieu.xlsx'],
    ]);
  });
});

test('components with closed roots', async () => {
  const system = closedForm();
  await withForm(system, 5301, async (page) => {
    const wizard = await startEntryWizard(clerk.context, page);
    for (const part of ['code', 'date', 'fromName', 'subject'])
      expect(await readRow(wizard, part), part).not.toBe('');
    await save(wizard);
    await wizard.close();
    await page.reload();
    await handIn(page);
    await look(page, 'closed');
    expect(system.entered).toEqual([]);
    const button = await page.locator('vb-vao-so').boundingBox();
    if (!button) throw new Error('the form is not shown');
    // The page's own button is the last thing in it.
    await page.mouse.click(button.x + 15, button.y + button.height - 10);
    await expect.poll(() => system.entered.length, PATIENCE).toBe(1);
    expect(system.entered[0]?.fields).toEqual({
      kyHieu: CODE,
      ngay: '05/01/2026',
      noiGui: 'UBND xã Mẫu A',
      trichYeu: SUBJECT,
    });
    expect(filesOf(system)).toEqual([
      ['tep', 'cong-van-31.pdf'],
      ['tep', 'so-lieu.xlsx'],
    ]);
  });
});
