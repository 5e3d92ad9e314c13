import { randomBytes } from 'node:crypto';
import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, type PDFObject, PDFRef } from 'pdf-lib';
import type { PdfFile } from '../file/pdf-file.ts';
import { fromLatin1 } from '../file/syntax.ts';
import { firstFreeNumber } from './free-numbers.ts';
import { type Cipher, serialize, serializeText } from './serialize.ts';
import type { Splice } from './splice.ts';
import { type WrittenObject, xrefStreamBytes, xrefTableBytes } from './xref-writer.ts';

/** Keys of the newest trailer that are not carried over: they describe that section alone. */
const SECTION_KEYS = new Set([
  'Prev',
  'XRefStm',
  'Size',
  'Type',
  'W',
  'Index',
  'Filter',
  'DecodeParms',
  'Length',
  'DL',
  'F',
  'FFilter',
  'FDecodeParms',
]);

interface Pending {
  generation: number;
  bytes: Uint8Array;
}

/**
 * One incremental update (ISO 32000-2, 7.5.6) of an opened file: objects are added, then {@link Increment.bytes} gives
 * what is written after the file's last byte. Object numbers start at the largest /Size of all trailers, or behind
 * what the file refers to beyond it.
 */
export class Increment {
  readonly file: PdfFile;
  readonly #objects = new Map<number, Pending>();
  readonly #offsets = new Map<number, number>();
  #next: number;
  /** Where the trailer leads, when not where it did. */
  #root: PDFRef | null = null;

  constructor(file: PdfFile) {
    this.file = file;
    this.#next = firstFreeNumber(file);
  }

  /** The number that the next new object gets. */
  get nextNumber(): number {
    return this.#next;
  }

  /** Takes a free object number. */
  reserve(): PDFRef {
    return PDFRef.of(this.#next++);
  }

  /** Takes a number for the catalog, to which the trailer then leads. */
  reserveCatalog(): PDFRef {
    this.#root = this.reserve();
    return this.#root;
  }

  /** Takes all numbers below `number`, after something else counted on from {@link nextNumber}. */
  reserveBelow(number: number): void {
    this.#next = Math.max(this.#next, number);
  }

  /** Adds a new object, its strings and data encrypted when the file is. */
  add(value: PDFObject, ref: PDFRef = this.reserve()): PDFRef {
    this.addBytes(ref, serialize(value, this.cipher(ref.objectNumber, ref.generationNumber)));
    return ref;
  }

  /** Adds an object whose text is ready. */
  addBytes(ref: PDFRef, bytes: Uint8Array): void {
    this.#objects.set(ref.objectNumber, { generation: ref.generationNumber, bytes });
  }

  /** Adds the changed form of an object of the file. */
  addSplice(splice: Splice): void {
    const located = this.file.latest.locate(splice.number);
    const fromStream = located?.entry.kind === 'compressed';
    const cipher = fromStream ? this.cipher(splice.number, splice.generation) : null;
    this.addBytes(PDFRef.of(splice.number, splice.generation), fromLatin1(splice.text(cipher)));
  }

  cipher(number: number, generation: number): Cipher | null {
    return this.file.encryption ? { encryption: this.file.encryption, number, generation } : null;
  }

  /** Offset in the whole file of an object's first value byte; known after {@link bytes}. */
  offsetOf(ref: PDFRef): number {
    return this.#offsets.get(ref.objectNumber) ?? -1;
  }

  /** The update, to be written at the file's end; objects in rising order, then cross references and trailer. */
  bytes(): Uint8Array {
    const { file } = this;
    const parts: Uint8Array[] = [];
    let offset = file.size;
    const put = (part: Uint8Array) => {
      parts.push(part);
      offset += part.length;
    };
    const last = file.source.read(file.size - 1, 1)[0];
    if (last !== 0x0a && last !== 0x0d) put(fromLatin1('\n'));
    const written: WrittenObject[] = [];
    for (const [number, object] of [...this.#objects].sort(([a], [b]) => a - b)) {
      written.push({ number, kind: 'plain', offset, generation: object.generation });
      put(fromLatin1(`${number} ${object.generation} obj\n`));
      this.#offsets.set(number, offset);
      put(object.bytes);
      put(fromLatin1('\nendobj\n'));
    }
    const rebuilt = file.damage ? this.#foundObjects(written) : [];
    const all = [...written, ...rebuilt];
    const asStream = file.damage
      ? all.some((one) => one.kind === 'compressed')
      : file.latest.revision.kind === 'stream';
    put(asStream ? this.#streamSection(all, offset) : this.#tableSection(all, offset));
    return Buffer.concat(parts);
  }

  /** Every object of a file without usable cross references that this update does not replace. */
  #foundObjects(written: readonly WrittenObject[]): WrittenObject[] {
    const replaced = new Set(written.map((one) => one.number));
    const { revision } = this.file.latest;
    return revision.numbers().flatMap((number): WrittenObject[] => {
      const entry = revision.entry(number);
      if (replaced.has(number) || !entry) return [];
      return [{ number, ...entry }];
    });
  }

  #tableSection(objects: readonly WrittenObject[], offset: number): Uint8Array {
    const rows = xrefTableBytes(objects, this.file.base, this.file.damage !== null ? this.#next : null);
    const trailer = serializeText(this.#trailer(this.#next), null);
    const tail = `trailer\n${trailer}\nstartxref\n${offset - this.file.base}\n%%EOF\n`;
    return Buffer.concat([rows, fromLatin1(tail)]);
  }

  #streamSection(objects: readonly WrittenObject[], offset: number): Uint8Array {
    const ref = this.reserve();
    const own: WrittenObject = { number: ref.objectNumber, kind: 'plain', offset, generation: 0 };
    const trailer = this.#trailer(this.#next);
    const head = fromLatin1(`${ref.objectNumber} 0 obj\n`);
    const body = xrefStreamBytes([...objects, own], this.file.base, trailer);
    const tail = `\nendobj\nstartxref\n${offset - this.file.base}\n%%EOF\n`;
    return Buffer.concat([head, body, fromLatin1(tail)]);
  }

  #trailer(size: number): PDFDict {
    const { file } = this;
    const newest = file.latest.trailer;
    const trailer = PDFDict.withContext(file.context);
    for (const [key, value] of newest.entries()) {
      if (!SECTION_KEYS.has(key.decodeText())) trailer.set(key, value);
    }
    if (this.#root) trailer.set(PDFName.of('Root'), this.#root);
    trailer.set(PDFName.of('Size'), PDFNumber.of(size));
    const { startxref } = file.latest.revision;
    if (startxref >= 0) trailer.set(PDFName.of('Prev'), PDFNumber.of(startxref - file.base));
    const id = file.latest.resolve(newest.get(PDFName.of('ID')));
    if (id instanceof PDFArray && id.size() === 2) {
      const changed = PDFArray.withContext(file.context);
      changed.push(file.latest.resolve(id.get(0)) ?? PDFHexString.of(''));
      changed.push(PDFHexString.of(randomBytes(16).toString('hex')));
      trailer.set(PDFName.of('ID'), changed);
    }
    return trailer;
  }
}
