import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, type PDFObject } from 'pdf-lib';
import { normalAppearances } from '../../content/annotation-appearance.ts';
import { ContentReader } from '../../content/content-reader.ts';
import { identity, type Matrix, multiply, transform } from '../../content/matrix.ts';
import type { FontLibrary } from '../../drawing/fonts.ts';
import { FileStream } from '../../file/file-stream.ts';
import type { Page } from '../../file/pages.ts';
import type { PdfFile } from '../../file/pdf-file.ts';
import type { PageView } from '../geometry.ts';
import { FontDecoder } from './font-decoder.ts';
import { inUnicode } from './legacy-glyphs.ts';
import type { PlacedGlyph } from './placed-glyph.ts';

const FORM_DEPTH = 4;

/** What reading the text of one document may cost; used up, the rest of it counts as without text. */
export interface TextBudget {
  glyphs: number;
  operations: number;
  forms: number;
}

export const textBudget = (): TextBudget => ({ glyphs: 1_000_000, operations: 1_500_000, forms: 5000 });

interface TextState {
  font: FontDecoder | null;
  size: number;
  charSpace: number;
  wordSpace: number;
  scale: number;
  leading: number;
  rise: number;
}

const START: TextState = { font: null, size: 0, charSpace: 0, wordSpace: 0, scale: 1, leading: 0, rise: 0 };

/**
 * Characters of a page that run from left to right as seen; turned and mirrored text is left out. With `annotations`
 * also what annotations and signature fields draw over it.
 */
export function readPageText(
  file: PdfFile,
  page: Page,
  view: PageView,
  fonts: FontLibrary,
  budget: TextBudget,
  annotations = false,
): PlacedGlyph[] {
  const reader = new PageTextReader(file, view, fonts, budget);
  const contents = file.latest.get(page.dict, 'Contents');
  const streams =
    contents instanceof PDFArray ? contents.asArray().map((one) => file.latest.resolve(one)) : [contents];
  const parts: Uint8Array[] = [];
  for (const stream of streams) {
    if (stream instanceof FileStream) parts.push(file.latest.streamBytes(stream).data, Buffer.from('\n'));
  }
  reader.run(Buffer.concat(parts), page.resources, identity, 0);
  if (!annotations) return inUnicode(reader.glyphs);
  const below = reader.glyphs.length;
  for (const { stream, matrix } of normalAppearances(file, page)) reader.runForm(stream, matrix);
  const drawn = reader.glyphs.slice(below);
  const free = withoutFilledBlanks(reader.glyphs.slice(0, below), drawn);
  return inUnicode([...free, ...drawn]);
}

/** What is stamped into a blank takes the place of the spaces that made the blank. */
function withoutFilledBlanks(page: readonly PlacedGlyph[], drawn: readonly PlacedGlyph[]): PlacedGlyph[] {
  const over = drawn.slice(0, 2000);
  return page.filter(
    (glyph) =>
      glyph.text.trim() !== '' ||
      !over.some(
        ({ x, y, width, size }) =>
          Math.abs(y - glyph.y) < size * 0.5 && glyph.x < x + width && x < glyph.x + glyph.width,
      ),
  );
}

class PageTextReader {
  readonly glyphs: PlacedGlyph[] = [];
  readonly #file: PdfFile;
  readonly #view: PageView;
  readonly #library: FontLibrary;
  readonly #budget: TextBudget;
  readonly #decoders = new Map<PDFDict, FontDecoder>();

  constructor(file: PdfFile, view: PageView, fonts: FontLibrary, budget: TextBudget) {
    this.#budget = budget;
    this.#file = file;
    this.#view = view;
    this.#library = fonts;
  }

