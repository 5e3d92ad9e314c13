import browser from 'webextension-polyfill';
import { type ErrorCode, KyguiError, toKyguiError } from '../../../shared/errors.ts';
import { fileReply, filesReply, givenUpReply } from '../../../shared/vgca/reply.ts';
import type { FileRequest } from '../../../shared/vgca/request.ts';
import type { Job } from '../../messages/job.ts';
import type { Failure } from '../../messages/reply.ts';
import { advance } from '../advance.ts';
import { openWindow } from '../consent-window.ts';
import { isPageOnly } from '../fetch-file.ts';
import { allJobs, changeJob, writeJob } from '../jobs.ts';
import type { BridgeLink } from '../link.ts';
import { bridgeAway } from './bridge-away.ts';
import {
  answerCall,
  type FilesResult,
  type FilesWish,
  readCall,
  tellAny,
  type WaitingCall,
  writeCall,
} from './calls.ts';
import { fileJob, planFile } from './file-job.ts';
import { batchResults, closeBatch, openFilesBatch, requestOf } from './files-batch.ts';
import { type Ending, endingOf } from './job-ending.ts';
import { servedSite } from './sites.ts';

async function openJob(
  call: WaitingCall,
  request: FileRequest,
  index: number,
  link: BridgeLink,
): Promise<void> {
  const { callId, path, source } = call;
  const site = await servedSite(source.address);
  if (!site) throw new KyguiError('VGCA_SITE_OFF');
  const job = fileJob({ callId, path, request, plan: planFile(request, path, source, site), source, index });
  await writeJob(job);
  await writeCall({ ...call, jobKey: job.key });
  const windowId = await openWindow('consent', { job: job.key });
  await changeJob(job.key, { windowId });
  if (isPageOnly(job.file.address)) await askPage(job);
  void advance(job.key, link);
}

/** A call for one file has its turn. */
export const openFileCall = (call: WaitingCall, request: FileRequest, link: BridgeLink): Promise<void> =>
  openJob(call, request, -1, link);

/**
 * The next files of a call for several have their turn, together where the site's rule lets them; one that may not be
 * touched counts as failed and is passed over.
 */
export async function openFilesCall(call: WaitingCall, wish: FilesWish, link: BridgeLink): Promise<void> {
  if (await openFilesBatch(call, wish, link)) return;
  const results = [...wish.results];
  while (results.length < wish.request.Files.length) {
    const now: WaitingCall = { ...call, wish: { ...wish, results } };
    try {
      await openJob(now, requestOf(wish.request, results.length), results.length, link);
      return;
    } catch (thrown) {
      const { code, details } = toKyguiError(thrown);
      results.push({ code, details });
    }
  }
  await answerCall(call.callId, allTold({ ...wish, results }));
}

function allTold({ request, results }: FilesWish, why: Failure | null = null): string {
  const cancelled: FilesResult = {
    code: (why?.code ?? 'CANCELLED') as ErrorCode,
    details: why?.details ?? {},
  };
  return filesReply(
    request.Files.map((file, index) => {
      const result = results[index] ?? cancelled;
      return { ...file, result: isCancelled(result) ? cancelled : result };
    }),
  );
}

/** A call for several files was given up: what was signed before is told with it. */
async function answerGivenUp(call: WaitingCall, wish: FilesWish, why: Failure | null): Promise<void> {
  const none = wish.results.every((one) => 'code' in one);
  await answerCall(call.callId, none ? givenUpReply(call.path, why) : allTold(wish, why));
}

/** Only the page itself can read what lies in its memory. */
async function askPage(job: Job): Promise<void> {
  const { vgca, key, file } = job;
  if (vgca && (await tellAny(vgca.callId, { tell: 'pour', jobKey: key, address: file.address }))) return;
  await changeJob(key, { error: { code: 'SITE_FETCH_FAILED', details: { reason: 'page' } } });
}

/** How a job ended. Where the clerk could not have decided, her page is told why. */
async function toldEnding(job: Job, isWindowGone: boolean, link: BridgeLink): Promise<Ending | undefined> {
  const ending = endingOf(job, isWindowGone);
  if (!ending || ending.done || ending.code !== 'CANCELLED') return ending;
  const away = await bridgeAway(link);
  return away ? { done: false, code: away.code as ErrorCode, details: away.details } : ending;
}

