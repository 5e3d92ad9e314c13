import { type PDFDict, PDFName, PDFNumber, PDFRef } from 'pdf-lib';
import type { ReasonCode } from '../../../../shared/document/verdict-reasons.ts';
import { FileStream } from '../../file/file-stream.ts';
import { hasDuplicateKeys } from '../../file/object-parser.ts';
import type { PdfFile } from '../../file/pdf-file.ts';
import type { PdfView } from '../../file/pdf-view.ts';
import type { Revision } from '../../file/revision.ts';
import { latin1 } from '../../file/syntax.ts';

interface Span {
  start: number;
  end: number;
}

const LONGEST_GAP = 64 * 1024;

/**
 * Looks at the bytes of one revision as they lie in the file: every byte must belong to an object that the
 * revision's cross references list, to the section itself, or be white space. What no reader following the cross
 * references sees, a reader that repairs files may.
 */
export function checkIncrement(file: PdfFile, index: number): ReasonCode[] {
  const revision = file.revisions[index];
  if (!revision) return [];
  const reasons = new Set<ReasonCode>();
  const irregular = revision.sections.some((section) => section.irregular || section.hybrid?.irregular);
  if (irregular || !revision.closed || !revision.ordered || hidesBySize(file, index))
    reasons.add('XREF_IRREGULAR');
  const view = file.view(index);
  if (!revision.numbers().every((number) => view.packedRightly(number))) reasons.add('XREF_IRREGULAR');
  if (streamDicts(view, revision).some(hasDuplicateKeys)) reasons.add('DUPLICATE_OBJECT');
  if (revision.numbers().some((number) => isAmbiguous(file, index, number))) reasons.add('DUPLICATE_OBJECT');
  const spans = [...objectSpans(file, index, revision), ...sectionSpans(revision)].sort(
    (a, b) => a.start - b.start || a.end - b.end,
  );
  let at = revision.start;
  for (const span of spans) {
    const tail = span.start === revision.eof;
    if (span.start > at && !isBlank(file, at, span.start, tail)) reasons.add('UNLISTED_OBJECT');
    if (span.start < at) reasons.add('DUPLICATE_OBJECT');
    at = Math.max(at, span.end);
  }
  return [...reasons];
}

/**
 * True for an object in a form that readers take in different ways: what is compared here as equal may show something
 * else there. What the author wrote like that, and a signer carried over, means what it meant.
 */
function isAmbiguous(file: PdfFile, index: number, number: number): boolean {
  const view = file.view(index);
  const object = view.parsed(number);
  if (!object) return false;
  // Not all readers go on where an object is nothing but a reference.
  if (object.value instanceof PDFRef) return true;
  if (object.value instanceof FileStream && !view.streamEnd(object.value).lengthRight) return true;
  if (object.odd.length === 0) return false;
  const before = index === 0 ? null : file.view(index - 1).parsed(number);
  return String(object.odd) !== String(before?.odd ?? []);
}

/** Dictionaries by which a revision is read: of its streams, and of a hybrid section's hidden one. */
function streamDicts(view: PdfView, revision: Revision): PDFDict[] {
  const streams = revision.numbers().flatMap((number) => {
    const value = view.object(number);
    return value instanceof FileStream ? [value.dict] : [];
  });
  return [...streams, ...revision.sections.flatMap(({ hybrid }) => hybrid?.trailer ?? [])];
}

/**
 * A /Size below what earlier revisions used: objects of higher numbers are then missing for readers that follow
 * ISO 32000-2, 7.5.5, and there for all others.
 */
function hidesBySize(file: PdfFile, index: number): boolean {
  const earlier = file.revisions.slice(0, index);
  const used = Math.max(0, ...earlier.flatMap((one) => one.sections.map((section) => section.limit)));
  return sizeOf(file.revisions[index]) < Math.min(used, sizeOf(earlier.at(-1)));
}

function sizeOf(revision: Revision | undefined): number {
  const size = revision?.trailer.get(PDFName.of('Size'));
  return size instanceof PDFNumber ? size.asNumber() : 0;
}

function* objectSpans(file: PdfFile, index: number, revision: Revision): Generator<Span> {
  const view = file.view(index);
  const seen = new Set<number>();
  for (const number of revision.numbers()) {
    const entry = revision.entry(number);
    if (entry?.kind !== 'plain' || entry.offset < revision.start || seen.has(entry.offset)) continue;
    seen.add(entry.offset);
    const object = view.parsed(number);
    if (!object) continue;
    const end =
      object.value instanceof FileStream
        ? view.streamEnd(object.value).objectEnd
        : afterEndobj(file, object.end);
    yield { start: entry.offset, end };
  }
}

function* sectionSpans(revision: Revision): Generator<Span> {
  for (const section of revision.sections) {
    // A cross-reference stream may list itself: it is then among the objects already.
    const own = section.streamNumber === undefined ? undefined : revision.entry(section.streamNumber);
    const listed = own?.kind === 'plain' && own.offset === section.offset;
    if (!listed) yield { start: section.offset, end: section.end };
    if (section.hybrid) {
      const { streamNumber, offset, end } = section.hybrid;
      const hidden = streamNumber === undefined ? undefined : revision.entry(streamNumber);
      if (!(hidden?.kind === 'plain' && hidden.offset === offset)) yield { start: offset, end };
    }
    yield { start: revision.eof, end: revision.eof };
  }
}

function afterEndobj(file: PdfFile, at: number): number {
  const match = /^\s*endobj/u.exec(latin1(file.source.read(at, 64)).replaceAll('\0', ' '));
  return match ? at + match[0].length : at;
}

/** White space and comments that could not be taken for an object; in the tail `startxref` stands before `%%EOF`. */
function isBlank(file: PdfFile, from: number, to: number, tail: boolean): boolean {
  if (to - from > LONGEST_GAP) return false;
  const text = latin1(file.source.read(from, to - from)).replaceAll('\0', ' ');
  if (/\bobj\b|\bendstream\b/u.test(text)) return false;
  const rest = tail ? text.replace(/startxref\s+\d+/u, '') : text;
  return rest.replace(/%[^\r\n]*/gu, '').trim() === '';
}
