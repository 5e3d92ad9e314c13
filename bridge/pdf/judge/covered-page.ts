import { PDFArray, type PDFDict } from 'pdf-lib';
import { appearanceOf } from '../content/annotation-appearance.ts';
import { type Box, paintedBy } from '../content/painted.ts';
import type { Page } from '../file/pages.ts';
import type { PdfFile } from '../file/pdf-file.ts';
import { formFields } from './revisions/signature-fields.ts';
import { dictOf, elementsAt } from './revisions/values.ts';

/** Points of a page that are looked at, in each direction. */
const POINTS = 48;
/** More of a page is hidden by no honest signature (a seal takes a fiftieth), nor by those of a whole committee. */
const MOST_OF_ONE = 1 / 5;
const MOST_OF_ALL = 1 / 3;
/** Annotations beside the widget that belong to the same signature, listed in its field by our writer. */
const PARTS = 'KYGUI_Parts';

/**
 * True where the pictures of these signatures, which came after another one, together lie over a good part of a page: what
 * was signed before is not seen any more, though no byte of it changed.
 */
export function coverPage(file: PdfFile, names: ReadonlySet<string>): boolean {
  return names.size > 0 && coveredPage(file, names) !== null;
}

/**
 * Number of the first page that is hidden too far by the pictures of these signatures, and by what the next one is
 * going to paint; null when there is none.
 * @param planned what the next signature paints, in user space, by page.
 */
export function coveredPage(
  file: PdfFile,
  names: ReadonlySet<string>,
  planned: ReadonlyMap<number, readonly Box[]> = new Map(),
): number | null {
  const later = formFields(file.latest).filter(({ fullName }) => names.has(fullName));
  const pictures = new Map<PDFDict, string>();
  for (const { dict, widgetDicts, fullName } of later) {
    const parts = elementsAt(file.latest, dict, PARTS).flatMap(
      (item) => dictOf(file.latest.resolve(item)) ?? [],
    );
    for (const one of [...widgetDicts, ...parts]) if (appearanceOf(file, one)) pictures.set(one, fullName);
  }
  if (pictures.size === 0 && planned.size === 0) return null;
  for (const page of file.pages()) {
    const here = annotationsOf(file, page).filter((one) => pictures.has(one));
    const next = planned.get(page.number) ?? [];
    if (coveredShare(file, page, here, next) > MOST_OF_ALL) return page.number;
    if (coveredShare(file, page, [], next) > MOST_OF_ONE) return page.number;
    for (const name of new Set(here.map((one) => pictures.get(one)))) {
      const own = here.filter((one) => pictures.get(one) === name);
      if (coveredShare(file, page, own) > MOST_OF_ONE) return page.number;
    }
  }
  return null;
}

function annotationsOf(file: PdfFile, page: Page): PDFDict[] {
  const annotations = file.latest.get(page.dict, 'Annots');
  if (!(annotations instanceof PDFArray)) return [];
  return annotations.asArray().flatMap((item) => dictOf(file.latest.resolve(item)) ?? []);
}

/** Share of the points of a page that lie under paint. */
function coveredShare(
  file: PdfFile,
  { cropBox }: Page,
  pictures: readonly PDFDict[],
  planned: readonly Box[] = [],
): number {
  if (pictures.length + planned.length === 0) return 0;
  const points = new Uint8Array(POINTS * POINTS);
  const range = (from: number, to: number, start: number, length: number): [number, number] => {
    const place = (at: number) => ((at - start) / length) * POINTS - 0.5;
    return [Math.max(0, Math.ceil(place(from))), Math.min(POINTS - 1, Math.floor(place(to)))];
  };
  const paint = ([left, bottom, right, top]: Box) => {
    const [x0, x1] = range(left, right, cropBox.x, cropBox.width);
    const [y0, y1] = range(bottom, top, cropBox.y, cropBox.height);
    for (let y = y0; y <= y1; y++) points.fill(1, y * POINTS + x0, y * POINTS + Math.max(x0, x1 + 1));
  };
  for (const box of planned) paint(box);
  for (const one of pictures) {
    const appearance = appearanceOf(file, one);
    if (appearance) paintedBy(file, appearance, paint);
  }
  return points.reduce((sum, point) => sum + point, 0) / points.length;
}
