import { type FileHandle, open, rm } from 'node:fs/promises';
import { nameResult } from './folder-sync.ts';
import { outputFile } from './output-file.ts';

/**
 * Writes a result, so that it is there whole when this resolves, also after a power cut, and else not at all.
 * @param fill writes the bytes
 * @throws what `fill` throws, OUTPUT_NOT_A_FILE, and failures of the file system as they are
 */
export async function writeResult(output: string, fill: (file: FileHandle) => Promise<void>): Promise<void> {
  const { path, draft } = await outputFile(output);
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await fill(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await nameResult({ path, draft });
  } catch (thrown) {
    await rm(draft, { force: true });
    throw thrown;
  }
}
