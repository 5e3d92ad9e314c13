import { constants, inflateRawSync, inflateSync } from 'node:zlib';
import { exceeded, objectDamaged } from './limits.ts';
import { lzwDecode } from './lzw.ts';
import { type PredictorParams, undoPredictor } from './predictor.ts';
import { hexDigit, isWhite } from './syntax.ts';

/** One stage of a stream's /Filter chain with its /DecodeParms already read. */
export interface FilterStage {
  name: string;
  predictor: PredictorParams;
  /** LZW: 1 when code length grows one code early (the default). */
  earlyChange: number;
}

/** Filters that end in an image or need a key; such streams are given back undecoded by the reader. */
export const OPAQUE_FILTERS: ReadonlySet<string> = new Set([
  'DCTDecode',
  'DCT',
  'JPXDecode',
  'JBIG2Decode',
  'CCITTFaxDecode',
  'CCF',
]);

/** Applies one filter; `cap` bounds the result so that a small stream cannot grow without end. */
export function applyFilter(stage: FilterStage, input: Uint8Array, cap: number): Uint8Array {
  switch (stage.name) {
    case 'FlateDecode':
    case 'Fl':
      return undoPredictor(inflate(input, cap), stage.predictor);
    case 'LZWDecode':
    case 'LZW':
      return undoPredictor(lzwDecode(input, stage.earlyChange, cap), stage.predictor);
    case 'ASCIIHexDecode':
    case 'AHx':
      return asciiHex(input);
    case 'ASCII85Decode':
    case 'A85':
      return ascii85(input, cap);
    case 'RunLengthDecode':
    case 'RL':
      return runLength(input, cap);
    case 'Crypt':
      return input;
    default:
      return objectDamaged(`filter ${/^\w{1,24}$/u.test(stage.name) ? stage.name : 'unknown'}`);
  }
}

function inflate(input: Uint8Array, cap: number): Uint8Array {
  const options = { maxOutputLength: cap, finishFlush: constants.Z_SYNC_FLUSH };
  try {
    return inflateSync(input, options);
  } catch (cause) {
    if (tooLong(cause)) exceeded('decoded stream');
  }
  try {
    // Some writers give a wrong checksum or header; the data behind the two header bytes is what readers use.
    return inflateRawSync(input.subarray(2), options);
  } catch (cause) {
    if (tooLong(cause)) exceeded('decoded stream');
    return objectDamaged('compressed stream');
  }
}

const tooLong = (cause: unknown): boolean =>
  cause instanceof RangeError ||
  (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE');

function asciiHex(input: Uint8Array): Uint8Array {
  const out: number[] = [];
  let high = -1;
  for (const byte of input) {
    if (byte === 0x3e) break;
    const digit = hexDigit(byte);
    if (digit < 0) {
      if (isWhite(byte)) continue;
      objectDamaged('ASCIIHex stream');
    }
    if (high < 0) high = digit;
    else {
      out.push(high * 16 + digit);
      high = -1;
    }
  }
  if (high >= 0) out.push(high * 16);
  return Uint8Array.from(out);
}

function ascii85(input: Uint8Array, cap: number): Uint8Array {
  const out: number[] = [];
  let group: number[] = [];
  const flush = (count: number) => {
    const value = group.reduce((sum, digit) => sum * 85 + digit, 0);
    for (let index = 0; index < count; index++) out.push(Math.floor(value / 256 ** (3 - index)) & 0xff);
    group = [];
  };
  for (const byte of input) {
    if (byte === 0x7e) break;
    if (isWhite(byte)) continue;
    if (byte === 0x7a && group.length === 0) out.push(0, 0, 0, 0);
    else if (byte >= 0x21 && byte <= 0x75) group.push(byte - 0x21);
    else objectDamaged('ASCII85 stream');
    if (group.length === 5) flush(4);
    if (out.length > cap) exceeded('decoded stream');
  }
  if (group.length > 1) {
    const count = group.length - 1;
    while (group.length < 5) group.push(84);
    flush(count);
  }
  return Uint8Array.from(out);
}

function runLength(input: Uint8Array, cap: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let total = 0;
  for (let at = 0; at < input.length; ) {
    const length = input[at++] ?? 128;
    if (length === 128) break;
    const part =
      length < 128 ? input.subarray(at, at + length + 1) : new Uint8Array(257 - length).fill(input[at] ?? 0);
    at += length < 128 ? length + 1 : 1;
    total += part.length;
    if (total > cap) exceeded('decoded stream');
    parts.push(part);
  }
  return Uint8Array.from(Buffer.concat(parts));
}
