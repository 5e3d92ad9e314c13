import { KyguiError } from '../../shared/errors.ts';
import type { Job } from '../messages/job.ts';
import { inheritAttachments } from './attachments.ts';
import { held, hold } from './held-files.ts';
import { changeJob, writeJob } from './jobs.ts';
import { newJob } from './new-job.ts';

/** Takes the document out of a job that came to nothing; of two presses only one gets it. */
async function takeOver(key: string): Promise<Job> {
  let taken: Job | undefined;
  await changeJob(key, (job) => {
    if (job.step !== 'failed' || job.documentId === null) throw new KyguiError('USAGE', { problem: 'renew' });
    taken = job;
    return { documentId: null, windowId: null };
  });
  if (!taken) throw new KyguiError('INTERNAL');
  return taken;
}

/**
 * A letter whose signature broke off stands again as a fresh job: the first one is over in the bridge's books, and no
 * approval is ever used twice. Its files go along; its window goes over to it.
 */
export async function renewJob(key: string): Promise<Job> {
  const old = await takeOver(key);
  const { source, role, send, fields, file, profileId, pageId, documentId, sha256, size, windowId } = old;
  const { attachments, identity, listed, visible, vgca } = old;
  const fresh = newJob({
    ...{ source, role, send, fields, file, profileId, pageId, documentId, sha256, size, windowId },
    step: 'stored',
    ...(attachments && { attachments }),
    ...(identity && { identity }),
    ...(listed && { listed }),
    ...(visible && { visible }),
    ...(vgca && { vgca }),
  });
  await hold(fresh.key, 'original.pdf', await held(key, 'original.pdf'));
  await inheritAttachments(old, fresh.key);
  await writeJob(fresh);
  await changeJob(key, { renewedAs: fresh.key });
  return fresh;
}
