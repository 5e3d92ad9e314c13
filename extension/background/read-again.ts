import type { Job } from '../messages/job.ts';
import { fetchFile, isFromPage } from './fetch-file.ts';
import { held } from './held-files.ts';
import { profileFor } from './profiles.ts';

/**
 * A page that takes a file without a word is neither believed nor doubted: the letter's file is fetched once more, from
 * where it was taken, and compared with the signed one.
 */

/** More is not fetched a second time: on the slowest lines it would hold up the clerk's own work. */
const MOST_BYTES = 50 * 1024 * 1024;
/** When it is looked at first, ms after the page got it; the last look is when its time is over. */
const FIRST_LOOK_MS = 3000;

interface Looks {
  first: boolean;
  last: boolean;
  busy: boolean;
}
/** Looks of this worker, by job. */
const looks = new Map<string, Looks>();

async function digestOf(file: Blob): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer())).join();
}

/** True where the letter's own address gives the signed file by now; false too where nobody can tell. */
async function liesThere(job: Job): Promise<boolean> {
  try {
    const signed = await held(job.key, 'signed.pdf');
    const profile = await profileFor(job.source.address);
    if (signed.size > MOST_BYTES || profile?.id !== job.profileId) return false;
    const there = await fetchFile(job.file, job.source.origin, profile);
    return there.size === signed.size && (await digestOf(there)) === (await digestOf(signed));
  } catch {
    return false;
  }
}

/**
 * Looks when it is time to, and says whether a look is under way. `found` is called where the system has the file.
 * `waited` is the time since the page got it, `within` how long it is waited for, both in ms.
 */
export function lookForFile(
  job: Job,
  waited: number,
  within: number,
  found: () => Promise<unknown>,
): boolean {
  if (isFromPage(job.file) || job.vgca) return false;
  const known = looks.get(job.key) ?? { first: false, last: false, busy: false };
  if (known.busy) return true;
  const isLast = waited >= within;
  if (isLast ? known.last : known.first || waited < FIRST_LOOK_MS) return false;
  looks.set(job.key, { first: true, last: isLast, busy: true });
  void liesThere(job)
    .then((there) => there && found())
    .catch(() => undefined)
    .finally(() => looks.set(job.key, { first: true, last: isLast, busy: false }));
  return true;
}
