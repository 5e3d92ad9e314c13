import { PDFArray, type PDFContext, PDFDict, PDFName, PDFNumber, type PDFObject, PDFRef } from 'pdf-lib';
import type { Encryption } from './encryption.ts';
import { FileStream } from './file-stream.ts';
import { type ParsedObject, readCompressedObject, readIndirectObject } from './indirect-object.ts';
import { exceeded, objectDamaged, type ReadLimits, xrefDamaged } from './limits.ts';
import { ObjectParser } from './object-parser.ts';
import type { ByteSource } from './source.ts';
import { decodeStages, filterStages, findStreamEnd, type Resolve, type StreamEnd } from './stream-data.ts';
import type { XrefEntry } from './xref-section.ts';

const CACHED_OBJECTS = 20_000;
/** Decoded bytes of object streams that are kept: a tagged book has a thousand of them and is read across them all. */
const CACHED_OBJECT_STREAM_BYTES = 16 * 1024 ** 2;

interface OpenedObjectStream {
  data: Uint8Array;
  first: number;
  /** Number and offset in turn. */
  pairs: readonly number[];
  /** Number → its place in the stream, counted from 0. */
  places: ReadonlyMap<number, number>;
}

/** Reads and caches objects by where they stand; knows nothing of revisions. */
export class ObjectReader {
  readonly source: ByteSource;
  readonly context: PDFContext;
  readonly limits: ReadLimits;
  encryption: Encryption | null = null;
  /** Number of /Encrypt, whose strings are never encrypted. */
  clearNumber = -1;
  readonly #objects = new Map<string, ParsedObject>();
  readonly #streams = new Map<number, OpenedObjectStream>();
  readonly #packing = new Map<number, readonly PDFRef[]>();
  readonly #misnamed = new Set<number>();
  #streamBytes = 0;
  #decoded = 0;

  constructor(source: ByteSource, context: PDFContext, limits: ReadLimits) {
    this.source = source;
    this.context = context;
    this.limits = limits;
  }

  /**
   * The object that an entry points to, strings decrypted; null for a free one.
   * @param locate finds the entry of an object stream's number in the same revision.
   * @throws PDF_XREF_DAMAGED when another object stands there.
   */
  read(
    number: number,
    entry: XrefEntry,
    locate: (number: number) => XrefEntry | undefined,
    resolve: Resolve,
  ): ParsedObject | null {
    if (entry.kind === 'free') return null;
    const key =
      entry.kind === 'plain'
        ? `${number}.${entry.generation}@${entry.offset}`
        : `${number}/${entry.stream}.${entry.index}`;
    const at = entry.kind === 'compressed' ? locate(entry.stream) : undefined;
    const fullKey = at?.kind === 'plain' ? `${key}@${at.offset}` : key;
    const cached = this.#objects.get(fullKey);
    if (cached) return cached;
    const object =
      entry.kind === 'plain'
        ? this.#plain(number, entry.offset, entry.generation)
        : this.#compressed(number, entry.stream, entry.index, at, resolve);
    if (object) {
      if (this.#objects.size >= CACHED_OBJECTS) this.#objects.clear();
      this.#objects.set(fullKey, object);
    }
    return object;
  }

  /** What the dictionaries of the object streams opened so far refer to, of those that stand before `end`. */
  packedBy(end: number): PDFRef[] {
    return [...this.#packing].flatMap(([offset, refs]) => (offset < end ? refs : []));
  }

  /** Numbers met with another generation than their object has. */
  get misnamed(): ReadonlySet<number> {
    return this.#misnamed;
  }

  noteMisnamed(number: number): void {
    this.#misnamed.add(number);
  }

  #plain(number: number, offset: number, generation: number): ParsedObject {
    const object = readIndirectObject(this.source, offset, this.context, this.limits);
    if (!object || object.number !== number || object.generation !== generation) {
      return xrefDamaged(`object ${number}`);
    }
    if (!this.encryption || number === this.clearNumber) return object;
    if (object.value instanceof FileStream) {
      this.encryption.decryptTree(object.value.dict, number, generation);
      return object;
    }
    return { ...object, value: this.encryption.decryptTree(object.value, number, generation) };
  }

  #compressed(
    number: number,
    stream: number,
    index: number,
    at: XrefEntry | undefined,
    resolve: Resolve,
  ): ParsedObject | null {
    // An object stream that is gone takes what was packed in it along: poppler, mupdf and qpdf all read null.
    if (!at || at.kind === 'free') return null;
    if (at.kind !== 'plain') return xrefDamaged(`object stream ${stream}`);
    const opened = this.#objectStream(stream, at.offset, at.generation, resolve);
    // The index is a hint for some writers; the number inside the stream is what counts.
    const place = opened.pairs[index * 2] === number ? index : opened.places.get(number);
    if (place === undefined) return xrefDamaged(`object ${number}`);
    const offset = opened.first + (opened.pairs[place * 2 + 1] ?? 0);
    return readCompressedObject(opened.data, offset, number, this.context, this.limits);
  }

