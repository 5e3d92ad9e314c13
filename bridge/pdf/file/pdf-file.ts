import {
  PDFArray,
  PDFContext,
  PDFDict,
  PDFHexString,
  PDFName,
  PDFNumber,
  type PDFObject,
  PDFRef,
} from 'pdf-lib';
import { KyguiError } from '../../../shared/errors.ts';
import { Encryption } from './encryption.ts';
import { DEFAULT_LIMITS, exceeded, type ReadLimits, xrefDamaged } from './limits.ts';
import { assertOnlyAttachmentsLocked } from './locked-streams.ts';
import { ObjectReader } from './object-reader.ts';
import { type Page, walkPages } from './pages.ts';
import { PdfView } from './pdf-view.ts';
import { rebuildXref } from './rebuild.ts';
import { findHeader, findStartxref, type Revision, readChain, readRevisions } from './revision.ts';
import { type ByteSource, FileSource } from './source.ts';
import type { XrefSection } from './xref-section.ts';

export interface OpenOptions {
  limits?: Partial<ReadLimits>;
  /**
   * What to do with damaged cross references: `refuse` (default) throws PDF_XREF_DAMAGED; `when-unsigned` reads the
   * file by looking for its objects, unless it holds a signature. `PdfFile.damage` then tells.
   * `rebuild` does so at once, after damage was met deeper in the file.
   */
  damaged?: DamagePolicy;
}

export type DamagePolicy = 'refuse' | 'when-unsigned' | 'rebuild';

const sizeWords = (bytes: number): string =>
  bytes % 2 ** 30 === 0 ? `${bytes / 2 ** 30} GiB` : `${bytes} bytes`;

/**
 * A PDF read by random access: cross references at opening, objects when asked for, the file never whole in memory.
 * Every revision can be seen by itself through {@link PdfFile.view}. Objects are shared and must not be changed.
 */
export class PdfFile {
  readonly source: ByteSource;
  readonly limits: ReadLimits;
  readonly context: PDFContext;
  /** Version of the header, such as `1.7`. */
  readonly version: string;
  /** Bytes before `%PDF-`. */
  readonly headerOffset: number;
  /** Added to every offset written in the file: `headerOffset`, or 0 where the writer counted from the first byte. */
  readonly base: number;
  /** Oldest first; at least one. */
  readonly revisions: readonly Revision[];
  readonly encryption: Encryption | null;
  /** What was wrong with the cross references when the file had to be read without them. */
  readonly damage: KyguiError | null;
  readonly latest: PdfView;
  readonly #reader: ObjectReader;

  private constructor(source: ByteSource, options: OpenOptions) {
    this.source = source;
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.context = PDFContext.create();
    if (source.size > this.limits.fileBytes) exceeded(sizeWords(this.limits.fileBytes));
    const header = findHeader(source);
    const damaged = options.damaged ?? 'refuse';
    if (!header && (damaged === 'refuse' || !looksLikePdf(source))) throw new KyguiError('PDF_NOT_PDF');
    this.headerOffset = header?.offset ?? 0;
    this.version = header?.version ?? '';
    const read = this.#readXref(damaged, header ? undefined : new KyguiError('PDF_NOT_PDF'));
    this.base = read.base;
    this.revisions = read.revisions;
    this.damage = read.damage;
    this.#reader = new ObjectReader(source, this.context, this.limits);
    this.latest = this.view(this.revisions.length - 1);
    this.encryption = openEncryption(this.latest);
    this.#reader.encryption = this.encryption;
    const encrypt = this.latest.trailer.get(PDFName.of('Encrypt'));
    if (encrypt instanceof PDFRef) this.#reader.clearNumber = encrypt.objectNumber;
    if (this.encryption?.isLocked) assertOnlyAttachmentsLocked(this.latest);
  }

  /**
   * @throws PDF_NOT_PDF, PDF_XREF_DAMAGED, PDF_NEEDS_PASSWORD, PDF_ENCRYPTION_UNSUPPORTED, PDF_LIMIT_EXCEEDED,
   * PDF_READ_FAILED
   */
  static open(from: string | ByteSource, options: OpenOptions = {}): PdfFile {
    const source = typeof from === 'string' ? new FileSource(from) : from;
    try {
      return new PdfFile(source, options);
    } catch (thrown) {
      source.close();
      throw thrown;
    }
  }

  close(): void {
    this.source.close();
  }

  get size(): number {
    return this.source.size;
  }

