import browser from 'webextension-polyfill';
import { KyguiError, toKyguiError } from '../../../shared/errors.ts';
import { MESSAGES_LIMIT } from '../../../shared/profile/vgca.ts';
import { cancelledReply, failureReply, givenUpReply } from '../../../shared/vgca/reply.ts';
import type { JobSource } from '../../messages/job.ts';
import type { Failure } from '../../messages/reply.ts';
import { allJobs, isFinished } from '../jobs.ts';
import type { BridgeLink } from '../link.ts';
import { inTurns } from '../turns.ts';
import {
  allCalls,
  answerCall,
  type CallWish,
  followCall,
  isLinedUp,
  openCalls,
  pageOf,
  pageOfAny,
  type WaitingCall,
  writeCall,
} from './calls.ts';
import { openFileCall, openFilesCall } from './file-calls.ts';
import { isBatchOpen } from './files-batch.ts';
import { joinMessageJob, openMessageJob } from './message-calls.ts';
import { allMessageJobs, isDecided } from './message-jobs.ts';
import { sameCall } from './same-call.ts';

/** Calls of one tab that may wait behind the window that is open. */
const QUEUE_LIMIT = 10;

/** Turns of the queue follow one another. */
const turns = inTurns<'queue'>();
export const inTurn = <T>(work: () => Promise<T>): Promise<T> => turns('queue', work);

/**
 * Takes a call that needs a person: one window for each tab, the others wait behind it, few enough that a page cannot
 * bury the clerk. Messages join the window that is open for messages as far as the site's rule lets them; any other
 * call that is said again while the first waits has no window of its own.
 * @throws VGCA_TOO_MANY
 */
export function enqueue(
  call: { callId: string; path: string; source: JobSource; wish: CallWish },
  most: number,
  link: BridgeLink,
): Promise<void> {
  return inTurn(async () => {
    const open = await openCalls(call.source.tabId);
    const waiting = open.filter((one) => one.jobKey === null && pageOf(one) === 'waits');
    // Where messages go together, many wait for few windows.
    const limit = call.wish.kind === 'message' && most > 1 ? MESSAGES_LIMIT : QUEUE_LIMIT;
    const entry: WaitingCall = { ...call, at: Date.now(), jobKey: null, sameAs: null, isAnswered: false };
    if (call.wish.kind === 'message' && (await joinMessageJob(entry, most))) return;
    if (waiting.length >= limit) throw new KyguiError('VGCA_TOO_MANY', { limit });
    // A page that gave up what it had lined up wants none of it; what has its window is finished all the same.
    const first = sameCall(
      entry,
      open.filter((one) => one.jobKey !== null || pageOfAny(one, open) === 'waits'),
    );
    if (first) {
      await followCall(entry, first.callId);
      return;
    }
    await writeCall(entry);
    await openNext(call.source.tabId, link);
  });
}

const windowStands = (windowId: number): Promise<boolean> =>
  browser.windows.get(windowId).then(
    () => true,
    () => false,
  );

/** True while a window of this tab waits for the clerk, or works for her. */
async function isBusy(tabId: number): Promise<boolean> {
  if (await isBatchOpen(tabId)) return true;
  const files = (await allJobs()).filter((job) => !isFinished(job.step));
  const messages = (await allMessageJobs()).filter((job) => !isDecided(job.step));
  for (const { source, windowId } of [...files, ...messages]) {
    // A signed file that the page did not take stays a job after its window was closed; it holds nobody up.
    if (source.tabId === tabId && windowId !== null && (await windowStands(windowId))) return true;
  }
  return false;
}

/** Opens the window of the call whose turn it is. Only to be called {@link inTurn}. */
export async function openNext(tabId: number, link: BridgeLink): Promise<void> {
  for (;;) {
    if (await isBusy(tabId)) return;
    const open = await openCalls(tabId);
    const waiting = open.filter(isLinedUp);
    // Nobody is asked for a page that is gone. One that lost its worker comes back and has its turn then.
    for (const call of waiting.filter((one) => pageOfAny(one, open) === 'left')) {
      await answerCall(call.callId, cancelledReply(call.path));
    }
    const next = waiting.find((one) => pageOfAny(one, open) === 'waits');
    if (!next) return;
    try {
      await openCall(next, link);
    } catch (thrown) {
      const { code, details } = toKyguiError(thrown);
      await answerCall(next.callId, failureReply(next.path, code, details));
    }
  }
}

function openCall(call: WaitingCall, link: BridgeLink): Promise<void> {
  switch (call.wish.kind) {
    case 'file':
      return openFileCall(call, call.wish.request, link);
    case 'files':
      return openFilesCall(call, call.wish, link);
    case 'message':
    case 'certificate':
      return openMessageJob(call);
  }
}

/**
 * Who gives one up gives up what the same page has lined up behind it; `why` when she could not have decided
 * otherwise. Only to be called {@link inTurn}.
 */
export async function cancelWaiting(source: JobSource, why: Failure | null): Promise<void> {
  for (const call of (await openCalls(source.tabId)).filter(isLinedUp)) {
    if (call.source.origin === source.origin) await answerCall(call.callId, givenUpReply(call.path, why));
  }
}

/** A page is back after its worker was stopped: what it has lined up has its turn. */
export const resumeTab = (tabId: number, link: BridgeLink): Promise<void> =>
  inTurn(() => openNext(tabId, link));

/** After the worker was stopped: the next call of each tab has its turn. */
export async function resumeQueue(link: BridgeLink): Promise<void> {
  const open = (await allCalls()).filter(({ isAnswered }) => !isAnswered);
  for (const tabId of new Set(open.map(({ source }) => source.tabId))) {
    await inTurn(() => openNext(tabId, link));
  }
}
