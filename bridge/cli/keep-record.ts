import { setTimeout as sleep } from 'node:timers/promises';
import { toKyguiError } from '../../shared/errors.ts';
import { lastStampedAt, stampHead } from '../audit/chain.ts';
import type { Bridge } from '../compose.ts';
import type { Log } from '../logging/log.ts';

/** How often the bridge looks whether the day's time-stamp is due; also the wait after a failure. */
const LOOK_MS = 3_600_000;

/**
 * Has the head of the record time-stamped once in `poll.stampHours`, where the settings name an authority. Bridges
 * that share a record share its time-stamps: who comes second finds that the day's is there.
 */
export async function keepRecord(bridge: Bridge, log: Log, signal: AbortSignal): Promise<void> {
  const { timestamp } = bridge.authorities;
  if (!timestamp) return;
  const everyMs = bridge.settings.poll.stampHours * 3_600_000;
  while (!signal.aborted) {
    let wait = Math.min(everyMs, LOOK_MS);
    try {
      const last = await lastStampedAt(bridge.store, bridge.writer);
      const due = last === null ? 0 : Date.parse(last) + everyMs - Date.parse(await bridge.store.now());
      if (due > 0) wait = Math.min(due, wait);
      else if (
        await stampHead(bridge.store, bridge.writer, (head) => timestamp.stamp(head, 'SHA-256', signal))
      )
        log.info({}, 'record time-stamped');
    } catch (thrown) {
      log.warn({ code: toKyguiError(thrown).code }, 'record not time-stamped');
    }
    await sleep(wait, undefined, { signal }).catch(() => undefined);
  }
}
