import { PDFArray, PDFDict, PDFName, PDFNumber, PDFRef } from 'pdf-lib';
import { readIndirectObject } from '../file/indirect-object.ts';
import { objectDamaged } from '../file/limits.ts';
import type { Page } from '../file/pages.ts';
import type { PdfView } from '../file/pdf-view.ts';
import { MemorySource } from '../file/source.ts';
import type { Increment } from './increment.ts';
import { serializeText } from './serialize.ts';
import { Splice } from './splice.ts';

/** SignaturesExist and AppendOnly (ISO 32000-2, table 225). */
const SIG_FLAGS = 3;

/**
 * Changes to objects of the file, one text splice per object, so that two changes of the same object (a page that
 * gets two annotations) become one.
 */
export class Changes {
  readonly #view: PdfView;
  readonly #increment: Increment;
  readonly #splices = new Map<number, Splice>();
  /** Pages whose shared array of annotations becomes one of their own, with what joins it. */
  readonly #parted = new Map<Page, string[]>();
  readonly #catalog: { number: number; dict: PDFDict };

  constructor(increment: Increment) {
    this.#increment = increment;
    this.#view = increment.file.latest;
    const root = this.#view.trailer.get(PDFName.of('Root'));
    this.#catalog =
      root instanceof PDFRef
        ? { number: this.#lastNumber(root), dict: this.#view.catalog }
        : this.#catalogOfItsOwn();
  }

  /**
   * Adds annotations to a page: only its /Annots changes, or only the array it refers to. An array that another page or
   * the form uses too is left as it is, for what is added would show there as well.
   */
  addAnnotations(page: Page, refs: readonly PDFRef[]): void {
    const texts = refs.map((ref) => ref.toString());
    if (this.#isShared(page)) {
      this.#parted.set(page, [...(this.#parted.get(page) ?? []), ...texts]);
      return;
    }
    this.#addToArray(this.#holderOf(page), page.dict, 'Annots', texts);
  }

  /** Adds a root field to the form, and the form to the catalog where there is none. */
  addField(field: PDFRef): void {
    const catalog = this.#catalog;
    const entry = catalog.dict.get(PDFName.of('AcroForm'));
    const form = this.#view.resolve(entry);
    if (!(form instanceof PDFDict)) {
      const created = this.#increment.reserve();
      const text = `<< /Fields [${field.toString()}] /SigFlags ${SIG_FLAGS} >>`;
      this.#increment.addBytes(created, Buffer.from(text, 'latin1'));
      this.#splice(catalog.number).setKey(catalog.dict, 'AcroForm', created.toString());
      return;
    }
    const owner = entry instanceof PDFRef ? this.#lastNumber(entry) : catalog.number;
    this.#addToArray(owner, form, 'Fields', [field.toString()]);
    this.#setSignatureFlags();
  }

  #setSignatureFlags(): void {
    const catalog = this.#catalog;
    const entry = catalog.dict.get(PDFName.of('AcroForm'));
    const form = this.#view.resolve(entry);
    if (!(form instanceof PDFDict)) return;
    const owner = entry instanceof PDFRef ? this.#lastNumber(entry) : catalog.number;
    const flags = this.#view.get(form, 'SigFlags');
    const before = flags instanceof PDFNumber ? flags.asNumber() : 0;
    if ((before & SIG_FLAGS) !== SIG_FLAGS) {
      this.#splice(owner).setKey(form, 'SigFlags', String(before | SIG_FLAGS));
    }
  }

  /** Signs into a field of the form: its own text gets the value, the appearance when it is drawn, and its parts. */
  signField(
    field: { ref: PDFRef; dict: PDFDict },
    value: PDFRef,
    { appearance, parts }: { appearance: PDFRef | null; parts: readonly PDFRef[] },
  ): void {
    const number = this.#lastNumber(field.ref);
    const splice = this.#splice(number);
    splice.setKey(field.dict, 'V', value.toString());
    if (appearance) splice.setKey(field.dict, 'AP', `<< /N ${appearance.toString()} >>`);
    if (parts.length > 0) splice.setKey(field.dict, 'KYGUI_Parts', `[${parts.map(String).join(' ')}]`);
    const flags = this.#view.get(field.dict, 'F');
    const before = flags instanceof PDFNumber ? flags.asNumber() : 0;
    // Printed and, once signed, no longer moved (table 167).
    if ((before & 132) !== 132) splice.setKey(field.dict, 'F', String(before | 132));
    this.#setSignatureFlags();
  }

