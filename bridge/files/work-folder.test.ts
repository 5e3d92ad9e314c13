import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { workFolder } from './work-folder.ts';

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
