import { createHash, randomBytes } from 'node:crypto';
import { lstat, readdir, readlink, realpath, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { KyguiError } from '../../shared/errors.ts';

/**
 * Where a result goes and where it grows until it is whole. A result takes its place by being renamed, which would
 * put a file where a link or a device was: links are followed first, and what is no file is refused.
 */
export interface OutputFile {
  /** The file itself, links followed. */
  readonly path: string;
  /** Beside it, for the time of writing; not there yet. */
  readonly draft: string;
}

/** @throws OUTPUT_NOT_A_FILE for a folder, a pipe, a device, or links that lead in a circle */
export async function outputFile(output: string): Promise<OutputFile> {
  const path = await followed(output);
  const folder = dirname(path);
  await sweepDrafts(folder);
  const name = `${draftPrefix(path)}${hostTag}-${process.pid}-${randomBytes(6).toString('hex')}.part`;
  return { path, draft: join(folder, name) };
}

const MOST_LINKS = 40;

async function followed(output: string): Promise<string> {
  let path = output;
  for (let links = 0; links < MOST_LINKS; links += 1) {
    const found = await lstat(path).catch(codeOf);
    if (found === 'ELOOP') break;
    // What cannot be looked at cannot be opened either, and says so then.
    if (typeof found === 'string') return path;
    if (found.isFile()) return realpath(path);
    if (!found.isSymbolicLink()) break;
    // A link to what is not there yet names where it will be, as seen from the folder that holds the link.
    const target = await realpath(path).catch(() => null);
    path = target ?? resolve(await realpath(dirname(path)), await readlink(path));
  }
  throw new KyguiError('OUTPUT_NOT_A_FILE', { file: basename(output) });
}

const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException).code ?? 'unknown');

/** Names of files have 255 bytes at most; a letter of one name may have four. */
const KEPT_OF_NAME = 40;

const draftPrefix = (path: string): string =>
  `.${[...basename(path)].slice(0, KEPT_OF_NAME).join('')}.kygui-`;

/** Process numbers say nothing about those of another computer that writes to the same folder. */
export const hostTag = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

const DRAFT = /^\..*\.kygui-([0-9a-f]{8})-(\d+)-[0-9a-f]{12}\.part$/u;

const swept = new Set<string>();

/** Once in the life of a process and folder: drafts of processes of this computer that were killed. */
async function sweepDrafts(folder: string): Promise<void> {
  if (swept.has(folder)) return;
  swept.add(folder);
  await dropWhere(folder, (name) => {
    const [, host, id] = DRAFT.exec(name) ?? [];
    return host === hostTag && !isAlive(Number(id));
  });
}

async function dropWhere(folder: string, dead: (name: string) => boolean): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  await Promise.all(
    names.filter(dead).map((name) => rm(join(folder, name), { force: true }).catch(() => undefined)),
  );
}

/** True while a process of this computer has the number. */
export function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}
