// @long
// @needs chromium softhsm2-util pkcs11-tool gcc pdfsig
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { FaultModule } from '../sandbox/token/fault-module.ts';
import { askToSign, goToPin, label, readyToApprove, typePin, untilReturned } from './support/clerk.ts';
import { jobStep } from './support/jobs.ts';
import { expectNote } from './support/notes.ts';
import { expectDoneOnce, expectNothingDone, outboxOf, packagesOf, uploadsOf } from './support/outcome.ts';
import { openWorkplace, pictures, type Workplace } from './support/workplace.ts';

/**
 * The bridge is killed (SIGKILL: nothing is tidied up) and started again, with the clerk's window open all the time.
 * The job is finished or clearly refused; nothing is lost, nothing is signed or sent twice.
 */

let desk: Workplace;
let fault: FaultModule;
const look = pictures('bridge-killed');

beforeAll(async () => {
  desk = await openWorkplace({ faultModule: true, requestTimeoutMs: 5000 });
  if (!desk.sandbox.fault) throw new Error('no fault module');
  fault = desk.sandbox.fault;
});
afterAll(() => desk?.close());
beforeEach(async () => {
  await fault.reset();
  desk.sandbox.axis.clearFaults();
});
afterEach(async () => {
  for (const page of desk.browser.context.pages()) {
    if (page.url().includes('/consent/')) await page.close();
  }
});

let number = 200;
async function openLetter(): Promise<{ code: string; consent: Page }> {
  number += 1;
  const code = await desk.letter({ number: String(number), waitsFor: 'clerk' });
  await desk.page.bringToFront();
  const consent = await askToSign(desk.browser, desk.page, desk.sandbox.qlvb.url, 'vanthu', code);
  await readyToApprove(consent, true);
  return { code, consent };
}

async function approve(consent: Page): Promise<void> {
  await readyToApprove(consent, true);
  await goToPin(consent, true);
  await typePin(consent, desk.sandbox.token.pin, true);
}

const calls = (operation: string) => desk.sandbox.axis.dump().faults.filter((one) => one.id === operation);

test('killed while the clerk reads: the PIN is not used, the window says what to do, and it goes on after the start', async () => {
  const { code, consent } = await openLetter();
  await desk.sandbox.sender.kill();
  await approve(consent);
  await expectNote(consent, 'BRIDGE_NOT_RUNNING');
  await look(consent, '1-killed-before-approval');
  await desk.sandbox.sender.start();
  expect(await fault.logins()).toEqual([]);
  await expectNothingDone(desk, code);
  await approveAgain(consent);
  await untilReturned(consent);
  await expectDoneOnce(desk, code);
  expect(await fault.logins()).toHaveLength(1);
});

/** Whatever the window shows: back to the document, once more if it asks for that, then the PIN. */
async function approveAgain(consent: Page): Promise<void> {
  const dialog = consent.locator('dialog');
  if (await dialog.isVisible()) {
    await dialog.getByRole('button', { name: label('back'), exact: true }).click();
  }
  const again = consent.getByRole('button', { name: label('tryAgain'), exact: true });
  const go = consent.getByRole('button', { name: label('goSignAndSend'), exact: true });
  await again.or(go).first().waitFor();
  if (await again.first().isVisible()) await again.first().click();
  await approve(consent);
}

test('killed and started again while the clerk reads: she approves what she sees, or is shown it again', async () => {
  const { code, consent } = await openLetter();
  await desk.sandbox.sender.kill();
  await desk.sandbox.sender.start();
  await approve(consent);
  const unknown = consent.getByText('JOB_UNKNOWN').first();
  const returned = consent.getByText(label('resultReturned'));
  await unknown.or(returned).first().waitFor({ timeout: 60_000 });
  await look(consent, '2-restarted-before-approval');
  if (await unknown.isVisible()) await approveAgain(consent);
  await untilReturned(consent);
  await expectDoneOnce(desk, code);
  expect(await fault.logins()).toHaveLength(1);
});

test('killed while the PIN is with the token: not signed, said so, and signed once with the next approval', async () => {
  const { code, consent } = await openLetter();
  await fault.order('wait C_Login');
  await approve(consent);
  await expect.poll(() => jobStep(consent), { timeout: 30_000 }).toBe('approving');
  await expect.poll(async () => (await fault.logins()).length, { timeout: 30_000 }).toBe(1);
  await desk.sandbox.sender.kill();
  await consent.getByText(label('askingOutcome')).waitFor({ timeout: 30_000 });
  await look(consent, '3-killed-at-login');
  expect(await consent.getByRole('button', { name: label('goSignAndSend'), exact: true }).isDisabled()).toBe(
    true,
  );
  await fault.reset();
  await desk.sandbox.sender.start();
  await expect.poll(() => jobStep(consent), { timeout: 60_000 }).toBe('stored');
  await expectNothingDone(desk, code);
  await look(consent, '3-restarted-after-login');
  await approveAgain(consent);
  await untilReturned(consent);
  await expectDoneOnce(desk, code);
});

