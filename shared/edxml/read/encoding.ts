import { KyguiError } from '../../errors.ts';

/** Encodings that a package is read in. */
export type WireEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1258';

/**
 * Encodings in which ASCII bytes mean something else, or in which `<!DOCTYPE` can be written without these bytes: what
 * we read would not be what another reader sees.
 */
const UNREADABLE =
  /^(?:utf-?7|utf-?32.*|ucs-?[24].*|iso-10646-ucs-[24]|.*ebcdic.*|ibm-?\d+|cp(?:037|273|277|278|280|284|285|297|420|424|500|87\d|905|918|1026|1047|114\d)|iso-2022-.*|hz(?:-gb-2312)?|scsu|bocu-?1|cesu-?8)$/iu;

/** @throws EDXML_ENCODING for a declared encoding that no package may be in */
export function assertReadable(declared: string): void {
  if (UNREADABLE.test(declared)) throw new KyguiError('EDXML_ENCODING', { encoding: declared.slice(0, 40) });
}

/** Whether the declaration says what the bytes are in. */
export function fitsDeclaration(declared: string, actual: WireEncoding): boolean {
  const name = declared.toLowerCase();
  if (actual === 'utf-8') return /^(?:utf-?8|us-ascii|ascii)$/u.test(name);
  if (actual === 'windows-1258') return /^(?:windows-|cp)1258$/u.test(name);
  return name === 'utf-16' || name === actual;
}

const EBCDIC: readonly (readonly number[])[] = [
  // `<?xm` and `<edX` in EBCDIC.
  [0x4c, 0x6f, 0xa7, 0x94],
  [0x4c, 0x85, 0x84, 0xe7],
];

/**
 * The name of an encoding that the first bytes show and that is not read; undefined for all others. UTF-7 has no `<` of
 * its own: `+ADw-`, or its mark `+/v`.
 */
export function unreadableEncoding(head: Uint8Array): string | undefined {
  const begins = (bytes: readonly number[]) => bytes.every((byte, index) => head[index] === byte);
  if (EBCDIC.some(begins)) return 'EBCDIC';
  if (begins([0xff, 0xfe, 0, 0]) || begins([0, 0, 0xfe, 0xff])) return 'UTF-32';
  const text = String.fromCharCode(...head.subarray(0, 64)).trimStart();
  return /^\+(?:ADw|\/v)/u.test(text) ? 'UTF-7' : undefined;
}
