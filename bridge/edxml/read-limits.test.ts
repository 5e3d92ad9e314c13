import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { settingsSchema } from '../settings/schema.ts';
import { keptLimits, readLimits } from './read-limits.ts';

const MB = 1_048_576;

test('the office sets how large a package and a file in it may be; 60 and 50 MB without its word', () => {
  expect(readLimits(settingsSchema.parse({}))).toEqual({ packageBytes: 60 * MB, fileBytes: 50 * MB });
  const large = settingsSchema.parse({ maxPackageBytes: 700 * MB, maxAttachmentBytes: 500 * MB });
  expect(readLimits(large)).toEqual({ packageBytes: 700 * MB, fileBytes: 500 * MB });
});

test('a letter that was taken before opens again under a limit that was lowered since', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kygui-limits-'));
  try {
    const path = join(folder, 'kept.edxml');
    await writeFile(path, Buffer.alloc(2000));
    const sizes = { maxPackageBytes: 1000, maxAttachmentBytes: 500 };
    expect(await keptLimits(path, sizes)).toEqual({ packageBytes: 2000, fileBytes: 2000 });
    expect(await keptLimits(join(folder, 'none'), sizes)).toEqual({ packageBytes: 1000, fileBytes: 500 });
  } finally {
    await rm(folder, { recursive: true });
  }
});
