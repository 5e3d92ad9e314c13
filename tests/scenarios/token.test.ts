/** @needs softhsm2-util pkcs11-tool openssl */
import { constants, createHash, createPublicKey, randomBytes, verify, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { filePinTries, memoryPinTries } from '../../bridge/token/pin/tries.ts';
import type { Tokens, TokensOptions } from '../../bridge/token/tokens.ts';
import { KyguiError } from '../../shared/errors.ts';
import { createSandboxPki, type SandboxPki } from '../sandbox/pki/create.ts';
import { openTokens } from '../sandbox/token/open-tokens.ts';
import { createSandboxToken, type SandboxToken } from '../sandbox/token/softhsm.ts';

let dir = '';
let pki: SandboxPki;
let token: SandboxToken;
let opened: Tokens[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kygui-tokens-'));
  pki = await createSandboxPki(join(dir, 'pki'), { port: 18_081 });
  token = await createSandboxToken(join(dir, 'token'), pki, {
    identities: ['leader', 'agency', 'leaderExpired', 'leaderNotYetValid', 'leaderEc', 'leaderEc384'],
  });
});
afterEach(async () => {
  await Promise.all(opened.map((tokens) => tokens.close()));
  opened = [];
});
afterAll(() => rm(dir, { recursive: true, force: true }));

function open(options: Partial<TokensOptions> = {}): Tokens {
  const tokens = openTokens(token, options);
  opened.push(tokens);
  return tokens;
}

const codeOf = async (work: Promise<unknown>): Promise<{ code: string; details: object }> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof KyguiError) return { code: error.code, details: error.details };
    throw error;
  }
  throw new Error('expected a failure');
};

const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest();

test('a token is listed with its label, the tail of its serial number and every certificate', async () => {
  const [listed, ...others] = await open().list();
  expect(others).toEqual([]);
  expect(listed).toMatchObject({
    label: 'KYGUI SANDBOX',
    module: token.modulePath,
    flags: { locked: false, pinSet: true },
    pinPad: false,
    triesLeft: 3,
    lastTry: false,
  });
  expect(listed?.serialTail).toMatch(/^\w{4}$/u);
  const leader = listed?.certificates.find(({ label }) => label === 'leader');
  expect(leader).toMatchObject({
    thumbprint: pki.identities.leader.thumbprint,
    validity: 'valid',
    key: { kind: 'rsa', bits: 3072 },
    isAuthority: false,
    maySign: true,
  });
  expect(leader?.subject.commonName).toBe('Nguyễn Văn Mẫu');
  expect(leader?.subject.text).toBe('CN=Nguyễn Văn Mẫu, OU=UBND xã Mẫu A, O=UBND tỉnh Mẫu, L=Tỉnh Mẫu, C=VN');
  expect(listed?.certificates.map(({ label, validity }) => [label, validity]).sort()).toEqual([
    ['agency', 'valid'],
    ['leader', 'valid'],
    ['leaderEc', 'valid'],
    ['leaderEc384', 'valid'],
    ['leaderExpired', 'expired'],
    ['leaderNotYetValid', 'notYetValid'],
  ]);
});

test.each([
  ['leader', 'SHA-256'],
  ['agency', 'SHA-256'],
  ['agency', 'SHA-512'],
  ['leaderEc', 'SHA-256'],
  ['leaderEc', 'SHA-384'],
  ['leaderEc384', 'SHA-384'],
] as const)('%s signs %s and OpenSSL accepts the signature', async (name, hash) => {
  const { certificate, thumbprint } = pki.identities[name];
  const batch = await open().openBatch({ certificateThumbprint: thumbprint, pin: token.pin });
  const data = randomBytes(1000);
  const algorithm = hash.replace('-', '').toLowerCase();
  const signature = await batch.signer.sign(createHash(algorithm).update(data).digest(), hash);
  expect(Buffer.compare(batch.signer.certificate, certificate)).toBe(0);
  expect(verify(algorithm, data, new X509Certificate(certificate).publicKey, signature)).toBe(true);
  await batch.close();
});

test('one login serves the leader and the agency on the same token', async () => {
  const batch = await open().openBatch({
    certificateThumbprint: pki.identities.leader.thumbprint,
    pin: token.pin,
  });
  const agency = await batch.signerFor(pki.identities.agency.thumbprint);
  const data = randomBytes(100);
  const signature = await agency.sign(sha256(data), 'SHA-256');
  const key = createPublicKey(await readFile(pki.identities.agency.certificatePath));
  expect(verify('sha256', data, key, signature)).toBe(true);
  expect(batch.pinsNeeded(12)).toBe(1);
  await batch.close();
});

