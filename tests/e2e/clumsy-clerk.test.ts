// @long
// @needs chromium softhsm2-util pkcs11-tool gcc pdfsig
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { FaultModule } from '../sandbox/token/fault-module.ts';
import { askToSign, label, readyToApprove, untilReturned } from './support/clerk.ts';
import { expectNothingDone, packagesOf, uploadsOf } from './support/outcome.ts';
import { pressButton } from './support/qlvb.ts';
import { openWorkplace, type Workplace } from './support/workplace.ts';

/** What hurried and unpractised hands do. However it is pressed: approved once is signed once and sent once. */

const WAIT = { timeout: 60_000 };
const B = { code: 'H99.02', name: 'UBND xã Mẫu B' };
let desk: Workplace;
let fault: FaultModule;

beforeAll(async () => {
  desk = await openWorkplace({ faultModule: true, units: { directoryUnits: 120 } });
  if (!desk.sandbox.fault) throw new Error('no fault module');
  fault = desk.sandbox.fault;
});
afterAll(() => desk?.close());
beforeEach(() => fault.reset());

type Box = NonNullable<Awaited<ReturnType<Locator['boundingBox']>>>;

const windows = () => desk.browser.context.pages().filter((page) => page.url().includes('/consent/'));
const ask = (code: string): Promise<Page> =>
  askToSign(desk.browser, desk.page, desk.sandbox.qlvb.url, 'vanthu', code);

/** Where something lies once the window has brought it into view: what is seen on the way there lies elsewhere soon. */
async function restingBox(thing: Locator): Promise<Box> {
  for (let before = ''; ; await thing.page().waitForTimeout(400)) {
    const box = await thing.boundingBox();
    if (!box) throw new Error('not there');
    const now = JSON.stringify(box);
    if (now === before) return box;
    before = now;
  }
}

