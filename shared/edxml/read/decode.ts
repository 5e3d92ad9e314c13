import { KyguiError } from '../../errors.ts';
import type { Sha256 } from '../engine.ts';
import { unreadableEncoding, type WireEncoding } from './encoding.ts';
import type { ReadLimits } from './limits.ts';
import type { WarningList } from './warnings.ts';

/** How far the start of the XML is looked for. */
const LEADING = 65_536;

interface Start {
  encoding: WireEncoding;
  /** Bytes to leave out, BOM included. */
  skip: number;
  bom: boolean;
}

/**
 * Encoding by the bytes (XML 1.0 appendix F), never by the declaration. A package may begin with stray bytes:
 * the first `<` begins it.
 */
function findStart(head: Uint8Array): Start | undefined {
  const named = unreadableEncoding(head);
  if (named !== undefined) throw new KyguiError('EDXML_ENCODING', { encoding: named });
  const [first, second, third] = head;
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
  const skip = bom && less >= 3 ? 3 : 0;
  const legacy = LEGACY.test(latin(head.subarray(less, less + DECLARATION))) && !isUtf8(head);
  return { encoding: legacy ? 'windows-1258' : 'utf-8', skip: skip + afterHeaders(head.subarray(skip)), bom };
}

const LEGACY = /^<\?xml[^>]*encoding\s*=\s*["'](?:windows-|cp)1258["']/iu;
/** Longest XML declaration that is looked at. */
const DECLARATION = 256;

function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, DECLARATION));
}

/** Vietnamese text in a single-byte code page is practically never valid UTF-8; the end may be cut. */
function isUtf8(head: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/**
 * Bytes of MIME or HTTP headers before the XML: they may hold a `<` of their own (`Content-ID: <…>`). Nothing is
 * skipped when a DOCTYPE could stand in it.
 */
function afterHeaders(head: Uint8Array): number {
  const less = head.indexOf(0x3c);
  if (less <= 0) return 0;
  let before = '';
  for (const byte of head.subarray(0, LEADING)) before += String.fromCharCode(byte);
  if (!/(?:^|\n)(?:Content-[A-Za-z-]+:|--[\w'()+,./:=?-]+\r?\n|HTTP\/\d)/u.test(before.slice(0, less + 1)))
    return 0;
  const start = /<\?xml[\s?]|<(?:[A-Za-z_][\w.-]*:)?edXML[\s>]/u.exec(before)?.index ?? 0;
  return before.slice(0, start).includes('<!') ? 0 : start;
}

/** What a file without any markup is, in words for a person; undefined when nobody can say. */
function otherShape(head: Uint8Array): string | undefined {
  const text = latin(head).trim();
  if (text.startsWith('\u001f\u008b')) return 'tệp nén gzip / gzip';
  if (text.startsWith('PK\u0003\u0004')) return 'tệp nén zip / zip';
  if (text.startsWith('%PDF-')) return 'tệp PDF / PDF';
  if (/^[{[]\s*["{]/u.test(text)) return 'JSON; gói nằm trong trường data / JSON';
  // `PD9`, `77u/`, `PGVk`: base64 of `<?`, of a BOM, of `<ed`.
  if (/^(?:PD9|77u\/|PGVk)[A-Za-z0-9+/=\s]*$/u.test(text)) return 'chuỗi base64, chưa giải mã / still base64';
  return undefined;
}

function unknownEncoding(): KyguiError {
  return new KyguiError('EDXML_ENCODING', { encoding: 'UTF-32' });
}

/** What was measured on the way; complete when the stream has ended. */
export interface OriginalMeasure {
  size: number;
  /** Line ends before the XML begins. */
  leadingLines: number;
  /** What the bytes are in. */
  encoding: WireEncoding;
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
    const shape = otherShape(bytes);
    if (shape !== undefined) throw new KyguiError('EDXML_NOT_QCVN102', { shape });
    start = findStart(bytes);
    if (start === undefined) throw new KyguiError('EDXML_EMPTY');
    measure.encoding = start.encoding;
    if (start.bom) warnings.add('BYTE_ORDER_MARK', '');
    let rest = bytes.subarray(start.skip);
    if (start.encoding !== 'utf-8') {
      if (start.encoding === 'windows-1258') warnings.add('LEGACY_ENCODING', '', start.encoding);
      else warnings.add('UTF16', '');
      transcoder = new TextDecoder(start.encoding);
      rest = encoder.encode(transcoder.decode(rest, { stream: true }));
    }
    const less = rest.indexOf(0x3c);
    const stray = less > 0 || (start.skip > 0 && !start.bom);
    if (stray) warnings.add('LEADING_BYTES', '', String(less > 0 ? less : start.skip));
    measure.leadingLines =
      lineEnds(bytes.subarray(0, start.skip)) + lineEnds(rest.subarray(0, Math.max(less, 0)));
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
      const decided = isDecided(head);
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

/**
 * Four bytes past the first `<` tell UTF-16 without BOM from UTF-8, when the package begins with it; after stray bytes,
 * and under a declaration of another code page, more has to be seen.
 */
function isDecided(head: Uint8Array): boolean {
  const less = head.indexOf(0x3c);
  if (less < 0 || head.length < less + 4) return false;
  const marked = head[0] === 0xef || head[0] === 0xff || head[0] === 0xfe || head[0] === 0;
  if (less > (marked ? 3 : 0)) return false;
  if (head[less + 1] !== 0x3f) return true;
  const end = head.indexOf(0x3e, less);
  if (end < 0) return head.length >= DECLARATION;
  return !LEGACY.test(latin(head.subarray(less, less + DECLARATION)));
}

/** How many line feeds there are. */
export function lineEnds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) count += 1;
  return count;
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  // A copy even of a single chunk: the source may use its memory again.
  const out = new Uint8Array(left.length + right.length);
  out.set(left);
  out.set(right, left.length);
  return out;
}
