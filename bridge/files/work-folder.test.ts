import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { nameWorkFolder, workFolder } from './work-folder.ts';

/** What the disk was told to keep, and what got its name, in order. */
const told: string[] = [];
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return {
    ...real,
    async open(path: string, flags: string) {
      const file = await real.open(path, flags);
      const sync = file.sync.bind(file);
      file.sync = () => {
        told.push(path);
        return sync();
      };
      return file;
    },
    rename(from: string, to: string) {
      told.push(`${from} → ${to}`);
      return real.rename(from, to);
    },
  };
});

it('what a killed process left goes at the next one; what still grows, and what is not ours, stays', async () => {
  const place = mkdtempSync(join(tmpdir(), 'work-'));
  try {
    const own = await workFolder(join(place, 'ho-so'));
    const dead = spawnSync(process.execPath, ['--eval', '']).pid;
    const left = basename(own).replace(`-${process.pid}-`, `-${dead}-`);
    const foreign = [`ho-so.part-ffffffff-${dead}-abcdef`, 'ho-so.part-cu', 'ho-so'];
    for (const name of [left, ...foreign]) {
      mkdirSync(join(place, name));
      writeFileSync(join(place, name, 'package.edxml'), 'x');
    }
    const next = await workFolder(join(place, 'van-ban'));
    expect(readdirSync(place).sort()).toEqual([basename(own), basename(next), ...foreign].sort());
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
});

it.skipIf(process.platform === 'win32')(
  'all that it holds is on the disk before it gets its name, and then the name',
  async () => {
    const place = mkdtempSync(join(tmpdir(), 'work-'));
    try {
      const folder = join(place, 'ho-so');
      const work = await workFolder(folder);
      mkdirSync(join(work, 'files'));
      writeFileSync(join(work, 'manifest.json'), 'x');
      writeFileSync(join(work, 'files', 'van-ban.pdf'), 'x');
      told.length = 0;
      await nameWorkFolder(work, folder);
      const within = ['', 'files', 'files/van-ban.pdf', 'manifest.json'].map((name) => join(work, name));
      expect(told.slice(0, -2).sort()).toEqual(within);
      expect(told.slice(-2)).toEqual([`${work} → ${folder}`, place]);
      expect(readdirSync(folder).sort()).toEqual(['files', 'manifest.json']);
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  },
);