  /** Sets keys of a catalog entry's dictionary or of the catalog itself. */
  setCatalogKey(key: string, text: string): void {
    this.#splice(this.#catalog.number).setKey(this.#catalog.dict, key, text);
  }

  /** A catalog that stands in the trailer, as a file may have it that is read around its damage, becomes an object. */
  #catalogOfItsOwn(): { number: number; dict: PDFDict } {
    const increment = this.#increment;
    const ref = increment.reserveCatalog();
    const { objectNumber: number, generationNumber: generation } = ref;
    const text = serializeText(this.#view.catalog, increment.cipher(number, generation));
    const source = new MemorySource(Buffer.from(`${number} ${generation} obj\n${text}\nendobj\n`, 'latin1'));
    const object = readIndirectObject(source, 0, increment.file.context, increment.file.limits);
    if (!(object?.value instanceof PDFDict)) return objectDamaged('catalog');
    this.#splices.set(number, new Splice(object));
    return { number, dict: object.value };
  }

  #isShared(page: Page): boolean {
    const entry = page.dict.get(PDFName.of('Annots'));
    if (!(entry instanceof PDFRef)) return false;
    const form = this.#view.get(this.#view.catalog, 'AcroForm');
    if (form instanceof PDFDict && form.get(PDFName.of('Fields')) === entry) return true;
    for (const other of this.#increment.file.pages()) {
      if (other.dict !== page.dict && other.dict.get(PDFName.of('Annots')) === entry) return true;
    }
    return false;
  }

  /** Writes the annotations that a page had and those that it gains into the page itself. */
  #part(page: Page, texts: readonly string[]): void {
    const holder = this.#holderOf(page);
    const list = this.#view.get(page.dict, 'Annots');
    const cipher = this.#increment.cipher(holder, this.#view.parsed(holder)?.generation ?? 0);
    const had = list instanceof PDFArray ? list.asArray().map((item) => serializeText(item, cipher)) : [];
    this.#splice(holder).setKey(page.dict, 'Annots', `[${[...had, ...texts].join(' ')}]`);
  }

  /** Hands every changed object to the increment. */
  apply(): void {
    for (const [page, texts] of this.#parted) this.#part(page, texts);
    for (const splice of this.#splices.values()) this.#increment.addSplice(splice);
  }

  #addToArray(owner: number, dict: PDFDict, key: string, texts: readonly string[]): void {
    const entry = dict.get(PDFName.of(key));
    const list = this.#view.resolve(entry);
    if (!(list instanceof PDFArray)) {
      this.#splice(owner).setKey(dict, key, `[${texts.join(' ')}]`);
      return;
    }
    const holder = entry instanceof PDFRef ? this.#lastNumber(entry) : owner;
    const splice = this.#splice(holder);
    for (const text of texts) splice.push(list, text);
  }

  #holderOf(page: Page): number {
    return page.holder ? this.#lastNumber(page.holder) : objectDamaged('page is in no object');
  }

  /** The number at which a chain of references ends: there the value's own text stands. */
  #lastNumber(ref: PDFRef): number {
    let number = ref.objectNumber;
    for (let hops = 0; hops < 32; hops++) {
      const value = this.#view.object(number);
      if (!(value instanceof PDFRef)) return number;
      number = value.objectNumber;
    }
    return objectDamaged('references in a circle');
  }

  #splice(number: number): Splice {
    const known = this.#splices.get(number);
    if (known) return known;
    const object = this.#view.parsed(number) ?? objectDamaged(`object ${number}`);
    const splice = new Splice(object);
    this.#splices.set(number, splice);
    return splice;
  }
}
