import { PDFArray, type PDFContext, PDFDict, PDFName, PDFNumber, PDFRef } from 'pdf-lib';
import { KyguiError } from '../../../shared/errors.ts';
import type { Encryption } from './encryption.ts';
import { FileStream } from './file-stream.ts';
import { readIndirectObject } from './indirect-object.ts';
import { exceeded, type ReadLimits, xrefDamaged } from './limits.ts';
import { ObjectParser } from './object-parser.ts';
import type { ByteSource } from './source.ts';
import { decodeUnencrypted, findStreamEnd } from './stream-data.ts';
import { Subsection, XrefSection } from './xref-section.ts';

const STEP = 256 * 1024;
const OVERLAP = 64;

interface Found {
  type: 1 | 2;
  second: number;
  third: number;
}

/** A number as it was met, or a stream that holds objects, in the order of the file. */
type Met = { number: number; place: Found } | ObjectStream;

interface ObjectStream {
  holder: FileStream;
  dataEnd: number;
}

/**
 * Reads a file whose cross references are damaged by looking for its objects: the last definition of a number counts.
 * Refused when the file holds a signature: what was signed can then no longer be told.
 * @param openEncryption opens the encryption that the trailer of the section names; objects in streams are told after it.
 * @throws PDF_XREF_DAMAGED when it is refused, no catalog is found or the trailer of an encrypted file is lost; what
 * opening the encryption throws
 */
export function rebuildXref(
  source: ByteSource,
  context: PDFContext,
  limits: ReadLimits,
  damage: KyguiError,
  openEncryption: (section: XrefSection) => Encryption | null,
): XrefSection {
  const met: Met[] = [];
  let encrypted = false;
  const trailers: PDFDict[] = [];
  let catalog: PDFRef | undefined;
  let skipTo = 0;
  let named = 0;
  for (let from = 0; from < source.size; from += STEP) {
    const window = Buffer.from(source.read(from, STEP + OVERLAP)).toString('latin1');
    // A signature dictionary is never compressed: its byte range must be patched in the file.
    if (window.includes('/ByteRange')) throw damage;
    named = Math.max(named, largestReference(window, limits));
    for (const match of window.matchAll(
      /(?<![\w.])(\d{1,10})[ \t\r\n\f\0]+(\d{1,5})[ \t\r\n\f\0]+obj(?![a-z])|(?<!\w)trailer(?!\w)/gu,
    )) {
      const at = from + match.index;
      if (at < skipTo || match.index >= STEP) continue;
      if (match[1] === undefined) {
        const trailer = trailerAt(source, at + 7, context, limits);
        if (trailer) trailers.push(trailer);
        continue;
      }
      const object = readLeniently(source, at, context, limits);
      if (!object) continue;
      if (met.length >= limits.entries) exceeded('objects');
      met.push({ number: object.number, place: { type: 1, second: at, third: object.generation } });
      if (object.value instanceof FileStream) {
        const { dict, start } = object.value;
        const length = dict.get(PDFName.of('Length'));
        const end = findStreamEnd(source, start, length instanceof PDFNumber ? length.asNumber() : undefined);
        skipTo = end.objectEnd;
        const type = dict.get(PDFName.of('Type'));
        if (type === PDFName.of('XRef')) trailers.push(dict);
        if (type === PDFName.of('ObjStm')) met.push({ holder: object.value, dataEnd: end.dataEnd });
      } else if (object.value instanceof PDFDict && isEncryption(object.value)) {
        encrypted = true;
      } else if (
        object.value instanceof PDFDict &&
        object.value.get(PDFName.of('Type')) === PDFName.of('Catalog')
      ) {
        catalog = PDFRef.of(object.number, object.generation);
      }
    }
  }
  const trailer = trailerFrom(trailers, catalog, context, damage);
  // What is encrypted cannot be read without the trailer that says so.
  if (encrypted && !trailer.has(PDFName.of('Encrypt'))) throw damage;
  // References to objects that were lost must not come to mean what is added.
  trailer.set(PDFName.of('Size'), PDFNumber.of(named + 1));
  const plain = sectionOf(
    placesOf(met, () => []),
    trailer,
  );
  const encryption = openEncryption(plain);
  return sectionOf(
    placesOf(met, ({ holder, dataEnd }) => {
      const { dict, start, number, generation } = holder;
      const raw = Uint8Array.from(source.read(start, dataEnd - start));
      const data = encryption?.decryptStream(dict, raw, number, generation) ?? raw;
      return numbersIn(dict, data, context, limits);
    }),
    trailer,
  );
}

