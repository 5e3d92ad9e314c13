import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('a package with 200 MB of attachments is written and read with flat memory', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kygui-memory-'));
  try {
    const script = fileURLToPath(new URL('edxml-memory.ts', import.meta.url));
    const flags = ['--import', 'tsx', '--expose-gc', '--max-old-space-size=96', '--max-semi-space-size=4'];
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, script, folder]);
    const report: unknown = JSON.parse(stdout);
    expect(report).toMatchObject({
      same: true,
      files: [{ size: 100 * 1024 * 1024 }, { size: 100 * 1024 * 1024 }],
    });
    expect(report).not.toHaveProperty('files.0.failure');
    expect(report).not.toHaveProperty('files.1.failure');
    expect(report).toHaveProperty('grownMegabytes', expect.any(Number));
    expect((report as { grownMegabytes: number }).grownMegabytes).toBeLessThan(64);
    process.stdout.write(`edXML 200 MB: ${stdout}\n`);
  } finally {
    await rm(folder, { recursive: true });
  }
});
