import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { KyguiError } from '../../shared/errors.ts';
import { writeDurably } from './durable-file.ts';

/** How far the rows had come when this was written: kept outside the database, so that an older copy of it shows. */
const watermarkSchema = z.object({
  /** Whose rows are counted. */
  shelf: z.string(),
  /** Sends that had begun, as the rows count them. */
  sends: z.number().int().nonnegative(),
  /** The database engine's own identity, see Store.identity. */
  database: z.string(),
});
export type Watermark = z.infer<typeof watermarkSchema>;

/** The mark of this shelf in a file; null when there is none that can be read, or it belongs to another. */
export async function readWatermark(file: string, shelf: string): Promise<Watermark | null> {
  try {
    const mark = watermarkSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    return mark.shelf === shelf ? mark : null;
  } catch {
    return null;
  }
}

/** Writes the mark durably; never a lower one over a higher of the same database. @throws STORE_… */
export async function raiseWatermark(file: string, mark: Watermark): Promise<void> {
  const before = await readWatermark(file, mark.shelf);
  if (before && before.database === mark.database && before.sends >= mark.sends) return;
  await writeDurably(file, async (temporary) => {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(temporary, JSON.stringify(mark), { mode: 0o600 });
    return file;
  });
}

/** The same beside a folder that may not be ours to write in; false when it is not. */
export async function tryRaiseWatermark(file: string, mark: Watermark): Promise<boolean> {
  try {
    await raiseWatermark(file, mark);
    return true;
  } catch (thrown) {
    if (thrown instanceof KyguiError && thrown.code === 'STORE_UNREACHABLE') return false;
    throw thrown;
  }
}
