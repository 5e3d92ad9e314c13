import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SandboxAgency } from './agencies.ts';

export interface SignedParameters {
  systemId: string;
  /** Parameters by lower-case name, from the signed JSON. */
  values: ReadonlyMap<string, string>;
}

const PREFIX = 'xroadvnpt-';

/**
 * Checks a VXP call (axis API 2): the HMAC over the received JSON text, and each of its keys against the header
 * of that name. Raw headers, because Node folds repeated names; extra headers that other clients accumulate are
 * accepted (fault F23). Returns the reason when the call is refused.
 */
export function verifySigned(
  rawHeaders: readonly string[],
  agencies: readonly SandboxAgency[],
): SignedParameters | { refused: string } {
  const headers = new Map<string, string[]>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), toUtf8(rawHeaders[index + 1] ?? '')]);
  }
  const one = (name: string) => headers.get(PREFIX + name)?.[0];
  const text = one('sign-header');
  const digest = one('hash-header');
  const systemId = one('systemid');
  if (text === undefined || digest === undefined || systemId === undefined)
    return { refused: 'header missing' };
  const owner = agencies.find((agency) => agency.systemId === systemId);
  if (owner === undefined) return { refused: 'unknown systemid' };
  const expected = createHmac('sha256', owner.secret).update(text, 'utf8').digest();
  const given = Buffer.from(digest, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return { refused: 'hash-header' };
  let signed: unknown;
  try {
    signed = JSON.parse(text);
  } catch {
    return { refused: 'sign-header is not JSON' };
  }
  if (typeof signed !== 'object' || signed === null) return { refused: 'sign-header is not an object' };
  const values = new Map<string, string>();
  for (const [key, value] of Object.entries(signed)) {
    const name = key.toLowerCase();
    if (!name.startsWith(PREFIX) || typeof value !== 'string') return { refused: `key ${key}` };
    if (headers.get(name)?.includes(value) !== true) return { refused: `header ${key} differs` };
    values.set(name.slice(PREFIX.length), value);
  }
  if (!values.has('timestamp') || values.get('systemid') !== systemId)
    return { refused: 'timestamp or systemid' };
  return { systemId, values };
}

/** Node hands header bytes over as Latin-1. */
function toUtf8(value: string): string {
  return Buffer.from(value, 'latin1').toString('utf8');
}

/** Milliseconds since 1970 of a VXP timestamp in Vietnam time; null when it does not have the pattern. */
export function parseTimestamp(value: string): number | null {
  const match = /^(\d{2})(\d{2})(\d{4})T(\d{2})(\d{2})(\d{2})\+(\d{4})$/u.exec(value);
  if (match === null) return null;
  const [day, month, year, hour, minute, second, milli] = match.slice(1).map(Number);
  const utc = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second, milli);
  return utc - 7 * 3_600_000;
}
