/** @needs softhsm2-util pkcs11-tool openssl */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandboxPki, type SandboxPki } from '../pki/create.ts';
import { createSandboxToken, type SandboxToken } from './softhsm.ts';

let dir = '';
let pki: SandboxPki;
let token: SandboxToken;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kygui-token-test-'));
  pki = await createSandboxPki(join(dir, 'pki'), { port: 18_080 });
  token = await createSandboxToken(join(dir, 'token'), pki);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

test('pkcs11-tool finds the keys and certificates of leader, agency and expired leader', () => {
  const list = [
    '--module',
    token.modulePath,
    '--token-label',
    token.label,
    '-O',
    '--login',
    '--pin',
    token.pin,
  ];
  const shown = execFileSync('pkcs11-tool', list, {
    encoding: 'utf8',
    env: { ...process.env, ...token.env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for (const name of token.identities) expect(shown).toMatch(new RegExp(`label: +${name}\\n`, 'u'));
  expect(shown.match(/^Private Key Object/gmu)).toHaveLength(3);
  expect(shown.match(/^Certificate Object/gmu)).toHaveLength(3);
});

test('a second call opens the same token', async () => {
  const before = await stat(join(dir, 'token', 'plan.sha256'));
  await createSandboxToken(join(dir, 'token'), pki);
  expect((await stat(join(dir, 'token', 'plan.sha256'))).mtimeMs).toBe(before.mtimeMs);
});

test('two agencies have two tokens that do not see each other', async () => {
  const other = await createSandboxToken(join(dir, 'other'), pki, {
    label: 'KYGUI SANDBOX B',
    identities: ['leaderB', 'agencyB'],
  });
  const list = ['--module', other.modulePath, '-L'];
  const shown = execFileSync('pkcs11-tool', list, {
    encoding: 'utf8',
    env: { ...process.env, ...other.env },
  });
  expect(shown).toContain('KYGUI SANDBOX B');
  expect(shown).not.toMatch(/KYGUI SANDBOX\n/u);
});
