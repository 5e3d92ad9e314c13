import browser, { type Runtime } from 'webextension-polyfill';
import type { ErrorCode, ErrorDetails } from '../../shared/errors.ts';
import type { Job } from '../messages/job.ts';
import type { GiveOrder, GiveReport } from '../messages/page.ts';
import { givePort, pourFile } from '../messages/pieces.ts';
import type { Reply } from '../messages/reply.ts';
import type { PageSender } from './action.ts';
import { bringOnDemand } from './bring-script.ts';
import { pageNow, pageSender } from './dispatch.ts';
import { findPage, type PagePlace } from './find-page.ts';
import { held } from './held-files.ts';
import { changeJob, readJob } from './jobs.ts';
import { lendInputs } from './lend-inputs.ts';
import { closeLetterPage, hasLoaded, openLetterPage } from './letter-page.ts';
import { profileFor } from './profiles.ts';
import { lookForFile } from './read-again.ts';
import { inTurns } from './turns.ts';
import { uploadSigned } from './vgca/upload.ts';

const FILE_PORT = givePort('');

/** Jobs whose file the page has got, by the order that is being carried out. */
const poured = new Set<string>();
/** Jobs whose file was asked for by a page that shows something else by now. */
const strayed = new Set<string>();

async function pageRule(job: Job) {
  if (job.profileId === '') return undefined;
  const profile = await profileFor(job.source.address);
  const page = profile?.pages.find(({ id }) => id === job.pageId);
  return page && { ...page, encoding: profile?.encoding };
}
type KnownRule = NonNullable<Awaited<ReturnType<typeof pageRule>>>;

/** Jobs whose file this worker is handing over; one that was stopped on the way has forgotten it. */
const handing = new Set<string>();

/**
 * Hands the signed file to the page it came from. The page that answers must be the very one that was clicked in;
 * the bytes travel through a port that the page's content script opens.
 */
export async function giveBack(job: Job): Promise<Job> {
  handing.add(job.key);
  try {
    return await (job.vgca ? uploadSigned(job) : handOver(job));
  } finally {
    handing.delete(job.key);
  }
}

async function handOver(job: Job): Promise<Job> {
  const page = await pageRule(job);
  if (!page?.giveBack) return changeJob(job.key, { step: 'done', back: 'kept' });
  return job.listed
    ? inTurn('list', () => handOverListed(job, page))
    : orderPage(job, page, await findPage(job.source));
}

/** Letters of a list go back one after the other, by the page of the list or by pages of their own. */
const inTurn = inTurns<'list'>();

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const LOOK_EVERY_MS = 300;
/** What a page that does not say that it took a file is given to send it. */
const UNSAID_MS = 2000;

async function handOverListed(job: Job, page: KnownRule): Promise<Job> {
  const behind = job.listed?.behind ?? false;
  const place = behind ? await openLetterPage(job) : await findPage(job.source);
  try {
    // The turn before this one may have made the page of the list load anew.
    if (place) await hasLoaded(place.tabId);
    let now = await orderPage(job, page, place);
    while (now.step === 'given' && now.error === null) {
      await pause(LOOK_EVERY_MS);
      now = await doubtUnconfirmed(await readJob(job.key), Date.now());
    }
    if (place && now.back === 'unchecked') {
      await pause(UNSAID_MS);
      await hasLoaded(place.tabId);
    }
    return now;
  } finally {
    if (behind && place) await closeLetterPage(place.tabId);
  }
}

/** How long a page that has just loaded is asked again until its content script listens. */
const LISTENS_WITHIN_MS = 20_000;

/**
 * Gives the order to a page. Asked again only while certainly nobody heard it; `gone` when the page went away with the
 * order.
 */
async function give(
  order: GiveOrder,
  { tabId, frameId }: PagePlace,
  patient: boolean,
): Promise<Reply<GiveReport> | undefined | 'gone'> {
  const until = performance.now() + (patient ? LISTENS_WITHIN_MS : 0);
  for (;;) {
    await bringOnDemand({ tabId, frameId });
    if (order.lent !== undefined) await lendInputs({ tabId, frameId }, order.lent);
    try {
      const reply = await browser.tabs.sendMessage(tabId, order, { frameId });
      if (reply !== undefined || performance.now() > until) return reply as Reply<GiveReport> | undefined;
    } catch (failure) {
      const unheard = /could not establish connection/iu.test((failure as Error).message);
      if (!unheard || performance.now() > until) return 'gone';
    }
    await pause(LOOK_EVERY_MS);
  }
}

