import { PDFArray, PDFDict, PDFName, PDFNumber, type PDFObject } from 'pdf-lib';
import { FileStream } from '../file/file-stream.ts';
import type { PdfFile } from '../file/pdf-file.ts';
import { type Appearance, bounds } from './annotation-appearance.ts';
import { ContentReader } from './content-reader.ts';
import { identity, type Matrix, multiply, transform } from './matrix.ts';

/** Left, bottom, right, top; points of the page's user space. */
export type Box = readonly [number, number, number, number];

const FORM_DEPTH = 6;
/** Strokes are taken apart, so that a slanted line counts as the line and not as all that it reaches across. */
const STROKE_PIECES = 16;
/** Share of its size that an average letter is wide; how far letters reach below and above their base line. */
const LETTER_WIDTH = 0.6;
const [DESCENT, ASCENT] = [0.25, 0.9];

/** Left, bottom, right and top of so many bytes of text, from where it begins on its base line. */
export const textArea = (bytes: number, size: number): Box => [
  0,
  -DESCENT * size,
  bytes * LETTER_WIDTH * size,
  ASCENT * size,
];

interface State {
  ctm: Matrix;
  clip: Box;
  lineWidth: number;
  size: number;
  /** Letters may be any picture. */
  type3: boolean;
  shown: boolean;
}

interface Point {
  x: number;
  y: number;
}

/** What may be painted by one appearance; more operators than that count as paint all over. */
const MOST_OPERATIONS = 200_000;

/**
 * Tells where an appearance puts paint, by rectangles around what each operator paints (ISO 32000-2, 8.5.3, 8.9.5, 9.4.3),
 * transparent paint too. What cannot be read counts as painted from edge to edge.
 */
export function paintedBy(
  file: PdfFile,
  { stream, matrix, rect }: Appearance,
  paint: (box: Box) => void,
): void {
  try {
    new Painter(file, paint).form(stream, matrix, rect, 0);
  } catch {
    paint(rect);
  }
}

class Painter {
  readonly #file: PdfFile;
  readonly #paint: (box: Box) => void;
  #operations = 0;

  constructor(file: PdfFile, paint: (box: Box) => void) {
    this.#file = file;
    this.#paint = paint;
  }

