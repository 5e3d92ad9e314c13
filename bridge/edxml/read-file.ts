import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ReadResult } from '../../shared/edxml/model.ts';
import type { ReadLimits } from '../../shared/edxml/read/limits.ts';
import { type ReadOptions, type ReadOutcome, readPackage } from '../../shared/edxml/read/read.ts';
import { syncFolder } from '../files/folder-sync.ts';
import { nodeEngine } from './engine.ts';
import { type FileBytes, fileChunks, fileSinks, unwritable } from './file-bytes.ts';

/** A package read from a file; `paths[i]` is where attachment i lies, missing where nothing could be stored. */
export type ReadFileResult = ReadResult & { paths: (string | undefined)[] };

/**
 * Reads the package at `path` and writes its attachments into `outDir` (made when missing) under their safe
 * names, mode 600, flushed to disk. Files already there with the same name are replaced: give each package its
 * own folder. Nothing is left in `outDir` when the package cannot be read.
 *
 * Errors: those of `readPackage`; EDXML_FILE_UNREADABLE, EDXML_FILE_UNWRITABLE.
 */
export async function readPackageFile(
  path: string,
  outDir: string,
  limits: Partial<ReadLimits> = {},
  onTree?: ReadOptions['onTree'],
): Promise<ReadFileResult> {
  const work = await workFolder(outDir);
  try {
    const read = await readPackage(fileChunks(path), fileSinks(work, 'attachment-'), {
      limits,
      engine: nodeEngine,
      ...(onTree && { onTree }),
    });
    return await placed(read, outDir);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function workFolder(outDir: string): Promise<string> {
  try {
    await mkdir(outDir, { recursive: true });
    return await mkdtemp(join(outDir, '.kygui-'));
  } catch (error) {
    throw unwritable(outDir, error);
  }
}

/** Gives the finished files their names, in the same file system, so that none is ever half there. */
async function placed(outcome: ReadOutcome<FileBytes>, outDir: string): Promise<ReadFileResult> {
  const { files, ...read } = outcome;
  const paths: (string | undefined)[] = [];
  for (const [index, file] of files.entries()) {
    const name = read.kind === 'edoc' ? read.attachments[index]?.name : undefined;
    if (file === undefined || name === undefined) {
      paths.push(undefined);
      continue;
    }
    const target = join(outDir, name);
    try {
      await file.sync();
      await rename(file.path, target);
    } catch (error) {
      throw unwritable(target, error);
    }
    paths.push(target);
  }
  try {
    // The folder may be as new as its files.
    await syncFolder(outDir);
    await syncFolder(dirname(outDir));
  } catch (error) {
    throw unwritable(outDir, error);
  }
  return { ...read, paths };
}
