import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { escapeText, unescapeData } from './assuan.ts';
import { pinentrySource } from './pinentry.ts';
import type { PinRequest } from './source.ts';

const request: PinRequest = {
  tokenLabel: 'VGCA Token',
  serialTail: '1234',
  certificateName: 'Nguyễn Văn Mẫu',
  triesLeft: 3,
  lastTry: false,
  purpose: 'login',
};
let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kygui-pinentry-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** A program that speaks Assuan: `answers` by command, everything else OK; what it was told goes to a file. */
async function program(
  answers: Record<string, string>,
): Promise<{ path: string; told: () => Promise<string> }> {
  const path = join(dir, 'pinentry.mjs');
  const log = join(dir, 'told');
  await writeFile(
    path,
    `#!${process.execPath}
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
const answers = ${JSON.stringify(answers)};
process.stdout.write('OK Pleased to meet you\\n');
for await (const line of createInterface({ input: process.stdin })) {
  appendFileSync(${JSON.stringify(log)}, line + '\\n');
  const verb = line.split(' ')[0];
  if (verb === 'BYE') process.exit(0);
  process.stdout.write((answers[verb] ?? 'OK') + '\\n');
}
`,
  );
  await chmod(path, 0o700);
  return { path, told: () => readFile(log, 'utf8') };
}

test('the PIN comes back as bytes, with its escapes undone', async () => {
  const { path } = await program({ GETPIN: '# comment\nS PASSWORD_FROM_CACHE\nD 12%2534\nOK' });
  const answer = await pinentrySource({ program: path }).ask(request);
  expect(answer).toEqual({ kind: 'pin', pin: Buffer.from('12%34'), confirmLastTry: false });
});

test('the person reads token, certificate and tries left in Vietnamese', async () => {
  const { path, told } = await program({ GETPIN: 'D 1\nOK' });
  await pinentrySource({ program: path }).ask(request);
  const text = await told();
  expect(text).toContain('SETDESC Nhập mã PIN của thiết bị ký số “VGCA Token” (số …1234)');
  expect(text).toContain('Nguyễn Văn Mẫu.%0ACòn 3 lần thử.');
  expect(text).not.toContain('CONFIRM');
});

test('at the last try a confirmation comes first, and saying no asks for no PIN', async () => {
  const last = { ...request, triesLeft: 1, lastTry: true };
  const yes = await program({ GETPIN: 'D 1234\nOK' });
  expect(await pinentrySource({ program: yes.path }).ask(last)).toMatchObject({ confirmLastTry: true });
  const no = await program({ CONFIRM: 'ERR 83886194 Not confirmed', GETPIN: 'D 1234\nOK' });
  await rm(join(dir, 'told'), { force: true });
  await expect(pinentrySource({ program: no.path }).ask(last)).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(await no.told()).not.toContain('GETPIN');
});

test('cancelling and running out of time are a cancellation', async () => {
  for (const error of ['ERR 83886179 Operation cancelled', 'ERR 83886142 Timeout']) {
    const { path } = await program({ GETPIN: error });
    await expect(pinentrySource({ program: path }).ask(request)).rejects.toMatchObject({ code: 'CANCELLED' });
  }
});

test('a missing program, one that ends at once and one that fails are told as a missing prompt', async () => {
  const silent = join(dir, 'silent.sh');
  await writeFile(silent, '#!/bin/sh\nexit 0\n', { mode: 0o700 });
  const broken = await program({ GETPIN: 'ERR 83886166 No display' });
  for (const path of [join(dir, 'absent'), silent, broken.path]) {
    await expect(pinentrySource({ program: path }).ask(request)).rejects.toMatchObject({
      code: 'TOKEN_PIN_PROMPT_MISSING',
    });
  }
});

test('escapes are made and undone', () => {
  expect(escapeText('100%\r\nhết')).toBe('100%25%0D%0Ahết');
  expect(unescapeData(Buffer.from('a%25b%0A%zz%4')).toString()).toBe('a%b\n%zz%4');
});
