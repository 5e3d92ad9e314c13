import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KyguiError } from '../../shared/errors.ts';
import {
  digestOf,
  type FileDigest,
  systemCode,
  withStoreErrors,
  writeDurably,
} from '../store/durable-file.ts';
import type { Store } from '../store/store.ts';

/** The folder where packages and their files lie until they are sent, and after. Names are digests and ids. */
export interface Shelf {
  readonly folder: string;
  /** Fixed name of this folder: only bridges that hold it may send what lies in it. */
  readonly id: string;
  /**
   * Copies a file in, durably.
   * @throws SENDING_FILE_MISSING, SENDING_FILE_CHANGED when the bytes are not the `expected` ones
   */
  keep(path: string, name: string, expected?: string): Promise<FileDigest>;
  keptPath(sha256: string): string;
  /** Fills a package through `write`, all or nothing; `path` is relative to the folder. */
  freeze(name: string, write: (path: string) => Promise<void>): Promise<FileDigest & { path: string }>;
  /**
   * Where a frozen package lies.
   * @throws SENDING_FILE_CHANGED when its bytes are no longer those frozen, STORE_UNREACHABLE when that cannot be seen
   */
  frozen(package_: FileDigest & { path: string }): Promise<string>;
  /** Notes durably that a send of this package begins; it outlives a restore of the database from a backup. */
  markTried(outboxId: string): Promise<void>;
  /** @throws STORE_UNREACHABLE: a mark that cannot be looked for is not a missing one */
  wasTried(outboxId: string): Promise<boolean>;
}

/**
 * `id` is given for a folder that several bridges share, where two that start together would each invent one.
 * @throws STORE_DISK_FULL, STORE_UNREACHABLE
 */
export function openShelf(folder: string, id?: string): Promise<Shelf> {
  return withStoreErrors(async () => {
    for (const name of ['files', 'packages', 'tried']) {
      await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
    }
    return createShelf(folder, id ?? (await shelfId(folder)));
  });
}

/**
 * The one name of the folder that all bridges of a database share. It stands in the database and in the folder: a
 * share that is not mounted, or another agency's, is never taken for the right one.
 * @throws STORE_FOLDER_FOREIGN, STORE_UNREACHABLE
 */
export async function sharedShelfId(store: Store, folder: string): Promise<string> {
  const { id, used } = await store.transaction(async (sql) => {
    await sql.run(`INSERT INTO installation (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING`, [
      'shared-shelf',
      randomUUID(),
    ]);
    const row = await sql.get(
      `SELECT value, (SELECT COUNT(*) FROM outbox) + (SELECT COUNT(*) FROM arrival) AS used
        FROM installation WHERE name = ?`,
      ['shared-shelf'],
    );
    return { id: String(row?.value), used: Number(row?.used) };
  });
  return withStoreErrors(async () => {
    const found = await readShelfId(folder);
    if (found === id) return id;
    if (found !== '' || used > 0) throw new KyguiError('STORE_FOLDER_FOREIGN');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeShelfId(folder, id);
    return id;
  });
}

async function shelfId(folder: string): Promise<string> {
  const present = await readShelfId(folder);
  if (present !== '') return present;
  const id = randomUUID();
  await writeShelfId(folder, id);
  return id;
}

const nameFile = (folder: string) => join(folder, 'shelf-id');

/** Empty when the folder has no name yet. Its name is never invented anew: what lies there would be nobody's. */
async function readShelfId(folder: string): Promise<string> {
  try {
    return (await readFile(nameFile(folder), 'utf8')).trim();
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return '';
    throw thrown;
  }
}

async function writeShelfId(folder: string, id: string): Promise<void> {
  await writeDurably(nameFile(folder), async (temporary) => {
    await writeFile(temporary, id);
    return nameFile(folder);
  });
}

/** Throws for a place that cannot be looked at. */
async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return false;
    throw thrown;
  }
}

function createShelf(folder: string, id: string): Shelf {
  const keptPath = (sha256: string) => join(folder, 'files', sha256);
  const triedPath = (outboxId: string) => join(folder, 'tried', outboxId);

  const wasTried = (outboxId: string) => withStoreErrors(() => isThere(triedPath(outboxId)));

  return {
    folder,
    id,
    keptPath,
    wasTried,

    async keep(path, name, expected) {
      let digest: FileDigest = { sha256: '', size: 0 };
      await writeDurably(join(folder, 'files', 'incoming'), async (temporary) => {
        await copyFile(path, temporary, constants.COPYFILE_FICLONE).catch((cause: unknown) => {
          if (systemCode(cause) !== 'ENOENT') throw cause;
          throw new KyguiError('SENDING_FILE_MISSING', { name }, { cause });
        });
        digest = await digestOf(temporary);
        if (expected !== undefined && digest.sha256 !== expected) {
          throw new KyguiError('SENDING_FILE_CHANGED', { name });
        }
        return keptPath(digest.sha256);
      });
      return digest;
    },

    async freeze(name, write) {
      let digest: FileDigest = { sha256: '', size: 0 };
      await writeDurably(join(folder, 'packages', name), async (temporary) => {
        await rm(temporary, { force: true });
        await write(temporary);
        digest = await digestOf(temporary);
        return join(folder, 'packages', name);
      });
      return { path: `packages/${name}`, ...digest };
    },

    async frozen(package_) {
      const path = join(folder, package_.path);
      return withStoreErrors(async () => {
        // A share that is not mounted has no name either, and says nothing about what lies in it.
        if (!(await isThere(path))) await stat(nameFile(folder));
        else if ((await digestOf(path)).sha256 === package_.sha256) return path;
        throw new KyguiError('SENDING_FILE_CHANGED', { name: package_.path });
      });
    },

    async markTried(outboxId) {
      if (await wasTried(outboxId)) return;
      await writeDurably(triedPath(outboxId), async (temporary) => {
        await writeFile(temporary, '');
        return triedPath(outboxId);
      });
    },
  };
}
