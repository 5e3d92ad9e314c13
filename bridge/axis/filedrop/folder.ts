import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { KyguiError } from '../../../shared/errors.ts';
import { nameResult } from '../../files/folder-sync.ts';

/** A failure of the folder (disk pulled out, full, read-only) as a member of the closed list. */
export function folderFailure(thrown: unknown): unknown {
  if (thrown instanceof KyguiError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return new KyguiError('AXIS_STOPPED', { operation: 'filedrop' }, { cause: thrown });
  }
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') return thrown;
  return new KyguiError('FILEDROP_FOLDER', { reason: thrown.code }, { cause: thrown });
}

/** Writes a file, so that it is there whole when this resolves, also after a power cut, and else not at all. */
export async function writeWhole(
  path: string,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.part`;
  try {
    const handle = await open(part, 'w', 0o600);
    try {
      for await (const piece of pieces) await handle.writeFile(piece);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await nameResult({ path, draft: part });
  } catch (thrown) {
    await rm(part, { force: true });
    throw thrown;
  }
}

/** Files of a folder and of the folders right in it: people copy either. Missing folders are empty. */
export async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await entriesOf(folder)) {
    if (entry.isFile()) found.push(join(folder, entry.name));
    if (!entry.isDirectory()) continue;
    const inner = join(folder, entry.name);
    for (const file of await entriesOf(inner)) if (file.isFile()) found.push(join(inner, file.name));
  }
  return found.sort();
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return [];
    throw thrown;
  }
}

/** True when nothing wrote to the file lately, so that a copy under way is not taken for the whole. */
export async function isSettled(path: string, now: number, quietMs: number): Promise<boolean> {
  return now - (await stat(path)).mtimeMs >= quietMs;
}

/** The first part of a file as text. */
export async function startOf(path: string, bytes: number): Promise<string> {
  const handle = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(bytes);
    const { bytesRead } = await handle.read(buffer, 0, bytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
