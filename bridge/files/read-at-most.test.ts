import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readAtMost } from './read-at-most.ts';

it('a file of just the limit is read, one byte more is not, and a missing one says so', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'read-'));
  try {
    const path = join(folder, 'x');
    writeFileSync(path, 'abcd');
    expect((await readAtMost(path, 4))?.toString()).toBe('abcd');
    expect(await readAtMost(path, 3)).toBeNull();
    await expect(readAtMost(join(folder, 'none'), 3)).rejects.toMatchObject({ code: 'ENOENT' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
