import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { KyguiError } from '../../shared/errors.ts';
import { nameResult } from '../files/folder-sync.ts';

/** A complete file: its digest (lower-case hex) and size in bytes. */
export interface FileDigest {
  sha256: string;
  size: number;
}

/** Digest and size of a file, read as a stream. */
export async function digestOf(path: string): Promise<FileDigest> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
    hash.update(piece);
    size += piece.length;
  }
  return { sha256: hash.digest('hex'), size };
}

/**
 * A file appears under its name complete and flushed, or not at all: temporary file beside it, fsync, rename,
 * fsync of the folder. `write` fills the temporary file and answers the name. Throws STORE_DISK_FULL and
 * STORE_UNREACHABLE, and whatever `write` throws.
 */
export async function writeDurably(
  folderFile: string,
  write: (temporary: string) => Promise<string>,
): Promise<string> {
  const temporary = `${folderFile}.${randomUUID()}.part`;
  return withStoreErrors(async () => {
    try {
      const path = await write(temporary);
      const handle = await open(temporary, 'r+');
      try {
        await handle.chmod(0o600);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await nameResult({ path, draft: temporary });
      return path;
    } catch (thrown) {
      await rm(temporary, { force: true });
      throw thrown;
    }
  });
}

/** The code of a failure of the file system, such as `ENOENT`; empty for anything else. */
export function systemCode(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
}

/** The disk, or this person's share of it, has no room. */
export function isDiskFull(thrown: unknown): boolean {
  const code = systemCode(thrown);
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/** No right, no such place, too much open, or a share or disk that is away. */
const UNREACHABLE = new Set(
  (
    'EACCES EPERM EROFS ENOENT ENOTDIR EISDIR ELOOP EMFILE ENFILE EBUSY EIO ' +
    'ENODEV ENXIO ESTALE ENOTCONN EHOSTDOWN EHOSTUNREACH ENETDOWN ENETUNREACH ETIMEDOUT'
  ).split(' '),
);

/** Failures of the file system as members of the closed list; others pass unchanged. */
export async function withStoreErrors<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof KyguiError) throw thrown;
    const code = systemCode(thrown);
    if (isDiskFull(thrown)) throw new KyguiError('STORE_DISK_FULL', {}, { cause: thrown });
    if (UNREACHABLE.has(code)) throw new KyguiError('STORE_UNREACHABLE', { reason: code }, { cause: thrown });
    throw thrown;
  }
}
