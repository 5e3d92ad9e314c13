import { PDFArray, PDFDict, PDFName, PDFNumber, type PDFObject } from 'pdf-lib';
import { FileStream } from '../file/file-stream.ts';
import type { Page } from '../file/pages.ts';
import type { PdfFile } from '../file/pdf-file.ts';
import { identity, type Matrix, multiply, transform } from './matrix.ts';

/** What an annotation draws, and the matrix from its own space to the page's. */
export interface Appearance {
  stream: FileStream;
  matrix: Matrix;
  /** Where it stands on the page: left, bottom, right, top. */
  rect: readonly [number, number, number, number];
}

/**
 * Normal appearances of a page's annotations, hidden ones too: a marking in one of them is a marking.
 */
export function* normalAppearances(file: PdfFile, page: Page): Generator<Appearance> {
  const annotations = file.latest.get(page.dict, 'Annots');
  if (!(annotations instanceof PDFArray)) return;
  for (const item of annotations.asArray().slice(0, file.limits.pages)) {
    const annotation = file.latest.resolve(item);
    const found = annotation instanceof PDFDict ? appearanceOf(file, annotation) : null;
    if (found) yield found;
  }
}

/** What one annotation draws; the matrix is that of ISO 32000-2, 12.5.5, algorithm "appearance streams". */
export function appearanceOf({ latest: view }: PdfFile, annotation: PDFDict): Appearance | null {
  const numbers = (value: PDFObject | undefined): number[] =>
    value instanceof PDFArray
      ? value.asArray().map((one) => {
          const number = view.resolve(one);
          return number instanceof PDFNumber ? number.asNumber() : 0;
        })
      : [];
  const appearances = view.get(annotation, 'AP');
  const normal = appearances instanceof PDFDict ? view.get(appearances, 'N') : undefined;
  const state = view.get(annotation, 'AS');
  const stream =
    normal instanceof PDFDict && state instanceof PDFName ? view.resolve(normal.get(state)) : normal;
  if (!(stream instanceof FileStream)) return null;
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = numbers(view.get(stream.dict, 'Matrix'));
  const own: Matrix = [a, b, c, d, e, f];
  const box = bounds(own, numbers(view.get(stream.dict, 'BBox')));
  const rect = bounds(identity, numbers(view.get(annotation, 'Rect')));
  if (box.width === 0 || box.height === 0) return null;
  const [scaleX, scaleY] = [rect.width / box.width, rect.height / box.height];
  const onto: Matrix = [scaleX, 0, 0, scaleY, rect.x - box.x * scaleX, rect.y - box.y * scaleY];
  return {
    stream,
    matrix: multiply(own, onto),
    rect: [rect.x, rect.y, rect.x + rect.width, rect.y + rect.height],
  };
}

/** The smallest upright rectangle around a transformed one, given by two opposite corners. */
export function bounds(matrix: Matrix, [x1 = 0, y1 = 0, x2 = 0, y2 = 0]: readonly number[]) {
  const corners = [
    transform(matrix, x1, y1),
    transform(matrix, x1, y2),
    transform(matrix, x2, y1),
    transform(matrix, x2, y2),
  ];
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}
