import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Line } from './postgres-line.ts';

/** What a look found of the other connection: nothing to say against it, or since when it stands still. */
const AT_WORK = '';

/**
 * Ends the wait for a statement that may take long once its answer can no longer come. A server that works is as silent
 * as a dead line, so it is asked over a connection of its own: two looks in a row that find the other one gone, at rest
 * since the same moment, or nobody to ask, and `lost` is called. Ended by the answered function; never throws.
 */
export function watchStatement(
  line: Line,
  { pid, everyMs }: { pid: number; everyMs: number },
  lost: () => void,
): () => void {
  const stop = new AbortController();
  const look = async (): Promise<string> => {
    try {
      const client = await line.client(performance.now());
      const { rows } = await client.query<{ rests: string }>(
        `SELECT CASE WHEN state = 'active' THEN '' ELSE COALESCE(state_change::text, '') END AS rests
          FROM pg_stat_activity WHERE pid = $1`,
        [pid],
      );
      return rows[0]?.rests ?? 'gone';
    } catch (thrown) {
      line.cut();
      // A server that refuses us, for it has no connection left, is there all the same.
      return thrown instanceof pg.DatabaseError ? AT_WORK : 'silent';
    }
  };
  const watch = async () => {
    for (let before = AT_WORK; ; ) {
      await sleep(everyMs, undefined, { signal: stop.signal }).catch(() => {});
      if (stop.signal.aborted) break;
      const found = await look();
      if (stop.signal.aborted) break;
      if (found !== AT_WORK && found === before) {
        lost();
        break;
      }
      before = found;
    }
    await line.close();
  };
  void watch();
  return () => {
    stop.abort();
    line.cut();
  };
}
