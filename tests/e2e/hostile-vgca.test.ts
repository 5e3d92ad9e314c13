// @needs chromium softhsm2-util pkcs11-tool gcc
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { FaultModule } from '../sandbox/token/fault-module.ts';
import { startVgcaSystem, type VgcaSystem } from '../sandbox/vgca/server.ts';
import { goToPin, label, readyToApprove, typePin, untilReturned } from './support/clerk.ts';
import { openCountingDesk, pdfSaying } from './support/hostile-desk.ts';
import { callForWindow, callPlugin, replyOf, serveSites } from './support/vgca.ts';
import type { Workplace } from './support/workplace.ts';

/** A page that is switched on for VGCA calls and under an attacker's control; the browser is paired, a token is in. */

let desk: Workplace;
let fault: FaultModule;
let system: VgcaSystem;
let page: Page;
/** Another server of this computer: nothing may ever be asked of it. */
let other: Server;
let otherUrl: string;
const asked: string[] = [];

beforeAll(async () => {
  ({ desk, fault } = await openCountingDesk());
  system = await startVgcaSystem();
  system.files.set('a.pdf', await pdfSaying('shown'));
  other = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end('%PDF-1.7');
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  otherUrl = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  // Messages without the site's leave for bare digests or for several at once.
  await serveSites(desk.browser, [{ addresses: [`${system.url}/*`] }]);
});
afterAll(async () => {
  other?.close();
  await system?.stop();
  await desk?.close();
});
beforeEach(async () => {
  page = await desk.browser.context.newPage();
  await page.goto(system.url);
  system.uploads.length = 0;
  system.fetched.length = 0;
});
afterEach(async () => {
  expect(asked).toEqual([]);
  for (const window of windows()) await window.close();
  await page.close();
});

const windows = () => desk.browser.context.pages().filter((one) => one.url().includes('/windows/'));
const request = (change: Record<string, unknown> = {}) =>
  JSON.stringify({ FileUploadHandler: '/upload', FileName: '/files/a.pdf', ...change });

async function expectNothing(): Promise<void> {
  expect(windows()).toEqual([]);
  expect(system.fetched).toEqual([]);
  expect(system.uploads).toEqual([]);
  expect(await fault.logins()).toEqual([]);
}

test.each([
  [
    'a file of another server of this computer',
    () => ({ FileName: `${otherUrl}/tep.pdf` }),
    'SITE_ADDRESS_REFUSED',
  ],
  [
    'a file of the private network',
    () => ({ FileName: 'http://192.168.1.1/tep.pdf' }),
    'SITE_ADDRESS_REFUSED',
  ],
  [
    'a file of the loopback under another name',
    () => ({ FileName: `http://[::1]:80/a.pdf` }),
    'SITE_ADDRESS_REFUSED',
  ],
  ['a file of this computer', () => ({ FileName: 'file:///etc/passwd' }), 'SITE_ADDRESS_REFUSED'],
  [
    'a page of the extension',
    () => ({ FileName: 'chrome-extension://abc/manifest.json' }),
    'SITE_ADDRESS_REFUSED',
  ],
  [
    'an address with a password',
    () => ({ FileName: system.url.replace('//', '//a:b@') }),
    'SITE_ADDRESS_REFUSED',
  ],
  ['a file of another site', () => ({ FileName: 'https://khac.example.vn/a.pdf' }), 'SITE_ADDRESS_REFUSED'],
  [
    'the memory of another site',
    () => ({ FileName: 'blob:https://khac.example.vn/1' }),
    'SITE_ADDRESS_REFUSED',
  ],
  [
    'an upload to another site',
    () => ({ FileUploadHandler: 'https://khac.example.vn/' }),
    'SITE_ADDRESS_REFUSED',
  ],
  ['an upload to this computer', () => ({ FileUploadHandler: `${otherUrl}/` }), 'SITE_ADDRESS_REFUSED'],
  ['a name of absurd length', () => ({ FileName: `/files/${'ă'.repeat(70_000)}` }), 'VGCA_TOO_LARGE'],
  ['an address that is none', () => ({ FileName: 'http://[' }), 'VGCA_REQUEST_INVALID'],
])('%s: refused before any window, nothing fetched', async (_, change, code) => {
  const reply = await replyOf(page, await callPlugin(page, 'vgca_sign_pdf', request(change())));
  expect(reply).toMatchObject({ Status: 1, Message: expect.stringContaining(code) });
  await expectNothing();
});

test('a list of files with one forbidden address is refused as a whole', async () => {
  const Files = [
    { FileID: 1, FileName: 'a', URL: '/files/a.pdf' },
    { FileID: 2, FileName: 'b', URL: `${otherUrl}/b.pdf` },
  ];
  const reply = await replyOf(page, await callPlugin(page, 'vgca_sign_files', request({ Files })));
  expect(reply).toMatchObject({ Status: 1, Message: expect.stringContaining('SITE_ADDRESS_REFUSED') });
  await expectNothing();
});