test('killed while the token signs: the approval is void, the window says so, nothing is sent', async () => {
  const { code, consent } = await openLetter();
  await fault.order('wait C_Sign');
  await approve(consent);
  await expect.poll(async () => (await outboxOf(desk, code)).length, { timeout: 60_000 }).toBe(1);
  await desk.sandbox.sender.kill();
  await fault.reset();
  await desk.sandbox.sender.start();
  await expectNote(consent, 'SENDING_NOT_SIGNED');
  await look(consent, '4-killed-while-signing');
  expect(await consent.getByText(label('resultQueued')).count()).toBe(0);
  expect(uploadsOf(desk, code)).toBe(0);
  expect(packagesOf(desk, code)).toEqual([]);
  expect(await outboxOf(desk, code)).toMatchObject([
    { state: 'failed', error: { code: 'SENDING_NOT_SIGNED' } },
  ]);
  await consent.close();

  // As the window said: the clerk presses the button again and signs.
  const next = await askToSign(desk.browser, desk.page, desk.sandbox.qlvb.url, 'vanthu', code);
  await approve(next);
  await untilReturned(next);
  await expect
    .poll(async () => (await outboxOf(desk, code)).map(({ state }) => state).sort(), {
      timeout: 60_000,
      interval: 2000,
    })
    .toEqual(['cancelled', 'receipted']);
  expect(packagesOf(desk, code)).toMatchObject([{ to: ['G99', 'H99.02'] }]);
  expect(desk.sandbox.axis.dump().duplicates).toEqual([]);
});

test('killed after signing, before the letter could be sent: it is sent after the start, without the clerk', async () => {
  const { code, consent } = await openLetter();
  await desk.sandbox.axis.inject({ id: 'F27', variant: 'down', operation: 'sendEdoc', times: 1000 });
  await approve(consent);
  await untilReturned(consent);
  await expect.poll(() => calls('F27')[0]?.fired ?? 0, { timeout: 30_000 }).toBeGreaterThan(0);
  expect(packagesOf(desk, code)).toEqual([]);
  await desk.sandbox.sender.kill();
  desk.sandbox.axis.clearFaults();
  await desk.sandbox.sender.start();
  await expectDoneOnce(desk, code);
});

/** The bridge may have died with the file half way to the page: then the window says so and offers it again. */
async function untilReturnedOrAgain(consent: Page): Promise<void> {
  const again = consent.getByRole('button', { name: label('giveAgain'), exact: true });
  await consent.getByText(label('resultReturned')).or(again).first().waitFor({ timeout: 100_000 });
  // It goes on by itself as soon as the line is there again, and the press may come too late.
  if (await again.isVisible()) await again.click({ timeout: 10_000 }).catch(() => undefined);
  await untilReturned(consent);
}

test('killed while the axis has the package but has not answered: asked for, not sent again', async () => {
  const { code, consent } = await openLetter();
  await desk.sandbox.axis.inject({ id: 'F18', variant: 'hang', operation: 'sendEdoc' });
  await approve(consent);
  await expect.poll(() => packagesOf(desk, code).length, { timeout: 60_000 }).toBe(1);
  await desk.sandbox.sender.kill();
  await desk.sandbox.sender.start();
  await untilReturnedOrAgain(consent);
  await look(consent, '6-killed-before-receipt');
  await expectDoneOnce(desk, code);
});

test('killed after signing, before the page has the file: the window fetches it after the start', async () => {
  const { code, consent } = await openLetter();
  await approve(consent);
  // As soon as the axis has it the signature is certainly done; the window may or may not have the file by then.
  await expect.poll(() => packagesOf(desk, code).length, { timeout: 60_000 }).toBe(1);
  await desk.sandbox.sender.kill();
  await desk.sandbox.sender.start();
  await untilReturnedOrAgain(consent);
  await expectDoneOnce(desk, code);
});

test('stopped by the clerk while the token is asked: nothing is signed, the window says so, and the next approval signs once', async () => {
  const { code, consent } = await openLetter();
  await fault.order('wait C_Login');
  await approve(consent);
  await consent.getByText(label('progressToken')).waitFor({ timeout: 60_000 });
  const stop = consent.locator('dialog').getByRole('button', { name: label('stop'), exact: true });
  await look(consent, '8-token-asked');
  await stop.click();
  await consent.getByText(label('stopping')).waitFor({ timeout: 60_000 });
  await fault.order();
  await expectNote(consent, 'CANCELLED');
  await look(consent, '8-stopped');
  expect(await jobStep(consent)).toBe('stored');
  await expectNothingDone(desk, code);
  await approve(consent);
  await untilReturned(consent);
  await expectDoneOnce(desk, code);
});

test('the diagnosis tells each check, can be stopped while the axis is silent, and says that it was', async () => {
  await desk.sandbox.axis.inject({ id: 'F27', variant: 'slow', times: 1000, delayMs: 30_000 });
  const page = await desk.browser.open('diagnosis');
  await page.locator('progress[aria-label][max]').waitFor({ timeout: 60_000 });
  await page.getByText(checking('checkAxis')).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: label('stop'), exact: true }).click();
  await page.getByText(label('diagnosisStopped')).waitFor({ timeout: 60_000 });
  await look(page, '9-diagnosis-stopped');
  // What was checked before stands there; what was not is not called good.
  await page.getByText(label('checkDriver'), { exact: true }).waitFor();
  expect(await page.getByText(label('checkAxis'), { exact: true }).count()).toBe(0);
  expect(await page.locator('.help-line').textContent()).toContain('CANCELLED');
  desk.sandbox.axis.clearFaults();
  await page.getByRole('button', { name: label('checkAgain'), exact: true }).click();
  await page.getByText(label('checkAxis'), { exact: true }).waitFor({ timeout: 60_000 });
  await page.locator('.spinner').waitFor({ state: 'detached', timeout: 60_000 });
  expect(await page.locator('.help-line').textContent()).not.toContain('CANCELLED');
  await page.close();
});

/** What the diagnosis says while it makes a check. */
const checking = (name: string) =>
  label('diagnosisBusyAt').split('(')[0]?.replace('$1', label(name)).trim() ?? '';
