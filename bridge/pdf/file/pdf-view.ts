import { PDFDict, PDFName, PDFNull, type PDFObject, PDFRef } from 'pdf-lib';
import { KyguiError } from '../../../shared/errors.ts';
import type { FileStream } from './file-stream.ts';
import type { ParsedObject } from './indirect-object.ts';
import { xrefDamaged } from './limits.ts';
import type { ObjectReader } from './object-reader.ts';
import type { Revision } from './revision.ts';
import type { ByteSource } from './source.ts';
import type { StreamEnd } from './stream-data.ts';
import type { XrefEntry } from './xref-section.ts';

/** Where an object was found. */
export interface LocatedEntry {
  entry: XrefEntry;
  /** Index of the revision that defines it. */
  revision: number;
}

const MOST_HOPS = 32;

/** The document as of one revision. All objects are shared and must not be changed. */
export class PdfView {
  /** Index of the newest revision that counts. */
  readonly index: number;
  readonly #reader: ObjectReader;
  readonly #revisions: readonly Revision[];
  readonly #resolve = (value: PDFObject | undefined): PDFObject | undefined => this.resolve(value);

  constructor(reader: ObjectReader, revisions: readonly Revision[], index: number) {
    this.#reader = reader;
    this.#revisions = revisions;
    this.index = index;
  }

  /** The whole file's bytes. */
  get source(): ByteSource {
    return this.#reader.source;
  }

  get revision(): Revision {
    return this.#revisions[this.index] ?? xrefDamaged('no revision');
  }

  get trailer(): PDFDict {
    return this.revision.trailer;
  }

  /** The catalog dictionary. @throws PDF_XREF_DAMAGED when /Root leads nowhere. */
  get catalog(): PDFDict {
    const root = this.resolve(this.trailer.get(PDFName.of('Root')));
    return root instanceof PDFDict ? root : xrefDamaged('Root');
  }

  /** The newest entry of a number and the revision that holds it. */
  locate(number: number): LocatedEntry | undefined {
    for (let index = this.index; index >= 0; index--) {
      const entry = this.#revisions[index]?.entry(number);
      if (entry) return { entry, revision: index };
    }
    return undefined;
  }

  /** Object `number` with the bytes it was read from; null when free or unknown. */
  parsed(number: number): ParsedObject | null {
    const found = this.locate(number);
    if (!found) return null;
    return this.#reader.read(number, found.entry, (stream) => this.locate(stream)?.entry, this.#resolve);
  }

  /** False when the object lies elsewhere in its object stream than the newest entry says, or is in there twice. */
  packedRightly(number: number): boolean {
    const entry = this.locate(number)?.entry;
    if (entry?.kind !== 'compressed') return true;
    return this.#reader.packedRightly(number, entry, this.locate(entry.stream)?.entry, this.#resolve);
  }

  /** Value of object `number`; null when free or unknown. */
  object(number: number): PDFObject | null {
    return this.parsed(number)?.value ?? null;
  }

  /** Looks through references; undefined for null, missing, free and unknown objects. */
  resolve(value: PDFObject | undefined): PDFObject | undefined {
    let current = value;
    for (let hops = 0; current instanceof PDFRef; hops++) {
      if (hops > MOST_HOPS) return undefined;
      const object = this.parsed(current.objectNumber);
      const named: boolean = object?.generation === current.generationNumber;
      if (object && !named) this.#reader.noteMisnamed(current.objectNumber);
      current = named ? object?.value : undefined;
    }
    return current === PDFNull ? undefined : current;
  }

  /** What the dictionaries of this document's object streams refer to, as far as they were read. */
  packing(): PDFRef[] {
    return this.#reader.packedBy(this.revision.end);
  }

  /** Objects met under another generation than their own, which some readers overlook. */
  misnamed(): PDFRef[] {
    return [...this.#reader.misnamed].flatMap((number) => {
      const object = this.parsed(number);
      return object ? [PDFRef.of(number, object.generation)] : [];
    });
  }

  /** As {@link resolve}, and undefined too where the object itself is damaged: for what may be passed over. */
  readable(value: PDFObject | undefined): PDFObject | undefined {
    try {
      return this.resolve(value);
    } catch (thrown) {
      if (thrown instanceof KyguiError && thrown.code === 'PDF_OBJECT_DAMAGED') return undefined;
      throw thrown;
    }
  }

  /** As {@link resolve}, as readers do that overlook generations. */
  looked(value: PDFObject | undefined): PDFObject | undefined {
    let current = value;
    for (let hops = 0; current instanceof PDFRef; hops++) {
      if (hops > MOST_HOPS) return undefined;
      current = this.object(current.objectNumber) ?? undefined;
    }
    return current === PDFNull ? undefined : current;
  }

  /** `resolve(dict.get(key))` for a key without its slash. */
  get(dict: PDFDict, key: string): PDFObject | undefined {
    return this.resolve(dict.get(PDFName.of(key)));
  }

  /** Stream data decrypted, not decoded. */
  rawBytes(stream: FileStream): Uint8Array {
    return this.#reader.raw(stream, this.#resolve);
  }

  /** Stream data decrypted and decoded; `opaque` names an image filter at which decoding stopped. */
  streamBytes(stream: FileStream): { data: Uint8Array; opaque: string | null } {
    return this.#reader.decode(stream, this.#resolve);
  }

  /** Where the data of a stream ends in the file. */
  streamEnd(stream: FileStream): StreamEnd {
    return this.#reader.streamEnd(stream, this.#resolve);
  }
}
