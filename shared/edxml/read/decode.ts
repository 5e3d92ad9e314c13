import { KyguiError } from '../../errors.ts';
import type { Sha256 } from '../engine.ts';
import type { ReadLimits } from './limits.ts';
import type { WarningList } from './warnings.ts';

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** How far the start of the XML is looked for. */
const LEADING = 65_536;

interface Start {
  encoding: Encoding;
  /** Bytes to leave out, BOM included. */
  skip: number;
  bom: boolean;
}

/**
 * Encoding by the bytes (XML 1.0 appendix F), never by the declaration. A package may begin with stray bytes:
 * the first `<` begins it.
 */
function findStart(head: Uint8Array): Start | undefined {
  const [first, second, third, fourth] = head;
  if (first === 0xff && second === 0xfe && third === 0 && fourth === 0) throw unknownEncoding();
  if (first === 0 && second === 0 && third === 0xfe && fourth === 0xff) throw unknownEncoding();
  if (first === 0xff && second === 0xfe) return { encoding: 'utf-16le', skip: 2, bom: true };
  if (first === 0xfe && second === 0xff) return { encoding: 'utf-16be', skip: 2, bom: true };
  const bom = first === 0xef && second === 0xbb && third === 0xbf;
  const less = head.indexOf(0x3c);
  if (less < 0) return undefined;
  const between = (from: number) => head.slice(from, from + 3).join();
  if (between(less + 1) === '0,0,0' || (less >= 3 && between(less - 3) === '0,0,0')) throw unknownEncoding();
  // Without BOM the zero bytes tell: behind the `<` at an even place, before it at an odd one.
  if (less % 2 === 0 && head[less + 1] === 0 && head[less + 3] === 0) {
    return { encoding: 'utf-16le', skip: less, bom: false };
  }
  if (less % 2 === 1 && head[less - 1] === 0 && head[less + 1] === 0) {
    return { encoding: 'utf-16be', skip: less - 1, bom: false };
  }
  return { encoding: 'utf-8', skip: bom && less >= 3 ? 3 : 0, bom };
}

function unknownEncoding(): KyguiError {
  return new KyguiError('EDXML_ENCODING', { encoding: 'UTF-32' });
}

/** What was measured on the way; complete when the stream has ended. */
export interface OriginalMeasure {
  size: number;
}

/**
 * The package as UTF-8 bytes from its first `<` on: BOM and leading bytes taken off with a warning, UTF-16
 * transcoded. Every byte received goes into `hash` first, so the digest is that of the original.
 *
 * Errors: EDXML_EMPTY, EDXML_ENCODING, EDXML_LIMIT.
 */
export async function* decodePackage(
  source: AsyncIterable<Uint8Array>,
  hash: Sha256,
  measure: OriginalMeasure,
  limits: ReadLimits,
  warnings: WarningList,
): AsyncIterable<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array(0);
  let start: Start | undefined;
  let transcoder: InstanceType<typeof TextDecoder> | undefined;
  const encoder = new TextEncoder();

  function begin(bytes: Uint8Array): Uint8Array {
    start = findStart(bytes);
    if (start === undefined) throw new KyguiError('EDXML_EMPTY');
    if (start.bom) warnings.add('BYTE_ORDER_MARK', '');
    let rest = bytes.subarray(start.skip);
    if (start.encoding !== 'utf-8') {
      warnings.add('UTF16', '');
      transcoder = new TextDecoder(start.encoding);
      rest = encoder.encode(transcoder.decode(rest, { stream: true }));
    }
    const less = rest.indexOf(0x3c);
    const stray = less > 0 || (start.skip > 0 && !start.bom);
    if (stray) warnings.add('LEADING_BYTES', '', String(less > 0 ? less : start.skip));
    return rest.subarray(Math.max(less, 0));
  }

  for await (const chunk of source) {
    measure.size += chunk.length;
    if (measure.size > limits.packageBytes) {
      throw new KyguiError('EDXML_LIMIT', { limit: 'packageBytes', allowed: limits.packageBytes });
    }
    hash.update(chunk);
    if (head !== undefined) {
      head = joined(head, chunk);
      // Four bytes past the first `<` tell UTF-16 without BOM from UTF-8.
      const less = head.indexOf(0x3c);
      const decided = less >= 0 && head.length >= less + 4;
      if (!decided && head.length < LEADING) continue;
      const rest = begin(head);
      head = undefined;
      yield rest;
    } else {
      yield transcoder === undefined ? chunk : encoder.encode(transcoder.decode(chunk, { stream: true }));
    }
  }
  if (head !== undefined) yield begin(head);
  if (transcoder !== undefined) yield encoder.encode(transcoder.decode());
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  // A copy even of a single chunk: the source may use its memory again.
  const out = new Uint8Array(left.length + right.length);
  out.set(left);
  out.set(right, left.length);
  return out;
}
