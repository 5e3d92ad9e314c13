// @needs chromium softhsm2-util pkcs11-tool
import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { goToPin, label, readyToApprove, typePin, untilReturned } from './support/clerk.ts';
import { callForWindow, callPlugin, replyOf, serveSites } from './support/vgca.ts';
import {
  anyPdf,
  approve,
  button,
  freshPage,
  openVgcaDesk,
  request,
  served,
  type VgcaDesk,
} from './support/vgca-desk.ts';

/** Files that pages written for the VGCA Sign Service have signed: a paired browser, a token in the reader. */

let place: VgcaDesk;
let desk: VgcaDesk['desk'];
let system: VgcaDesk['system'];
let page: Page;

beforeAll(async () => {
  place = await openVgcaDesk();
  ({ desk, system } = place);
});
afterAll(() => place?.close());
beforeEach(async () => {
  page = await freshPage(place);
});
afterEach(() => page.close());

const FILE_KEYS = [
  'Status',
  'Message',
  'FileName',
  'FileServer',
  'DocumentNumber',
  'DocumentDate',
  'CustomSignatureText',
];

test('SignApproved from a global script: fetched with the session, shown, signed, uploaded, answered', async () => {
  await page.goto(system.url);
  const { call, window } = await callForWindow(page, 'vgca_sign_approved', request(system));
  await approve(place, window);
  const reply = await replyOf(page, call);
  expect(Object.keys(reply)).toEqual(FILE_KEYS);
  expect(reply).toEqual({
    Status: 0,
    Message: '',
    FileName: 'abc.signed.pdf',
    FileServer: `${system.url}/files/abc.signed.pdf`,
    DocumentNumber: '',
    DocumentDate: '',
    CustomSignatureText: '',
  });
  expect(system.fetched).toEqual(['/files/abc.pdf']);
  const [upload] = system.uploads;
  expect(upload).toMatchObject({
    field: 'uploadfile',
    name: 'abc.pdf',
    type: 'application/pdf',
    cookie: 'phien=1',
  });
  const original = Buffer.from(system.files.get('abc.pdf') ?? []);
  expect(
    Buffer.from(upload?.bytes ?? [])
      .subarray(0, original.length)
      .equals(original),
  ).toBe(true);
  system.files.set('signed.pdf', upload?.bytes ?? new Uint8Array());
});

test('a button of the page that is pressed twice: one window, signed and uploaded once, each call gets the answer', async () => {
  await page.goto(system.url);
  const { call, window } = await callForWindow(page, 'vgca_sign_approved', request(system));
  const again = await callPlugin(page, 'vgca_sign_approved', request(system));
  await approve(place, window);
  const reply = await replyOf(page, call);
  expect(reply).toMatchObject({ Status: 0, FileServer: `${system.url}/files/abc.signed.pdf` });
  expect(await replyOf(page, again)).toEqual(reply);
  expect(system.fetched).toEqual(['/files/abc.pdf']);
  expect(system.uploads).toHaveLength(1);
});

test('SignIssued from a bundled module: the number, and midnight in Vietnam as the right day', async () => {
  await page.goto(`${system.url}/module`);
  await page.waitForFunction(() => 'ready' in window);
  system.answers.push({
    status: 500,
    body: '\uFEFF{"Status":0,"FileServer":{"id":7},"DocumentNumber":"99"}',
  });
  const asked = request(system, { DocNumber: '15/UBND-VP', IssuedDate: '2026-01-04T17:00:00.000Z' });
  const { call, window } = await callForWindow(page, 'vgca_sign_issued', asked);
  await approve(place, window);
  expect(await replyOf(page, call)).toMatchObject({
    Status: 0,
    FileName: 'abc.pdf',
    FileServer: '{"id":7}',
    DocumentNumber: '15/UBND-VP',
    DocumentDate: '05/01/2026',
  });
});

