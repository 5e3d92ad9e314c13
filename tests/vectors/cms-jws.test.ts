/** @needs openssl */
import { spawnSync } from 'node:child_process';
import { constants, createHash, createPrivateKey, privateEncrypt, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signCms, verifyCms } from '../../bridge/formats/cms.ts';
import { signJws, verifyJws } from '../../bridge/formats/jws.ts';
import { RawDigestAllowance, signRawDigest } from '../../bridge/formats/raw-digest.ts';
import { KyguiError } from '../../shared/errors.ts';
import { createIdentity, type TestIdentity } from './test-signer.ts';

const folder = mkdtempSync(join(tmpdir(), 'kygui-formats-'));
const at = (name: string) => join(folder, name);
const TIME = Date.UTC(2026, 0, 5, 1, 30);
const CONTENT = Buffer.from('Số: 15/UBND-VP\r\nNội dung bất kỳ\0');
let rsa: TestIdentity;
let ec: TestIdentity;

beforeAll(() => {
  rsa = createIdentity(folder, 'rsa', 'Nguyễn Văn Mẫu', 'rsa:3072');
  ec = createIdentity(folder, 'ec', 'Cơ quan Mẫu', 'P-256');
  writeFileSync(at('content'), CONTENT);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const trust = () => ({ trust: at('rsa-root.pem'), revocation: null, now: TIME });

test('openssl accepts the detached CMS of any bytes, and ours says who signed them and when', async () => {
  for (const [who, root] of [
    [rsa, 'rsa-root.pem'],
    [ec, 'ec-root.pem'],
  ] as const) {
    const cms = await signCms({ path: at('content') }, { signer: who.signer, time: TIME });
    writeFileSync(at('s.p7s'), cms);
    const words = [
      '-inform',
      'DER',
      '-in',
      at('s.p7s'),
      '-content',
      at('content'),
      '-binary',
      '-no_check_time',
    ];
    const said = spawnSync('openssl', [
      'cms',
      '-verify',
      ...words,
      '-cades',
      '-purpose',
      'any',
      '-CAfile',
      at(root),
      '-out',
      at('o'),
    ]);
    expect(said.status, String(said.stderr)).toBe(0);
    expect(readFileSync(at('o')).equals(CONTENT)).toBe(true);
  }
  const cms = await signCms(CONTENT, { signer: rsa.signer, time: TIME });
  const pem = `-----BEGIN PKCS7-----\n${Buffer.from(cms).toString('base64')}\n-----END PKCS7-----\n`;
  for (const form of [cms, Buffer.from(pem), Buffer.from(Buffer.from(cms).toString('base64'))]) {
    expect(await verifyCms(form, { path: at('content') }, trust())).toMatchObject({
      sound: true,
      signatures: [{ signerName: 'Nguyễn Văn Mẫu', claimedTime: '2026-01-05T01:30:00.000Z', intact: true }],
    });
  }
});

test('a CMS of openssl is judged; other content, cut bytes and no CMS are named', async () => {
  const key = ['-signer', at('rsa-leaf.pem'), '-inkey', at('rsa-leaf.key')];
  const made = spawnSync('openssl', [
    'cms',
    '-sign',
    '-binary',
    '-in',
    at('content'),
    ...key,
    '-outform',
    'DER',
    '-out',
    at('t.p7s'),
  ]);
  expect(made.status).toBe(0);
  const theirs = readFileSync(at('t.p7s'));
  expect(await verifyCms(theirs, CONTENT, trust())).toMatchObject({ sound: true });
  expect(await verifyCms(theirs, Buffer.from('khác'), trust())).toMatchObject({
    sound: false,
    reasons: expect.arrayContaining(['DIGEST_MISMATCH']),
  });
  for (const bad of [
    theirs.subarray(0, 100),
    Buffer.from('không phải'),
    Buffer.alloc(0),
    Buffer.concat([theirs, CONTENT]),
  ]) {
    expect(await verifyCms(bad, CONTENT, trust())).toMatchObject({
      signed: false,
      sound: false,
      reasons: ['NOT_SIGNED', 'CMS_MALFORMED'],
    });
  }
  await expect(verifyCms(theirs, { path: at('gone') }, trust())).rejects.toMatchObject({
    code: 'FORMAT_READ_FAILED',
  });
});

test('a bare digest is signed only with a leave: for its origin, within its time, as often as it says', async () => {
  const digest = createHash('sha256').update(CONTENT).digest();
  const request = { origin: 'https://qlvb.example.vn', hashName: 'SHA256', digest };
  const leave = new RawDigestAllowance({ origin: request.origin, until: TIME, count: 1 });
  const ask = (more: object, allowance: RawDigestAllowance | null = leave, now = TIME - 1) =>
    signRawDigest(rsa.signer, { ...request, ...more }, allowance, now);
  const refused = { code: 'RAW_DIGEST_NOT_ALLOWED' };
  await expect(ask({}, null)).rejects.toMatchObject(refused);
  await expect(ask({ origin: 'https://evil.example.vn' })).rejects.toMatchObject(refused);
  await expect(ask({}, leave, TIME)).rejects.toMatchObject(refused);
  for (const wrong of [{ hashName: 'SHA1' }, { hashName: 'SHA512' }, { digest: CONTENT }]) {
    await expect(ask(wrong)).rejects.toMatchObject({ code: 'RAW_DIGEST_INVALID' });
  }
  expect(leave.left).toBe(1);
  const value = await ask({});
  expect(verify('sha256', CONTENT, rsa.certificatePem, value)).toBe(true);
  await expect(ask({})).rejects.toMatchObject(refused);
});

test('JSON web signatures: RS256, PS256 and ES256, whole and detached, and what was changed', async () => {
  const key = createPrivateKey(readFileSync(at('rsa-leaf.key')));
  // A token does EMSA-PSS itself; here it is written out.
  const pss = {
    ...rsa.signer,
    signPss: async (digest: Uint8Array) => pssOf(key, digest),
  };
  for (const [signer, alg, options] of [
    [rsa.signer, 'RS256', {}],
    [pss, 'PS256', { pss: true }],
    [ec.signer, 'ES256', {}],
  ] as const) {
    const whole = await signJws(CONTENT, { signer, ...options });
    const [head = '', body = '', value = ''] = whole.split('.');
    expect(JSON.parse(Buffer.from(head, 'base64url').toString()).alg).toBe(alg);
    const checked = await verifyJws(whole, trust());
    expect(checked).toMatchObject({ sound: true });
    expect(checked.payload && CONTENT.equals(checked.payload)).toBe(true);
    const detached = await signJws(CONTENT, { signer, ...options, detached: true });
    expect(detached).toContain('..');
    expect(await verifyJws(detached, trust(), CONTENT)).toMatchObject({ sound: true });
    expect(await verifyJws(detached, trust())).toMatchObject({ sound: false });
    expect(await verifyJws(`${head}.${body}A.${value}`, trust())).toMatchObject({ sound: false });
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    expect(await verifyJws(`${none}.${body}.`, trust())).toMatchObject({ signed: false, sound: false });
  }
  await expect(signJws(CONTENT, { signer: rsa.signer, pss: true })).rejects.toMatchObject({
    code: 'JWS_PSS_UNSUPPORTED',
  });
  // An old driver that has never heard of the mechanism.
  const old = {
    ...rsa.signer,
    signPss: () => Promise.reject(new KyguiError('TOKEN_MECHANISM_INVALID', { call: 'C_SignInit' })),
  };
  await expect(signJws(CONTENT, { signer: old, pss: true })).rejects.toMatchObject({
    code: 'JWS_PSS_UNSUPPORTED',
  });
});

/** EMSA-PSS (RFC 8017, 9.1.1) over a finished digest, as a token does it. */
function pssOf(key: ReturnType<typeof createPrivateKey>, digest: Uint8Array): Uint8Array {
  const salt = Buffer.alloc(32, 7);
  const hash = createHash('sha256').update(Buffer.alloc(8)).update(digest).update(salt).digest();
  const block = Buffer.alloc(384 - 33);
  block[block.length - 33] = 1;
  salt.copy(block, block.length - 32);
  for (let at = 0, count = 0; at < block.length; count++) {
    const mask = createHash('sha256')
      .update(hash)
      .update(Buffer.of(0, 0, 0, count))
      .digest();
    for (let i = 0; i < 32 && at < block.length; i++, at++) block[at] = (block[at] ?? 0) ^ (mask[i] ?? 0);
  }
  block[0] = (block[0] ?? 0) & 0x7f;
  return privateEncrypt(
    { key, padding: constants.RSA_NO_PADDING },
    Buffer.concat([block, hash, Buffer.of(0xbc)]),
  );
}
