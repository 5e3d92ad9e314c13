import { z } from 'zod';
import { BATCH_LIMIT } from '../../../shared/document/batch-limit.ts';
import { roleSchema } from '../../../shared/document/role.ts';
import { KyguiError } from '../../../shared/errors.ts';
import type { SiteProfile } from '../../../shared/profile/schema.ts';
import type { Batch } from '../../messages/batch.ts';
import type { Job } from '../../messages/job.ts';
import type { SignListAnswer } from '../../messages/page.ts';
import { type PageSender, pageAction } from '../action.ts';
import { advanceBatch, batchesOfTab, changeBatch, freshBatch, keepBatch } from '../batches.ts';
import { focusWindow, openWindow } from '../consent-window.ts';
import type { BridgeLink } from '../link.ts';
import { newJob } from '../new-job.ts';
import { profileFor } from '../profiles.ts';
import { checkBlobs, jobParts, readLetterSchema } from '../read-letter.ts';

const letterSchema = readLetterSchema.extend({ address: z.string().max(8000) });

const body = z.object({
  profileId: z.string(),
  listId: z.string(),
  role: roleSchema,
  send: z.boolean(),
  letters: z.array(letterSchema).min(1).max(BATCH_LIMIT),
});
type Ask = z.infer<typeof body>;
type Letter = z.infer<typeof letterSchema>;

/** The page behind a row: on the origin of the list, and known to the same profile. */
async function checkBehind(address: string, sender: PageSender, profile: SiteProfile): Promise<void> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const known = url?.origin === sender.origin && (await profileFor(address))?.id === profile.id;
  if (!known) throw new KyguiError('SITE_ADDRESS_REFUSED', { host: url?.host ?? '?' });
}

function jobFor(letter: Letter, ask: Ask, sender: PageSender, pageId: string, behind: boolean): Job {
  const { tabId, frameId, origin, tabOrigin, address } = sender;
  return newJob({
    source: {
      tabId,
      frameId: behind ? 0 : frameId,
      origin,
      tabOrigin: behind || tabOrigin === origin ? null : tabOrigin,
      address: behind ? letter.address : address,
      title: letter.title.slice(0, 200),
    },
    profileId: ask.profileId,
    pageId,
    role: ask.role,
    send: ask.send,
    ...jobParts(letter, ask.send),
    listed: { tabId, frameId, address, behind },
  });
}

/**
 * Letters were ticked in a list and the button for all of them was pressed. Like a button of one letter it only opens
 * the extension's own window, here with all of them.
 */
export const signList = pageAction({
  name: 'list.sign',
  body,
  async run(ask, sender, { link }): Promise<SignListAnswer> {
    const profile = await profileFor(sender.address);
    const list = profile?.lists?.find(({ id }) => id === ask.listId);
    const isOffered = list?.ticks.some(({ role, send }) => role === ask.role && (send ?? false) === ask.send);
    if (!profile || profile.id !== ask.profileId || !list || !isOffered) {
      throw new KyguiError('SITE_SENDER_REFUSED');
    }
    const behind = list.document !== undefined;
    for (const letter of ask.letters) {
      if (behind) await checkBehind(letter.address, sender, profile);
      checkBlobs(letter, sender.origin);
    }
    const underway = opening.get(sender.tabId);
    if (underway) {
      await underway;
      return { jobKeys: [], opened: false };
    }
    const jobs = ask.letters.map((letter) => jobFor(letter, ask, sender, list.page, behind));
    const turn = openOnce({ ...freshBatch(ask.role, ask.send, jobs) }, jobs, sender.tabId, link).finally(() =>
      opening.delete(sender.tabId),
    );
    opening.set(sender.tabId, turn);
    return turn;
  },
});

/** Presses whose window does not stand yet, by tab: the next press of an impatient hand joins them. */
const opening = new Map<number, Promise<SignListAnswer>>();

/** One window for the list of a tab: a second press brings the first one forward. */
async function openOnce(
  batch: Batch,
  jobs: readonly Job[],
  tabId: number,
  link: BridgeLink,
): Promise<SignListAnswer> {
  for (const { windowId } of await batchesOfTab(tabId)) {
    if (windowId && (await focusWindow(windowId))) return { jobKeys: [], opened: false };
  }
  await keepBatch(batch, jobs);
  const kept = await changeBatch(batch.key, { windowId: await openWindow('batch', { batch: batch.key }) });
  void advanceBatch(kept, link);
  return { jobKeys: kept.jobKeys, opened: true };
}
