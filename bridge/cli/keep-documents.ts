import { setTimeout as sleep } from 'node:timers/promises';
import { toKyguiError } from '../../shared/errors.ts';
import type { Bridge } from '../compose.ts';
import type { Log } from '../logging/log.ts';

const LOOK_MS = 3_600_000;

type Kept = Pick<Bridge, 'documents' | 'jobs' | 'settings'>;

/** Ends files that pages handed over and nobody signed, and signed ones that lie elsewhere as well, once an hour. */
export async function keepDocuments(bridge: Kept, log: Log, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await swept(log, 'files that nobody signed', unsigned(bridge));
    await swept(log, 'signed files that lie with their letters', signed(bridge));
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}

const unsigned = async ({ documents, jobs }: Kept): Promise<number> =>
  documents.sweep(await jobs.documentsBeingSigned());

const signed = async ({ documents, jobs, settings }: Kept): Promise<number> =>
  documents.sweepSigned(await jobs.documentsKeptElsewhere(settings.sent.days));

/** Neither sweep keeps the other from being made. */
async function swept(log: Log, what: string, work: Promise<number>): Promise<void> {
  try {
    const count = await work;
    if (count > 0) log.info({ count }, `${what} removed`);
  } catch (thrown) {
    log.warn({ code: toKyguiError(thrown).code }, `${what} not removed`);
  }
}
