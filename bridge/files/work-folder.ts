import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { nameResult, syncFolder } from './folder-sync.ts';
import { hostTag, isAlive } from './output-file.ts';

const LEFT = /.\.part-([0-9a-f]{8})-(\d+)-[A-Za-z0-9]{6}$/u;

/**
 * A folder beside `folder`, where its content grows until it is whole. It bears the number of this process; what killed
 * processes of this computer left beside it goes first.
 */
export async function workFolder(folder: string): Promise<string> {
  const place = dirname(folder);
  for (const name of await readdir(place).catch(() => [])) {
    const [, host, id] = LEFT.exec(name) ?? [];
    if (host !== hostTag || isAlive(Number(id))) continue;
    await rm(join(place, name), { recursive: true, force: true });
  }
  return mkdtemp(`${folder}.part-${hostTag}-${process.pid}-`);
}

/**
 * Gives a work folder that is whole the name it grew for. All in it is flushed first, so that it is there whole when this
 * resolves, also after a power cut, and else not at all.
 */
export async function nameWorkFolder(work: string, folder: string): Promise<void> {
  const entries = await readdir(work, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await syncFolder(path);
    else await syncFile(path);
  }
  await syncFolder(work);
  await nameResult({ path: folder, draft: work });
}

async function syncFile(path: string): Promise<void> {
  // Windows flushes only what may be written to.
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
