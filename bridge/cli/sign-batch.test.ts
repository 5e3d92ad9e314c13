import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SignParts } from './sign.ts';
import { signBatch } from './sign-batch.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kygui-list-'));
  mkdirSync(join(folder, 'ra'));
  symlinkSync(join(folder, 'ra'), join(folder, 'khac'));
  writeFileSync(join(folder, 'a.pdf'), 'a');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const row = (input: string, output: string) => ({ input, output, role: 'plain' });

test.each([
  ['one result under two spellings', [row('a.pdf', 'ra/x.pdf'), row('b.pdf', './ra/../ra/x.pdf')]],
  ['one result through a link', [row('a.pdf', 'ra/x.pdf'), row('b.pdf', 'khac/x.pdf')]],
  ['a result in place of the input of another row', [row('a.pdf', 'ra/x.pdf'), row('b.pdf', './a.pdf')]],
])('a list with %s is refused before the token is looked for', async (_, rows) => {
  const list = join(folder, 'list.json');
  writeFileSync(list, JSON.stringify(rows));
  process.env.KYGUI_TEST_PIN = '1234';
  await expect(
    signBatch(list, { cert: 'c', pinEnv: 'KYGUI_TEST_PIN' }, {} as SignParts),
  ).rejects.toMatchObject({
    code: 'USAGE',
    details: { problem: 'LIST.json: 1.output: hai lần / twice' },
  });
});
