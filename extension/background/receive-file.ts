import browser, { type Runtime } from 'webextension-polyfill';
import { KyguiError, toKyguiError } from '../../shared/errors.ts';
import type { Job } from '../messages/job.ts';
import { type FilePiece, fromPiece, PIECE_FAILURES, takePort } from '../messages/pieces.ts';
import { advance, keepFetched } from './advance.ts';
import { missLostAttachments, takePoured } from './attachments.ts';
import { pageNow, pageSender } from './dispatch.ts';
import { checkPdf, FILE_LIMIT, FILE_LIMIT_MB, isFromPage } from './fetch-file.ts';
import { isPageOf } from './give-back.ts';
import { changeJob, readJob } from './jobs.ts';
import type { BridgeLink, OnBytes } from './link.ts';
import { bytesTold } from './progress.ts';
import { callerOf, isFrameOf } from './vgca/caller.ts';
import { takeForCall } from './vgca/poured.ts';

/** Collects what a page's content script pours in; a port that breaks off gives a failure. */
function collect(port: Runtime.Port, told: OnBytes): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const pieces: BlobPart[] = [];
    let size = 0;
    port.onMessage.addListener((message) => {
      const piece = message as FilePiece;
      const failure = PIECE_FAILURES.find((code) => code === piece.failure);
      if (failure) {
        reject(new KyguiError(failure, failure === 'SITE_FETCH_FAILED' ? { reason: 'page' } : {}));
        return;
      }
      if (piece.piece === '') {
        resolve(new Blob(pieces, { type: 'application/pdf' }));
        return;
      }
      const bytes = fromPiece(piece);
      size += bytes.length;
      if (size > FILE_LIMIT) reject(new KyguiError('SITE_FILE_TOO_LARGE', { limit: FILE_LIMIT_MB }));
      else pieces.push(bytes);
      try {
        told(size, null);
      } catch (givenUp) {
        reject(givenUp);
      }
    });
    port.onDisconnect.addListener(() => reject(new KyguiError('SITE_FETCH_FAILED', { reason: 'page' })));
  });
}

const PORT = /^take:([0-9a-f-]{36})(?:\/(\d{1,3}))?$/u;

/** Files that are coming in now, by job; a worker that was stopped has lost its ports. */
const pouring = new Map<string, number>();

const isWaited = (job: Job): boolean =>
  job.step === 'opened' && job.error === null && job.vgca === undefined && isFromPage(job.file);

/** Tells that the page will not pour in any more what is waited for; the letter's page, or the list, is pressed on again. */
export async function missPour(job: Job): Promise<Job> {
  await missLostAttachments(job);
  return changeJob(job.key, (now) =>
    isWaited(now) && !pouring.get(now.key)
      ? { error: { code: 'SITE_FETCH_FAILED', details: { reason: 'page' } } }
      : null,
  );
}

/** A tab that was closed, or went on to another page, before it gave its files. */
export async function missClosedPage(job: Job): Promise<Job> {
  const waits = isWaited(job) || job.attachments?.some((one) => one.state === 'waiting' && isFromPage(one));
  if (!waits || pouring.get(job.key)) return job;
  const { tabId, frameId, address } = job.listed ?? job.source;
  const tab = await browser.tabs.get(tabId).catch(() => undefined);
  const isThere = tab && (frameId !== 0 || tab.url === undefined || tab.url === address);
  return isThere ? job : missPour(job);
}

/** True where another press in the page is needed: asking again from here brings nothing. */
export const needsItsPage = (job: Job): boolean => isWaited({ ...job, error: null }) && !pouring.get(job.key);

async function receive(port: Runtime.Port, link: BridgeLink): Promise<void> {
  const [, jobKey = '', index] = PORT.exec(port.name) ?? [];
  const collected = collect(port, bytesTold({ key: jobKey, step: 'opened' }, 'fetching'));
  collected.catch(() => undefined);
  const caller = port.sender && callerOf(port.sender);
  if (takeForCall(jobKey, caller, collected)) {
    await collected.catch(() => undefined);
    return;
  }
  const sender = port.sender && pageSender(port.sender);
  const page = sender && (await pageNow(sender));
  const job = await readJob(jobKey);
  // The list that a letter was ticked in asks for its files; the letter's own page is not open.
  const asked = job.listed ? { source: { ...job.source, ...job.listed } } : job;
  // What a call names in the memory of its page is the same whatever address the page shows by now.
  const isRight = job.vgca ? caller !== undefined && isFrameOf(caller, job.source) : isPageOf(page, asked);
  if (!isRight) {
    // It went on to another letter before it gave this one.
    if (page?.tabId === asked.source.tabId) await missPour(job);
    return;
  }
  pouring.set(jobKey, (pouring.get(jobKey) ?? 0) + 1);
  try {
    await take(job, index === undefined ? undefined : Number(index), collected, link);
  } finally {
    pouring.set(jobKey, (pouring.get(jobKey) ?? 1) - 1);
  }
}

async function take(
  { key: jobKey, step, file: asked }: Job,
  index: number | undefined,
  collected: Promise<Blob>,
  link: BridgeLink,
): Promise<void> {
  if (index !== undefined) {
    await takePoured(jobKey, index, collected);
    // The letter itself may be on its way to the bridge just now: what came meanwhile follows it.
    await advance(jobKey, link);
    await advance(jobKey, link);
    return;
  }
  if (step !== 'opened' || !isFromPage(asked)) return;
  try {
    const file = await collected;
    await checkPdf(file);
    await keepFetched(jobKey, file);
    void advance(jobKey, link);
  } catch (thrown) {
    const { code, details } = toKyguiError(thrown);
    await changeJob(jobKey, { error: { code, details: { ...details } } });
  }
}

/** Takes files that only their page can read. */
export function receiveFiles(link: BridgeLink): void {
  const prefix = takePort('');
  browser.runtime.onConnect.addListener((port) => {
    if (!port.name.startsWith(prefix)) return;
    void receive(port, link)
      .catch(() => undefined)
      .finally(() => port.disconnect());
  });
}
