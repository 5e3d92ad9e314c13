import { KyguiError, toKyguiError } from '../../shared/errors.ts';
import { attachmentPart, type Job, type JobAttachment } from '../messages/job.ts';
import { checkSize, fetchAttached, isFromPage } from './fetch-file.ts';
import { held, hold } from './held-files.ts';
import { changeJob, isUndecided, readJob } from './jobs.ts';
import type { BridgeLink } from './link.ts';
import { profileFor } from './profiles.ts';

/** Changes one attachment of a job as it stands now. */
export function changeAttachment(key: string, index: number, change: Partial<JobAttachment>): Promise<Job> {
  return changeJob(key, (job) => {
    const found = job.attachments?.[index];
    if (!found || !isUndecided(job.step)) return null;
    const attachments = job.attachments?.map((one, at) => (at === index ? { ...one, ...change } : one));
    return attachments ? { attachments } : null;
  });
}

/** All files of a job together may not be larger than one letter may be. @throws SITE_FILE_TOO_LARGE */
function checkTotal(job: Job, index: number, size: number): void {
  const others = job.attachments?.filter((one, at) => at !== index && !one.removed) ?? [];
  checkSize(others.reduce((sum, one) => sum + (one.size ?? 0), size));
}

async function take(job: Job, index: number, file: Blob, name: string): Promise<void> {
  checkTotal(job, index, file.size);
  await hold(job.key, attachmentPart(index), file);
  await changeAttachment(job.key, index, { state: 'held', size: file.size, name, error: null });
}

async function fail(key: string, index: number, thrown: unknown): Promise<void> {
  const { code, details } = toKyguiError(thrown);
  await changeAttachment(key, index, { error: { code, details: { ...details } } });
}

/** A file that only its page could ask for has come, or could not be had. */
export async function takePoured(key: string, index: number, collected: Promise<Blob>): Promise<void> {
  try {
    const file = await collected;
    const job = await readJob(key);
    const attachment = job.attachments?.[index];
    if (attachment?.state === 'waiting') await take(job, index, file, attachment.name);
  } catch (thrown) {
    await fail(key, index, thrown);
  }
}

async function fetchStep(job: Job, index: number, attachment: JobAttachment): Promise<void> {
  const profile = await profileFor(job.source.address);
  if (!profile || profile.id !== job.profileId) throw new KyguiError('SITE_SENDER_REFUSED');
  const { file, name } = await fetchAttached(attachment, job.source.origin, profile);
  await take(job, index, file, name);
}

async function storeStep(job: Job, index: number, { name }: JobAttachment, link: BridgeLink): Promise<void> {
  const file = await held(job.key, attachmentPart(index));
  const { documentId } = await link.put(file, { name, origin: job.source.origin });
  await changeAttachment(job.key, index, { state: 'stored', documentId, error: null });
}

/** The first attachment that something can be done for. */
const nextOf = (job: Job): number =>
  isUndecided(job.step)
    ? (job.attachments ?? []).findIndex(
        (one) =>
          !one.removed &&
          one.error === null &&
          (one.state === 'held' || (one.state === 'waiting' && !isFromPage(one))),
      )
    : -1;

/**
 * Brings the files that go with a letter as far as they can go, one after the other. One that cannot be had keeps
 * none of the others, and never the letter itself: the clerk tries it again or leaves it out.
 */
export async function gatherAttachments(key: string, link: BridgeLink): Promise<void> {
  for (;;) {
    const job = await readJob(key);
    const index = nextOf(job);
    const attachment = job.attachments?.[index];
    if (!attachment) return;
    try {
      if (attachment.state === 'held') await storeStep(job, index, attachment, link);
      else await fetchStep(job, index, attachment);
    } catch (thrown) {
      await fail(key, index, thrown);
    }
  }
}

/** A worker that was stopped lost what pages were pouring in: that is told instead of being waited for. */
export async function missLostAttachments(job: Job): Promise<void> {
  for (const [index, one] of (job.attachments ?? []).entries()) {
    if (one.state !== 'waiting' || one.error !== null || !isFromPage(one)) continue;
    await fail(job.key, index, new KyguiError('SITE_FETCH_FAILED', { reason: 'page' }));
  }
}

/** Lets the attachments of one job go with another one. */
export async function inheritAttachments(from: Job, to: string): Promise<void> {
  for (const [index, { state }] of (from.attachments ?? []).entries()) {
    if (state !== 'waiting')
      await hold(to, attachmentPart(index), await held(from.key, attachmentPart(index)));
  }
}