test.each([
  ['vgca_sign_income', { DocNumber: '', MetaData: [] }],
  ['vgca_comment', { MetaData: [{ Key: 'abc', Value: 'abc' }] }],
  ['vgca_sign_appendix', { DocNumber: '15/UBND-VP' }],
  ['vgca_sign_copy', { DocNumber: { 0: {}, length: 1 } }],
  [
    'vgca_sign_file',
    { MetaData: [], JWTToken: 'Bearer the.jwt', FileName: '/files/C%C3%B4ng văn %2215%22.pdf' },
  ],
  [
    'vgca_sign_pdf',
    { FileName: '/files/abc.pdf', FileUploadHandler: '/upload?id=1&fileName=Số văn bản.pdf' },
  ],
])('%s goes the same way', async (name, change) => {
  await page.goto(`${system.url}/strict`);
  system.files.set('Công văn "15".pdf', await anyPdf());
  const { call, window } = await callForWindow(page, name, request(system, change));
  await window.locator('header').first().waitFor();
  if (name === 'vgca_comment') await window.locator('.side textarea').fill('Đồng ý.');
  if (name === 'vgca_sign_income') {
    // Pages pass neither: they are those of the office's own register.
    await window.locator('.side .two input').first().fill('127');
    await window.locator('.side input[type=date]').fill('2026-01-06');
  }
  await approve(place, window);
  const isNamed = name === 'vgca_sign_file';
  const FileName = isNamed ? 'Công văn 15.signed.pdf' : 'abc.signed.pdf';
  expect(await replyOf(page, call)).toMatchObject({ Status: 0, FileName });
  expect(system.uploads).toHaveLength(1);
  // The name in the multipart header is UTF-8 without quotes; a token that the page gave goes along.
  const authorization = isNamed ? 'Bearer the.jwt' : '';
  expect(system.uploads[0]).toMatchObject({ name: isNamed ? 'Công văn 15.pdf' : 'abc.pdf', authorization });
  if (name === 'vgca_sign_pdf')
    expect(decodeURIComponent(system.uploads[0]?.query ?? '')).toContain('Số văn bản');
});

test("a file of the computer when the page names none, one of the page's memory, and no upload when it wants none", async () => {
  await page.goto(system.url);
  const local = await callForWindow(
    page,
    'vgca_sign_pdf',
    request(system, { FileName: '', FileUploadHandler: '' }),
  );
  await local.window.locator('input[type=file]').setInputFiles({
    name: 'máy tôi.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from(await anyPdf()),
  });
  await approve(place, local.window, 'resultKept');
  expect(await local.window.getByText(label('resultReturned')).count()).toBe(0);
  expect(system.uploads).toHaveLength(0);
  expect(await replyOf(page, local.call)).toMatchObject({
    Status: 0,
    FileName: 'máy tôi.pdf',
    FileServer: '',
  });
  await local.window.close();
  const blob = await page.evaluate(async (address) => {
    const answer = await fetch(address);
    return URL.createObjectURL(await answer.blob());
  }, '/files/abc.pdf');
  const memory = await callForWindow(page, 'vgca_sign_pdf', request(system, { FileName: blob }));
  await approve(place, memory.window);
  expect(await replyOf(page, memory.call)).toMatchObject({ Status: 0 });
  await memory.window.close();
  // A file of some size in the request itself, under a policy that forbids the page to ask for such addresses.
  await page.goto(`${system.url}/strict`);
  const padded = Buffer.concat([await anyPdf(), Buffer.alloc(300_000, '%')]).toString('base64');
  const FileName = `data:application/pdf;base64,${padded}`;
  const inside = await callForWindow(page, 'vgca_sign_pdf', request(system, { FileName }));
  await approve(place, inside.window);
  expect(await replyOf(page, inside.call)).toMatchObject({ Status: 0 });
  expect(system.uploads.at(-1)?.bytes.length).toBeGreaterThan(300_000);
});

