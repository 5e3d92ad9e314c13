import browser from 'webextension-polyfill';
import type { ErrorCode } from '../../../shared/errors.ts';
import { KyguiError, toKyguiError } from '../../../shared/errors.ts';
import { cancelledReply, failureReply, fileReply } from '../../../shared/vgca/reply.ts';
import type { FileRequest } from '../../../shared/vgca/request.ts';
import { type Job, jobStorageKey } from '../../messages/job.ts';
import type { PageSender } from '../action.ts';
import { advance } from '../advance.ts';
import { openWindow } from '../consent-window.ts';
import { isPageOnly } from '../fetch-file.ts';
import { allJobs, changeJob, isFinished, writeJob } from '../jobs.ts';
import type { BridgeLink } from '../link.ts';
import { sourceOf } from './caller.ts';
import { allCalls, answerCall, openCalls, readCall, tell, type WaitingCall, writeCall } from './calls.ts';
import { fileJob, planFile } from './file-job.ts';
import { type ServedSite, servedSite } from './sites.ts';

/** Calls of one tab that may wait behind the window that is open. */
const QUEUE_LIMIT = 10;

/** Turns of the queue follow one another. */
let turn: Promise<unknown> = Promise.resolve();
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const next = turn.then(work, work);
  turn = next.catch(() => undefined);
  return next;
}

/** Takes a call for one file: checks what it names, and opens the window or queues behind the one that is open. */
export async function takeFileCall(
  parts: { callId: string; path: string; request: FileRequest; caller: PageSender; site: ServedSite },
  link: BridgeLink,
): Promise<void> {
  const { callId, path, request, caller, site } = parts;
  // Refused before anything waits: a forbidden address must not sit behind a window and look harmless.
  planFile(request, path, caller, site);
  await inTurn(async () => {
    const waiting = await openCalls(caller.tabId);
    if (waiting.length > QUEUE_LIMIT) throw new KyguiError('VGCA_TOO_MANY', { limit: QUEUE_LIMIT });
    await writeCall({
      callId,
      path,
      source: sourceOf(caller),
      at: Date.now(),
      jobKey: null,
      request,
      reply: null,
    });
    await openNext(caller.tabId, link);
  });
}

/** Opens the window of the call whose turn it is, unless one of its tab is open. */
async function openNext(tabId: number, link: BridgeLink): Promise<void> {
  const open = (await allJobs()).some(
    (job) => job.source.tabId === tabId && job.windowId !== null && !isFinished(job.step),
  );
  if (open) return;
  const [next] = (await openCalls(tabId)).filter(({ jobKey, request }) => jobKey === null && request);
  if (next) await openCall(next, link);
}

async function openCall(call: WaitingCall, link: BridgeLink): Promise<void> {
  const { callId, path, request, source } = call;
  if (!request) return;
  try {
    const site = await servedSite(source.address);
    if (!site) throw new KyguiError('VGCA_SITE_OFF');
    const job = fileJob({ callId, path, request, plan: planFile(request, path, source, site), source });
    await writeJob(job);
    await writeCall({ ...call, jobKey: job.key, request: null });
    const windowId = await openWindow('consent', { job: job.key });
    await changeJob(job.key, { windowId });
    if (isPageOnly(job.file.address)) await askPage(job);
    void advance(job.key, link);
  } catch (thrown) {
    const { code, details } = toKyguiError(thrown);
    await answerCall(callId, failureReply(path, code, details));
  }
}

/** Only the page itself can read what lies in its memory. */
async function askPage(job: Job): Promise<void> {
  const { vgca, key, file } = job;
  if (vgca && tell(vgca.callId, { tell: 'pour', jobKey: key, address: file.address })) return;
  await changeJob(key, { error: { code: 'SITE_FETCH_FAILED', details: { reason: 'page' } } });
}

/** What the page is told of a job, or undefined while it goes on. */
function replyOf(job: Job, isWindowGone: boolean): string | undefined {
  const { vgca } = job;
  if (!vgca) return undefined;
  if (job.step === 'done' && vgca.uploaded) return fileReply({ ...vgca.uploaded, stamped: vgca.stamped });
  const failed = () => job.error && failureReply(vgca.path, job.error.code as ErrorCode, job.error.details);
  if (job.step === 'cancelled') return failed() ?? cancelledReply(vgca.path);
  if (job.step === 'failed') return failed() ?? failureReply(vgca.path, 'INTERNAL');
  // Signed, but not taken: the clerk may hand it back again as long as the window stands.
  if (job.step === 'giving' && isWindowGone) return failed() ?? undefined;
  return undefined;
}

async function settle(job: Job, isWindowGone: boolean, link: BridgeLink): Promise<void> {
  const reply = replyOf(job, isWindowGone);
  if (!job.vgca || reply === undefined) return;
  await answerCall(job.vgca.callId, reply);
  await inTurn(async () => {
    // Who gives one up gives up what the same page has lined up behind it.
    if (job.step === 'cancelled' && !job.error) await cancelWaiting(job);
    await openNext(job.source.tabId, link);
  });
}

async function cancelWaiting({ source }: Job): Promise<void> {
  for (const call of await openCalls(source.tabId)) {
    if (call.jobKey === null && call.source.origin === source.origin)
      await answerCall(call.callId, cancelledReply(call.path));
  }
}

/** A page asks again after its worker was stopped: what lay in its memory is asked for anew. */
export async function resumeCall(callId: string): Promise<void> {
  const call = await readCall(callId);
  const job = (await allJobs()).find(({ key }) => key === call?.jobKey);
  if (job?.step === 'opened' && isPageOnly(job.file.address)) await askPage(job);
}

/** Watches jobs that calls began, and answers their pages. Registered in the first turn of the worker. */
export function answerFileCalls(link: BridgeLink): void {
  browser.storage.session.onChanged.addListener((changes: Record<string, { newValue?: unknown }>) => {
    for (const [name, { newValue }] of Object.entries(changes)) {
      const job = name.startsWith(jobStorageKey('')) ? (newValue as Job | undefined) : undefined;
      if (job?.vgca) void settle(job, false, link).catch(() => undefined);
    }
  });
  browser.windows.onRemoved.addListener((windowId) => {
    void allJobs().then(async (jobs) => {
      const job = jobs.find((one) => one.windowId === windowId);
      if (job?.vgca) await settle(job, true, link);
    });
  });
}

/** After the worker was stopped: whatever ended meanwhile is told, and the next call has its turn. */
export async function resumeFileCalls(link: BridgeLink): Promise<void> {
  for (const job of await allJobs()) if (job.vgca) await settle(job, false, link);
  const tabs = new Set(
    (await allCalls()).filter(({ reply }) => reply === null).map(({ source }) => source.tabId),
  );
  for (const tabId of tabs) await inTurn(() => openNext(tabId, link));
}
