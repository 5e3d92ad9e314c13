import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf, systemCode } from '../store/durable-file.ts';

/** A signed file that nothing waits for any more, with the place where the same bytes are kept for good; null where that is the page's system. */
export interface SignedCopy {
  documentId: string;
  sha256: string;
  copy: string | null;
}

export interface SignedFolder {
  originalPath(documentId: string): string;
  signedPath(documentId: string): string;
}

/**
 * Ends signed files whose bytes lie elsewhere as well: read again there where that is possible, before one of them goes.
 * One that was asked for within the days stays. Answers the ids of the documents that are gone.
 */
export async function sweepSigned(
  folder: SignedFolder,
  copies: readonly SignedCopy[],
  days: number,
  nowMs: number,
): Promise<string[]> {
  const before = nowMs - days * 86_400_000;
  const gone: string[] = [];
  for (const { documentId, sha256, copy } of copies) {
    const [original, signed] = [folder.originalPath(documentId), folder.signedPath(documentId)];
    const found = [await lies(original), await lies(signed)];
    if (!found[1] || found.some((file) => file !== null && file.mtimeMs >= before)) continue;
    if ((await digestOf(signed)).sha256 !== sha256 || (copy !== null && !(await holds(copy, sha256))))
      continue;
    // The original last: alone it is one that nobody signed, which the other sweep ends.
    await rm(signed, { force: true });
    await rm(original, { force: true });
    gone.push(documentId);
  }
  return gone;
}

export interface SignedRoom {
  count: number;
  bytes: number;
}

/** How much the signed files of a folder take, with the originals beside them. */
export async function signedRoom(folder: string): Promise<SignedRoom> {
  const names = await readdir(folder);
  const signed = new Set(names.flatMap((name) => /^(.+)\.signed\.pdf$/u.exec(name)?.[1] ?? []));
  let bytes = 0;
  for (const name of names)
    if (signed.has(name.replace(/\.(?:original|signed\.pdf)$/u, '')))
      bytes += (await lies(join(folder, name)))?.size ?? 0;
  return { count: signed.size, bytes };
}

async function lies(path: string): Promise<{ mtimeMs: number; size: number } | null> {
  try {
    return await stat(path);
  } catch (thrown) {
    if (systemCode(thrown) !== 'ENOENT') throw thrown;
    return null;
  }
}

/** A share that is not mounted, or a copy that was damaged, keeps the file here. */
async function holds(path: string, sha256: string): Promise<boolean> {
  try {
    return (await digestOf(path)).sha256 === sha256;
  } catch {
    return false;
  }
}