  /** `matrix` leads from the space of the form's content to the page. */
  form(stream: FileStream, matrix: Matrix, clip: Box, depth: number): void {
    const view = this.#file.latest;
    const inner = cut(clip, boxOf(matrix, numbersOf(this.#file, view.get(stream.dict, 'BBox'))));
    if (!inner) return;
    if (depth > FORM_DEPTH) {
      this.#paint(inner);
      return;
    }
    const resources = view.get(stream.dict, 'Resources');
    const { data, opaque } = view.streamBytes(stream);
    if (opaque !== null) {
      this.#paint(inner);
      return;
    }
    this.#run(data, resources instanceof PDFDict ? resources : undefined, matrix, inner, depth);
  }

  #run(data: Uint8Array, resources: PDFDict | undefined, ctm: Matrix, clip: Box, depth: number): void {
    let state: State = { ctm, clip, lineWidth: 1, size: 0, type3: false, shown: true };
    let text: Matrix = identity;
    let line: Matrix = identity;
    let leading = 0;
    let path: Point[][] = [];
    let clips = false;
    const stack: State[] = [];
    const point = (x: number, y: number) => path.at(-1)?.push(transform(state.ctm, x, y));
    const put = (box: Box | undefined) => {
      const seen = box && cut(state.clip, box);
      if (seen) this.#paint(seen);
    };
    const next = (x: number, y: number) => {
      line = multiply([1, 0, 0, 1, x, y], line);
      text = line;
    };
    const show = (value: PDFObject | undefined) => {
      if (!state.shown) return;
      const letters = lengthOf(value);
      if (state.type3) put(state.clip);
      else if (letters > 0) {
        const { size } = state;
        put(boxOf(multiply(text, state.ctm), textArea(letters, size)));
      }
    };
    const finish = (fills: boolean, strokes: boolean) => {
      if (fills) for (const part of path) put(around(part));
      if (strokes) {
        const [a, b, c, d] = state.ctm;
        const half = (state.lineWidth * Math.sqrt(Math.abs(a * d - b * c))) / 2;
        for (const part of path) for (const piece of piecesOf(part)) put(widened(around(piece), half));
      }
      if (clips) state.clip = cut(state.clip, around(path.flat()) ?? state.clip) ?? NOTHING;
      path = [];
      clips = false;
    };
    const { context, limits } = this.#file;
    for (const { operator, operands } of new ContentReader(data, context, limits).operations()) {
      if (++this.#operations > MOST_OPERATIONS) {
        this.#paint(clip);
        return;
      }
      const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = operands.map(numberOf);
      switch (operator) {
        case 'q':
          if (stack.length < 1000) stack.push({ ...state });
          break;
        case 'Q':
          state = stack.pop() ?? state;
          break;
        case 'cm':
          state.ctm = multiply([a, b, c, d, e, f], state.ctm);
          break;
        case 'w':
          state.lineWidth = a;
          break;
        case 'm':
          path.push([]);
          point(a, b);
          break;
        case 'l':
          point(a, b);
          break;
        case 'c':
          point(a, b);
          point(c, d);
          point(e, f);
          break;
        case 'v':
        case 'y':
          point(a, b);
          point(c, d);
          break;
        case 'h':
          path.at(-1)?.push(path.at(-1)?.[0] ?? { x: 0, y: 0 });
          break;
        case 're':
          path.push([]);
          for (const [x, y] of [
            [a, b],
            [a + c, b],
            [a + c, b + d],
            [a, b + d],
            [a, b],
          ] as const)
            point(x, y);
          break;
        case 'W':
        case 'W*':
          clips = true;
          break;
        case 'n':
          finish(false, false);
          break;
        case 'S':
        case 's':
          finish(false, true);
          break;
        case 'f':
        case 'F':
        case 'f*':
          finish(true, false);
          break;
        case 'B':
        case 'B*':
        case 'b':
        case 'b*':
          finish(true, true);
          break;
        case 'sh':
          put(state.clip);
          break;
        case 'ID':
          put(boxOf(state.ctm, [0, 0, 1, 1]));
          break;
        case 'Do':
          this.#object(operands[0], resources, state, depth, put);
          break;
        case 'BT':
          line = identity;
          text = identity;
          break;
        case 'Tf':
          state.size = b;
          state.type3 = this.#isType3(operands[0], resources);
          break;
        case 'Tr':
          state.shown = a !== 3 && a !== 7;
          break;
        case 'TL':
          leading = a;
          break;
        case 'Tm':
          line = [a, b, c, d, e, f];
          text = line;
          break;
        case 'TD':
          leading = -b;
          next(a, b);
          break;
        case 'Td':
          next(a, b);
          break;
        case 'T*':
          next(0, -leading);
          break;
        case 'Tj':
        case 'TJ':
          show(operands[0]);
          break;
        case "'":
          next(0, -leading);
          show(operands[0]);
          break;
        case '"':
          next(0, -leading);
          show(operands[2]);
          break;
      }
    }
  }

  #object(
    name: PDFObject | undefined,
    resources: PDFDict | undefined,
    { ctm, clip }: State,
    depth: number,
    put: (box: Box | undefined) => void,
  ): void {
    const view = this.#file.latest;
    const objects = resources && view.get(resources, 'XObject');
    const target =
      objects instanceof PDFDict && name instanceof PDFName ? view.resolve(objects.get(name)) : null;
    if (!(target instanceof FileStream)) return;
    if (view.get(target.dict, 'Subtype') !== PDFName.of('Form')) {
      put(boxOf(ctm, [0, 0, 1, 1]));
      return;
    }
    const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = numbersOf(this.#file, view.get(target.dict, 'Matrix'));
    this.form(target, multiply([a, b, c, d, e, f], ctm), clip, depth + 1);
  }

  #isType3(name: PDFObject | undefined, resources: PDFDict | undefined): boolean {
    const view = this.#file.latest;
    const fonts = resources && view.get(resources, 'Font');
    const font = fonts instanceof PDFDict && name instanceof PDFName ? view.resolve(fonts.get(name)) : null;
    return font instanceof PDFDict && view.get(font, 'Subtype') === PDFName.of('Type3');
  }
}

const NOTHING: Box = [0, 0, 0, 0];

const numberOf = (value: PDFObject): number => (value instanceof PDFNumber ? value.asNumber() : 0);

const numbersOf = ({ latest }: PdfFile, value: PDFObject | undefined): number[] =>
  value instanceof PDFArray
    ? value.asArray().map((one) => {
        const number = latest.resolve(one);
        return number === undefined ? 0 : numberOf(number);
      })
    : [];

/** Bytes of a string or of the strings in an array: an upper bound of its letters. */
function lengthOf(value: PDFObject | undefined): number {
  if (value instanceof PDFArray) return value.asArray().reduce((sum, one) => sum + lengthOf(one), 0);
  return value !== undefined && 'asBytes' in value
    ? (value as { asBytes(): Uint8Array }).asBytes().length
    : 0;
}

function boxOf(matrix: Matrix, corners: readonly number[]): Box {
  const { x, y, width, height } = bounds(matrix, corners);
  return [x, y, x + width, y + height];
}

function around(points: readonly Point[]): Box | undefined {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  return points.length === 0
    ? undefined
    : [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

const widened = (box: Box | undefined, by: number): Box | undefined =>
  box && [box[0] - by, box[1] - by, box[2] + by, box[3] + by];

/** What two boxes share; undefined where they do not meet. */
function cut(one: Box, other: Box): Box | undefined {
  const [left, bottom] = [Math.max(one[0], other[0]), Math.max(one[1], other[1])];
  const [right, top] = [Math.min(one[2], other[2]), Math.min(one[3], other[3])];
  return left <= right && bottom <= top ? [left, bottom, right, top] : undefined;
}

/** Short pieces along a path. */
function* piecesOf(points: readonly Point[]): Generator<[Point, Point]> {
  for (const [index, to] of points.entries()) {
    const from = points[index - 1];
    if (!from) continue;
    const at = (share: number) => ({
      x: from.x + (to.x - from.x) * share,
      y: from.y + (to.y - from.y) * share,
    });
    for (let piece = 0; piece < STROKE_PIECES; piece++)
      yield [at(piece / STROKE_PIECES), at((piece + 1) / STROKE_PIECES)];
  }
}
