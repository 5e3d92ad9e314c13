// @long
// @needs chromium softhsm2-util pkcs11-tool gcc pdfsig
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { FaultModule } from '../sandbox/token/fault-module.ts';
import { askToSign, goToPin, label, readyToApprove, typePin, untilReturned } from './support/clerk.ts';
import { gate } from './support/gate.ts';
import { jobOf, jobStep } from './support/jobs.ts';
import { expectNote } from './support/notes.ts';
import { expectDoneOnce } from './support/outcome.ts';
import { openDocument, pressForConsent } from './support/qlvb.ts';
import { stopWorker } from './support/service-worker.ts';
import { openWorkplace, pictures, type Workplace } from './support/workplace.ts';

/**
 * The browser stops an extension's worker whenever it likes. At each of these points it is stopped by force; the
 * job must go on by itself or by the clerk's next press, and nothing may be done twice.
 */

let desk: Workplace;
let fault: FaultModule;
const look = pictures('service-worker-stopped');

beforeAll(async () => {
  desk = await openWorkplace({ faultModule: true });
  if (!desk.sandbox.fault) throw new Error('no fault module');
  fault = desk.sandbox.fault;
});
afterAll(() => desk?.close());
beforeEach(async () => {
  await fault.reset();
  Object.assign(desk.sandbox.qlvb.delays, { file: undefined, upload: undefined });
});
// What a failed test left open must not stand before the next.
afterEach(async () => {
  for (const page of desk.browser.context.pages()) {
    if (page.url().includes('/consent/')) await page.close();
  }
});

let number = 100;
async function openLetter(): Promise<string> {
  number += 1;
  const code = await desk.letter({ number: String(number), waitsFor: 'clerk' });
  await desk.page.bringToFront();
  return code;
}

async function press(code: string): Promise<Page> {
  return askToSign(desk.browser, desk.page, desk.sandbox.qlvb.url, 'vanthu', code);
}

async function approve(consent: Page): Promise<void> {
  await readyToApprove(consent, true);
  await goToPin(consent, true);
  await typePin(consent, desk.sandbox.token.pin, true);
}

async function finish(consent: Page, code: string): Promise<void> {
  await untilReturned(consent);
  await look(consent, code.replace('/', '-'));
  await consent.close();
  await expectDoneOnce(desk, code);
  expect(await fault.logins()).toHaveLength(1);
}

test('stopped while the file is being fetched from the page', async () => {
  const code = await openLetter();
  const fetching = gate();
  desk.sandbox.qlvb.delays.file = fetching.wait;
  const consent = await press(code);
  await fetching.reached;
  expect(await jobStep(consent)).toBe('opened');
  await stopWorker(desk.browser, consent);
  desk.sandbox.qlvb.delays.file = undefined;
  fetching.open();
  await approve(consent);
  await finish(consent, code);
});

test('stopped while the file is on its way to the bridge', async () => {
  const code = await openLetter();
  desk.sandbox.sender.freeze(true);
  const consent = await press(code);
  await expect.poll(() => jobStep(consent), { timeout: 20_000 }).toBe('fetched');
  await stopWorker(desk.browser, consent);
  desk.sandbox.sender.freeze(false);
  await approve(consent);
  await finish(consent, code);
});

test('stopped while the clerk reads what is to be signed', async () => {
  const code = await openLetter();
  const consent = await press(code);
  await readyToApprove(consent, true);
  await stopWorker(desk.browser, consent);
  await approve(consent);
  await finish(consent, code);
});

test('stopped while the PIN is with the token, before the approval is written down', async () => {
  const code = await openLetter();
  const consent = await press(code);
  await fault.order('wait C_Login');
  await approve(consent);
  await expect.poll(() => jobStep(consent), { timeout: 20_000 }).toBe('approving');
  await stopWorker(desk.browser, consent);
  await look(consent, `${number}-while-token-is-asked`);
  await fault.order();
  await finish(consent, code);
});

test('stopped right after the approval, while the bridge signs', async () => {
  const code = await openLetter();
  const consent = await press(code);
  await fault.order('wait C_Sign');
  await approve(consent);
  await expect.poll(async () => (await fault.logins()).length, { timeout: 20_000 }).toBe(1);
  expect(await jobStep(consent)).toBe('approving');
  await stopWorker(desk.browser, consent);
  await look(consent, `${number}-while-signing`);
  await fault.order();
  await finish(consent, code);
});

