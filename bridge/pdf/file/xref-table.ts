import { type PDFContext, PDFDict } from 'pdf-lib';
import { parseAt } from './indirect-object.ts';
import { exceeded, type ReadLimits, xrefDamaged } from './limits.ts';
import type { ContainerSpan } from './object-parser.ts';
import type { ByteSource } from './source.ts';
import { isDigit, isWhite } from './syntax.ts';
import { Subsection, XrefSection } from './xref-section.ts';

const ROW = 20;

/** Reads a cross-reference table and its trailer (ISO 32000-2, 7.5.4); null when `xref` does not stand there. */
export function readXrefTable(
  source: ByteSource,
  offset: number,
  base: number,
  context: PDFContext,
  limits: ReadLimits,
): XrefSection | null {
  const head = source.read(offset, 64);
  let at = 0;
  while (isWhite(head[at])) at++;
  if (Buffer.from(head.subarray(at, at + 4)).toString('latin1') !== 'xref') return null;
  if (isDigit(head[at + 4])) return null;
  const cursor = new Cursor(source, offset + at + 4);
  const subsections: Subsection[] = [];
  let total = 0;
  let irregular = false;
  for (;;) {
    cursor.skipWhite();
    if (!isDigit(cursor.peek())) break;
    const first = cursor.integer();
    cursor.skipWhite();
    const count = cursor.integer();
    if (first === undefined || count === undefined) return xrefDamaged('table header');
    total += count;
    if (count * 18 > source.size) return xrefDamaged('table longer than the file');
    if (total > limits.entries || first + count > limits.entries) exceeded('cross-reference entries');
    subsections.push(
      readRows(cursor, first, count, base, () => {
        irregular = true;
      }),
    );
  }
  const trailerStart = cursor.position;
  const [trailer, length] = parseAt(source, trailerStart, context, limits, (parser, window) => {
    parser.skipWhite();
    if (!parser.keyword('trailer')) return xrefDamaged('trailer');
    const value = parser.object();
    if (parser.odd.length > 0 || !hasPlainOffsets(parser.containers.get(value), window)) irregular = true;
    return [value, parser.position] as const;
  });
  if (!(trailer instanceof PDFDict)) return xrefDamaged('trailer');
  const section = new XrefSection('table', offset + at, trailerStart + length, trailer, subsections);
  section.irregular = irregular;
  return section;
}

/** Numbers by which sections are found, as digits alone: to some readers 12.0 or +12 is no place. */
export function hasPlainOffsets(trailer: ContainerSpan | undefined, text: Uint8Array): boolean {
  return ['/Prev', '/XRefStm', '/Size'].every((key) => {
    const span = trailer?.entries.get(key);
    return !span || text.subarray(span.valueStart, span.valueEnd).every((byte) => isDigit(byte));
  });
}

function readRows(
  cursor: Cursor,
  first: number,
  count: number,
  base: number,
  irregular: () => void,
): Subsection {
  const rows = new Subsection(first, count);
  for (let index = 0; index < count; index++) {
    cursor.skipWhite();
    const row = cursor.window(ROW);
    const offset = digits(row, 0, 10);
    const generation = digits(row, 11, 16);
    const kind = row[17];
    if (offset >= 0 && generation >= 0 && row[10] === 0x20 && row[16] === 0x20 && isKind(kind)) {
      // A row of 19 bytes (one end-of-line byte) is met in the field; skipWhite takes up the difference.
      cursor.position += 18;
      rows.set(index, kind === 0x6e ? 1 : 0, kind === 0x6e && offset > 0 ? offset + base : 0, generation);
      continue;
    }
    irregular();
    const looseOffset = cursor.integer();
    cursor.skipWhite();
    const looseGeneration = cursor.integer();
    cursor.skipWhite();
    const looseKind = cursor.peek();
    if (looseOffset === undefined || looseGeneration === undefined || !isKind(looseKind)) {
      return xrefDamaged('table row');
    }
    cursor.position++;
    const inUse = looseKind === 0x6e && looseOffset > 0;
    rows.set(index, inUse ? 1 : 0, inUse ? looseOffset + base : 0, looseGeneration);
  }
  return rows;
}

const isKind = (byte: number | undefined): boolean => byte === 0x6e || byte === 0x66;

function digits(row: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let index = from; index < to; index++) {
    const byte = row[index];
    if (byte === undefined || !isDigit(byte)) return -1;
    value = value * 10 + byte - 0x30;
  }
  return value;
}

/** Reads forward through a source in windows. */
class Cursor {
  position: number;
  readonly #source: ByteSource;
  #window = new Uint8Array(0);
  #start = 0;

  constructor(source: ByteSource, position: number) {
    this.#source = source;
    this.position = position;
  }

  window(length: number): Uint8Array {
    const inside =
      this.position >= this.#start && this.position + length <= this.#start + this.#window.length;
    if (!inside) {
      this.#start = this.position;
      this.#window = Uint8Array.from(this.#source.read(this.position, 32 * 1024));
    }
    const from = this.position - this.#start;
    return this.#window.subarray(from, from + length);
  }

  peek(): number | undefined {
    return this.window(1)[0];
  }

  skipWhite(): void {
    while (isWhite(this.peek())) this.position++;
  }

  integer(): number | undefined {
    let value = 0;
    const start = this.position;
    for (let byte = this.peek(); byte !== undefined && isDigit(byte); byte = this.peek()) {
      value = value * 10 + byte - 0x30;
      this.position++;
      if (this.position - start > 15) return undefined;
    }
    return this.position === start ? undefined : value;
  }
}