test('a batch that is closed signs no more', async () => {
  const { thumbprint } = pki.identities.leader;
  const batch = await open().openBatch({ certificateThumbprint: thumbprint, pin: token.pin });
  await batch.close();
  const failure = await codeOf(batch.signer.sign(sha256(randomBytes(1)), 'SHA-256'));
  expect(failure.code).toBe('TOKEN_BATCH_CLOSED');
});

test('a forgotten batch closes by itself', async () => {
  const { thumbprint } = pki.identities.leader;
  const tokens = open({ idleTimeoutMs: 50 });
  const batch = await tokens.openBatch({ certificateThumbprint: thumbprint, pin: token.pin });
  await expect
    .poll(
      async () =>
        batch.signer.sign(sha256(randomBytes(1)), 'SHA-256').then(
          () => 'signed',
          (error: KyguiError) => error.code,
        ),
      { interval: 200, timeout: 10_000 },
    )
    .toBe('TOKEN_BATCH_CLOSED');
});

test('wrong PINs are counted down, the last try needs a confirmation, the right PIN resets the count', async () => {
  const tokens = open();
  const { thumbprint: certificateThumbprint } = pki.identities.leader;
  const attempt = (pin: string, confirmLastTry = false) =>
    codeOf(tokens.openBatch({ certificateThumbprint, pin, confirmLastTry }));
  expect(await attempt('00000001')).toMatchObject({ code: 'TOKEN_PIN_WRONG', details: { triesLeft: 2 } });
  expect(await attempt('00000002')).toMatchObject({ code: 'TOKEN_PIN_WRONG', details: { triesLeft: 1 } });
  expect(await attempt('00000003')).toMatchObject({ code: 'TOKEN_LAST_TRY', details: { triesLeft: 1 } });
  expect((await tokens.list())[0]).toMatchObject({ triesLeft: 1, lastTry: true });
  expect((await attempt(token.pin)).code).toBe('TOKEN_LAST_TRY');
  const batch = await tokens.openBatch({ certificateThumbprint, pin: token.pin, confirmLastTry: true });
  await batch.close();
  expect((await tokens.list())[0]).toMatchObject({ triesLeft: 3, lastTry: false });
});

test('a PIN that was rejected is not given to the token again', async () => {
  const pinTries = memoryPinTries();
  const tokens = open({ pinTries });
  const request = { certificateThumbprint: pki.identities.leader.thumbprint, pin: '00000009' };
  expect((await codeOf(tokens.openBatch(request))).code).toBe('TOKEN_PIN_WRONG');
  expect((await codeOf(tokens.openBatch(request))).code).toBe('TOKEN_PIN_SAME');
  const [listed] = await tokens.list();
  expect(listed?.triesLeft).toBe(2);
});

test('the count of wrong PINs survives a restart of the bridge', async () => {
  const file = join(dir, 'pin-tries.json');
  const request = { certificateThumbprint: pki.identities.leader.thumbprint, pin: '00000001' };
  expect((await codeOf(open({ pinTries: filePinTries(file) }).openBatch(request))).code).toBe(
    'TOKEN_PIN_WRONG',
  );
  const afterRestart = open({ pinTries: filePinTries(file) });
  expect((await afterRestart.list())[0]?.triesLeft).toBe(2);
  expect(await readFile(file, 'utf8')).not.toContain('00000001');
});

test('a PIN of a wrong length costs no try', async () => {
  const tokens = open();
  const before = (await tokens.list())[0]?.triesLeft;
  const request = { certificateThumbprint: pki.identities.leader.thumbprint, pin: '12' };
  const failure = await codeOf(tokens.openBatch(request));
  expect(failure).toMatchObject({ code: 'TOKEN_PIN_LENGTH', details: { min: 4 } });
  expect((await tokens.list())[0]?.triesLeft).toBe(before);
});

