import { MESSAGES_CHARACTERS } from '../../../shared/protocol/commands/messages.ts';
import { givenUpReply } from '../../../shared/vgca/reply.ts';
import type { Failure } from '../../messages/reply.ts';
import type { MessageJob } from '../../messages/vgca.ts';
import { openWindow } from '../consent-window.ts';
import type { BridgeLink } from '../link.ts';
import { bridgeAway } from './bridge-away.ts';
import { answerCall, isLinedUp, openCalls, pageOf, type WaitingCall, writeCall } from './calls.ts';
import { allMessageJobs, readMessageJob, writeMessageJob } from './message-jobs.ts';
import { servedSite } from './sites.ts';

const sizeOf = ({ wish }: WaitingCall): number => (wish.kind === 'message' ? wish.size : 0);

/** The first ones that one frame to the bridge holds together. */
function fitting(calls: readonly WaitingCall[]): WaitingCall[] {
  let size = 0;
  const end = calls.findIndex((call) => {
    size += sizeOf(call);
    return size > MESSAGES_CHARACTERS;
  });
  return calls.slice(0, end < 0 ? calls.length : Math.max(end, 1));
}

/** A message joins the window that its page has open for messages, as long as nothing is approved there. */
export async function joinMessageJob(call: WaitingCall, most: number): Promise<boolean> {
  const { tabId, origin } = call.source;
  const job = (await allMessageJobs()).find(
    ({ kind, step, source }) =>
      kind === 'messages' && step === 'open' && source.tabId === tabId && source.origin === origin,
  );
  const size = sizeOf(call) + (job?.size ?? 0);
  if (!job || job.messages.length >= most || size > MESSAGES_CHARACTERS) return false;
  await writeCall({ ...call, jobKey: job.key });
  const { callId, path } = call;
  await writeMessageJob({ ...job, messages: [...job.messages, { callId, path }], size });
  return true;
}

/** A message, or the question for a certificate, has its turn: with it go the messages that may share its window. */
export async function openMessageJob(call: WaitingCall): Promise<void> {
  const { source } = call;
  const isMessage = call.wish.kind === 'message';
  const most = (await servedSite(source.address))?.rule.messagesPerConsent ?? 1;
  const alike = (await openCalls(source.tabId)).filter(
    (one) =>
      isLinedUp(one) &&
      one.wish.kind === 'message' &&
      one.source.origin === source.origin &&
      pageOf(one) === 'waits',
  );
  const together = isMessage ? fitting(alike.slice(0, most)) : [call];
  const key = crypto.randomUUID();
  const job: MessageJob = {
    key,
    kind: isMessage ? 'messages' : 'certificate',
    step: 'open',
    createdAt: new Date().toISOString(),
    source,
    windowId: null,
    messages: together.map(({ callId, path }) => ({ callId, path })),
    size: together.reduce((sum, one) => sum + sizeOf(one), 0),
    error: null,
  };
  for (const one of together) await writeCall({ ...one, jobKey: key });
  await writeMessageJob(job);
  const windowId = await openWindow('messages', { job: key });
  await writeMessageJob({ ...job, windowId });
}

/** The clerk left a window undecided. Where she could not have decided, the page is told why; gives why no window could. */
export async function leaveMessageJob(job: MessageJob, link: BridgeLink): Promise<Failure | null> {
  const away = await bridgeAway(link);
  const now = await readMessageJob(job.key);
  if (now.step === 'open') await giveUpMessages({ ...now, error: away ?? now.error });
  return away;
}

/** The clerk wants nothing of it, or it cannot be done: every call of the job is told. */
export async function giveUpMessages(job: MessageJob): Promise<void> {
  await writeMessageJob({ ...job, step: 'cancelled' });
  for (const { callId, path } of job.messages) await answerCall(callId, givenUpReply(path, job.error));
}
