// @needs chromium openssl
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { openssl } from '../sandbox/pki/openssl.ts';
import { startVgcaSystem, type VgcaSystem } from '../sandbox/vgca/server.ts';
import { type ExtensionBrowser, launchWithExtension } from './support/browser.ts';
import { callPlugin, replyOf, serveSites } from './support/vgca.ts';

/** The other signing program runs on the same computer, with a certificate that the browser takes: who answers. */

let browser: ExtensionBrowser;
let system: VgcaSystem;
let other: Server;
let page: Page;
/** What the other program was asked. */
const asked: string[] = [];

beforeAll(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'kygui-other-'));
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  await openssl([
    ...'req -x509 -newkey rsa:2048 -nodes -days 2'.split(' '),
    ...subject,
    '-keyout',
    key,
    '-out',
    cert,
  ]);
  other = createServer({ key: await readFile(key), cert: await readFile(cert) }, ({ url }, response) => {
    asked.push(`GET ${url}`);
    response.writeHead(501).end();
  });
  await rm(folder, { recursive: true });
  new WebSocketServer({ server: other }).on('connection', (socket, { url }) => {
    socket.on('message', (data) => {
      asked.push(`${url} ${String(data)}`);
      socket.send('{"Status":0,"Version":"theirs"}');
    });
  });
  await new Promise<void>((resolve) => {
    // The one port that the program has: a run beside this one may hold it for a moment.
    other.on('error', () => setTimeout(() => other.listen(8987, '127.0.0.1'), 500));
    other.listen(8987, '127.0.0.1', resolve);
  });
  browser = await launchWithExtension({ flags: ['--ignore-certificate-errors'] });
  system = await startVgcaSystem();
  page = await browser.context.newPage();
});
afterAll(async () => {
  await system?.stop();
  await browser?.close();
  other?.closeAllConnections();
  await new Promise((resolve) => (other ? other.close(resolve) : resolve(undefined)));
});
beforeEach(() => {
  asked.length = 0;
});

async function versionUnder(answers: string): Promise<unknown> {
  await serveSites(browser, [{ addresses: [`${system.url}/*`], answers }]);
  await page.goto(`${system.url}/`);
  return (await replyOf(page, await callPlugin(page, 'vgca_get_version'))).Version;
}

test('"ours": this extension answers, and the other program is asked nothing', async () => {
  expect(await versionUnder('ours')).not.toBe('theirs');
  const probe = await page.evaluate(async () => (await fetch('https://127.0.0.1:8987/')).status);
  expect(probe).toBe(200);
  expect(asked).toEqual([]);
});

test('"ours when theirs is away": the other program answers as long as it is there, this extension after it', async () => {
  expect(await versionUnder('ours-when-theirs-is-away')).toBe('theirs');
  expect(asked).toEqual(['GET /', '/GetVersion GetVersion']);
  // A page may hold its socket; what it says on it goes to the other program, and so does its end.
  const told = await page.evaluate(
    () =>
      new Promise((done) => {
        const socket = new WebSocket('wss://127.0.0.1:8987/SignMsg');
        socket.onopen = () => socket.send('YQ==');
        socket.onmessage = () => socket.close(3001, 'xong');
        socket.onclose = ({ code, wasClean }) => done([socket instanceof WebSocket, code, wasClean]);
      }),
  );
  expect(told).toEqual([true, 3001, true]);
  expect(asked.at(-1)).toBe('/SignMsg YQ==');
});

test('"theirs": the page is left alone altogether', async () => {
  await serveSites(browser, [{ addresses: ['https://khac.example.vn/*'] }]);
  const worker = await browser.worker();
  await worker.evaluate(
    async (addresses) => {
      const { chrome } = globalThis as unknown as {
        chrome: { storage: { local: { set(items: object): Promise<void> } } };
      };
      const other = { addresses: ['https://khac.example.vn/*'] };
      await chrome.storage.local.set({ vgcaSites: [other, { addresses, answers: 'theirs' }] });
    },
    [`${system.url}/*`],
  );
  await page.goto(`${system.url}/`);
  expect((await replyOf(page, await callPlugin(page, 'vgca_get_version'))).Version).toBe('theirs');
  expect(await page.evaluate(() => Symbol.for('kygui.vgca') in window)).toBe(false);
  expect(asked).toEqual(['/GetVersion GetVersion']);
});