test('an expired and a not yet valid certificate are refused before the PIN is used', async () => {
  const tokens = open();
  const before = (await tokens.list())[0]?.triesLeft;
  const attempt = (name: 'leaderExpired' | 'leaderNotYetValid') =>
    codeOf(tokens.openBatch({ certificateThumbprint: pki.identities[name].thumbprint, pin: 'wrong-pin' }));
  expect(await attempt('leaderExpired')).toEqual({
    code: 'TOKEN_CERTIFICATE_EXPIRED',
    details: { notAfter: '01/01/2025' },
  });
  expect((await attempt('leaderNotYetValid')).code).toBe('TOKEN_CERTIFICATE_NOT_YET_VALID');
  expect((await tokens.list())[0]?.triesLeft).toBe(before);
});

test('a certificate that is on no token is not found, and the PIN stays unused', async () => {
  const tokens = open();
  const before = (await tokens.list())[0]?.triesLeft;
  const request = { certificateThumbprint: 'ab'.repeat(32), pin: 'wrong-pin' };
  expect((await codeOf(tokens.openBatch(request))).code).toBe('TOKEN_CERTIFICATE_NOT_FOUND');
  expect((await tokens.list())[0]?.triesLeft).toBe(before);
});

test('a certificate is found by label and by thumbprint, in each form that tools print', async () => {
  const tokens = open();
  const { thumbprint, certificate } = pki.identities.agency;
  const { fingerprint, fingerprint256 } = new X509Certificate(certificate);
  const forms = [thumbprint, thumbprint.slice(0, 12).toUpperCase(), fingerprint256, fingerprint, 'agency'];
  for (const text of forms) {
    expect((await tokens.find(text)).certificate.thumbprint).toBe(thumbprint);
  }
});

test('a missing, a foreign and a damaged module each have their own code', async () => {
  const notModule = join(dir, 'not-a-module.so');
  await writeFile(notModule, 'plain text');
  const windows32 = join(dir, 'viettel-ca_v6.dll');
  const pe = Buffer.alloc(512);
  pe.write('MZ');
  pe.writeUInt32LE(0x80, 0x3c);
  pe.write('PE\0\0', 0x80);
  pe.writeUInt16LE(0x14c, 0x84);
  await writeFile(windows32, pe);
  const library = '/lib/x86_64-linux-gnu/libm.so.6';
  const modules = [join(dir, 'absent.so'), notModule, windows32, library];
  const report = await open({ modules }).inspect();
  expect(report.tokens).toEqual([]);
  expect(report.modules.map(({ error }) => error?.code)).toEqual([
    'TOKEN_DRIVER_MISSING',
    'TOKEN_DRIVER_NOT_LOADABLE',
    'TOKEN_DRIVER_BITNESS',
    'TOKEN_DRIVER_NOT_LOADABLE',
  ]);
});

test('without any token the failure says so', async () => {
  const conf = join(dir, 'empty.conf');
  await writeFile(conf, `directories.tokendir = ${dir}/empty-tokens\n`);
  const tokens = open({ environment: { SOFTHSM2_CONF: conf } });
  expect((await codeOf(tokens.find('leader'))).code).toMatch(/^TOKEN_(NONE|GENERAL_ERROR)$/u);
});

test('two batches and a listing share one token without disturbing each other', async () => {
  const tokens = open();
  const [first, second] = await Promise.all(
    (['leader', 'agency'] as const).map((name) =>
      tokens.openBatch({ certificateThumbprint: pki.identities[name].thumbprint, pin: token.pin }),
    ),
  );
  if (first === undefined || second === undefined) throw new Error('no batches');
  const digests = Array.from({ length: 20 }, () => sha256(randomBytes(8)));
  const signatures = await Promise.all([
    ...digests.map((digest) => first.signer.sign(digest, 'SHA-256')),
    ...digests.map((digest) => second.signer.sign(digest, 'SHA-256')),
    tokens.list().then(() => new Uint8Array(384)),
  ]);
  expect(new Set(signatures.map(({ length }) => length))).toEqual(new Set([384, 256]));
  await Promise.all([first.close(), second.close()]);
});

test('RSA-PSS for pages that ask for it: checked here, and by node', async () => {
  const tokens = open();
  const { thumbprint, certificate } = pki.identities.agency;
  const batch = await tokens.openBatch({ certificateThumbprint: thumbprint, pin: token.pin });
  const data = randomBytes(100);
  const value = await batch.signer.signPss?.(sha256(data), 'SHA-256');
  const { publicKey } = new X509Certificate(certificate);
  const pss = { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  expect(value && verify('sha256', data, pss, value)).toBe(true);
  const ec = await batch.signerFor(pki.identities.leaderEc.thumbprint);
  expect(ec.signPss).toBeUndefined();
  await batch.close();
});
