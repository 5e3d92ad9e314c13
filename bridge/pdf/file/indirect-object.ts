import { type PDFContext, PDFDict, type PDFObject } from 'pdf-lib';
import { FileStream } from './file-stream.ts';
import { exceeded, objectDamaged, type ReadLimits } from './limits.ts';
import { type ContainerSpan, ObjectParser, type StringSpan, WindowTooSmall } from './object-parser.ts';
import type { ByteSource } from './source.ts';

/** An object as it stands in the file, strings not yet decrypted. Spans count from the start of `text`. */
export interface ParsedObject {
  number: number;
  generation: number;
  value: PDFObject;
  /** Bytes of the value; of a stream those of its dictionary. */
  text: Uint8Array;
  containers: ReadonlyMap<PDFObject, ContainerSpan>;
  strings: readonly StringSpan[];
  /** See {@link ObjectParser.odd}. */
  odd: readonly string[];
  /** Offset in the file after the value or, of a stream, of its first data byte. */
  end: number;
}

const FIRST_WINDOW = 2048;

/** Runs `parse` over growing windows at `offset` until it no longer meets the window's end. */
export function parseAt<T>(
  source: ByteSource,
  offset: number,
  context: PDFContext,
  limits: ReadLimits,
  parse: (parser: ObjectParser, window: Uint8Array) => T,
): T {
  for (let length = FIRST_WINDOW; ; length *= 4) {
    if (length > limits.objectBytes * 4) exceeded('object size');
    const window = source.read(offset, length);
    const complete = offset + window.length >= source.size;
    try {
      return parse(new ObjectParser(window, 0, complete, context, limits), window);
    } catch (thrown) {
      if (!(thrown instanceof WindowTooSmall)) throw thrown;
    }
  }
}

/** Reads `n g obj …` at an offset; null when no object header stands there. */
export function readIndirectObject(
  source: ByteSource,
  offset: number,
  context: PDFContext,
  limits: ReadLimits,
): ParsedObject | null {
  if (offset < 0 || offset >= source.size) return null;
  return parseAt(source, offset, context, limits, (parser, window) => {
    parser.skipWhite();
    const number = parser.integer();
    parser.skipWhite();
    const generation = parser.integer();
    parser.skipWhite();
    if (number === undefined || generation === undefined || !parser.keyword('obj')) return null;
    return readBody(parser, window, offset, number, generation);
  });
}

function readBody(
  parser: ObjectParser,
  window: Uint8Array,
  offset: number,
  number: number,
  generation: number,
): ParsedObject {
  parser.skipWhite();
  const start = parser.position;
  parser.origin = start;
  // "5 0 obj endobj" is met in the field and means null.
  const value = parser.object();
  const end = parser.position;
  const spans = {
    containers: parser.containers,
    strings: parser.strings,
    odd: parser.odd,
    text: Uint8Array.from(window.subarray(start, end)),
  };
  parser.skipWhite();
  if (value instanceof PDFDict && streamKeyword(parser)) {
    const stream = new FileStream(value, offset + parser.position, number, generation);
    return { number, generation, value: stream, ...spans, end: stream.start };
  }
  return { number, generation, value, ...spans, end: offset + end };
}

/** Consumes `stream` and its end of line (CR LF, LF; CR alone is met in the field). */
function streamKeyword(parser: ObjectParser): boolean {
  if (!parser.keyword('stream')) return false;
  // ISO 32000-2, 7.3.8.1: LF, or CR and LF.
  const isRegular = parser.peek() === 0x0a || (parser.peek() === 0x0d && parser.peek(1) === 0x0a);
  if (!isRegular) parser.odd.push('stream');
  if (parser.peek() === 0x0d) {
    parser.position++;
    if (parser.peek() === 0x0a) parser.position++;
  } else if (parser.peek() === 0x0a) {
    parser.position++;
  } else if (parser.peek() === 0x20) {
    while (parser.peek() === 0x20) parser.position++;
    if (parser.peek() === 0x0d) parser.position++;
    if (parser.peek() === 0x0a) parser.position++;
  }
  return true;
}

/** The object at `offset` of a decoded object stream. */
export function readCompressedObject(
  data: Uint8Array,
  offset: number,
  number: number,
  context: PDFContext,
  limits: ReadLimits,
): ParsedObject {
  const parser = new ObjectParser(data, offset, true, context, limits);
  parser.skipWhite();
  const start = parser.position;
  if (start >= data.length) objectDamaged(`object ${number}`);
  parser.origin = start;
  const value = parser.object();
  return {
    number,
    generation: 0,
    value,
    text: Uint8Array.from(data.subarray(start, parser.position)),
    containers: parser.containers,
    strings: parser.strings,
    odd: parser.odd,
    end: 0,
  };
}
