import type { Job } from '../messages/job.ts';
import { letGo } from './held-files.ts';
import { changeJob, isUndecided } from './jobs.ts';
import type { BridgeLink } from './link.ts';

/**
 * Gives a job up that is not approved yet; every other stays as it is. Looked at and changed in one turn: an approval
 * that left just before, or a window that is closed behind it, must not call cancelled what is being signed.
 */
export async function giveUp(key: string, link: BridgeLink): Promise<Job> {
  let isGivenUp = false;
  const job = await changeJob(key, ({ step }) => {
    isGivenUp = isUndecided(step);
    return isGivenUp ? { step: 'cancelled' } : null;
  });
  if (!isGivenUp) return job;
  // The bridge forgets prepared jobs by itself as well: an unreachable bridge is no reason to stay open.
  if (job.documentId !== null) await link.request('sign.cancel', { jobKey: key }).catch(() => undefined);
  await letGo(key);
  return job;
}
