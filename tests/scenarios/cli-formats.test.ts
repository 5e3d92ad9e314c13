/** @needs openssl softhsm2-util pkcs11-tool xmlsec1 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandboxPki, type SandboxPki } from '../sandbox/pki/create.ts';
import { freePort } from '../sandbox/pki/free-port.ts';
import { type PkiServer, startPkiServer } from '../sandbox/pki/server.ts';
import { createSandboxToken, type SandboxToken } from '../sandbox/token/softhsm.ts';
import { createRunner, expectRefusal, keptTries, type Runner } from './support/cli.ts';

let dir = '';
let pki: SandboxPki;
let pkiServer: PkiServer;
let token: SandboxToken;
let kygui: Runner;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kygui-cli-formats-'));
  pki = await createSandboxPki(join(dir, 'pki'), { port: await freePort() });
  pkiServer = await startPkiServer(join(dir, 'pki'), pki.port);
  token = await createSandboxToken(join(dir, 'token'), pki, { identities: ['leader'] });
  kygui = await createRunner(join(dir, 'home'), { ...token.env, PIN: token.pin });
  await kygui.settle({ trust: pki.trustDir, intermediates: pki.issuingPath });
  await writeFile(at('letter.xml'), '<vb xmlns="urn:vb"><so>15/UBND-VP</so></vb>');
});
afterAll(async () => {
  await pkiServer?.close();
  await rm(dir, { recursive: true, force: true });
});

const at = (name: string) => join(dir, name);
const key = () => ['--module', token.modulePath, '--cert', 'leader', '--pin-env', 'PIN'];

test('any file gets a detached signature with a time-stamp, which openssl and verify accept', async () => {
  const made = await kygui.run([
    'cms',
    at('letter.xml'),
    '-o',
    at('letter.p7s'),
    ...key(),
    '--tsa',
    pki.tsaUrl,
  ]);
  expect(made).toMatchObject({
    status: 0,
    json: { certificate: { thumbprint: pki.identities.leader.thumbprint } },
  });
  const words = ['-inform', 'DER', '-in', at('letter.p7s'), '-content', at('letter.xml'), '-binary'];
  execFileSync('openssl', ['cms', '-verify', ...words, '-noverify', '-out', at('out')], { stdio: 'pipe' });
  const judged = await kygui.run(['cms', at('letter.xml'), '--verify', at('letter.p7s')]);
  expect(judged).toMatchObject({ status: 0, json: { signed: true, sound: true, trusted: true } });
  expect((judged.json.signatures as { timestampTime: unknown }[])[0]?.timestampTime).toEqual(
    expect.any(String),
  );
  await writeFile(at('other'), 'khác');
  expect(await kygui.run(['cms', at('other'), '--verify', at('letter.p7s')])).toMatchObject({
    status: 3,
    json: { sound: false },
  });
});

test.each(['xmldsig', 'xades'])(
  'an XML document is signed as %s, which xmlsec and verify accept',
  async (form) => {
    const out = at(`${form}.xml`);
    const made = await kygui.run(['xmldsig', at('letter.xml'), '-o', out, '--form', form, ...key()]);
    expect(made.status).toBe(0);
    const words = [
      '--verify',
      '--insecure',
      '--id-attr:Id',
      'http://uri.etsi.org/01903/v1.3.2#:SignedProperties',
    ];
    execFileSync('xmlsec1', [...words, out], { stdio: 'pipe' });
    expect(await kygui.run(['xmldsig', out, '--verify'])).toMatchObject({
      status: 0,
      json: { signed: true, sound: true, trusted: true },
    });
    const text = await readFile(out, 'utf8');
    await writeFile(out, text.replace('15/', '16/'));
    expect(await kygui.run(['xmldsig', out, '--verify'])).toMatchObject({
      status: 3,
      json: { sound: false },
    });
  },
);

test('what cannot be signed is refused before a PIN is used, each with its code', async () => {
  await writeFile(at('entities.xml'), '<!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>');
  const xml = (input: string, output: string) =>
    kygui.run(['xmldsig', at(input), '-o', at(output), ...key()], { PIN: 'wrong-pin' });
  expectRefusal(await xml('entities.xml', 'never.xml'), 'XML_DOCTYPE', 3);
  expectRefusal(await xml('xades.xml', 'never.xml'), 'XML_EARLIER_SIGNATURE', 3);
  expectRefusal(await xml('gone.xml', 'never.xml'), 'FORMAT_READ_FAILED', 1);
  expectRefusal(await xml('letter.xml', 'letter.xml'), 'FORMAT_OUTPUT_IS_INPUT', 2);
  expectRefusal(await kygui.run(['cms', at('letter.xml')]), 'USAGE', 2);
  expectRefusal(await kygui.run(['cms', at('gone'), '-o', at('never'), ...key()]), 'FORMAT_READ_FAILED', 1);
  expect(keptTries(kygui.home)).toEqual([]);
});
