import { PDFArray, PDFHexString, PDFName, PDFNumber } from 'pdf-lib';
import type { ReasonCode } from '../../../shared/document/verdict-reasons.ts';
import type { PdfFile } from '../file/pdf-file.ts';
import type { PdfView } from '../file/pdf-view.ts';
import { isWhite, latin1 } from '../file/syntax.ts';
import type { SignatureValue } from './revisions/signature-fields.ts';
import { entry } from './revisions/values.ts';

/** Where a signature lies and what it covers. `end` and spans are byte offsets in the file, ends exclusive. */
export interface Coverage {
  readonly reasons: readonly ReasonCode[];
  /** The two covered spans; null when the byte range cannot be used at all. */
  readonly spans: readonly [Span, Span] | null;
  /** Octets of `/Contents` as they stand in the gap, padding included; null when the gap holds none. */
  readonly contents: Uint8Array | null;
  /** Index of the revision that ends where the coverage ends; null when there is none. */
  readonly revision: number | null;
  /** The coverage reaches the last byte of the file. */
  readonly toEnd: boolean;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Checks the byte range of a signature against the file (ISO 32000-2, 12.8.1; ETSI EN 319 142-1, 5.5): two spans,
 * the first from the first byte, the gap exactly the hexadecimal string of this signature's own `/Contents`, the
 * second up to the end of a revision.
 */
export function readCoverage(file: PdfFile, view: PdfView, value: SignatureValue): Coverage {
  const reasons = new Set<ReasonCode>();
  const range = entry(view, value.dict, 'ByteRange');
  const own = contentsSpan(file, value);
  const failed = (code: ReasonCode): Coverage => ({
    reasons: [code],
    spans: null,
    contents: own?.bytes ?? null,
    revision: null,
    toEnd: false,
  });
  if (range === undefined || !value.dict.has(PDFName.of('Contents'))) return failed('SIGNATURE_INCOMPLETE');
  const numbers =
    range instanceof PDFArray && isWrittenPlainly(value)
      ? range.asArray().map((item) => (item instanceof PDFNumber ? item.asNumber() : Number.NaN))
      : [];
  if (numbers.length !== 4 || !numbers.every((one) => Number.isSafeInteger(one) && one >= 0)) {
    return failed('BYTE_RANGE_MALFORMED');
  }
  const [start = 0, length = 0, second = 0, secondLength = 0] = numbers;
  const end = second + secondLength;
  if (start + length > file.size || end > file.size) return failed('BYTE_RANGE_OUT_OF_FILE');
  if (start !== 0) reasons.add('BYTE_RANGE_NOT_FROM_START');
  if (second < start + length) return failed('BYTE_RANGE_OVERLAP');
  if (!own) reasons.add('CONTENTS_EMPTY');
  else if (own.start !== start + length || own.end !== second) reasons.add('BYTE_RANGE_GAP');
  const revision = revisionEndingAt(file, end);
  if (revision === null) reasons.add('BYTE_RANGE_NOT_REVISION_END');
  return {
    reasons: [...reasons],
    spans: [
      { start, end: start + length },
      { start: second, end },
    ],
    contents: own?.bytes ?? null,
    revision,
    toEnd: end === file.size,
  };
}

/**
 * True where the byte range stands in the dictionary itself, as digits and white space: signs, comments, fractions and
 * references are read in different ways, and by those who look for signatures in the raw file not at all.
 */
function isWrittenPlainly({ holder, dict }: SignatureValue): boolean {
  const located = holder.containers.get(dict)?.entries.get('/ByteRange');
  if (!located) return false;
  const text = latin1(holder.text.subarray(located.valueStart, located.valueEnd));
  return /^\[[\0\t\n\f\r \d]*\]$/u.test(text);
}

/**
 * Place of the `/Contents` string in the file, brackets included. Null when it is missing, not written as a
 * hexadecimal string, empty, or lies in an object stream, where no gap can leave it out.
 */
function contentsSpan(file: PdfFile, value: SignatureValue): (Span & { bytes: Uint8Array }) | null {
  const { holder, dict } = value;
  const located = holder.containers.get(dict)?.entries.get('/Contents');
  if (!located || holder.end === 0) return null;
  const textStart = holder.end - holder.text.length;
  const start = textStart + located.valueStart;
  const end = textStart + located.valueEnd;
  const raw = Buffer.from(file.source.read(start, end - start));
  if (raw[0] !== 0x3c || raw.at(-1) !== 0x3e) return null;
  const hex = raw.toString('latin1', 1, raw.length - 1);
  if (!/^[0-9A-Fa-f]*$/u.test(hex) || hex.length < 2) return null;
  const parsed = dict.get(PDFName.of('Contents'));
  if (!(parsed instanceof PDFHexString)) return null;
  return { start, end, bytes: Buffer.from(hex.length % 2 === 0 ? hex : `${hex}0`, 'hex') };
}

/** A revision ends after its `%%EOF` and the white space behind it, which may or may not be covered. */
function revisionEndingAt(file: PdfFile, end: number): number | null {
  for (const revision of file.revisions) {
    if (end < revision.eof) return null;
    const following = file.revisions[revision.index + 1];
    if (following && end >= following.eof) continue;
    if (end - revision.eof > MOST_WHITE_SPACE) return null;
    const rest = file.source.read(revision.eof, end - revision.eof);
    return rest.every((byte) => isWhite(byte)) ? revision.index : null;
  }
  return null;
}

const MOST_WHITE_SPACE = 64;

/** Reads spans in pieces; memory does not grow with the file. */
export function* readSpans(file: PdfFile, spans: readonly Span[]): Generator<Uint8Array> {
  for (const { start, end } of spans) {
    for (let at = start; at < end; at += PIECE) yield file.source.read(at, Math.min(PIECE, end - at));
  }
}

const PIECE = 1024 * 1024;
