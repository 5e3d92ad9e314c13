import { KyguiError } from '../../shared/errors.ts';
import type { Job } from '../messages/job.ts';
import { inheritAttachments } from './attachments.ts';
import { held, hold } from './held-files.ts';
import { changeJob, writeJob } from './jobs.ts';
import { newJob } from './new-job.ts';

/**
 * A letter whose signature broke off stands again as a fresh job: the first one is over in the bridge's books, and no
 * approval is ever used twice. Its files go along; the window goes over to it.
 */
export async function renewJob(old: Job): Promise<Job> {
  if (old.step !== 'failed' || old.documentId === null) throw new KyguiError('USAGE', { problem: 'renew' });
  const { documentId, sha256, size, windowId } = old;
  const { source, role, send, fields, file, profileId, pageId } = old;
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
  await hold(fresh.key, 'original.pdf', await held(old.key, 'original.pdf'));
  await inheritAttachments(old, fresh.key);
  await writeJob(fresh);
  await changeJob(old.key, { windowId: null });
  return fresh;
}
