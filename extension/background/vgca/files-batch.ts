import browser from 'webextension-polyfill';
import { toKyguiError } from '../../../shared/errors.ts';
import { vgcaOperation } from '../../../shared/vgca/operations.ts';
import type { FilesRequest } from '../../../shared/vgca/request.ts';
import type { Job } from '../../messages/job.ts';
import { advanceBatch, allBatches, batchJobs, changeBatch, freshBatch, keepBatch } from '../batches.ts';
import { openWindow } from '../consent-window.ts';
import { isPageOnly } from '../fetch-file.ts';
import { isFinished } from '../jobs.ts';
import type { BridgeLink } from '../link.ts';
import { type FilesResult, type FilesWish, tellAny, type WaitingCall, writeCall } from './calls.ts';
import { type FilePlan, fileJob, planFile } from './file-job.ts';
import { endingOf } from './job-ending.ts';
import { type ServedSite, servedSite } from './sites.ts';

/** One file of a call for several, asked as if for itself. */
export function requestOf({ FileUploadHandler, JWTToken, Files }: FilesRequest, index: number) {
  const { URL = '', FileName = '' } = Files[index] ?? {};
  return {
    FileUploadHandler,
    JWTToken,
    FileName: URL === '' ? FileName : URL,
    DocNumber: { number: '', notation: '' },
    IssuedDate: '',
  };
}

/** Where each of the next files is, or why it may not be touched. */
function plansOf(
  { path, source }: WaitingCall,
  request: FilesRequest,
  site: ServedSite,
  from: number,
): (FilePlan | FilesResult)[] {
  const last = Math.min(from + site.rule.filesPerConsent, request.Files.length);
  return Array.from({ length: last - from }, (_, at) => {
    try {
      return planFile(requestOf(request, from + at), path, source, site);
    } catch (thrown) {
      const { code, details } = toKyguiError(thrown);
      return { code, details };
    }
  });
}

/**
 * As many of the next files as the site's rule lets go together, in one window: each is looked at, one press and one
 * PIN sign them all. False when they are to be asked for one by one.
 */
export async function openFilesBatch(call: WaitingCall, wish: FilesWish, link: BridgeLink): Promise<boolean> {
  const { callId, path, source } = call;
  const from = wish.results.length;
  const site = await servedSite(source.address);
  if (!site || site.rule.filesPerConsent < 2) return false;
  const plans = plansOf(call, wish.request, site, from);
  const usable = plans.filter((plan): plan is FilePlan => 'address' in plan);
  // A file of this computer is chosen in a window of its own.
  if (usable.length < 2 || usable.some(({ pick }) => pick)) return false;
  const jobs = plans.flatMap((plan, at) =>
    'address' in plan
      ? [
          fileJob({
            callId,
            path,
            request: requestOf(wish.request, from + at),
            plan,
            source,
            index: from + at,
          }),
        ]
      : [],
  );
  const batch = freshBatch(vgcaOperation(path)?.role ?? 'plain', false, jobs);
  const refused = plans.flatMap((plan, at) => ('code' in plan ? [{ index: from + at, result: plan }] : []));
  await keepBatch(batch, jobs);
  await writeCall({
    ...call,
    jobKey: batch.key,
    wish: { ...wish, batch: { key: batch.key, upTo: from + plans.length, refused } },
  });
  await changeBatch(batch.key, { windowId: await openWindow('batch', { batch: batch.key }) });
  for (const { key, file } of jobs) {
    if (isPageOnly(file.address)) await tellAny(callId, { tell: 'pour', jobKey: key, address: file.address });
  }
  void advanceBatch(batch, link);
  return true;
}

/**
 * What became of the files of a call's window, in order; undefined while one of them goes on. A signature that broke
 * off with the token may be taken up again as long as the window stands.
 */
export async function batchResults(wish: FilesWish): Promise<FilesResult[] | undefined> {
  const { batch: part, results } = wish;
  const batch = part && (await allBatches()).find(({ key }) => key === part.key);
  if (!part || !batch) return undefined;
  const isWindowGone = await browser.windows.get(batch.windowId ?? -1).then(
    () => false,
    () => true,
  );
  const told = new Map(part.refused.map(({ index, result }) => [index, result]));
  for (const job of await batchJobs(batch)) {
    const ending = endingOf(job, isWindowGone);
    if (!ending || !job.vgca || (!isWindowGone && mayBeRenewed(job))) return undefined;
    const { uploaded } = job.vgca;
    told.set(
      job.vgca.index,
      ending.done
        ? { fileServer: uploaded?.fileServer ?? '', message: uploaded?.message ?? '' }
        : { code: ending.code, details: ending.details },
    );
  }
  const missing: FilesResult = { code: 'CANCELLED', details: {} };
  const own = Array.from(
    { length: part.upTo - results.length },
    (_, at) => told.get(results.length + at) ?? missing,
  );
  return [...results, ...own];
}

const mayBeRenewed = ({ step, error }: Job): boolean =>
  step === 'failed' && (error?.code.startsWith('TOKEN_') ?? false);

/** Closes a window whose files are all done; one with a file that its page may not have stays for the clerk. */
export async function closeBatch(key: string): Promise<void> {
  const batch = (await allBatches()).find((one) => one.key === key);
  if (!batch?.windowId || (await batchJobs(batch)).some(({ back }) => back !== undefined)) return;
  await browser.windows.remove(batch.windowId).catch(() => undefined);
}

/** True while the window of a call for several files stands and has something to do. */
export async function isBatchOpen(tabId: number): Promise<boolean> {
  for (const batch of await allBatches()) {
    const jobs = await batchJobs(batch);
    if (!jobs.some((job) => job.vgca && job.source.tabId === tabId && !isFinished(job.step))) continue;
    const stands = await browser.windows.get(batch.windowId ?? -1).then(
      () => true,
      () => false,
    );
    if (stands) return true;
  }
  return false;
}
