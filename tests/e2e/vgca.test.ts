// @needs chromium softhsm2-util pkcs11-tool openssl
import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PDFDocument } from 'pdf-lib';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { PLUGIN_CALLS } from '../sandbox/vgca/plugin.ts';
import { startVgcaSystem, type VgcaSystem } from '../sandbox/vgca/server.ts';
import { goToPin, label, readyToApprove, typePin, untilReturned } from './support/clerk.ts';
import { runProgram } from './support/program.ts';
import { callForWindow, callPlugin, replyOf, serveSites } from './support/vgca.ts';
import { openWorkplace, type Workplace } from './support/workplace.ts';

/** Pages that were written for the VGCA Sign Service, unchanged, on a paired browser with a token in the reader. */

let desk: Workplace;
let system: VgcaSystem;
let page: Page;

const served = (more: Record<string, unknown> = {}) => ({
  addresses: [`${system.url}/*`],
  messagesPerConsent: 50,
  bareDigests: { until: '2099-12-31', count: 1000 },
  ...more,
});

async function letter(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage([595.28, 841.89]).drawText('Van ban', { x: 80, y: 700 });
  return document.save();
}

beforeAll(async () => {
  desk = await openWorkplace();
  system = await startVgcaSystem();
  system.files.set('abc.pdf', await letter());
  await serveSites(desk.browser, [served()]);
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

const button = (key: string) => ({ name: label(key), exact: true });
const utf8 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
const FILE_KEYS = [
  'Status',
  'Message',
  'FileName',
  'FileServer',
  'DocumentNumber',
  'DocumentDate',
  'CustomSignatureText',
];

/** Approves what a window of messages lists, with the PIN. */
async function approveMessages(window: Page): Promise<void> {
  const go = window.getByRole('button', button('goSign'));
  await window.waitForFunction(
    (name) =>
      [...document.querySelectorAll('button')].some((one) => one.textContent === name && !one.disabled),
    label('goSign'),
    { timeout: 60_000 },
  );
  await go.click();
  await typePin(window, desk.sandbox.token.pin, false);
}

/** openssl's word on a detached CMS over bytes. */
async function opensslAccepts(signature: string, content: Buffer): Promise<boolean> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kygui-cms-'));
  try {
    const [cms, data] = [path.join(folder, 'a.p7s'), path.join(folder, 'a.bin')];
    await writeFile(cms, Buffer.from(signature, 'base64'));
    await writeFile(data, content);
    const words = ['cms', '-verify', '-binary', '-inform', 'DER', '-in', cms, '-content', data, '-noverify'];
    return (await runProgram('openssl', [...words, '-out', path.join(folder, 'out')])).status === 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('SignApproved from a global script: fetched with the session, shown, signed, uploaded, answered', async () => {
  await page.goto(system.url);
  const { call, window } = await callForWindow(page, 'vgca_sign_approved', request());
  await approve(window);
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

test('SignIssued from a bundled module: the number, and midnight in Vietnam as the right day', async () => {
  await page.goto(`${system.url}/module`);
  await page.waitForFunction(() => 'ready' in window);
  system.answers.push({
    status: 500,
    body: '\uFEFF{"Status":0,"FileServer":{"id":7},"DocumentNumber":"99"}',
  });
  const asked = request({ DocNumber: '15/UBND-VP', IssuedDate: '2026-01-04T17:00:00.000Z' });
  const { call, window } = await callForWindow(page, 'vgca_sign_issued', asked);
  await approve(window);
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
  ['vgca_sign_file', { MetaData: [] }],
  [
    'vgca_sign_pdf',
    { FileName: '/files/abc.pdf', FileUploadHandler: '/upload?id=1&fileName=Số văn bản.pdf' },
  ],
])('%s goes the same way', async (name, change) => {
  await page.goto(`${system.url}/strict`);
  const { call, window } = await callForWindow(page, name, request(change));
  await window.locator('header').first().waitFor();
  if (name === 'vgca_comment') await window.locator('.side textarea').fill('Đồng ý.');
  if (name === 'vgca_sign_income') {
    // Pages pass neither: they are those of the office's own register.
    await window.locator('.side .two input').first().fill('127');
    await window.locator('.side input[type=date]').fill('2026-01-06');
  }
  await approve(window);
  expect(await replyOf(page, call)).toMatchObject({ Status: 0, FileName: 'abc.signed.pdf' });
  expect(system.uploads).toHaveLength(1);
  if (name === 'vgca_sign_pdf')
    expect(decodeURIComponent(system.uploads[0]?.query ?? '')).toContain('Số văn bản');
});

test("a file of the computer when the page names none, one of the page's memory, and no upload when it wants none", async () => {
  await page.goto(system.url);
  const local = await callForWindow(page, 'vgca_sign_pdf', request({ FileName: '', FileUploadHandler: '' }));
  await local.window.locator('input[type=file]').setInputFiles({
    name: 'máy tôi.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from(await letter()),
  });
  await approve(local.window);
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
  const memory = await callForWindow(page, 'vgca_sign_pdf', request({ FileName: blob }));
  await approve(memory.window);
  expect(await replyOf(page, memory.call)).toMatchObject({ Status: 0 });
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
    request({ FileName: undefined, Files }),
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
  await serveSites(desk.browser, [served({ filesPerConsent: 5 })]);
  try {
    await page.goto(system.url);
    const file = (FileID: number, name: string) => ({ FileID, FileName: name, URL: `/files/${name}` });
    system.files.set('def.pdf', await letter());
    const Files = [file(0, 'abc.pdf'), file(1, 'khong-co.pdf'), file(2, 'def.pdf')];
    const { call, window } = await callForWindow(
      page,
      'vgca_sign_files',
      request({ FileName: undefined, Files }),
    );
    await expect.poll(() => window.locator('.letter.ready').count(), { timeout: 90_000 }).toBe(2);
    await window.locator('.letter.mend').waitFor({ timeout: 60_000 });
    await window.locator('.batch-foot input[type=checkbox]').check({ timeout: 60_000 });
    await window.locator('.batch-foot .primary').click();
    const dialog = window.locator('dialog.pin');
    expect(await dialog.textContent()).toContain(label('pinTimes').replace('$1', '1').replace('$2', '2'));
    await dialog.locator('input[type=password]').fill(desk.sandbox.token.pin);
    await dialog.getByRole('button', button('sign')).click();
    await expect.poll(() => window.locator('.letter.signed').count(), { timeout: 90_000 }).toBe(2);
    await expect.poll(() => system.uploads.length, { timeout: 60_000 }).toBe(2);
    // The clerk may still see to the third one; closing the window is her word on it.
    await window.close();
    const reply = await replyOf(page, call);
    expect(reply).toMatchObject({
      Status: 0,
      Files: [
        { FileID: 0, Status: 0 },
        { FileID: 1, Status: 1, Message: expect.stringContaining('SITE_FETCH_FAILED') },
        { FileID: 2, Status: 0 },
      ],
    });
  } finally {
    await serveSites(desk.browser, [served()]);
  }
});

test('twenty SignMsg at once, with a page that wraps WebSocket itself: one consent, one PIN, twenty CMS', async () => {
  await page.goto(`${system.url}/wrapped`);
  const opening = page.context().waitForEvent('page', { timeout: 60_000 });
  const contents = Array.from({ length: 20 }, (_, index) => `Nội dung ${index}`);
  const calls: number[] = [];
  for (const content of contents)
    calls.push(await callPlugin(page, 'vgca_sign_msg', `người gọi ${content}`, utf8(content)));
  const window = await opening;
  await window.getByText(label('messagesCount').replace('$1', '20')).waitFor({ timeout: 60_000 });
  await approveMessages(window);
  for (const [index, call] of calls.entries()) {
    const reply = await replyOf(page, call);
    expect(Object.keys(reply)).toEqual(['Status', 'Signature', 'CertBase64', 'Message']);
    if (index % 7 === 0) {
      expect(await opensslAccepts(String(reply.Signature), Buffer.from(contents[index] ?? ''))).toBe(true);
    }
  }
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
  expect(seen.filter((one) => one === 'wss://127.0.0.1:8987/SignMsg')).toHaveLength(20);
  expect(seen.filter((one) => one === 'string')).toHaveLength(20);
});

test('a digest, a challenge, XML and JSON in one window; the signatures are verified, and a changed one is not', async () => {
  await page.goto(system.url);
  const digest = createHash('sha256').update('bản gốc').digest('base64');
  const xml = utf8('<a><b>Văn bản</b></a>');
  const opening = page.context().waitForEvent('page', { timeout: 60_000 });
  const raw = await callPlugin(
    page,
    'vgca_sign_msg',
    's',
    JSON.stringify({ HashAlg: 'SHA256', HashValue: digest, Encode: 'RSA' }),
  );
  const auth = await callPlugin(page, 'vgca_auth', 's', 'thử-thách-5fe2');
  const signXml = await callPlugin(
    page,
    'vgca_sign_xml',
    's',
    JSON.stringify({
      Base64Content: xml,
      ReturnSignatureOnly: 'false',
      HashAlg: 'Sha256',
      XmlDsigForm: 'true',
    }),
  );
  const json = await callPlugin(
    page,
    'vgca_sign_json',
    's',
    JSON.stringify({ JsonContent: '{"a":1}', DetachPayload: 'false', IsPss: 'false' }),
  );
  const pss = await callPlugin(
    page,
    'vgca_sign_json',
    's',
    JSON.stringify({ JsonContent: '{"a":1}', DetachPayload: 'false', IsPss: 'true' }),
  );
  const window = await opening;
  await window.getByText(label('messagesCount').replace('$1', '5')).waitFor({ timeout: 60_000 });
  await window.getByText(label('digestHidden')).waitFor();
  await approveMessages(window);
  const signed = await replyOf(page, raw);
  expect(signed).toMatchObject({ Status: 0, HashValue: digest });
  const { publicKey } = new X509Certificate(Buffer.from(String(signed.CertBase64), 'base64'));
  const right = verify(
    'sha256',
    Buffer.from('bản gốc'),
    publicKey,
    Buffer.from(String(signed.Signature), 'base64'),
  );
  expect(right).toBe(true);
  const challenge = await replyOf(page, auth);
  expect(Object.keys(challenge)).toEqual(['Status', 'Signature']);
  expect(await opensslAccepts(String(challenge.Signature), Buffer.from('thử-thách-5fe2'))).toBe(true);

  const document = Buffer.from(String((await replyOf(page, signXml)).Signature), 'base64').toString('utf8');
  expect(document).toContain('<b>Văn bản</b>');
  const good = await callPlugin(page, 'vgca_verify_xml', JSON.stringify({ Data: document, Format: 'XML' }));
  expect(await replyOf(page, good)).toMatchObject([
    { SigInfo: { SignerCert: { SerialNumber: expect.stringMatching(/^[0-9A-F]+$/u) } } },
  ]);
  const changed = await callPlugin(
    page,
    'vgca_verify_xml',
    JSON.stringify({ Data: document.replace('Văn bản', 'Văn bán'), Format: 'XML' }),
  );
  expect(await replyOf(page, changed)).toMatchObject([
    { ValidationDetails: { SignerCertStatus: { Status: 1 } } },
  ]);

  const jws = String((await replyOf(page, json)).Signature);
  const [head = '', body = '', value = ''] = String((await replyOf(page, pss)).Signature).split('.');
  const { alg, x5c } = JSON.parse(Buffer.from(head, 'base64url').toString()) as {
    alg: string;
    x5c: string[];
  };
  expect(alg).toBe('PS256');
  const key = new X509Certificate(Buffer.from(x5c[0] ?? '', 'base64')).publicKey;
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  const salted = { key, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  const signedText = Buffer.from(`${head}.${body}`);
  expect(verify('sha256', signedText, salted, Buffer.from(value, 'base64url'))).toBe(true);
  const verified = await callPlugin(page, 'vgca_verify_json', jws);
  expect(await replyOf(page, verified)).toMatchObject({
    JsonContent: '{"a":1}',
    SigningCertInfo: { SerialNumber: expect.any(String) },
  });
  const message = { Base64Content: utf8('thử-thách-5fe2'), Signature: challenge.Signature };
  const sound = await callPlugin(page, 'vgca_verify_msg', JSON.stringify(message));
  expect((await replyOf(page, sound)).Signatures).toMatchObject([{ Intact: true }]);
  const other = await callPlugin(
    page,
    'vgca_verify_msg',
    JSON.stringify({ ...message, Base64Content: utf8('khác') }),
  );
  expect(await replyOf(page, other)).toMatchObject({ Status: 1, Error: expect.any(String) });
});

test('VerifyPDF tells a signed letter from an unsigned one, without a window', async () => {
  await page.goto(system.url);
  const signed = await callPlugin(page, 'vgca_verify_pdf', request({ FileName: '/files/signed.pdf' }));
  expect((await replyOf(page, signed)).Signatures).toMatchObject([{ Intact: true }]);
  const plain = await callPlugin(page, 'vgca_verify_pdf', request());
  expect(await replyOf(page, plain)).toMatchObject({ Status: 1, Signatures: [] });
});

test('GetCertInfo gives the certificate that the clerk chose, byte-stable, and nothing without her', async () => {
  await page.goto(system.url);
  const { call, window } = await callForWindow(page, 'vgca_get_certinfo');
  await window.getByRole('button', button('certificateShare')).click({ timeout: 60_000 });
  const { CertInfo } = (await replyOf(page, call)) as { CertInfo: Record<string, string> };
  expect(Object.keys(CertInfo)).toEqual([
    'Subject',
    'Issuer',
    'SerialNumber',
    'ValidFrom',
    'ValidTo',
    'Base64Data',
  ]);
  expect(CertInfo.Subject).toMatch(/^CN=[^,]+,.*, C=VN$/u);
  expect(new X509Certificate(Buffer.from(CertInfo.Base64Data ?? '', 'base64')).serialNumber).toBe(
    CertInfo.SerialNumber,
  );
  const again = await callForWindow(page, 'vgca_get_certinfo');
  await again.window.getByRole('button', button('cancel')).click();
  expect(await replyOf(page, again.call)).toEqual({
    Status: 11,
    Message: 'Người dùng đã hủy',
    Error: 'Người dùng đã hủy',
  });
});

test('what needs nobody is answered at once; what nobody is known to call says so', async () => {
  await page.goto(system.url);
  expect(await replyOf(page, await callPlugin(page, 'vgca_get_version'))).toEqual({
    Status: 0,
    Version: expect.stringMatching(/^\d+\.\d+\.\d+$/u),
  });
  expect(await replyOf(page, await callPlugin(page, 'vgca_license_request'))).toEqual({
    Status: 0,
    LicenseRequest: '',
  });
  const unknown = [
    'vgca_sign_office',
    'vgca_verify_office',
    'vgca_sign_xml_wp12',
    'vgca_sign_pdfwp',
    'vgca_encrypt',
    'vgca_decrypt',
    'vgca_sign_test',
  ];
  for (const name of unknown) {
    expect(await replyOf(page, await callPlugin(page, name, '{}'))).toEqual({
      Status: 1,
      Message: expect.stringContaining('chưa hỗ trợ'),
      Error: expect.stringContaining('VGCA_UNSUPPORTED'),
    });
  }
  expect(await replyOf(page, await callPlugin(page, 'vgca_sign_rsas', 's', '{}'))).toMatchObject({
    Status: 1,
  });
  for (const payload of ['[object Object]', '', '{"type":"subscribe"}'.slice(0, 5)]) {
    const odd = await replyOf(page, await callPlugin(page, 'vgca_sign_issued', payload));
    expect(odd).toMatchObject({ Status: 1, Error: expect.stringContaining('VGCA_REQUEST_INVALID') });
  }
  const options = page.context().waitForEvent('page');
  await page.evaluate(() => (globalThis as unknown as { vgca_show_config(): void }).vgca_show_config());
  expect((await options).url()).toContain('/options/');
});

test('a page without the plug-in finds its functions; its own stay its own', async () => {
  await page.goto(`${system.url}/bare`);
  const found = await page.evaluate(
    (names) => names.filter((name) => typeof (globalThis as never)[name] === 'function'),
    [...PLUGIN_CALLS],
  );
  expect(found).toHaveLength(29);
  expect(await replyOf(page, await callPlugin(page, 'vgca_get_version'))).toMatchObject({ Status: 0 });
  await page.goto(system.url);
  expect(
    await page.evaluate(() => String((globalThis as unknown as { vgca_sign_pdf: unknown }).vgca_sign_pdf)),
  ).toContain('WebSocket NOT supported');
});

test("the socket behaves as a WebSocket, and others are the browser's own", async () => {
  await page.goto(`${system.url}/strict`);
  const seen = await page.evaluate(async () => {
    const until = (target: EventTarget, type: string) =>
      new Promise<Event>((done) => target.addEventListener(type, done, { once: true }));
    const facts: Record<string, unknown> = {};
    const socket = new WebSocket('wss://localhost:8987/getversion');
    facts.isSocket = socket instanceof WebSocket && Object.getPrototypeOf(socket) === WebSocket.prototype;
    facts.constructorIs = socket.constructor === WebSocket;
    facts.text = `${socket} ${WebSocket.name} ${WebSocket.length} ${/native code/u.test(String(WebSocket))}`;
    facts.own = Object.keys(socket);
    facts.states = [socket.readyState, WebSocket.CONNECTING, socket.OPEN, WebSocket.CLOSING, socket.CLOSED];
    facts.values = [
      socket.url,
      socket.protocol,
      socket.extensions,
      socket.bufferedAmount,
      socket.binaryType,
      socket.onopen,
    ];
    try {
      socket.send('x');
    } catch (error) {
      facts.early = [(error as DOMException).name, error instanceof DOMException];
    }
    try {
      socket.close(1001);
    } catch (error) {
      facts.badClose = (error as DOMException).name;
    }
    socket.binaryType = 'arraybuffer';
    const order: string[] = [];
    socket.addEventListener('open', () => order.push('listener'));
    socket.onopen = () => order.push('wrong');
    socket.onopen = function (event) {
      order.push(`handler ${this === socket} ${event.target === socket}`);
    };
    const passing = () => order.push('removed');
    socket.addEventListener('open', passing);
    socket.removeEventListener('open', passing);
    await until(socket, 'open');
    facts.order = order;
    facts.openState = socket.readyState;
    socket.send('GetVersion');
    const message = (await until(socket, 'message')) as MessageEvent;
    facts.message = [typeof message.data, message.origin, message instanceof MessageEvent];
    socket.close();
    facts.closing = socket.readyState;
    const close = (await until(socket, 'close')) as CloseEvent;
    facts.close = [close.wasClean, close.code, close.reason, socket.readyState];
    const given = new WebSocket('wss://127.0.0.1:8987/SignPDF', ['a']);
    const failing = until(given, 'error');
    given.close();
    await failing;
    const early = (await until(given, 'close')) as CloseEvent;
    facts.closedEarly = [early.wasClean, early.code];
    const idle = new WebSocket('wss://127.0.0.1:8987/');
    await until(idle, 'open');
    facts.idle = await Promise.race([
      until(idle, 'message').then(() => 'spoke'),
      new Promise((done) => setTimeout(() => done('silent'), 1000)),
    ]);
    class Own extends WebSocket {
      mine = 1;
    }
    facts.subclass = new Own('wss://127.0.0.1:8987/') instanceof Own;
    const other = new WebSocket(location.origin.replace('http', 'ws'));
    facts.other = Object.prototype.toString.call(other);
    const failed = (await until(other, 'close')) as CloseEvent;
    facts.otherClose = [failed.isTrusted, failed.code];
    try {
      new WebSocket('wss://127.0.0.1:8987x/');
    } catch (error) {
      facts.badUrl = (error as DOMException).name;
    }
    return facts;
  });
  expect(seen).toEqual({
    isSocket: true,
    constructorIs: true,
    text: '[object WebSocket] WebSocket 1 true',
    own: [],
    states: [0, 0, 1, 2, 3],
    values: ['wss://localhost:8987/getversion', '', '', 0, 'blob', null],
    early: ['InvalidStateError', true],
    badClose: 'InvalidAccessError',
    order: ['listener', 'handler true true'],
    openState: 1,
    message: ['string', 'wss://localhost:8987', true],
    closing: 2,
    close: [true, 1005, '', 3],
    closedEarly: [false, 1006],
    idle: 'silent',
    subclass: true,
    other: '[object WebSocket]',
    otherClose: [true, 1006],
    badUrl: 'SyntaxError',
  });
});

test('probes by fetch and XHR find the program present; other requests are untouched', async () => {
  await page.goto(system.url);
  const seen = await page.evaluate(async () => {
    const answer = await fetch('https://127.0.0.1:8987/');
    const request = new XMLHttpRequest();
    const events: string[] = [];
    for (const type of ['readystatechange', 'load', 'error'])
      request.addEventListener(type, () => events.push(`${type} ${request.readyState}`));
    request.open('GET', 'https://127.0.0.1:8987/');
    request.setRequestHeader('X-A', 'b');
    const over = new Promise((done) => request.addEventListener('loadend', done));
    request.send();
    await over;
    const first = [request.status, request.responseText, request.responseURL];
    request.open('GET', '/files/none.pdf');
    const again = new Promise((done) => request.addEventListener('loadend', done, { once: true }));
    request.send();
    await again;
    return {
      fetch: [answer.status, answer.url, answer.ok],
      first,
      events: events.slice(0, 3),
      own: request.status,
      plain: (await fetch('/plugin.js')).status,
    };
  });
  expect(seen).toEqual({
    fetch: [200, 'https://127.0.0.1:8987/', true],
    first: [200, '', 'https://127.0.0.1:8987/'],
    events: ['readystatechange 1', 'readystatechange 4', 'load 4'],
    own: 404,
    plain: 200,
  });
});

test('frames of the page are served too, one without an address of its own included', async () => {
  await page.goto(system.url);
  await page.evaluate(() => {
    for (const src of ['/', 'about:blank']) {
      const frame = document.createElement('iframe');
      frame.src = src;
      document.body.append(frame);
    }
  });
  await expect.poll(() => page.frames().length, { timeout: 20_000 }).toBe(3);
  for (const frame of page.frames().slice(1)) {
    await frame.waitForLoadState();
    const text = await frame.evaluate(
      () =>
        new Promise<string>((done) => {
          const socket = new WebSocket('wss://127.0.0.1:8987/GetVersion');
          socket.onopen = () => socket.send('GetVersion');
          socket.onmessage = ({ data }) => done(data);
          socket.onclose = () => done('closed');
        }),
    );
    expect(JSON.parse(text)).toMatchObject({ Status: 0 });
  }
});

test("an upload that fails keeps the signed file, and goes again on the clerk's press", async () => {
  await page.goto(system.url);
  system.answers.push(
    { type: 'text/html', body: '<!doctype html><h1>413</h1>', status: 413 },
    { body: '', location: '/login' },
    { body: '{"Status":1,"Message":"đầy đĩa"}' },
  );
  const { call, window } = await callForWindow(page, 'vgca_sign_approved', request());
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

test('a caller that leaves early: the job ends well, and the worker that was stopped meanwhile knows the one that stays', async () => {
  await page.goto(system.url);
  const { call, window } = await callForWindow(page, 'vgca_sign_approved', request());
  await readyToApprove(window, false);
  await desk.browser.stopWorker();
  await approve(window);
  expect(await replyOf(page, call)).toMatchObject({ Status: 0 });
  const left = await callForWindow(page, 'vgca_sign_approved', request());
  await page.goto('about:blank');
  await approve(left.window);
  expect(system.uploads).toHaveLength(2);
});

test("a site that is not switched on keeps the browser's own WebSocket", async () => {
  await page.goto(system.url.replace('127.0.0.1', 'localhost'));
  const seen = await page.evaluate(
    () =>
      new Promise((done) => {
        const socket = new WebSocket('wss://127.0.0.1:8987/GetVersion');
        socket.onclose = (event) => done([event.isTrusted, event.code, Symbol.for('kygui.vgca') in window]);
      }),
  );
  expect(seen).toEqual([true, 1006, false]);
});

test('where the other program may answer and is away, ours answers', async () => {
  const url = system.url.replace('127.0.0.1', 'localhost');
  await serveSites(desk.browser, [{ addresses: [`${url}/*`], answers: 'ours-when-theirs-is-away' }]);
  await page.goto(url);
  expect(await replyOf(page, await callPlugin(page, 'vgca_get_version'))).toMatchObject({ Status: 0 });
});
