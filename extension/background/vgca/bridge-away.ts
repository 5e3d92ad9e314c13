import type { Failure } from '../../messages/reply.ts';
import type { BridgeLink } from '../link.ts';

/** How long a window that was left waits for word of the bridge. */
const WORD_WITHIN_MS = 3000;

/** Why nothing could have been decided in a window that was left; null where the bridge is there, or says nothing in time. */
export async function bridgeAway(link: BridgeLink): Promise<Failure | null> {
  const late = new Promise<null>((resolve) => setTimeout(resolve, WORD_WITHIN_MS, null));
  const report = await Promise.race([link.report(), late]);
  const isAway = report !== null && report.state !== 'ready';
  return isAway ? (report.error ?? { code: 'CHANNEL_NOT_PAIRED', details: {} }) : null;
}
