import { deflateSync } from 'node:zlib';
import { PDFArray, type PDFDict, PDFName, PDFNumber } from 'pdf-lib';
import type { XrefEntry } from '../file/xref-section.ts';
import { serializeText } from './serialize.ts';

/** A number and where its object is; offsets from the first byte of the file. */
export type WrittenObject = { number: number } & XrefEntry;

/** Largest table that is filled up with free entries. */
const FILLED_TABLE = 1_000_000;

/**
 * Rows of a cross-reference table with its keyword (ISO 32000-2, 7.5.4).
 * @param completeTo when the table stands alone (no /Prev): it then runs without gaps from 0 to this number, because
 * Acrobat takes a first table with gaps for a damaged file.
 */
export function xrefTableBytes(
  objects: readonly WrittenObject[],
  base: number,
  completeTo: number | null,
): Uint8Array {
  const byNumber = new Map(objects.map((one) => [one.number, one]));
  if (completeTo !== null && completeTo < FILLED_TABLE) {
    for (let number = 0; number < completeTo; number++) {
      if (!byNumber.has(number))
        byNumber.set(number, { number, kind: 'free', generation: number === 0 ? 65535 : 0 });
    }
  }
  const lines = ['xref\n'];
  for (const run of runsOf([...byNumber.values()])) {
    lines.push(`${run[0]?.number ?? 0} ${run.length}\n`);
    for (const one of run) {
      const offset = one.kind === 'plain' ? one.offset - base : 0;
      const generation = one.kind === 'compressed' ? 0 : one.generation;
      const kind = one.kind === 'plain' ? 'n' : 'f';
      lines.push(`${String(offset).padStart(10, '0')} ${String(generation).padStart(5, '0')} ${kind} \n`);
    }
  }
  return Buffer.from(lines.join(''), 'latin1');
}

/** Dictionary and data of a cross-reference stream (7.5.8); it is never encrypted. */
export function xrefStreamBytes(
  objects: readonly WrittenObject[],
  base: number,
  trailer: PDFDict,
): Uint8Array {
  const runs = runsOf(trailer.has(PDFName.of('Prev')) ? objects : withHeadOfFreeList(objects));
  const largest = objects.reduce((most, one) => Math.max(most, one.kind === 'plain' ? one.offset : 0), 0);
  const width = largest >= 2 ** 32 ? 5 : 4;
  const data = Buffer.alloc(runs.reduce((sum, run) => sum + run.length, 0) * (1 + width + 2));
  let at = 0;
  for (const run of runs) {
    for (const one of run) {
      const [type, second, third] = columns(one, base);
      data.writeUInt8(type, at);
      data.writeUIntBE(second, at + 1, width);
      data.writeUInt16BE(third, at + 1 + width);
      at += 1 + width + 2;
    }
  }
  const packed = deflateSync(data);
  const index = PDFArray.withContext(trailer.context);
  for (const run of runs) {
    index.push(PDFNumber.of(run[0]?.number ?? 0));
    index.push(PDFNumber.of(run.length));
  }
  const widths = PDFArray.withContext(trailer.context);
  for (const one of [1, width, 2]) widths.push(PDFNumber.of(one));
  trailer.set(PDFName.of('Type'), PDFName.of('XRef'));
  trailer.set(PDFName.of('W'), widths);
  trailer.set(PDFName.of('Index'), index);
  trailer.set(PDFName.of('Filter'), PDFName.of('FlateDecode'));
  trailer.set(PDFName.of('Length'), PDFNumber.of(packed.length));
  return Buffer.concat([
    Buffer.from(`${serializeText(trailer, null)}\nstream\n`, 'latin1'),
    packed,
    Buffer.from('\nendstream', 'latin1'),
  ]);
}

function withHeadOfFreeList(objects: readonly WrittenObject[]): WrittenObject[] {
  const others = objects.filter((one) => one.number !== 0);
  return [{ number: 0, kind: 'free', generation: 65535 }, ...others];
}

function columns(one: WrittenObject, base: number): [number, number, number] {
  if (one.kind === 'plain') return [1, one.offset - base, one.generation];
  if (one.kind === 'compressed') return [2, one.stream, one.index];
  return [0, 0, one.number === 0 ? 65535 : one.generation];
}

function runsOf(objects: readonly WrittenObject[]): WrittenObject[][] {
  const runs: WrittenObject[][] = [];
  let previous = Number.NaN;
  for (const one of [...objects].sort((a, b) => a.number - b.number)) {
    const run = runs.at(-1);
    if (run && one.number === previous + 1) run.push(one);
    else runs.push([one]);
    previous = one.number;
  }
  return runs;
}
