import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { nameResult, syncFolder } from './folder-sync.ts';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return { ...real, open: vi.fn(real.open) };
});

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kygui-folder-'));
  vi.mocked(open).mockClear();
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it.skipIf(process.platform === 'win32')(
  'names that come while a folder is flushed share the next flush, never the one under way',
  async () => {
    const first = syncFolder(dir);
    const waiting = [syncFolder(dir), syncFolder(dir), syncFolder(dir)];
    expect(new Set(waiting).size).toBe(1);
    expect(waiting).not.toContain(first);
    await Promise.all([first, ...waiting]);
    expect(open).toHaveBeenCalledTimes(2);
    await syncFolder(dir);
    expect(open).toHaveBeenCalledTimes(3);
  },
);

it('a draft gets the name of its result', async () => {
  writeFileSync(join(dir, 'x.part'), 'x');
  await nameResult({ draft: join(dir, 'x.part'), path: join(dir, 'x.pdf') });
  expect(readdirSync(dir)).toEqual(['x.pdf']);
});

it('a flush that fails is told to all who waited for it, and the next one is tried', async () => {
  const gone = join(dir, 'gone');
  const both = await Promise.allSettled([syncFolder(gone), syncFolder(gone)]);
  if (process.platform !== 'win32')
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await syncFolder(dir);
});