test('a subject of 300 characters pasted in lines, Enter in every field, over eighty recipients, all presses doubled: one window, one PIN, one package', async () => {
  const code = await desk.letter({ number: '701', waitsFor: 'clerk', recipients: [B] });
  const consent = await ask(code);
  // The same button again, before and after the window stands.
  await pressButton(desk.page);
  await pressButton(desk.page);
  await consent.getByRole('button', { name: label('chooseUnderUnit') }).click();
  const tree = consent.getByRole('dialog', { name: label('underUnitTitle') });
  await tree.getByRole('button', { name: label('wholeTree'), exact: true }).click();
  await tree.getByRole('button', { name: label('openUnder').replace('$1', 'UBND tỉnh An Mẫu') }).click();
  await tree.locator('[aria-current]', { hasText: 'UBND tỉnh An Mẫu' }).waitFor(WAIT);
  await tree.locator('.all input').check();
  await tree.getByRole('button', { name: /Thêm \d+ nơi nhận/u }).click();
  const all = consent.getByRole('button', { name: /Xem cả \d+ nơi nhận/u });
  const count = Number(/\d+/u.exec((await all.textContent()) ?? '')?.[0]);
  expect(count).toBeGreaterThan(80);
  expect(windows()).toHaveLength(1);

  const subject = consent.getByRole('textbox', { name: new RegExp(`^${label('fieldSubject')} `, 'u') });
  const source = consent.locator('label', { hasText: label('fieldSubject') }).locator('.source');
  await expect.poll(() => source.textContent(), WAIT).toBe(label('fromPage'));
  const long = `V/v ${'báo cáo số liệu mẫu quý một '.repeat(11)}`.slice(0, 300).trim();
  await subject.fill(`${long.slice(0, 150)}\r\n${long.slice(150)}`);
  await subject.press('Enter');
  await expect.poll(() => source.textContent(), WAIT).toBe(label('fromHand'));
  for (const key of ['fieldNumber', 'fieldNotation', 'fieldSigner', 'fieldPosition']) {
    await consent.getByRole('textbox', { name: new RegExp(`^${label(key)} `, 'u') }).press('Enter');
  }
  await consent.getByRole('combobox', { name: label('addRecipient') }).press('Enter');
  expect(await subject.inputValue()).not.toMatch(/[\r\n]/u);
  expect(consent.isClosed()).toBe(false);
  expect(await fault.logins()).toEqual([]);
  await consent.keyboard.press('Escape');

  await readyToApprove(consent, true);
  const go = consent.getByRole('button', { name: label('goSignAndSend'), exact: true });
  const at = await go.boundingBox();
  if (!at) throw new Error('nothing to press');
  await go.dblclick();
  const dialog = consent.locator('dialog.pin');
  await dialog.waitFor();
  // One press more falls behind the dialog and takes nothing away from the PIN.
  await consent.mouse.click(at.x + at.width / 2, at.y + at.height / 2);
  // Enter without a PIN asks nobody, and neither does one that an input method has changed.
  await consent.keyboard.press('Enter');
  await consent.keyboard.insertText('mật khẩu');
  await dialog.getByText(label('pinInputMethod')).waitFor(WAIT);
  await consent.keyboard.press('Enter');
  await consent.keyboard.press('ControlOrMeta+a');
  // A space that came along with a copied one is told before it costs a try.
  await consent.keyboard.insertText(`${desk.sandbox.token.pin} `);
  await dialog.getByText(label('pinBlank')).waitFor(WAIT);
  await consent.keyboard.press('ControlOrMeta+a');
  await consent.keyboard.press('Backspace');
  await dialog.getByText(label('pinUnikeyHint')).waitFor(WAIT);
  // No key of a test switches capitals on: the event is one that the browser would send.
  await dialog
    .locator('input[type=password]')
    .evaluate((field) =>
      field.dispatchEvent(new KeyboardEvent('keyup', { modifierCapsLock: true, bubbles: true })),
    );
  await dialog.getByText(label('capsLockOn')).waitFor(WAIT);
  expect(await fault.logins()).toEqual([]);
  await consent.keyboard.type(desk.sandbox.token.pin);
  await consent.keyboard.press('Enter');
  await consent.keyboard.press('Enter');
  await untilReturned(consent);
  expect(await fault.logins()).toHaveLength(1);
  expect(uploadsOf(desk, code)).toBe(1);
  await expect.poll(() => packagesOf(desk, code).length, WAIT).toBe(1);
  // Units that the axis does not know it refuses one by one: they were in the package.
  const [taken] = desk.sandbox.axis.dump().packages.filter((one) => one.code === code);
  expect((taken?.failed.length ?? 0) + (packagesOf(desk, code)[0]?.to.length ?? 0)).toBe(count);
  await consent.close();
});

test('a seal pulled off the page stays on it; the window closed in the middle, and the page left by its back button: nothing is done, and the next press begins anew', async () => {
  const code = await desk.letter({ number: '702', waitsFor: 'clerk' });
  const first = await ask(code);
  await readyToApprove(first, true);
  const box = await restingBox(first.locator('.handle', { hasText: label('partSeal') }));
  await first.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await first.mouse.down();
  await first.mouse.move(20, box.y, { steps: 5 });
  await first.mouse.up();
  await first
    .locator('.places li', { hasText: label('partSeal') })
    .getByText(label('placeGiven'))
    .waitFor(WAIT);
  await readyToApprove(first, true);
  await first.getByRole('button', { name: label('goSignAndSend'), exact: true }).click();
  await first.locator('dialog input[type=password]').fill(desk.sandbox.token.pin);
  await first.close();
  await expectNothingDone(desk, code);
  // Pressed while the page goes away under the hand.
  const second = await ask(code);
  await desk.page.goBack();
  await readyToApprove(second, true);
  await second.goBack().catch(() => null);
  expect(second.url()).toContain('/consent/');
  await second.getByRole('button', { name: label('cancel'), exact: true }).click();
  await expect.poll(() => windows().length, WAIT).toBe(0);
  expect(await fault.logins()).toEqual([]);
  await expectNothingDone(desk, code);
});