/** What a job that ended means for the calls behind it: given up with it, by the clerk (null) or for what kept her. */
type Settled = 'open' | 'over' | { givenUp: Failure | null };

/** Tells the page how a job ended. */
export async function settleFileJob(job: Job, isWindowGone: boolean, link: BridgeLink): Promise<Settled> {
  const { vgca } = job;
  if (!vgca) return 'open';
  const call = await readCall(vgca.callId);
  if (call?.wish.kind === 'files' && call.wish.batch && !call.isAnswered) {
    return settleBatch(call, call.wish, link);
  }
  const ending = await toldEnding(job, isWindowGone, link);
  if (!ending) return 'open';
  if (!call || call.isAnswered || call.jobKey !== job.key) return 'open';
  // Without a bridge every window behind this one would say the same.
  const isHopeless = !ending.done && job.step === 'cancelled' && /^(CHANNEL|BRIDGE)_/u.test(ending.code);
  const settled = isCancelled(ending) ? { givenUp: null } : isHopeless ? { givenUp: ending } : 'over';
  if (call.wish.kind === 'files') await settleOneOf(call, call.wish, job, ending, settled, link);
  else if (ending.done && vgca.uploaded) {
    await answerCall(call.callId, fileReply({ ...vgca.uploaded, stamped: vgca.stamped }));
  } else if (!ending.done) {
    await answerCall(call.callId, givenUpReply(vgca.path, isCancelled(ending) ? null : ending));
  }
  return settled;
}

const isCancelled = (result: Ending | FilesResult): boolean =>
  'code' in result && result.code === 'CANCELLED';

/** Every file of the window that they share came to its end: the next ones follow, unless the clerk wants no more. */
async function settleBatch(call: WaitingCall, wish: FilesWish, link: BridgeLink): Promise<Settled> {
  const results = await batchResults(wish);
  if (!results) return 'open';
  const { batch: _, ...rest } = wish;
  const next: FilesWish = { ...rest, results };
  const own = results.slice(wish.results.length);
  if (own.some(isCancelled)) {
    const givenUp = await bridgeAway(link);
    await answerGivenUp(call, next, givenUp);
    return { givenUp };
  }
  // The window whose files are all done makes room for the next one.
  const isLast = results.length === wish.request.Files.length;
  if (!isLast && wish.batch && own.every((one) => !('code' in one))) await closeBatch(wish.batch.key);
  await openFilesCall({ ...call, jobKey: null }, next, link);
  return 'over';
}

/** One file of several came to its end: the next one follows, unless the clerk wants no more. */
async function settleOneOf(
  call: WaitingCall,
  wish: FilesWish,
  job: Job,
  ending: Ending,
  settled: Settled,
  link: BridgeLink,
): Promise<void> {
  if (job.vgca?.index !== wish.results.length) return;
  const result: FilesResult = ending.done
    ? { fileServer: job.vgca.uploaded?.fileServer ?? '', message: job.vgca.uploaded?.message ?? '' }
    : { code: ending.code, details: ending.details };
  const results = [...wish.results, result];
  if (typeof settled === 'object') {
    await answerGivenUp(call, { ...wish, results }, settled.givenUp);
    return;
  }
  // The window of a file that is done makes room for the next one; what its page may not have is still to be saved.
  const isLast = results.length === wish.request.Files.length;
  if (ending.done && !isLast && job.back === undefined && job.windowId !== null) {
    await browser.windows.remove(job.windowId).catch(() => undefined);
  }
  await openFilesCall({ ...call, jobKey: null }, { ...wish, results }, link);
}

/** A page asks again after its worker was stopped: what lay in its memory is asked for anew. */
export async function resumeCall(callId: string): Promise<void> {
  const call = await readCall(callId);
  const own = (await allJobs()).filter(({ key, vgca }) => key === call?.jobKey || vgca?.callId === callId);
  for (const job of own) {
    if (job.step === 'opened' && isPageOnly(job.file.address)) await askPage(job);
  }
}
