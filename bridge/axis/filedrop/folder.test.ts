import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { writeWhole } from './folder.ts';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return { ...real, open: vi.fn(real.open) };
});

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kygui-filedrop-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it.skipIf(process.platform === 'win32')('the name of an exported file is flushed with it', async () => {
  await writeWhole(join(dir, 'H99.02', 'a.edxml'), [Buffer.from('<edXML/>')]);
  expect(readdirSync(join(dir, 'H99.02'))).toEqual(['a.edxml']);
  expect(vi.mocked(open).mock.lastCall?.[0]).toBe(join(dir, 'H99.02'));
});

it('what could not be written leaves nothing for people to carry away', async () => {
  async function* broken() {
    yield Buffer.from('<edXML');
    throw new Error('lease lost');
  }
  await expect(writeWhole(join(dir, 'a.edxml'), broken())).rejects.toThrow('lease lost');
  expect(readdirSync(dir)).toEqual([]);
});
