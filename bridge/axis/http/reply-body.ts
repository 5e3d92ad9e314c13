import { KyguiError } from '../../../shared/errors.ts';
import type { HttpReply } from './connection.ts';
import { ReplySplitter } from './reply-splitter.ts';

/** Largest reply that is held in memory as a whole. */
const TEXT_LIMIT = 64 << 20;

/** The body as UTF-8 text; bytes that are not UTF-8 become U+FFFD and are shown as they are (fault F21). */
export async function readText(reply: HttpReply, operation: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of reply.read('whole')) {
    size += piece.length;
    if (size > TEXT_LIMIT) throw new KyguiError('AXIS_REPLY_TOO_LARGE', { operation, limit: TEXT_LIMIT });
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** Throws when the axis points elsewhere: a POST is never repeated at another address (fault F25). */
export function refuseRedirect(reply: HttpReply, operation: string): void {
  if (reply.status < 300 || reply.status >= 400) return;
  reply.discard();
  const location = reply.headers.location ?? '';
  // Queries of login pages hold session ids: host and path say enough.
  const place = URL.canParse(location) ? new URL(location).host : location.split(/[?#]/u)[0]?.slice(0, 80);
  throw new KyguiError('AXIS_REDIRECT', { operation, status: reply.status, location: place || '?' });
}

/** The failure of a reply without a readable body. */
export function httpFailure(status: number, operation: string): KyguiError {
  switch (status) {
    case 401:
    case 403:
      return new KyguiError('AXIS_CREDENTIALS', { operation, axisCode: `HTTP ${status}`, axisText: '' });
    case 404:
    case 405:
    case 501:
      return new KyguiError('AXIS_OPERATION_MISSING', { operation, status });
    case 413:
      return new KyguiError('AXIS_SIZE_REFUSED', { operation, status });
    default:
      return new KyguiError('AXIS_HTTP', { operation, status });
  }
}

/**
 * The JSON object of a reply. An unreadable one is an error, never "nothing there": HTML with HTTP 200, an
 * empty body and a cut-off one are told apart (faults F4, F5).
 */
export function parseObject(text: string, status: number, operation: string): Record<string, unknown> {
  const trimmed = text.replace(/^\uFEFF/u, '').trim();
  let value: unknown;
  try {
    value = JSON.parse(trimmed);
  } catch (cause) {
    if (status >= 400) throw httpFailure(status, operation);
    if (trimmed === '') throw new KyguiError('AXIS_REPLY_EMPTY', { operation });
    if (trimmed.startsWith('{')) throw new KyguiError('AXIS_REPLY_TRUNCATED', { operation }, { cause });
    throw new KyguiError('AXIS_REPLY_NOT_JSON', { operation });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new KyguiError('AXIS_REPLY_INVALID', { operation, problem: 'not an object' });
  }
  return value as Record<string, unknown>;
}

export type LargeReplyPart =
  | { kind: 'element'; value: unknown }
  | { kind: 'bytes'; bytes: Uint8Array }
  | { kind: 'envelope'; value: Record<string, unknown> };

/**
 * A large reply in pieces: the elements or the bytes of the member at `path`, and last the envelope with that
 * member as `null`. Nothing that was given out counts before the envelope came and says success.
 */
export async function* readLarge(
  reply: HttpReply,
  path: readonly string[],
  operation: string,
): AsyncGenerator<LargeReplyPart> {
  const splitter = new ReplySplitter(path, operation);
  for await (const chunk of reply.read('large')) {
    for (const part of splitter.write(chunk)) {
      if (part.kind === 'bytes') yield part;
      else yield { kind: 'element', value: parseElement(part.text, operation) };
    }
  }
  const { text, complete } = splitter.end();
  const value = parseObject(text, reply.status, operation);
  if (!complete) throw new KyguiError('AXIS_REPLY_TRUNCATED', { operation });
  yield { kind: 'envelope', value };
}

function parseElement(text: string, operation: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new KyguiError('AXIS_REPLY_INVALID', { operation, problem: 'array element' }, { cause });
  }
}