  run(data: Uint8Array, resources: PDFDict | undefined, start: Matrix, depth: number): void {
    let ctm = start;
    let state: TextState = { ...START };
    let text = identity;
    let line = identity;
    const stack: { ctm: Matrix; state: TextState }[] = [];
    const nextLine = (x: number, y: number) => {
      line = multiply([1, 0, 0, 1, x, y], line);
      text = line;
    };
    const show = (value: PDFObject | undefined) => {
      if (value instanceof PDFHexString) text = this.#show(value.asBytes(), state, text, ctm);
    };
    for (const { operator, operands } of new ContentReader(
      data,
      this.#file.context,
      this.#file.limits,
    ).operations()) {
      if (--this.#budget.operations < 0 || this.#budget.glyphs < 0) return;
      const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = operands.map(numberOf);
      switch (operator) {
        case 'q':
          if (stack.length < 1000) stack.push({ ctm, state: { ...state } });
          break;
        case 'Q': {
          const saved = stack.pop();
          if (saved) ({ ctm, state } = saved);
          break;
        }
        case 'cm':
          ctm = multiply([a, b, c, d, e, f], ctm);
          break;
        case 'BT':
          text = identity;
          line = identity;
          break;
        case 'Tf':
          state = { ...state, font: this.#font(operands[0], resources), size: b };
          break;
        case 'Tc':
          state.charSpace = a;
          break;
        case 'Tw':
          state.wordSpace = a;
          break;
        case 'Tz':
          state.scale = a / 100;
          break;
        case 'TL':
          state.leading = a;
          break;
        case 'Ts':
          state.rise = a;
          break;
        case 'Tm':
          line = [a, b, c, d, e, f];
          text = line;
          break;
        case 'Td':
          nextLine(a, b);
          break;
        case 'TD':
          state.leading = -b;
          nextLine(a, b);
          break;
        case 'T*':
          nextLine(0, -state.leading);
          break;
        case 'Tj':
          show(operands[0]);
          break;
        case "'":
          nextLine(0, -state.leading);
          show(operands[0]);
          break;
        case '"':
          state.wordSpace = a;
          state.charSpace = b;
          nextLine(0, -state.leading);
          show(operands[2]);
          break;
        case 'TJ':
          if (operands[0] instanceof PDFArray) {
            for (const item of operands[0].asArray()) {
              if (item instanceof PDFNumber) {
                const shift = (-item.asNumber() / 1000) * state.size * state.scale;
                text = multiply([1, 0, 0, 1, shift, 0], text);
              } else {
                show(item);
              }
            }
          }
          break;
        case 'Do':
          this.#form(operands[0], resources, ctm, depth);
          break;
      }
    }
  }

  #show(bytes: Uint8Array, state: TextState, from: Matrix, ctm: Matrix): Matrix {
    let text = from;
    if (!state.font) return text;
    for (const glyph of state.font.decode(bytes)) {
      const advance =
        ((glyph.width / 1000) * state.size + state.charSpace + (glyph.wordSpace ? state.wordSpace : 0)) *
        state.scale;
      const whole = multiply(text, ctm);
      this.#place(glyph.text, (glyph.width / 1000) * state.size * state.scale, state, whole);
      text = multiply([1, 0, 0, 1, advance, 0], text);
    }
    return text;
  }

  #place(value: string, width: number, state: TextState, matrix: Matrix): void {
    if (value === '' || --this.#budget.glyphs < 0) return;
    const view = this.#view;
    const at = (x: number, y: number) => {
      const point = transform(matrix, x, y);
      return view.pointToView(point.x, point.y);
    };
    const start = at(0, state.rise);
    const end = at(width, state.rise);
    const top = at(0, state.rise + state.size);
    const size = top.y - start.y;
    if (size <= 0.5 || Math.abs(end.y - start.y) > 0.1 * Math.abs(end.x - start.x) + 0.2 || end.x < start.x)
      return;
    const legacy = state.font?.legacy;
    const glyph = { text: value, x: start.x, y: start.y, width: end.x - start.x, size };
    this.glyphs.push(legacy ? { ...glyph, legacy } : glyph);
  }

  #font(name: PDFObject | undefined, resources: PDFDict | undefined): FontDecoder | null {
    const font = this.#resource('Font', name, resources);
    if (!(font instanceof PDFDict)) return null;
    const known = this.#decoders.get(font);
    if (known) return known;
    const decoder = new FontDecoder(this.#file, font, this.#library);
    this.#decoders.set(font, decoder);
    return decoder;
  }

  #form(name: PDFObject | undefined, resources: PDFDict | undefined, ctm: Matrix, depth: number): void {
    const form = this.#resource('XObject', name, resources);
    if (depth >= FORM_DEPTH || !(form instanceof FileStream) || --this.#budget.forms < 0) return;
    const view = this.#file.latest;
    if (view.get(form.dict, 'Subtype') !== PDFName.of('Form')) return;
    const matrix = view.get(form.dict, 'Matrix');
    const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] =
      matrix instanceof PDFArray ? matrix.asArray().map((one) => numberOf(view.resolve(one))) : [];
    const own = view.get(form.dict, 'Resources');
    this.run(
      view.streamBytes(form).data,
      own instanceof PDFDict ? own : resources,
      multiply([a, b, c, d, e, f], ctm),
      depth + 1,
    );
  }

  /** An appearance stream, its matrix already in `ctm`. */
  runForm(form: FileStream, ctm: Matrix): void {
    if (--this.#budget.forms < 0) return;
    const resources = this.#file.latest.get(form.dict, 'Resources');
    const data = this.#file.latest.streamBytes(form).data;
    this.run(data, resources instanceof PDFDict ? resources : undefined, ctm, 1);
  }

  #resource(
    kind: string,
    name: PDFObject | undefined,
    resources: PDFDict | undefined,
  ): PDFObject | undefined {
    if (!(name instanceof PDFName) || !resources) return undefined;
    const table = this.#file.latest.get(resources, kind);
    return table instanceof PDFDict ? this.#file.latest.resolve(table.get(name)) : undefined;
  }
}

const numberOf = (value: PDFObject | undefined): number =>
  value instanceof PDFNumber ? value.asNumber() : 0;
