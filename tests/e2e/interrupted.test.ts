import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askToSign, goToPin, label, readyToApprove, typePin, untilReturned } from './support/clerk.ts';
import { openWorkplace, type Workplace } from './support/workplace.ts';

/**
 * The main job with one side stopped in the middle. @needs chromium softhsm2-util pkcs11-tool openssl pdftocairo
 */
let desk: Workplace;

beforeAll(async () => {
  desk = await openWorkplace();
});
afterAll(() => desk?.close());

const stateOf = (number: string) => desk.sandbox.qlvb.dump().find((letter) => letter.number === number);

async function upToPin(code: string): Promise<Page> {
  const consent = await askToSign(desk.browser, desk.page, desk.sandbox.qlvb.url, 'lanhdao', code);
  await readyToApprove(consent, false);
  await goToPin(consent, false);
  return consent;
}

/** Waits until the job has reached a step, seen from the window, without asking the worker. */
async function untilStep(consent: Page, steps: string[]): Promise<void> {
  await consent.waitForFunction(
    async (wanted) => {
      const key = `job:${new URLSearchParams(location.search).get('job')}`;
      const { chrome } = globalThis as unknown as {
        chrome: { storage: { session: { get(key: string): Promise<Record<string, { step: string }>> } } };
      };
      return wanted.includes((await chrome.storage.session.get(key))[key]?.step ?? '');
    },
    steps,
    { polling: 5, timeout: 30_000 },
  );
}

test('a worker stopped after the approval left goes on by itself: signed once, handed back once', async () => {
  const consent = await upToPin('15/UBND-VP');
  await typePin(consent, desk.sandbox.token.pin, false);
  await untilStep(consent, ['approving', 'signed', 'giving', 'given', 'done']);
  await desk.browser.stopWorker();
  await untilReturned(consent);
  expect(stateOf('15')?.history.map((entry) => entry.what)).toEqual(['Trình ký', 'Ký duyệt (đã ký số)']);
  await consent.close();
});

test('a worker stopped while the clerk reads comes back with the press, and nothing has to be typed again', async () => {
  const consent = await askToSign(desk.browser, desk.page, desk.sandbox.qlvb.url, 'lanhdao', '16/UBND-VP');
  await readyToApprove(consent, false);
  await desk.browser.stopWorker();
  await goToPin(consent, false);
  await typePin(consent, desk.sandbox.token.pin, false);
  await untilReturned(consent);
  expect(stateOf('16')?.state).toBe('Chờ phát hành');
  await consent.close();
});

test('a bridge killed after the approval is asked after its restart: the letter is signed at most once', async () => {
  const consent = await upToPin('17/UBND-VP');
  await typePin(consent, desk.sandbox.token.pin, false);
  await untilStep(consent, ['approving']);
  await desk.sandbox.sender.kill();
  await desk.sandbox.sender.start();
  // Either the signature was finished before the kill, or the clerk is told and decides again: never a guess.
  const returned = consent.getByText(label('resultReturned'));
  const again = consent.getByRole('button', { name: label('tryAgain'), exact: true });
  const giveAgain = consent.getByRole('button', { name: label('giveAgain'), exact: true });
  await returned.or(again).or(giveAgain).first().waitFor({ timeout: 100_000 });
  if (await giveAgain.isVisible()) {
    // It goes on by itself as soon as the line is there again, and the press may come too late.
    await giveAgain.click({ timeout: 10_000 }).catch(() => undefined);
    await untilReturned(consent);
  } else if (!(await returned.isVisible())) {
    expect(stateOf('17')?.state).toBe('Chờ ký duyệt');
    await again.click();
    await readyToApprove(consent, false);
    await goToPin(consent, false);
    await typePin(consent, desk.sandbox.token.pin, false);
    await untilReturned(consent);
  }
  expect(stateOf('17')?.history).toHaveLength(2);
});
