import browser, { type Runtime } from 'webextension-polyfill';
import { KyguiError, toKyguiError } from '../../shared/errors.ts';
import type { Job } from '../messages/job.ts';
import { NotPoured, takeFile, takePort } from '../messages/pieces.ts';
import { advance, keepFetched } from './advance.ts';
import { missLostAttachments, takePoured } from './attachments.ts';
import { pageNow, pageSender } from './dispatch.ts';
import { checkPdf, checkSize, isFromPage } from './fetch-file.ts';
import { isPageOf } from './give-back.ts';
import { changeJob, readJob } from './jobs.ts';
import type { BridgeLink, OnBytes } from './link.ts';
import { bytesTold } from './progress.ts';
import { callerOf, isFrameOf } from './vgca/caller.ts';
import { takeForCall } from './vgca/poured.ts';

/** How long a page may say nothing: one that hangs, or whose server never answers, keeps its port open. */
const SILENT_MS = 180_000;

const notGiven = () => new KyguiError('SITE_FETCH_FAILED', { reason: 'page' });

/** Takes what a page's content script pours in; a port that breaks off or falls silent gives a failure. */
async function collect(port: Runtime.Port, told: OnBytes): Promise<Blob> {
  let giveUp = () => {};
  const silent = new Promise<never>((_, reject) => {
    giveUp = () => reject(new NotPoured());
  });
  let silence = setTimeout(giveUp, SILENT_MS);
  const poured = takeFile(port, (size) => {
    clearTimeout(silence);
    silence = setTimeout(giveUp, SILENT_MS);
    checkSize(size);
    told(size, null);
  });
  try {
    const file = await Promise.race([poured, silent]);
    return new Blob([file], { type: 'application/pdf' });
  } catch (thrown) {
    if (thrown instanceof KyguiError) throw thrown;
    const failure = thrown instanceof NotPoured ? thrown.failure : undefined;
    throw failure === undefined || failure === 'SITE_FETCH_FAILED' ? notGiven() : new KyguiError(failure);
  } finally {
    clearTimeout(silence);
  }
}

const PORT = /^take:([0-9a-f-]{36})(?:\/(\d{1,3}))?$/u;

/** Ports that bring files in now, by name; a worker that was stopped has lost them. */
const pouring = new Set<string>();
const isPouring = (jobKey: string): boolean => [...pouring].some((name) => name.startsWith(takePort(jobKey)));

const isWaited = (job: Job): boolean =>
  job.step === 'opened' && job.error === null && job.vgca === undefined && isFromPage(job.file);

/** Tells that the page will not pour in any more what is waited for; the letter's page, or the list, is pressed on again. */
export async function missPour(job: Job): Promise<Job> {
  await missLostAttachments(job);
  return changeJob(job.key, (now) =>
    isWaited(now) && !isPouring(now.key)
      ? { error: { code: 'SITE_FETCH_FAILED', details: { reason: 'page' } } }
      : null,
  );
}

/** A tab that was closed, or went on to another page, before it gave its files. */
export async function missClosedPage(job: Job): Promise<Job> {
  const waits = isWaited(job) || job.attachments?.some((one) => one.state === 'waiting' && isFromPage(one));
  if (!waits || isPouring(job.key)) return job;
  const { tabId, frameId, address } = job.listed ?? job.source;
  const tab = await browser.tabs.get(tabId).catch(() => undefined);
  const isThere = tab && (frameId !== 0 || tab.url === undefined || tab.url === address);
  return isThere ? job : missPour(job);
}

/** True where another press in the page is needed: asking again from here brings nothing. */
export const needsItsPage = (job: Job): boolean => isWaited({ ...job, error: null }) && !isPouring(job.key);

async function receive(port: Runtime.Port, link: BridgeLink): Promise<void> {
  const [, jobKey = '', index] = PORT.exec(port.name) ?? [];
  const collected = collect(port, bytesTold({ key: jobKey, step: 'opened' }, 'fetching'));
  // A page pours its files one after the other: the next need not wait for what becomes of this one.
  void collected.catch(() => undefined).then(() => port.disconnect());
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
  // Each file comes once: a second one would lie where the window has read the first.
  if (pouring.has(port.name)) return;
  pouring.add(port.name);
  try {
    await take(job, index === undefined ? undefined : Number(index), collected, link);
  } finally {
    pouring.delete(port.name);
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
