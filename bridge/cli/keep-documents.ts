import { setTimeout as sleep } from 'node:timers/promises';
import { toKyguiError } from '../../shared/errors.ts';
import type { Bridge } from '../compose.ts';
import type { Log } from '../logging/log.ts';

const LOOK_MS = 3_600_000;

/** Ends files that pages handed over and nobody signed, once an hour. */
export async function keepDocuments(
  bridge: Pick<Bridge, 'documents' | 'jobs'>,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const count = await bridge.documents.sweep(await bridge.jobs.documentsBeingSigned());
      if (count > 0) log.info({ count }, 'files that nobody signed removed');
    } catch (thrown) {
      log.warn({ code: toKyguiError(thrown).code }, 'files that nobody signed not removed');
    }
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}
