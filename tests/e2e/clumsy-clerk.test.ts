// @needs chromium softhsm2-util pkcs11-tool gcc pdfsig
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { FaultModule } from '../sandbox/token/fault-module.ts';
import { askToSign, label, readyToApprove } from './support/clerk.ts';
import { expectNothingDone } from './support/outcome.ts';
import { openWorkplace, type Workplace } from './support/workplace.ts';

/** What hurried hands do: nothing is signed or sent that was not approved to its end. */

const WAIT = { timeout: 60_000 };
let desk: Workplace;
let fault: FaultModule;

beforeAll(async () => {
  desk = await openWorkplace({ faultModule: true });
  if (!desk.sandbox.fault) throw new Error('no fault module');
  fault = desk.sandbox.fault;
});
afterAll(() => desk?.close());
beforeEach(() => fault.reset());

const windows = () => desk.browser.context.pages().filter((page) => page.url().includes('/consent/'));
const ask = (code: string): Promise<Page> =>
  askToSign(desk.browser, desk.page, desk.sandbox.qlvb.url, 'vanthu', code);

test('the window closed in the middle, and the page left by its back button: nothing is done, and the next press begins anew', async () => {
  const code = await desk.letter({ number: '702', waitsFor: 'clerk' });
  const first = await ask(code);
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