test('SignFiles: each file is shown, FileID keeps its type, one that the clerk refuses is told as such', async () => {
  await page.goto(system.url);
  const Files = [
    { FileID: 0, FileName: 'Tệp A', URL: `${system.url}/files/abc.pdf` },
    { FileID: '7', FileName: 'Tệp B', URL: '/files/abc.pdf' },
  ];
  const { call, window } = await callForWindow(
    page,
    'vgca_sign_files',
    request(system, { FileName: undefined, Files }),
  );
  const second = page.context().waitForEvent('page', { timeout: 90_000 });
  await readyToApprove(window, false);
  await goToPin(window, false);
  await typePin(window, desk.sandbox.token.pin, false);
  const next = await second;
  await next.getByRole('button', button('cancel')).click();
  const server = `${system.url}/files/abc.signed.pdf`;
  expect(await replyOf(page, call)).toMatchObject({
    Status: 0,
    Files: [
      { FileID: 0, FileName: 'Tệp A', Status: 0, FileSignedURL: server, FileServer: server },
      { FileID: '7', Status: 1, FileSignedURL: '' },
    ],
  });
});

test('SignFiles where the site lets files go together: one window, one press, one PIN; a file that is not there is told as such', async () => {
  await serveSites(desk.browser, [served(system, { filesPerConsent: 5 })]);
  try {
    await page.goto(system.url);
    const file = (FileID: number, name: string) => ({ FileID, FileName: name, URL: `/files/${name}` });
    system.files.set('def.pdf', await anyPdf());
    // One is known to be gone while those before it are still looked at.
    const names = ['abc.pdf', 'def.pdf', 'abc.pdf', 'khong-co.pdf', 'def.pdf'];
    const Files = names.map((name, at) => file(at, name));
    const { call, window } = await callForWindow(
      page,
      'vgca_sign_files',
      request(system, { FileName: undefined, Files }),
    );
    await expect.poll(() => window.locator('.letter.ready').count(), { timeout: 90_000 }).toBe(4);
    await window.locator('.letter.mend').waitFor({ timeout: 60_000 });
    await window.locator('.batch-foot input[type=checkbox]').check({ timeout: 60_000 });
    await window.locator('.batch-foot .primary').click();
    const dialog = window.locator('dialog.pin');
    expect(await dialog.textContent()).toContain(label('pinTimes').replace('$1', '1').replace('$2', '4'));
    await dialog.locator('input[type=password]').fill(desk.sandbox.token.pin);
    await dialog.getByRole('button', button('sign')).click();
    await expect.poll(() => window.locator('.letter.signed').count(), { timeout: 90_000 }).toBe(4);
    await expect.poll(() => system.uploads.length, { timeout: 60_000 }).toBe(4);
    // The clerk may still see to the one that is gone; closing the window is her word on it.
    await window.close();
    const reply = await replyOf(page, call);
    expect(reply).toMatchObject({
      Status: 0,
      Files: [
        { FileID: 0, Status: 0 },
        { FileID: 1, Status: 0 },
        { FileID: 2, Status: 0 },
        { FileID: 3, Status: 1, Message: expect.stringContaining('SITE_FETCH_FAILED') },
        { FileID: 4, Status: 0 },
      ],
    });
  } finally {
    await serveSites(desk.browser, [served(system)]);
  }
});

test('VerifyPDF tells a signed letter from an unsigned one, without a window', async () => {
  await page.goto(system.url);
  const signed = await callPlugin(
    page,
    'vgca_verify_pdf',
    request(system, { FileName: '/files/signed.pdf' }),
  );
  expect((await replyOf(page, signed)).Signatures).toMatchObject([{ Intact: true }]);
  // A whole list at once, and what only the page has.
  const memory = await page.evaluate(async () => {
    const file = await (await fetch('/files/abc.pdf')).blob();
    return URL.createObjectURL(file);
  });
  const data = `data:application/pdf;base64,${Buffer.from(system.files.get('abc.pdf') ?? []).toString('base64')}`;
  const named = [...Array.from({ length: 8 }, () => '/files/abc.pdf'), memory];
  const calls: number[] = [];
  for (const FileName of named)
    calls.push(await callPlugin(page, 'vgca_verify_pdf', request(system, { FileName })));
  for (const call of calls) expect(await replyOf(page, call)).toMatchObject({ Status: 1, Signatures: [] });
  const inside = await callPlugin(page, 'vgca_verify_pdf', request(system, { FileName: data }));
  expect(await replyOf(page, inside)).toMatchObject({ Status: 1, Signatures: [] });
});

