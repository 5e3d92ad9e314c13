import { z } from 'zod';
import { roleSchema } from '../../../shared/document/role.ts';
import { KyguiError } from '../../../shared/errors.ts';
import { isSameLetter } from '../../../shared/profile/identity.ts';
import type { Job } from '../../messages/job.ts';
import { pageAction } from '../action.ts';
import { advance } from '../advance.ts';
import { focusWindow, openWindow } from '../consent-window.ts';
import { allJobs, changeJob, isApproved, isFinished, writeJob } from '../jobs.ts';
import type { BridgeLink } from '../link.ts';
import { newJob } from '../new-job.ts';
import { profileFor } from '../profiles.ts';
import { checkBlobs, jobParts, readLetterSchema } from '../read-letter.ts';

const body = readLetterSchema.extend({
  profileId: z.string(),
  pageId: z.string(),
  role: roleSchema,
  send: z.boolean(),
});

/**
 * A button in a page was pressed. Only opens the extension's own window and fetches the file: whatever the page
 * did to get here, nothing is signed without the clerk's approval in that window.
 */
export const sign = pageAction({
  name: 'sign',
  body,
  async run(ask, sender, { link }) {
    const profile = await profileFor(sender.address);
    const page = profile?.pages.find((candidate) => candidate.id === ask.pageId);
    const button = page?.buttons.find(
      (candidate) => candidate.role === ask.role && (candidate.send ?? false) === ask.send,
    );
    if (!profile || profile.id !== ask.profileId || !button) throw new KyguiError('SITE_SENDER_REFUSED');
    checkBlobs(ask, sender.origin);
    const underway = opening.get(sender.tabId);
    if (underway) return { jobKey: await underway.then(({ jobKey }) => jobKey), opened: false };
    const turn = openOnce(
      newJob({
        source: {
          tabId: sender.tabId,
          frameId: sender.frameId,
          origin: sender.origin,
          tabOrigin: sender.tabOrigin === sender.origin ? null : sender.tabOrigin,
          address: sender.address,
          title: ask.title.slice(0, 200),
        },
        profileId: profile.id,
        pageId: ask.pageId,
        role: ask.role,
        send: button.send ?? false,
        ...jobParts(ask, (button.send ?? false) && page?.attachments !== undefined),
      }),
      link,
    ).finally(() => opening.delete(sender.tabId));
    opening.set(sender.tabId, turn);
    return turn;
  },
});

/** Presses whose window does not stand yet, by tab: the next press of an impatient hand joins them. */
const opening = new Map<number, Promise<{ jobKey: string; opened: boolean }>>();

/** True where the letter itself says that it is the same, asked for with the same work, from whatever tab. */
function isSameWork(one: Job, { source, profileId, pageId, role, identity = {} }: Job): boolean {
  return (
    one.source.origin === source.origin &&
    one.source.address === source.address &&
    one.profileId === profileId &&
    one.pageId === pageId &&
    one.role === role &&
    one.listed === undefined &&
    one.vgca === undefined &&
    Object.keys(identity).length > 0 &&
    isSameLetter(one.identity ?? {}, identity)
  );
}

/**
 * One window for each tab, and for each letter: a second press brings the first window forward. A letter that was
 * approved, and whose window was closed before its page had the file, is shown again once instead of being signed
 * anew; nothing else shows its file.
 */
async function openOnce(job: Job, link: BridgeLink): Promise<{ jobKey: string; opened: boolean }> {
  const unfinished = (await allJobs()).filter(
    (one) => !isFinished(one.step) && (one.source.tabId === job.source.tabId || isSameWork(one, job)),
  );
  for (const { key, windowId } of unfinished)
    if (windowId !== null && (await focusWindow(windowId))) return { jobKey: key, opened: false };
  const left = unfinished.find(
    (one) => isApproved(one.step) && isSameWork(one, job) && (one.step === 'approving' || !one.shownAgain),
  );
  if (left) {
    const windowId = await openWindow('consent', { job: left.key });
    await changeJob(left.key, { windowId, shownAgain: true });
    return { jobKey: left.key, opened: false };
  }
  const written = writeJob(job);
  // The file is on its way while the window opens.
  void written.then(() => advance(job.key, link));
  const windowId = await openWindow('consent', { job: job.key }, written);
  await changeJob(job.key, { windowId });
  return { jobKey: job.key, opened: true };
}
