import { createHmac } from 'node:crypto';
import { KyguiError } from '../../../shared/errors.ts';
import { inJavaOrder } from './java-order.ts';
import { vxpTimestamp } from './timestamp.ts';

/** Who calls. The secret belongs to the connected system: it never leaves the bridge and is never logged. */
export interface VxpIdentity {
  systemId: string;
  secret: string;
}

const PREFIX = 'XroadVnpt-';
const PRINTABLE = /^[\x20-\x7e]*$/u;

/**
 * All headers of one VXP call (axis API 2): every parameter prefixed, the same pairs as one JSON text, and the
 * HMAC-SHA256 of that text in lower-case hex. A new map for each call: the vendor's client keeps values of
 * earlier calls and sends them again. Throws AXIS_VALUE_UNSENDABLE for a value outside printable ASCII.
 */
export function signedHeaders(
  identity: VxpIdentity,
  contentType: string,
  parameters: Readonly<Record<string, string>>,
  epochMilliseconds: number,
): Record<string, string> {
  const entries = inJavaOrder([
    ['timestamp', vxpTimestamp(epochMilliseconds)],
    ['systemid', identity.systemId],
    ['Content-Type', contentType],
    ...Object.entries(parameters),
  ]);
  for (const [key, value] of entries) {
    if (!PRINTABLE.test(value)) throw new KyguiError('AXIS_VALUE_UNSENDABLE', { field: key });
  }
  // JSON.stringify escapes `"` and `\` only and leaves = < > & ' alone, as the verifier expects (vector V6).
  const signed = JSON.stringify(Object.fromEntries(entries.map(([key, value]) => [PREFIX + key, value])));
  const headers: Record<string, string> = {};
  for (const [key, value] of entries) headers[PREFIX + key] = value;
  headers['Content-Type'] = contentType;
  headers[`${PREFIX}sign-header-key`] = entries.map(([key]) => key).join(';');
  headers[`${PREFIX}sign-header`] = signed;
  headers[`${PREFIX}hash-header`] = createHmac('sha256', identity.secret)
    .update(signed, 'utf8')
    .digest('hex');
  headers['User-Agent'] = 'JAVASDKAgent/1.0.0 XRoad/VPCP';
  headers[`${PREFIX}version`] = '3.0.201608';
  return headers;
}
