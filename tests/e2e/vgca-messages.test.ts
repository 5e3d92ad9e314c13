// @needs chromium softhsm2-util pkcs11-tool openssl
import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { label } from './support/clerk.ts';
import { focusedName, tabInto } from './support/keyboard.ts';
import { callForWindow, callPlugin, replyOf } from './support/vgca.ts';
import {
  approveMessages,
  button,
  freshPage,
  opensslAccepts,
  openVgcaDesk,
  utf8,
  type VgcaDesk,
} from './support/vgca-desk.ts';

/** Messages, challenges, certificates and what needs nobody, as pages written for the VGCA Sign Service ask for them. */

let place: VgcaDesk;
let system: VgcaDesk['system'];
let page: Page;

beforeAll(async () => {
  place = await openVgcaDesk();
  ({ system } = place);
});
afterAll(() => place?.close());
beforeEach(async () => {
  page = await freshPage(place);
});
afterEach(() => page.close());

test('twenty SignMsg at once, with a page that wraps WebSocket itself: one consent, one PIN, twenty CMS', async () => {
  await page.goto(`${system.url}/wrapped`);
  const opening = page.context().waitForEvent('page', { timeout: 60_000 });
  const contents = Array.from({ length: 20 }, (_, index) => `Nội dung ${index}`);
  const calls: number[] = [];
  for (const content of contents)
    calls.push(await callPlugin(page, 'vgca_sign_msg', `người gọi ${content}`, utf8(content)));
  const window = await opening;
  await window.getByText(label('messagesCount').replace('$1', '20')).waitFor({ timeout: 60_000 });
  // By keyboard alone: into the PIN and, by Escape, back to the press that led there; then on.
  await window.locator('.side-foot .primary:enabled').waitFor({ timeout: 60_000 });
  await tabInto(window, '.side-foot .primary');
  await window.keyboard.press('Enter');
  const dialog = window.locator('dialog.pin');
  await dialog.waitFor();
  await expect.poll(() => window.evaluate(() => document.activeElement?.localName)).toBe('input');
  await window.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => focusedName(window)).toBe(label('goSign'));
  await window.keyboard.press('Enter');
  await dialog.waitFor();
  await window.keyboard.type(place.desk.sandbox.token.pin);
  await window.keyboard.press('Enter');
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
  await approveMessages(place, window);
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