async function orderPage(job: Job, page: KnownRule, place: PagePlace | undefined): Promise<Job> {
  const { giveBack: rule, afterwards, examples: _, encoding, ...known } = page;
  if (!rule) return job;
  const name = job.outcome?.items[0]?.name ?? job.file.name;
  const size = job.outcome?.items[0]?.size ?? 0;
  const order: GiveOrder = {
    order: 'give',
    jobKey: job.key,
    name,
    size,
    rule,
    afterwards,
    stamped: job.stamped ?? {},
    page: known,
    encoding,
    address: job.source.address,
    identity: job.identity ?? {},
    // Only the page's own world knows of a file input that stands nowhere on the page.
    ...(rule.way === 'form' && rule.input === undefined && { lent: `kygui-${crypto.randomUUID()}` }),
  };
  strayed.delete(job.key);
  poured.delete(job.key);
  const failed = (code: ErrorCode, details: ErrorDetails = {}) =>
    changeJob(job.key, { step: 'giving', error: { code, details } });
  const hasFurther = rule.way === 'form' && (rule.further?.length ?? 0) > 0;
  // A press of several made the page load another one: what is on that one is another page's business.
  const gone = () =>
    failed(hasFurther && poured.delete(job.key) ? 'SITE_GIVE_BACK_HALFWAY' : 'SITE_PAGE_GONE');
  if (!place) return gone();
  // From now on this tab is the page of the job: only it is served the file, only it may confirm.
  await changeJob(job.key, ({ source }) => ({ source: { ...source, ...place }, ordered: true }));
  const reply = await give(order, place, job.listed !== undefined);
  if (reply === 'gone') return gone();
  if (!reply?.ok || !reply.body.given) {
    if (strayed.delete(job.key) || !reply) return gone();
    const reason = reply.ok ? reply.body.reason : reply.error.code;
    if (reason === 'other-letter') return failed('SITE_OTHER_LETTER');
    return reason === 'halfway'
      ? failed('SITE_GIVE_BACK_HALFWAY')
      : failed('SITE_GIVE_BACK_FAILED', { reason });
  }
  const confirmed = reply.body.confirmed || afterwards === undefined;
  // A mere good status may stand over any page, that of a login too: only what the profile asks for are words.
  const said = reply.body.confirmed && rule.way === 'request' && rule.succeeded !== undefined;
  const now = await readJob(job.key);
  // The page may have confirmed while its answer was on the way.
  if (now.step === 'done') return now;
  return changeJob(job.key, {
    step: confirmed ? 'done' : 'given',
    givenAt: new Date().toISOString(),
    error: null,
    ...(confirmed && !reply.body.confirmed && { back: 'unchecked' as const }),
    ...(said && { taken: 'heard' as const }),
  });
}

/** A worker that was stopped while it looked for the page told nobody anything: it may go on unasked. */
export const isUnordered = (job: Job): boolean =>
  job.step === 'giving' && job.error === null && !job.ordered && !job.vgca && !handing.has(job.key);

/** The page shows what the profile expects, or its system has the file. */
export async function confirmTaken(jobKey: string): Promise<void> {
  await tidyPage(await changeJob(jobKey, { step: 'done', error: null, taken: 'heard' }));
}

/** A worker that was stopped meanwhile no longer waits beside the page that it opened. */
async function tidyPage(job: Job): Promise<Job> {
  if (job.listed?.behind) await closeLetterPage(job.source.tabId);
  return job;
}

/** A page that reloaded after taking a file: what it must show now. */
export async function pendingFor(jobs: readonly Job[], tabId: number, origin: string) {
  const job = jobs.find(
    (candidate) =>
      (candidate.step === 'given' || candidate.step === 'giving') &&
      candidate.source.tabId === tabId &&
      candidate.source.origin === origin &&
      // Letters of a list wait for their turn in the same tab: their page has not heard of them yet.
      candidate.ordered === true &&
      candidate.error === null,
  );
  if (!job) return null;
  const afterwards = (await pageRule(job))?.afterwards;
  return afterwards ? { jobKey: job.key, when: afterwards.when, seconds: afterwards.within } : null;
}

/**
 * A page that never showed what was expected, or an order that was lost with the worker that gave it: the job says
 * so, and the signed file stays at hand. The order is not given again unasked: the page may have taken the file.
 */
export async function doubtUnconfirmed(job: Job, now: number): Promise<Job> {
  const waiting = job.step === 'given' || (job.step === 'giving' && !handing.has(job.key));
  if (!waiting || job.error || isUnordered(job)) return job;
  // Also where the clock of the machine was set back meanwhile.
  if (job.givenAt === null || Date.parse(job.givenAt) > now)
    return changeJob(job.key, { givenAt: new Date(now).toISOString() });
  const afterwards = (await pageRule(job))?.afterwards;
  const waited = now - Date.parse(job.givenAt);
  const within = (afterwards?.within ?? 30) * 1000;
  if (job.step === 'given' && afterwards?.silent) {
    // The page may have said it meanwhile, or the clerk may have given the job up.
    const found = async () => (await readJob(job.key)).step === 'given' && (await confirmTaken(job.key));
    if (lookForFile(job, waited, within, found)) return job;
  }
  if (waited < within) return job;
  if (job.step === 'given' && afterwards?.silent) {
    return tidyPage(await changeJob(job.key, { step: 'done', back: 'unchecked' }));
  }
  return tidyPage(await changeJob(job.key, { error: { code: 'SITE_GIVE_BACK_UNCONFIRMED', details: {} } }));
}

/**
 * True for the very page that was clicked in. Another page of the same site in the same tab is another letter: its
 * form must never get this file.
 */
export function isPageOf(page: PageSender | undefined, { source }: Pick<Job, 'source'>): boolean {
  return page?.tabId === source.tabId && page.origin === source.origin && page.address === source.address;
}

async function pour(port: Runtime.Port, jobKey: string): Promise<void> {
  const sender = port.sender && pageSender(port.sender);
  const page = sender && (await pageNow(sender));
  const job = await readJob(jobKey);
  const rightPage = isPageOf(page, job);
  if (!rightPage || job.step !== 'giving') {
    if (job.step === 'giving' && page?.tabId === job.source.tabId) strayed.add(jobKey);
    port.disconnect();
    return;
  }
  const file = await held(jobKey, 'signed.pdf');
  await pourFile(port, file);
  poured.add(jobKey);
}

/** Serves signed files to the pages that were ordered to take them. */
export function serveFiles(): void {
  browser.runtime.onConnect.addListener((port) => {
    if (!port.name.startsWith(FILE_PORT)) return;
    pour(port, port.name.slice(FILE_PORT.length)).catch(() => port.disconnect());
  });
}
