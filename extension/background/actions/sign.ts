import { z } from 'zod';
import { roleSchema } from '../../../shared/document/role.ts';
import { KyguiError } from '../../../shared/errors.ts';
import { VALUE_WAYS } from '../../../shared/profile/read.ts';
import { FIELD_NAMES } from '../../../shared/profile/schema.ts';
import { ATTACHMENT_LIMIT, type Job, type PageFile } from '../../messages/job.ts';
import { pageAction } from '../action.ts';
import { advance } from '../advance.ts';
import { focusWindow, openWindow } from '../consent-window.ts';
import { isPageOnly } from '../fetch-file.ts';
import { allJobs, changeJob, isFinished, writeJob } from '../jobs.ts';
import type { BridgeLink } from '../link.ts';
import { newJob } from '../new-job.ts';
import { profileFor } from '../profiles.ts';

const shortText = z.string().max(2000);
const valueSchema = z.object({
  values: z.array(shortText).max(300),
  from: z.enum(VALUE_WAYS),
  expected: z.boolean(),
});

const fileSchema = z.object({
  address: z.string().max(8000),
  name: z.string(),
  fromPage: z.boolean().default(false),
});

const body = z.object({
  profileId: z.string(),
  pageId: z.string(),
  role: roleSchema,
  send: z.boolean(),
  fields: z.partialRecord(z.enum(FIELD_NAMES), valueSchema),
  identity: z
    .object({
      id: shortText.optional(),
      number: shortText.optional(),
      notation: shortText.optional(),
      file: z.string().max(8000).optional(),
      subject: shortText.optional(),
    })
    .default({}),
  file: fileSchema,
  attachments: z.array(fileSchema).max(ATTACHMENT_LIMIT).default([]),
  title: z.string(),
});

const pageFile = ({ address, name, fromPage }: z.output<typeof fileSchema>): PageFile => ({
  address,
  name: name.slice(0, 200),
  ...(fromPage && { fromPage: true }),
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
    for (const { address } of [ask.file, ...ask.attachments]) {
      if (isPageOnly(address) && new URL(address).origin !== sender.origin) {
        throw new KyguiError('SITE_ADDRESS_REFUSED', { host: 'blob' });
      }
    }
    const attachments = button.send && page?.attachments ? ask.attachments : [];
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
        fields: ask.fields,
        identity: ask.identity,
        file: pageFile(ask.file),
        ...(attachments.length > 0 && {
          attachments: attachments.map((file) => ({
            ...pageFile(file),
            state: 'waiting' as const,
            removed: false,
            size: null,
            documentId: null,
            error: null,
          })),
        }),
      }),
      link,
    ).finally(() => opening.delete(sender.tabId));
    opening.set(sender.tabId, turn);
    return turn;
  },
});

/** Presses whose window does not stand yet, by tab: the next press of an impatient hand joins them. */
const opening = new Map<number, Promise<{ jobKey: string; opened: boolean }>>();

/** One window for each tab: a second press brings the first window forward. */
async function openOnce(job: Job, link: BridgeLink): Promise<{ jobKey: string; opened: boolean }> {
  const open = (await allJobs()).find(
    (one) => one.source.tabId === job.source.tabId && !isFinished(one.step) && one.windowId !== null,
  );
  if (open?.windowId && (await focusWindow(open.windowId))) return { jobKey: open.key, opened: false };
  await writeJob(job);
  const windowId = await openWindow('consent', { job: job.key });
  await changeJob(job.key, { windowId });
  void advance(job.key, link);
  return { jobKey: job.key, opened: true };
}