test('stopped before the page has taken the order to take the file back', async () => {
  const code = await openLetter();
  const consent = await press(code);
  await readyToApprove(consent, true);
  const page = await desk.browser.context.newCDPSession(desk.page);
  await page.send('Debugger.enable');
  const paused = new Promise((resolve) => page.once('Debugger.paused', resolve));
  await page.send('Debugger.pause');
  await approve(consent);
  await expect.poll(() => jobStep(consent), { timeout: 60_000 }).toBe('giving');
  await paused;
  await stopWorker(desk.browser, consent);
  await page.send('Debugger.disable');
  await page.detach();
  await finish(consent, code);
});

interface TabsWorld {
  chrome: {
    tabs: {
      reload(id: number): Promise<void>;
      get(id: number): Promise<{ status?: string }>;
    };
  };
}

/** Reloads the tab the job came from, as the clerk would with a page that crashed. */
async function reloadTab(consent: Page): Promise<void> {
  const tabId = (await jobOf(consent))?.source.tabId ?? 0;
  await consent.evaluate((id) => (globalThis as unknown as TabsWorld).chrome.tabs.reload(id), tabId);
  await expect
    .poll(
      () =>
        consent.evaluate(
          async (id) => (await (globalThis as unknown as TabsWorld).chrome.tabs.get(id)).status,
          tabId,
        ),
      { timeout: 30_000 },
    )
    .toBe('complete');
}

test('stopped, and the order lost with a page that crashed: the window says so and hands the file over again', async () => {
  const code = await openLetter();
  const consent = await press(code);
  await readyToApprove(consent, true);
  const crashing = desk.page;
  const page = await desk.browser.context.newCDPSession(crashing);
  await page.send('Debugger.enable');
  const paused = new Promise((resolve) => page.once('Debugger.paused', resolve));
  await page.send('Debugger.pause');
  await approve(consent);
  await expect.poll(() => jobStep(consent), { timeout: 60_000 }).toBe('giving');
  await paused;
  await stopWorker(desk.browser, consent);
  const crashed = crashing.waitForEvent('crash');
  void page.send('Page.crash').catch(() => undefined);
  await crashed;
  await expectNote(consent, 'SITE_PAGE_GONE');
  await look(consent, `${number}-order-lost`);
  await reloadTab(consent);
  const again = consent.getByRole('button', { name: label('giveAgain'), exact: true });
  await expect
    .poll(
      async () => {
        // A page that has just loaded may not be listening yet; then the window offers the button again.
        if (await again.isVisible()) await again.click();
        return jobStep(consent);
      },
      { timeout: 60_000, interval: 1000 },
    )
    .toBe('done');
  try {
    await finish(consent, code);
  } finally {
    // Playwright takes a page that crashed for lost, though the tab lives again; its answer is not waited for.
    void crashing.close().catch(() => undefined);
    desk.page = await desk.browser.context.newPage();
  }
});

test('stopped while the document system takes the signed file', async () => {
  const code = await openLetter();
  const consent = await press(code);
  const uploading = gate();
  desk.sandbox.qlvb.delays.upload = uploading.wait;
  await approve(consent);
  await uploading.reached;
  await stopWorker(desk.browser, consent);
  desk.sandbox.qlvb.delays.upload = undefined;
  uploading.open();
  await finish(consent, code);
});

test('stopped and the window reloaded by the clerk: the window finds its job again', async () => {
  const code = await openLetter();
  const consent = await press(code);
  await readyToApprove(consent, true);
  await stopWorker(desk.browser, consent);
  await consent.reload();
  await approve(consent);
  await finish(consent, code);
});

test('a second press on the page after a stop brings the open window forward, it opens no second job', async () => {
  const code = await openLetter();
  const consent = await press(code);
  await readyToApprove(consent, true);
  await stopWorker(desk.browser, consent);
  await openDocument(desk.page, desk.sandbox.qlvb.url, code);
  await expect(pressForConsent(desk.browser.context, desk.page, 4000)).rejects.toThrow(/Timeout/u);
  await approve(consent);
  await finish(consent, code);
});
