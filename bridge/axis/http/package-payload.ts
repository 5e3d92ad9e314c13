import { KyguiError } from '../../../shared/errors.ts';

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
