/** @needs gcc openssl softhsm2-util pkcs11-tool */
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createSandboxPki } from '../sandbox/pki/create.ts';
import { freePort } from '../sandbox/pki/free-port.ts';
import { createFaultModule, type FaultModule } from '../sandbox/token/fault-module.ts';
import { createSandboxToken } from '../sandbox/token/softhsm.ts';
import { makeLetter } from '../vectors/make-pdf.ts';
import { createRunner, expectRefusal, type Runner } from './support/cli.ts';

/** A list signed with a token that wants the PIN for each signature. */
const FILES = 3;

let dir = '';
let token: FaultModule;
let kygui: Runner;
let run = 0;

const at = (name: string) => join(dir, name);
const output = (file: number) => `${run}-${file}.pdf`;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kygui-cli-pins-'));
  const pki = await createSandboxPki(at('pki'), { port: await freePort() });
  const soft = await createSandboxToken(at('token'), pki, { identities: ['leader'] });
  token = await createFaultModule(at('fault'), soft);
  await writeFile(at('letter.pdf'), await makeLetter());
});
afterAll(() => rm(dir, { recursive: true, force: true }));
beforeEach(async () => {
  run += 1;
  // Each run has its own count of wrong PINs.
  kygui = await createRunner(at(`home-${run}`), token.env);
  await token.reset();
  await token.order('always-authenticate');
  const rows = Array.from({ length: FILES }, (_, file) => ({
    input: 'letter.pdf',
    output: output(file),
    role: 'plain',
  }));
  await writeFile(at('list.json'), JSON.stringify(rows));
});

const batch = (words: readonly string[], environment: Record<string, string> = {}) =>
  kygui.run(
    ['sign-batch', at('list.json'), '--module', token.modulePath, '--cert', 'leader', ...words],
    environment,
  );
const withPins = (...pins: readonly string[]) => batch(['--pin-env', 'PINS'], { PINS: pins.join('\n') });
const codes = (json: Record<string, unknown>) =>
  (json.files as { error: { code: string } | null }[]).map(({ error }) => error?.code ?? 'signed').sort();

test('one PIN in each line signs one file each, and their number is told beforehand', async () => {
  const { status, json, stderr } = await withPins(token.pin, token.pin, token.pin);
  expect(codes(json)).toEqual(['signed', 'signed', 'signed']);
  expect(status).toBe(0);
  expect(stderr).toContain('3 mã PIN cho 3 tệp');
  expect(await token.logins()).toEqual(['1 pin', '2 pin', '2 pin', '2 pin']);
});

test('fewer PINs than the token wants are refused before anything is signed', async () => {
  expectRefusal(await withPins(token.pin), 'TOKEN_PINS_TOO_FEW', 3);
  expect([0, 1, 2].some((file) => existsSync(at(output(file))))).toBe(false);
  expect(await token.logins()).not.toContain('2 pin');
});

test('a wrong PIN ends the list: no other PIN reaches the token, and what was signed is kept', async () => {
  const { status, json } = await withPins(token.pin, 'wrong-pin', token.pin);
  expect(codes(json)).toEqual(['TOKEN_BATCH_CLOSED', 'TOKEN_PIN_WRONG', 'signed']);
  expect(status).toBe(3);
  expect(await token.logins()).toEqual(['1 pin', '2 pin', '2 pin']);
});

test('a pinentry program is asked once for each signature', async () => {
  const program = at('pinentry.mjs');
  const server = `#!${process.execPath}
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
process.stdout.write('OK\\n');
for await (const line of createInterface({ input: process.stdin })) {
  if (line.startsWith('GETPIN')) {
    appendFileSync(${JSON.stringify(at('asked'))}, 'x');
    process.stdout.write('D ${token.pin}\\n');
  }
  process.stdout.write('OK\\n');
}
`;
  await writeFile(program, server);
  await chmod(program, 0o755);
  const { status, json } = await batch(['--pinentry', program]);
  expect(codes(json)).toEqual(['signed', 'signed', 'signed']);
  expect(status).toBe(0);
  expect(readFileSync(at('asked'), 'utf8')).toBe('xxx');
});

test('no source of the PIN, or two, is wrong usage', async () => {
  expectRefusal(await batch([]), 'USAGE', 2);
  expectRefusal(await batch(['--pin-env', 'PINS', '--pinentry'], { PINS: token.pin }), 'USAGE', 2);
});