/** The last place of each number. @param unpack the numbers in an object stream, in its order. */
function placesOf(met: readonly Met[], unpack: (stream: ObjectStream) => number[]): Map<number, Found> {
  const places = new Map<number, Found>();
  for (const one of met) {
    if ('place' in one) places.set(one.number, one.place);
    else
      for (const [index, number] of unpack(one).entries())
        places.set(number, { type: 2, second: one.holder.number, third: index });
  }
  return places;
}

function largestReference(window: string, limits: ReadLimits): number {
  let largest = 0;
  for (const match of window.matchAll(/(?<!\d)(\d{1,7})\s+\d{1,5}\s+R(?!\w)/gu)) {
    const number = Number(match[1]);
    if (number < limits.entries && number > largest) largest = number;
  }
  return largest;
}

/** An encryption dictionary (ISO 32000-2, 7.6.2). */
function isEncryption(dict: PDFDict): boolean {
  const has = (key: string) => dict.has(PDFName.of(key));
  return has('Filter') && has('V') && ((has('O') && has('U')) || has('Recipients') || has('CF'));
}

/** What is kept of a trailer, and as what it may stand there itself (ISO 32000-2, table 15; the catalog may not, but does). */
const TRAILER_KEYS = [
  ['Root', PDFDict],
  ['Info', null],
  ['ID', PDFArray],
  ['Encrypt', PDFDict],
] as const;

function trailerFrom(
  trailers: readonly PDFDict[],
  catalog: PDFRef | undefined,
  context: PDFContext,
  damage: KyguiError,
): PDFDict {
  const map = new Map();
  for (const trailer of trailers) {
    for (const [key, direct] of TRAILER_KEYS) {
      const value = trailer.get(PDFName.of(key));
      if (value instanceof PDFRef || (direct && value instanceof direct)) map.set(PDFName.of(key), value);
    }
  }
  if (catalog && !map.has(PDFName.of('Root'))) map.set(PDFName.of('Root'), catalog);
  if (!map.has(PDFName.of('Root'))) throw damage;
  return PDFDict.fromMapWithContext(map, context);
}

function sectionOf(objects: ReadonlyMap<number, Found>, trailer: PDFDict): XrefSection {
  const numbers = [...objects.keys()].sort((a, b) => a - b);
  const subsections: Subsection[] = [];
  for (let from = 0; from < numbers.length; ) {
    let to = from + 1;
    while (to < numbers.length && numbers[to] === (numbers[to - 1] ?? 0) + 1) to++;
    const rows = new Subsection(numbers[from] ?? 0, to - from);
    for (let index = from; index < to; index++) {
      const found = objects.get(numbers[index] ?? -1);
      if (found) rows.set(index - from, found.type, found.second, found.third);
    }
    subsections.push(rows);
    from = to;
  }
  if (subsections.length === 0) return xrefDamaged('no objects');
  return new XrefSection('table', -1, -1, trailer, subsections);
}

function readLeniently(source: ByteSource, at: number, context: PDFContext, limits: ReadLimits) {
  try {
    return readIndirectObject(source, at, context, limits);
  } catch (thrown) {
    if (thrown instanceof KyguiError && thrown.code === 'PDF_OBJECT_DAMAGED') return null;
    throw thrown;
  }
}

function trailerAt(source: ByteSource, at: number, context: PDFContext, limits: ReadLimits): PDFDict | null {
  const window = source.read(at, 16 * 1024);
  try {
    const value = new ObjectParser(window, 0, true, context, limits).object();
    return value instanceof PDFDict ? value : null;
  } catch {
    return null;
  }
}

function numbersIn(dict: PDFDict, raw: Uint8Array, context: PDFContext, limits: ReadLimits): number[] {
  const count = dict.get(PDFName.of('N'));
  if (!(count instanceof PDFNumber)) return [];
  try {
    const parser = new ObjectParser(decodeUnencrypted(dict, raw, limits), 0, true, context, limits);
    const numbers: number[] = [];
    for (let index = 0; index < count.asNumber(); index++) {
      parser.skipWhite();
      const number = parser.integer();
      parser.skipWhite();
      if (number === undefined || parser.integer() === undefined) break;
      numbers.push(number);
    }
    return numbers;
  } catch (thrown) {
    if (thrown instanceof KyguiError && thrown.code === 'PDF_OBJECT_DAMAGED') return [];
    throw thrown;
  }
}