  /** The file as it was after revision `index` (0 = oldest). */
  view(index: number): PdfView {
    return new PdfView(this.#reader, this.revisions, index);
  }

  /** Pages of the newest revision in reading order, read as far as asked. */
  pages(): Generator<Page> {
    return walkPages(this.latest, this.limits);
  }

  /** One more than any object number used or promised: the largest /Size of all trailers counts. */
  get nextObjectNumber(): number {
    let next = 1;
    for (const revision of this.revisions) {
      for (const section of revision.sections) {
        const trailers = [section.trailer, ...(section.hybrid ? [section.hybrid.trailer] : [])];
        next = Math.max(next, section.limit, ...trailers.map(sizeIn));
        if (section.streamNumber !== undefined) next = Math.max(next, section.streamNumber + 1);
      }
    }
    return next;
  }

  /** @param noHeader thrown instead of the damage when the file has no header either. */
  #readXref(
    damaged: DamagePolicy,
    noHeader: KyguiError | undefined,
  ): { base: number; revisions: Revision[]; damage: KyguiError | null } {
    if (damaged === 'rebuild') {
      return this.#rebuild(noHeader ?? new KyguiError('PDF_XREF_DAMAGED', { where: 'objects' }));
    }
    try {
      const startxref = findStartxref(this.source);
      let base = this.headerOffset;
      let chain: XrefSection[];
      try {
        chain = this.#checkedChain(startxref, base);
      } catch (thrown) {
        // Bytes before the header: some writers count offsets from the first byte all the same.
        if (base === 0 || !isDamage(thrown)) throw thrown;
        base = 0;
        chain = this.#checkedChain(startxref, base);
      }
      return { base, revisions: readRevisions(this.source, chain, base), damage: null };
    } catch (thrown) {
      if (damaged === 'refuse' || !isDamage(thrown)) throw thrown;
      return this.#rebuild(noHeader ?? thrown);
    }
  }

  #rebuild(damage: KyguiError): { base: number; revisions: Revision[]; damage: KyguiError } {
    const { source, context, limits } = this;
    const revisionsOf = (section: XrefSection) => [rebuiltRevision(section, source.size)];
    const section = rebuildXref(source, context, limits, damage, (plain) =>
      openEncryption(new PdfView(new ObjectReader(source, context, limits), revisionsOf(plain), 0)),
    );
    return { base: this.headerOffset, revisions: revisionsOf(section), damage };
  }

  /** A chain whose catalog can be read: an offset that is off by a few bytes is damage, not a smaller document. */
  #checkedChain(startxref: number, base: number): XrefSection[] {
    const chain = readChain(this.source, startxref, base, this.context, this.limits);
    const reader = new ObjectReader(this.source, this.context, this.limits);
    const revisions = readRevisions(this.source, chain, base);
    const view = new PdfView(reader, revisions, revisions.length - 1);
    // It must be referred to (ISO 32000-2, table 15); several readers find no document in such a file.
    if (view.trailer.get(PDFName.of('Root')) instanceof PDFDict) return xrefDamaged('Root');
    if (!view.trailer.has(PDFName.of('Encrypt'))) {
      const pages = view.resolve(view.catalog.get(PDFName.of('Pages')));
      if (!(pages instanceof PDFDict)) return xrefDamaged('page tree');
    }
    return chain;
  }
}

function openEncryption(view: PdfView): Encryption | null {
  const { trailer } = view;
  const dict = view.resolve(trailer.get(PDFName.of('Encrypt')));
  if (!(dict instanceof PDFDict)) {
    return trailer.has(PDFName.of('Encrypt')) ? xrefDamaged('Encrypt') : null;
  }
  const id = view.resolve(trailer.get(PDFName.of('ID')));
  const first = id instanceof PDFArray && id.size() > 0 ? view.resolve(id.get(0)) : undefined;
  const fileId = first instanceof PDFHexString ? first.asBytes() : new Uint8Array(0);
  return new Encryption(dict, fileId, (value: PDFObject | undefined) => view.resolve(value));
}

function rebuiltRevision(section: XrefSection, size: number): Revision {
  return {
    index: 0,
    kind: 'rebuilt',
    startxref: -1,
    trailer: section.trailer,
    start: 0,
    end: size,
    eof: size,
    closed: false,
    ordered: true,
    linearized: false,
    sections: [section],
    entry: (number) => section.entry(number),
    numbers: () => section.numbers(),
  };
}

/** A file that lost its header still ends like a PDF. */
function looksLikePdf(source: ByteSource): boolean {
  const tail = Buffer.from(source.read(Math.max(0, source.size - 2048), 2048));
  return tail.includes('%%EOF') || tail.includes('startxref');
}

function sizeIn(trailer: PDFDict): number {
  const size = trailer.get(PDFName.of('Size'));
  return size instanceof PDFNumber ? Math.trunc(size.asNumber()) : 0;
}

/** True for the two codes that say that a file's structure is broken. */
export const isDamage = (thrown: unknown): thrown is KyguiError =>
  thrown instanceof KyguiError &&
  (thrown.code === 'PDF_XREF_DAMAGED' || thrown.code === 'PDF_OBJECT_DAMAGED');
