import { PDFArray, type PDFContext, PDFName, PDFNumber } from 'pdf-lib';
import { FileStream } from './file-stream.ts';
import { readIndirectObject } from './indirect-object.ts';
import { exceeded, type ReadLimits, xrefDamaged } from './limits.ts';
import type { ByteSource } from './source.ts';
import { decodeUnencrypted, findStreamEnd } from './stream-data.ts';
import { Subsection, XrefSection } from './xref-section.ts';
import { hasPlainOffsets } from './xref-table.ts';

/** Reads a cross-reference stream (ISO 32000-2, 7.5.8); null when no stream of that type stands there. */
export function readXrefStream(
  source: ByteSource,
  offset: number,
  base: number,
  context: PDFContext,
  limits: ReadLimits,
): XrefSection | null {
  const object = readIndirectObject(source, offset, context, limits);
  if (!object || !(object.value instanceof FileStream)) return null;
  const { dict, start } = object.value;
  if (dict.get(PDFName.of('Type')) !== PDFName.of('XRef')) return null;
  // Its own /Length and parameters are direct (7.5.8.2): nothing can be looked up yet.
  const length = numberOf(dict.get(PDFName.of('Length')));
  const end = findStreamEnd(source, start, length);
  const data = decodeUnencrypted(dict, Uint8Array.from(source.read(start, end.dataEnd - start)), limits);
  const widths = numbers(dict.get(PDFName.of('W')));
  const size = numberOf(dict.get(PDFName.of('Size')));
  if (widths.length < 3 || widths.some((one) => one < 0 || one > 8) || size === undefined) {
    return xrefDamaged('stream columns');
  }
  const index = dict.has(PDFName.of('Index')) ? numbers(dict.get(PDFName.of('Index'))) : [0, size];
  const rowBytes = widths.reduce((sum, one) => sum + one, 0);
  if (rowBytes === 0) return xrefDamaged('stream columns');
  const subsections: Subsection[] = [];
  let row = 0;
  const rows = Math.floor(data.length / rowBytes);
  for (let pair = 0; pair + 1 < index.length; pair += 2) {
    const first = index[pair] ?? 0;
    const count = Math.min(index[pair + 1] ?? 0, rows - row);
    if (first < 0 || first + count > limits.entries) exceeded('cross-reference entries');
    if (count < 0) return xrefDamaged('stream index');
    subsections.push(readRows(data, row, first, count, widths, base));
    row += count;
  }
  const section = new XrefSection('stream', offset, end.objectEnd, dict, subsections, object.number);
  const isPlain = hasPlainOffsets(object.containers.get(dict), object.text);
  section.irregular = object.odd.length > 0 || !end.lengthRight || !isPlain;
  return section;
}

function readRows(
  data: Uint8Array,
  fromRow: number,
  first: number,
  count: number,
  widths: readonly number[],
  base: number,
): Subsection {
  const rowBytes = widths.reduce((sum, one) => sum + one, 0);
  const [typeWidth = 0, secondWidth = 0, thirdWidth = 0] = widths;
  const rows = new Subsection(first, count);
  for (let index = 0; index < count; index++) {
    const at = (fromRow + index) * rowBytes;
    const type = typeWidth === 0 ? 1 : field(data, at, typeWidth);
    const second = field(data, at + typeWidth, secondWidth);
    const third = field(data, at + typeWidth + secondWidth, thirdWidth);
    rows.set(index, type, type === 1 && second > 0 ? second + base : second, third);
  }
  return rows;
}

function field(data: Uint8Array, at: number, width: number): number {
  let value = 0;
  for (let index = 0; index < width; index++) value = value * 256 + (data[at + index] ?? 0);
  return value;
}

const numberOf = (value: unknown): number | undefined =>
  value instanceof PDFNumber ? value.asNumber() : undefined;

const numbers = (value: unknown): number[] =>
  value instanceof PDFArray
    ? value.asArray().flatMap((one) => (one instanceof PDFNumber ? [Math.trunc(one.asNumber())] : []))
    : [];
