import type { FontLibrary } from '../drawing/fonts.ts';
import { findPage, type Page } from '../file/pages.ts';
import type { PdfFile } from '../file/pdf-file.ts';
import { PageView } from './geometry.ts';
import { type Segment, segmentsOf, type TextLine, toLines } from './text/lines.ts';
import { readPageText, textBudget } from './text/page-text.ts';

/** Text of one page, top line first. */
export interface PageLines {
  view: PageView;
  lines: readonly TextLine[];
  segments: readonly Segment[];
}

/** Pages at the start and at the end of a document that are searched; a signature block lies in one of them. */
const FIRST_PAGES = 40;
const LAST_PAGES = 6;

/** Pages read when asked for, each once. Damaged content gives a page without text, never a failure. */
export class DocumentLines {
  readonly #file: PdfFile;
  readonly #fonts: FontLibrary;
  readonly #read = new Map<number, PageLines>();
  readonly #annotations: boolean;
  readonly #budget = textBudget();
  #count: number | null = null;

  /** `annotations`: what stamps and signature fields draw counts as text of the page. */
  constructor(file: PdfFile, fonts: FontLibrary, { annotations = false } = {}) {
    this.#annotations = annotations;
    this.#file = file;
    this.#fonts = fonts;
  }

  get count(): number {
    if (this.#count === null) {
      this.#count = 0;
      for (const page of this.#file.pages()) this.#count = page.number;
    }
    return this.#count;
  }

  /** Page numbers worth searching, in order. */
  get searched(): number[] {
    const numbers: number[] = [];
    for (let number = 1; number <= this.count; number++) {
      if (number <= FIRST_PAGES || number > this.count - LAST_PAGES) numbers.push(number);
    }
    return numbers;
  }

  page(number: number): PageLines | null {
    const known = this.#read.get(number);
    if (known) return known;
    const page = findPage(this.#file.latest, this.#file.limits, number);
    if (!page) return null;
    const view = new PageView(page);
    const lines = this.#linesOf(page, view);
    const read = { view, lines, segments: lines.flatMap(segmentsOf) };
    this.#read.set(number, read);
    return read;
  }

  #linesOf(page: Page, view: PageView): TextLine[] {
    try {
      const glyphs = readPageText(this.#file, page, view, this.#fonts, this.#budget, this.#annotations);
      return toLines(glyphs);
    } catch {
      // A place is a proposal: text that cannot be read is text that is not there.
      return [];
    }
  }
}
