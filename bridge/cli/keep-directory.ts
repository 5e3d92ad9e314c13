import { setTimeout as sleep } from 'node:timers/promises';
import { toKyguiError } from '../../shared/errors.ts';
import type { Bridge } from '../compose.ts';
import type { Log } from '../logging/log.ts';

/** How often the bridge looks whether the directory is due: timers of Node end at 24 days, and clocks are set. */
const LOOK_MS = 3_600_000;
const AFTER_FAILURE_MS = 60_000;

/** Fetches the directory every `poll.directoryHours`; a failure is tried again after a minute. */
export async function keepDirectory(
  bridge: Pick<Bridge, 'exchange' | 'settings'>,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const { exchange, settings } = bridge;
  if (!exchange) return;
  const everyMs = settings.poll.directoryHours * 3_600_000;
  while (!signal.aborted) {
    let wait = Math.min(everyMs, LOOK_MS);
    try {
      const synced = await exchange.directory.syncedAt();
      const age = synced === null ? Number.POSITIVE_INFINITY : Date.now() - Date.parse(synced);
      if (age < everyMs) wait = Math.min(everyMs - age, wait);
      else log.info({ count: (await exchange.directory.sync(signal)).units }, 'directory synchronised');
    } catch (thrown) {
      log.warn({ code: toKyguiError(thrown).code }, 'directory not synchronised');
      wait = AFTER_FAILURE_MS;
    }
    await sleep(wait, undefined, { signal }).catch(() => undefined);
  }
}
