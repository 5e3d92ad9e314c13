import { type PDFContext, type PDFDict, PDFName, PDFNumber } from 'pdf-lib';
import { exceeded, type ReadLimits, xrefDamaged } from './limits.ts';
import type { ByteSource } from './source.ts';
import { isDigit, isWhite, latin1 } from './syntax.ts';
import type { XrefEntry, XrefSection } from './xref-section.ts';
import { readXrefStream } from './xref-stream.ts';
import { readXrefTable } from './xref-table.ts';

/** `rebuilt` stands for a file whose cross references were damaged and which was read by looking for its objects. */
export type RevisionKind = 'table' | 'stream' | 'hybrid' | 'rebuilt';

/** One state of the file: what one save or one signature added. Offsets are from the first byte of the file. */
export interface Revision {
  /** 0 is the oldest. */
  readonly index: number;
  readonly kind: RevisionKind;
  /** Offset of the cross-reference section that `startxref` named; -1 when rebuilt. */
  readonly startxref: number;
  readonly trailer: PDFDict;
  /** Where the revision's bytes begin: the end of the one before. */
  readonly start: number;
  /** After its `%%EOF` and one end of line. */
  readonly end: number;
  /** After the last letter of its `%%EOF`. */
  readonly eof: number;
  /** False when no `startxref … %%EOF` with the right number follows the section. */
  readonly closed: boolean;
  /** False when the sections do not stand in the file in the order of the chain. */
  readonly ordered: boolean;
  /** First-page and main section of a linearised file, as one revision. */
  readonly linearized: boolean;
  /** Newest first; more than one only when linearised. */
  readonly sections: readonly XrefSection[];
  entry(number: number): XrefEntry | undefined;
  /** Numbers named in this revision's sections, in use or free, rising. */
  numbers(): number[];
}

/** Offset that the last `startxref` of the file names, relative to the header. */
export function findStartxref(source: ByteSource): number {
  const step = 64 * 1024;
  const from = Math.max(0, source.size - step);
  const tail = Buffer.from(source.read(from, source.size - from));
  const found = tail.lastIndexOf('startxref');
  if (found < 0) return xrefDamaged('startxref missing');
  const match = /^startxref\s*(\d{1,15})/u.exec(tail.toString('latin1', found, found + 64));
  if (!match) return xrefDamaged('startxref without number');
  return Number(match[1]);
}

/** Follows the chain from `startxref`; sections newest first. `base` is added to every offset written in the file. */
export function readChain(
  source: ByteSource,
  startxref: number,
  base: number,
  context: PDFContext,
  limits: ReadLimits,
): XrefSection[] {
  const sections: XrefSection[] = [];
  const seen = new Set<number>();
  let entries = 0;
  for (let next: number | undefined = startxref + base; next !== undefined; ) {
    if (seen.has(next)) return xrefDamaged('chain in a circle');
    seen.add(next);
    if (sections.length >= limits.sections) exceeded('cross-reference sections');
    const section = readSection(source, next, base, context, limits);
    entries += section.limit;
    if (entries > limits.entries * 4) exceeded('cross-reference entries');
    sections.push(section);
    const previous: number | undefined = offsetIn(section.trailer, 'Prev');
    next = previous === undefined || previous <= 0 ? undefined : previous + base;
  }
  return sections;
}

function readSection(
  source: ByteSource,
  offset: number,
  base: number,
  context: PDFContext,
  limits: ReadLimits,
): XrefSection {
  if (offset < 0 || offset >= source.size) return xrefDamaged('offset outside the file');
  const table = readXrefTable(source, offset, base, context, limits);
  if (!table) {
    return readXrefStream(source, offset, base, context, limits) ?? xrefDamaged(`nothing at ${offset}`);
  }
  const hidden = offsetIn(table.trailer, 'XRefStm');
  if (hidden !== undefined && hidden > 0) {
    table.hybrid =
      readXrefStream(source, hidden + base, base, context, limits) ?? xrefDamaged('hybrid stream');
  }
  return table;
}

function offsetIn(trailer: PDFDict, key: string): number | undefined {
  const value = trailer.get(PDFName.of(key));
  if (value === undefined) return undefined;
  return value instanceof PDFNumber ? Math.trunc(value.asNumber()) : xrefDamaged(key);
}

/** Groups sections into revisions, oldest first. */
export function readRevisions(
  source: ByteSource,
  newestFirst: readonly XrefSection[],
  base: number,
): Revision[] {
  const groups: XrefSection[][] = [];
  for (const section of newestFirst) {
    const last = groups.at(-1);
    const above = last?.at(-1);
    // In a linearised file the first-page section stands before the main section it points to (annex F).
    const oldest = section === newestFirst.at(-1);
    if (last && above && oldest && last.length === 1 && section.offset > above.offset) last.push(section);
    else groups.push([section]);
  }
  groups.reverse();
  const revisions: Revision[] = [];
  for (const [index, sections] of groups.entries()) {
    const [head] = sections;
    const body = sections.at(-1);
    if (!head || !body) continue;
    const start = revisions.at(-1)?.end ?? 0;
    const tail = findTail(source, Math.max(body.end, body.hybrid?.end ?? 0), head.offset - base);
    revisions.push({
      index,
      kind: head.hybrid ? 'hybrid' : head.kind,
      startxref: head.offset,
      trailer: head.trailer,
      start,
      ...tail,
      ordered: sections.every((one) => one.offset >= start),
      linearized: sections.length > 1,
      sections,
      entry: (number) => {
        for (const section of sections) {
          const entry = section.entry(number);
          if (entry) return entry;
        }
        return undefined;
      },
      numbers: () => [...new Set(sections.flatMap((one) => one.numbers()))].sort((a, b) => a - b),
    });
  }
  return revisions;
}

/** `startxref`, number and `%%EOF` after a section; comments and white space may stand between. */
function findTail(
  source: ByteSource,
  after: number,
  startxref: number,
): { end: number; eof: number; closed: boolean } {
  const text = latin1(source.read(after, 4096));
  const match = /startxref\s+(\d{1,15})\s*(?:%[^%\r\n][^\r\n]*\s*)*%%EOF/u.exec(text);
  if (!match) {
    const eof = text.indexOf('%%EOF');
    const end = eof < 0 ? after : after + eof + 5;
    return { eof: end, end: afterLine(source, end), closed: false };
  }
  const eof = after + match.index + match[0].length;
  return { eof, end: afterLine(source, eof), closed: Number(match[1]) === startxref };
}

function afterLine(source: ByteSource, at: number): number {
  const [first, second] = source.read(at, 2);
  if (first === 0x0d) return second === 0x0a ? at + 2 : at + 1;
  return first === 0x0a ? at + 1 : at;
}

/** Offset of `%PDF-` in the first 1024 bytes and the version after it; null when it is missing. */
export function findHeader(source: ByteSource): { offset: number; version: string } | null {
  const head = Buffer.from(source.read(0, 1024 + 16));
  const offset = head.indexOf('%PDF-');
  if (offset < 0 || offset > 1024) return null;
  let end = offset + 5;
  while (isDigit(head[end]) || head[end] === 0x2e) end++;
  return { offset, version: isWhite(head[offset + 5]) ? '' : head.toString('latin1', offset + 5, end) };
}
