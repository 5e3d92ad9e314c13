import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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
