import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { PdfFile } from './pdf-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'kygui-large-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a file above 2 GiB is refused by its limit, whose name says so, before anything of it is read', () => {
  const path = join(folder, 'huge.pdf');
  writeFileSync(path, '%PDF-1.7\n');
  // A hole: nothing is written.
  truncateSync(path, 3 * 1024 ** 3);
  expect(() => PdfFile.open(path)).toThrow(
    expect.objectContaining({
      code: 'PDF_LIMIT_EXCEEDED',
      details: { limit: expect.stringContaining('2 GiB') },
    }),
  );
});
