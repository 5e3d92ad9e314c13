import browser from 'webextension-polyfill';
import { KyguiError } from '../../../shared/errors.ts';
import { type MessageItem, messageItemSchema } from '../../../shared/protocol/commands/messages.ts';
import { MESSAGE_PART, type MessageJob, type MessageStep, messageJobKey } from '../../messages/vgca.ts';
import { held, hold } from '../held-files.ts';

const PREFIX = messageJobKey('');

export const isDecided = (step: MessageStep) => step === 'done' || step === 'cancelled';

/** @throws SITE_FILE_LOST */
export async function readMessageJob(key: string): Promise<MessageJob> {
  const found = await browser.storage.session.get(messageJobKey(key));
  const job = found[messageJobKey(key)] as MessageJob | undefined;
  if (!job) throw new KyguiError('SITE_FILE_LOST');
  return job;
}

export async function writeMessageJob(job: MessageJob): Promise<MessageJob> {
  await browser.storage.session.set({ [messageJobKey(job.key)]: job });
  return job;
}

export async function allMessageJobs(): Promise<MessageJob[]> {
  const all = await browser.storage.session.get(null);
  return Object.entries(all)
    .filter(([name]) => name.startsWith(PREFIX))
    .map(([, job]) => job as MessageJob);
}

/** Keeps the content of a message until it is answered. */
export async function holdMessage(callId: string, message: MessageItem): Promise<void> {
  await hold(callId, MESSAGE_PART, new Blob([JSON.stringify(message)], { type: 'application/json' }));
}

export async function heldMessage(callId: string): Promise<MessageItem> {
  return messageItemSchema.parse(JSON.parse(await (await held(callId, MESSAGE_PART)).text()));
}