test.each([
  ['another server of this computer', () => `${otherUrl}/a.pdf`, 'SITE_ADDRESS_REFUSED'],
  ['another site', () => 'https://khac.example.vn/a.pdf', 'SITE_ADDRESS_REFUSED'],
  ['a server that asks who one is', () => 'https://sso.example.vn/login', 'SITE_SESSION_EXPIRED'],
])('a redirect of the file to %s: not followed, no signature', async (_, to, code) => {
  // One that stays on the site is; it leads to the one that does not.
  system.redirects.set('/files/dau.pdf', '/files/chuyen.pdf');
  system.redirects.set('/files/chuyen.pdf', to());
  const asked = request({ FileName: '/files/dau.pdf' });
  const { call, window } = await callForWindow(page, 'vgca_sign_pdf', asked);
  await window.locator('.note code', { hasText: code }).waitFor({ timeout: 60_000 });
  await window.close();
  expect(await replyOf(page, call)).toMatchObject({ Status: 1, Message: expect.stringContaining(code) });
  expect(await fault.logins()).toEqual([]);
});

test('a redirect within the site is followed', async () => {
  system.redirects.set('/files/dau.pdf', '/files/a.pdf');
  const asked = request({ FileName: '/files/dau.pdf' });
  const { call, window } = await callForWindow(page, 'vgca_sign_pdf', asked);
  await readyToApprove(window, false);
  await window.close();
  expect(await replyOf(page, call)).toMatchObject({ Status: 11 });
});

test('fifty signatures asked at once: one window, few wait, the others are refused; one cancel ends them all', async () => {
  const opening = page.context().waitForEvent('page', { timeout: 60_000 });
  const calls: number[] = [];
  for (let count = 0; count < 50; count++) calls.push(await callPlugin(page, 'vgca_sign_pdf', request()));
  const window = await opening;
  await expect
    .poll(
      () =>
        page.evaluate(
          () =>
            (globalThis as unknown as { calls: { reply: string | null }[] }).calls.filter(
              ({ reply }) => reply !== null,
            ).length,
        ),
      { timeout: 60_000 },
    )
    .toBe(39);
  expect(windows()).toHaveLength(1);
  await window.getByRole('button', { name: label('cancel'), exact: true }).click();
  const codes = await Promise.all(calls.map(async (call) => (await replyOf(page, call)).Status));
  expect(codes.filter((status) => status === 11)).toHaveLength(11);
  expect(codes.filter((status) => status === 1)).toHaveLength(39);
  expect(await fault.logins()).toEqual([]);
  expect(system.uploads).toEqual([]);
});

test('messages without the leave to join each ask for themselves; a bare digest without leave is refused', async () => {
  const digest = JSON.stringify({
    HashAlg: 'SHA256',
    HashValue: Buffer.alloc(32).toString('base64'),
    Encode: 'RSA',
  });
  const bare = await replyOf(page, await callPlugin(page, 'vgca_sign_msg', 's', digest));
  expect(bare).toMatchObject({ Status: 1, message: expect.stringContaining('RAW_DIGEST_NOT_ALLOWED') });
  const opening = page.context().waitForEvent('page', { timeout: 60_000 });
  const calls: number[] = [];
  for (const content of ['YQ==', 'Yg==', 'Yw=='])
    calls.push(await callPlugin(page, 'vgca_sign_msg', 's', content));
  const window = await opening;
  await window.getByText(label('messagesCount').replace('$1', '1')).waitFor({ timeout: 60_000 });
  await window.close();
  for (const call of calls) expect(await replyOf(page, call)).toMatchObject({ Status: 11 });
  expect(await fault.logins()).toEqual([]);
});

test('events and messages that the page forges reach nobody: no window, no reply', async () => {
  const heard = await page.evaluate(async () => {
    const heard: unknown[] = [];
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => heard.push(data);
    document.dispatchEvent(new MessageEvent('kygui:vgca:port', { ports: [port2], cancelable: true }));
    document.addEventListener('kygui:vgca:port', () => heard.push('port'));
    document.dispatchEvent(new Event('kygui:vgca:hello'));
    for (const socket of [1, 2, 77]) {
      port1.postMessage(JSON.stringify({ socket, say: 'connect', path: '/GetVersion' }));
      port1.postMessage(JSON.stringify({ socket, say: 'frame', text: 'GetVersion' }));
      window.postMessage({ action: 'vgca.connect', body: {} }, '*');
      window.postMessage({ action: 'messages.approve', body: {} }, '*');
    }
    const { chrome } = globalThis as unknown as { chrome?: { runtime?: { sendMessage?: unknown } } };
    heard.push(typeof chrome?.runtime?.sendMessage);
    const socket = new WebSocket('wss://127.0.0.1:8987/SignPDF');
    socket.dispatchEvent(new Event('open'));
    socket.dispatchEvent(new MessageEvent('message', { data: '{"Status":0}' }));
    await new Promise((done) => setTimeout(done, 1500));
    socket.close();
    return heard;
  });
  expect(heard).toEqual(['undefined']);
  await expectNothing();
});

test('the file is swapped after the consent: what was shown is signed, the other one is never fetched', async () => {
  const shown = system.files.get('a.pdf') ?? new Uint8Array();
  const { call, window } = await callForWindow(page, 'vgca_sign_pdf', request());
  await readyToApprove(window, false);
  system.files.set('a.pdf', await pdfSaying('swapped'));
  await goToPin(window, false);
  await typePin(window, desk.sandbox.token.pin, false);
  await untilReturned(window);
  expect(await replyOf(page, call)).toMatchObject({ Status: 0 });
  expect(system.fetched).toEqual(['/files/a.pdf']);
  const [upload] = system.uploads;
  expect(
    Buffer.from(upload?.bytes ?? [])
      .subarray(0, shown.length)
      .equals(Buffer.from(shown)),
  ).toBe(true);
  expect(await fault.logins()).toHaveLength(1);
});
