// @needs chromium softhsm2-util pkcs11-tool pdfsig
import { PDFDocument } from 'pdf-lib';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startVgcaSystem, type VgcaSystem } from '../sandbox/vgca/server.ts';
import { goToPin, readyToApprove, typePin, untilReturned } from './support/clerk.ts';
import { callForWindow, replyOf, serveSites } from './support/vgca.ts';
import { openWorkplace, type Workplace } from './support/workplace.ts';

/** Pages that were written for the VGCA Sign Service, unchanged, on a paired browser with a token in the reader. */

let desk: Workplace;
let system: VgcaSystem;
let page: Page;

async function letter(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage([595.28, 841.89]).drawText('Van ban', { x: 80, y: 700 });
  return document.save();
}

beforeAll(async () => {
  desk = await openWorkplace();
  system = await startVgcaSystem();
  system.files.set('abc.pdf', await letter());
  await serveSites(desk.browser, [{ addresses: [`${system.url}/*`], messagesPerConsent: 50 }]);
});
afterAll(async () => {
  await system?.stop();
  await desk?.close();
});
beforeEach(async () => {
  page = await desk.browser.context.newPage();
  system.uploads.length = 0;
  system.fetched.length = 0;
  system.answers.length = 0;
});
afterEach(async () => {
  await page.close();
  for (const open of desk.browser.context.pages()) if (open.url().includes('/windows/')) await open.close();
});

const request = (change: Record<string, unknown> = {}) =>
  JSON.stringify({
    FileUploadHandler: `${system.url}/upload.aspx`,
    SessionId: '',
    FileName: `${system.url}/files/abc.pdf`,
    ...change,
  });

async function approve(window: Page): Promise<void> {
  await readyToApprove(window, false);
  await goToPin(window, false);
  await typePin(window, desk.sandbox.token.pin, false);
  await untilReturned(window);
}

test('SignApproved from a global script: fetched with the session, shown, signed, uploaded, answered', async () => {
  await page.goto(system.url);
  const { call, window } = await callForWindow(page, 'vgca_sign_approved', request());
  await approve(window);
  expect(await replyOf(page, call)).toEqual({
    Status: 0,
    Message: '',
    FileName: 'abc.signed.pdf',
    FileServer: `${system.url}/files/abc.signed.pdf`,
    DocumentNumber: '',
    DocumentDate: '',
    CustomSignatureText: '',
  });
  expect(system.fetched).toEqual(['/files/abc.pdf']);
  expect(system.uploads).toMatchObject([
    { field: 'uploadfile', name: 'abc.pdf', type: 'application/pdf', cookie: 'phien=1' },
  ]);
});
