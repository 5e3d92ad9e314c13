import type { IncomingMessage } from 'node:http';
import type { ErrorCode } from '../../shared/errors.ts';
import { CHANNEL_PATH, PAIRING_PATH } from '../../shared/protocol/limits.ts';

/** Firefox gives each profile an own origin; which one is ours is learned at pairing. */
const FIREFOX_ORIGIN = /^moz-extension:\/\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

export interface UpgradeRules {
  port: number;
  /** Exact `chrome-extension://<id>` origins. */
  allowedOrigins: readonly string[];
  /** Origins learned at pairing. */
  pairedOrigins: readonly string[];
}

export type UpgradeVerdict =
  | { accepted: 'channel' | 'pairing'; origin: string }
  | { accepted: false; code: ErrorCode; status: 403 | 404 };

/** The header's one value; undefined when it is missing or given more than once. */
function single(request: IncomingMessage, name: string): string | undefined {
  const values = request.rawHeaders.filter(
    (_, index) => index % 2 === 1 && request.rawHeaders[index - 1]?.toLowerCase() === name,
  );
  return values.length === 1 ? values[0] : undefined;
}

/**
 * Decides over an upgrade request by its three lines. Any page may open a WebSocket to loopback, and a name that
 * is rebound to 127.0.0.1 reaches us too: so `Host` must be the literal address, and `Origin` exactly one of ours.
 */
export function judgeUpgrade(request: IncomingMessage, rules: UpgradeRules): UpgradeVerdict {
  if (single(request, 'host') !== `127.0.0.1:${rules.port}`)
    return { accepted: false, code: 'CHANNEL_HOST_REFUSED', status: 403 };
  const accepted =
    request.url === CHANNEL_PATH ? 'channel' : request.url === PAIRING_PATH ? 'pairing' : undefined;
  if (!accepted) return { accepted: false, code: 'CHANNEL_PATH_REFUSED', status: 404 };
  const origin = single(request, 'origin');
  const known =
    origin !== undefined &&
    (rules.allowedOrigins.includes(origin) ||
      (FIREFOX_ORIGIN.test(origin) && (accepted === 'pairing' || rules.pairedOrigins.includes(origin))));
  return known ? { accepted, origin } : { accepted: false, code: 'CHANNEL_ORIGIN_REFUSED', status: 403 };
}