test('what a page has lined up goes with it: the next window is for the page that is there', async () => {
  await page.goto(system.url);
  const first = await callForWindow(page, 'vgca_sign_approved', request(system));
  for (let count = 0; count < 3; count++) await callPlugin(page, 'vgca_sign_pdf', request(system));
  await page.goto(`${system.url}/strict`);
  const opening = page.context().waitForEvent('page', { timeout: 90_000 });
  const there = await callPlugin(page, 'vgca_get_certinfo');
  await approve(place, first.window);
  const next = await opening;
  expect(next.url()).toContain('/messages/');
  await next.close();
  expect(await replyOf(page, there)).toMatchObject({ Status: 11 });
});

test("an upload that fails keeps the signed file, and goes again on the clerk's press", async () => {
  await page.goto(system.url);
  system.answers.push(
    { type: 'text/html', body: '<!doctype html><h1>413</h1>', status: 413 },
    { body: '', location: '/login' },
    { body: '{"Status":1,"Message":"đầy đĩa"}' },
  );
  const { call, window } = await callForWindow(page, 'vgca_sign_approved', request(system));
  await readyToApprove(window, false);
  await goToPin(window, false);
  await typePin(window, desk.sandbox.token.pin, false);
  for (const code of ['VGCA_UPLOAD_REFUSED', 'VGCA_UPLOAD_SESSION', 'VGCA_UPLOAD_REFUSED']) {
    await window.locator('.note code', { hasText: code }).waitFor({ timeout: 60_000 });
    await window.getByRole('button', button('giveAgain')).click();
  }
  await untilReturned(window);
  expect(await replyOf(page, call)).toMatchObject({ Status: 0 });
  expect(system.uploads).toHaveLength(4);
  expect(
    new Set(system.uploads.map(({ bytes }) => createHash('sha256').update(bytes).digest('hex'))).size,
  ).toBe(1);
});

test('a handler that tells of an error as success: the page hears it as it came, the window calls nothing safe', async () => {
  await page.goto(system.url);
  system.answers.push({
    body: '{"Status":true,"Message":"Có lỗi: disk full","FileName":"","FileServer":""}',
  });
  const { call, window } = await callForWindow(page, 'vgca_sign_approved', request(system));
  await approve(place, window, 'resultUploadUnsure');
  expect(await window.getByText(label('resultReturned')).count()).toBe(0);
  await window.getByText('Có lỗi: disk full').waitFor();
  expect(await replyOf(page, call)).toMatchObject({
    Status: 0,
    Message: 'Có lỗi: disk full',
    FileName: 'abc.pdf',
    FileServer: '',
  });
});

test('SignFiles without an upload: the window of each file stays until the clerk has saved it', async () => {
  await page.goto(system.url);
  const Files = [0, 1].map((FileID) => ({ FileID, FileName: `Tệp ${FileID}`, URL: '/files/abc.pdf' }));
  const asked = request(system, { FileName: undefined, FileUploadHandler: '', Files });
  const { call, window } = await callForWindow(page, 'vgca_sign_files', asked);
  const second = page.context().waitForEvent('page', { timeout: 90_000 });
  await approve(place, window, 'resultKept');
  await approve(place, await second, 'resultKept');
  expect(await replyOf(page, call)).toMatchObject({ Status: 0, Files: [{ Status: 0 }, { Status: 0 }] });
  await window.getByRole('button', button('saveSigned')).waitFor();
});

test('a caller that leaves early: the job ends well, and the worker that was stopped meanwhile knows the one that stays', async () => {
  await page.goto(system.url);
  const { call, window } = await callForWindow(page, 'vgca_sign_approved', request(system));
  await readyToApprove(window, false);
  await desk.browser.stopWorker();
  await approve(place, window);
  expect(await replyOf(page, call)).toMatchObject({ Status: 0 });
  const left = await callForWindow(page, 'vgca_sign_approved', request(system));
  await page.goto('about:blank');
  await approve(place, left.window);
  expect(system.uploads).toHaveLength(2);
});
