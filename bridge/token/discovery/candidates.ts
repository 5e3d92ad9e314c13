import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { arch, platform } from 'node:process';
import { KyguiError } from '../../../shared/errors.ts';
import { fileArch, loadable } from './binary-format.ts';
import { modulePlaces } from './known-modules.ts';

/** A module file worth loading, or the reason why it is not. */
export interface Candidate {
  path: string;
  configured: boolean;
  error: KyguiError | null;
}

export interface CandidateOptions {
  configured: readonly string[];
  /** Look for the known modules of this platform as well. */
  discover: boolean;
  platform?: NodeJS.Platform;
  environment?: NodeJS.ProcessEnv;
}

/**
 * Modules in the order in which they are tried: configured ones, the known list, then files of the system
 * folder that are named like modules. A configured file that is missing or of another bitness is returned with
 * its error; others are left out silently, because nobody asked for them. Two names of one file count once.
 */
export async function moduleCandidates(options: CandidateOptions): Promise<Candidate[]> {
  const found: Candidate[] = [];
  const seen = new Set<string>();
  for (const path of options.configured) {
    const { real, error } = await inspect(path);
    if (real !== null && seen.has(real)) continue;
    if (real !== null) seen.add(real);
    found.push({ path, configured: true, error });
  }
  if (!options.discover) return found;
  const places = modulePlaces(options.platform ?? platform, options.environment ?? process.env);
  const listings = await Promise.all(places.folders.map(filesOf));
  const known = places.names.flatMap((name) => {
    const wanted = name.toLowerCase();
    return listings.flatMap((listing) => listing.filter((path) => fileName(path) === wanted));
  });
  const others = listings.flat().filter((path) => places.looksLikeModule.test(basename(path)));
  for (const path of [...known, ...others]) {
    const { real, error } = await inspect(path);
    if (real === null || error !== null || seen.has(real)) continue;
    seen.add(real);
    found.push({ path, configured: false, error: null });
  }
  return found;
}

async function filesOf(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function fileName(path: string): string {
  return basename(path).toLowerCase();
}

async function inspect(path: string): Promise<{ real: string | null; error: KyguiError | null }> {
  const module = basename(path);
  let real: string;
  try {
    real = await realpath(path);
    if (!(await stat(real)).isFile()) throw new Error('not a file');
  } catch {
    return { real: null, error: new KyguiError('TOKEN_DRIVER_MISSING', { module: path }) };
  }
  const found = await fileArch(real).catch(() => null);
  if (found === null) {
    return {
      real,
      error: new KyguiError('TOKEN_DRIVER_NOT_LOADABLE', { module, problem: 'not a shared library' }),
    };
  }
  const error = loadable(found)
    ? null
    : new KyguiError('TOKEN_DRIVER_BITNESS', { module, found, needed: arch });
  return { real, error };
}
