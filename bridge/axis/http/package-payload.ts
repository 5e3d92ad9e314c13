import { KyguiError } from '../../../shared/errors.ts';
import type { HttpReply } from './connection.ts';
import { readLarge } from './reply-body.ts';

const MEGABYTE = 1_048_576;

const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/u;

/**
 * The package inside a reply: base64 (white space and missing padding accepted) or, as one province's axis may
 * give it, plain XML. Streams; throws AXIS_PACKAGE_UNREADABLE on anything else and on nothing at all.
 */
export async function* decodePayload(
  pieces: AsyncIterable<Uint8Array>,
  operation: string,
): AsyncGenerator<Uint8Array> {
  let plain: boolean | null = null;
  let rest = '';
  let ended = false;
  let any = false;
  const unreadable = (problem: string) => new KyguiError('AXIS_PACKAGE_UNREADABLE', { operation, problem });
  for await (const piece of pieces) {
    if (plain === null) {
      const first = piece.find((byte) => !isSpace(byte));
      if (first === undefined) continue;
      // `<`, or the first byte of a UTF-8 byte order mark.
      plain = first === 0x3c || first === 0xef;
    }
    if (plain) {
      any = true;
      yield piece;
      continue;
    }
    const text =
      rest +
      Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString('latin1').replace(/\s+/gu, '');
    const whole = text.length - (text.length % 4);
    rest = text.slice(whole);
    if (whole === 0) continue;
    const block = text.slice(0, whole);
    if (ended || !BASE64.test(block)) throw unreadable('base64');
    ended = block.endsWith('=');
    any = true;
    yield Buffer.from(block, 'base64');
  }
  if (rest !== '') {
    if (ended || rest.length === 1 || !BASE64.test(rest)) throw unreadable('base64');
    any = true;
    yield Buffer.from(rest, 'base64');
  }
  if (!any) throw unreadable('empty');
}

/** What tells whether the reply around a package says success. */
export interface PackageReply {
  /** Where the package stands in the reply's JSON. */
  member: readonly string[];
  operation: string;
  maxPackageBytes: number;
  /** Throws when the envelope says anything but success. */
  requireSuccess(envelope: Record<string, unknown>): void;
}

/** The package in a JSON reply, as a stream. @throws AXIS_REPLY_TOO_LARGE, AXIS_PACKAGE_UNREADABLE */
export async function* packageInReply(
  reply: HttpReply,
  { member, operation, maxPackageBytes, requireSuccess }: PackageReply,
): AsyncGenerator<Uint8Array> {
  // Base64 takes four characters for three bytes; line ends and the envelope lie within the megabyte.
  const most = (maxPackageBytes * 4) / 3 + MEGABYTE;
  async function* written(): AsyncGenerator<Uint8Array> {
    let size = 0;
    for await (const part of readLarge(reply, member, operation)) {
      if (part.kind === 'envelope') requireSuccess(part.value);
      if (part.kind !== 'bytes') continue;
      size += part.bytes.length;
      if (size > most) throw new KyguiError('AXIS_REPLY_TOO_LARGE', { operation, limit: maxPackageBytes });
      yield part.bytes;
    }
  }
  yield* decodePayload(written(), operation);
}