  /**
   * True when a compressed entry names the one place at which its object stream holds the number: readers that go by
   * the index and readers that go by the number then see the same.
   */
  packedRightly(number: number, entry: XrefEntry, at: XrefEntry | undefined, resolve: Resolve): boolean {
    if (entry.kind !== 'compressed') return true;
    if (at?.kind !== 'plain') return false;
    const { pairs, places } = this.#objectStream(entry.stream, at.offset, at.generation, resolve);
    return places.get(number) === entry.index && places.size * 2 === pairs.length;
  }

  #objectStream(number: number, offset: number, generation: number, resolve: Resolve): OpenedObjectStream {
    const cached = this.#streams.get(offset);
    if (cached) {
      // The one used last is the last to go.
      this.#streams.delete(offset);
      this.#streams.set(offset, cached);
      return cached;
    }
    const { value } = this.#plain(number, offset, generation);
    if (!(value instanceof FileStream)) return xrefDamaged(`object stream ${number}`);
    const isKnown = this.#packing.has(offset);
    this.#packing.set(offset, refsIn(value.dict));
    const { data } = isKnown ? this.#decodeAgain(value, resolve) : this.decode(value, resolve);
    const count = resolve(value.dict.get(PDFName.of('N')));
    const first = resolve(value.dict.get(PDFName.of('First')));
    if (!(count instanceof PDFNumber) || !(first instanceof PDFNumber)) {
      return objectDamaged(`object stream ${number}`);
    }
    if (count.asNumber() > this.limits.entries) exceeded('object stream');
    const parser = new ObjectParser(data, 0, true, this.context, this.limits);
    const pairs: number[] = [];
    for (let index = 0; index < count.asNumber() * 2; index++) {
      parser.skipWhite();
      pairs.push(parser.integer() ?? objectDamaged(`object stream ${number}`));
    }
    const places = new Map<number, number>();
    for (let index = 0; index < pairs.length / 2; index++) {
      const one = pairs[index * 2] ?? -1;
      if (!places.has(one)) places.set(one, index);
    }
    const opened = { data, first: first.asNumber(), pairs, places };
    this.#keep(offset, opened);
    return opened;
  }

  #keep(offset: number, opened: OpenedObjectStream): void {
    this.#streamBytes += opened.data.length;
    for (const [oldest, { data }] of this.#streams) {
      if (this.#streamBytes <= CACHED_OBJECT_STREAM_BYTES) break;
      this.#streams.delete(oldest);
      this.#streamBytes -= data.length;
    }
    this.#streams.set(offset, opened);
  }

  /** Where the data of a stream ends. */
  streamEnd(stream: FileStream, resolve: Resolve): StreamEnd {
    const length = resolve(stream.dict.get(PDFName.of('Length')));
    return findStreamEnd(
      this.source,
      stream.start,
      length instanceof PDFNumber ? length.asNumber() : undefined,
    );
  }

  /** Stream data decrypted but not decoded. */
  raw(stream: FileStream, resolve: Resolve): Uint8Array {
    const end = this.streamEnd(stream, resolve);
    const length = end.dataEnd - stream.start;
    if (length > this.limits.decodedBytes) exceeded('stream size');
    const data = this.source.read(stream.start, length);
    return this.encryption
      ? this.encryption.decryptStream(stream.dict, data, stream.number, stream.generation)
      : Uint8Array.from(data);
  }

  /** Stream data decrypted and decoded up to an image filter, whose name is then `opaque`. */
  decode(stream: FileStream, resolve: Resolve): { data: Uint8Array; opaque: string | null } {
    const decoded = this.#decodeAgain(stream, resolve);
    this.#decoded += decoded.data.length;
    if (this.#decoded > this.limits.decodedBytesTotal) exceeded('decoded streams together');
    return decoded;
  }

  /** As {@link decode}, of a stream that was counted before. */
  #decodeAgain(stream: FileStream, resolve: Resolve): { data: Uint8Array; opaque: string | null } {
    return decodeStages(
      filterStages(stream.dict, resolve),
      this.raw(stream, resolve),
      this.limits.decodedBytes,
    );
  }
}

/** References in a value, those of nested dictionaries and arrays included. */
function refsIn(value: PDFObject): PDFRef[] {
  if (value instanceof PDFRef) return [value];
  if (value instanceof PDFArray) return value.asArray().flatMap(refsIn);
  return value instanceof PDFDict ? value.values().flatMap(refsIn) : [];
}
