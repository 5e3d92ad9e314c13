import { PDFArray, PDFDict, PDFName, PDFNumber, type PDFObject, PDFRef } from 'pdf-lib';
import type { Rect } from '../../../shared/document/placement.ts';
import { exceeded, type ReadLimits } from './limits.ts';
import type { PdfView } from './pdf-view.ts';

export type Rotation = 0 | 90 | 180 | 270;

/** A page as it stands in the page tree, inherited entries filled in (ISO 32000-2, 7.7.3.4). */
export interface Page {
  /** Counts from 1. */
  readonly number: number;
  /** Null when the page dictionary stands directly in /Kids. */
  readonly ref: PDFRef | null;
  /** The object whose text holds the page: its own, or the node or array that it is written into. */
  readonly holder: PDFRef | null;
  readonly dict: PDFDict;
  readonly mediaBox: Rect;
  /** What is shown, cut to the MediaBox. */
  readonly cropBox: Rect;
  /** Degrees clockwise by which a reader turns the page. */
  readonly rotate: Rotation;
  /** Size of one user space unit in 1/72 inch. */
  readonly userUnit: number;
  readonly resources: PDFDict | undefined;
}

type Inherited = Partial<Record<(typeof INHERITABLE)[number], PDFObject>>;

const INHERITABLE = ['MediaBox', 'CropBox', 'Rotate', 'Resources'] as const;
/** What poppler, pdf.js, MuPDF, PDFium and PDFBox take for a page that names no size. */
const NO_SIZE: Rect = { x: 0, y: 0, width: 612, height: 792 };

/** Pages in reading order; the tree is walked only as far as asked. */
export function* walkPages(view: PdfView, limits: ReadLimits): Generator<Page> {
  const root = view.get(view.catalog, 'Pages');
  const seen = new Set<PDFDict>();
  let number = 0;
  // A stack of nodes still to visit; the tree may be deep, so no recursion.
  const stack: { value: PDFObject | undefined; holder: PDFRef | null; inherited: Inherited }[] = [
    {
      value: view.catalog.get(PDFName.of('Pages')) ?? root,
      holder: refOf(view.trailer, 'Root'),
      inherited: {},
    },
  ];
  for (let node = stack.pop(); node; node = stack.pop()) {
    const dict = view.resolve(node.value);
    if (!(dict instanceof PDFDict) || seen.has(dict)) continue;
    seen.add(dict);
    if (seen.size > limits.pages * 2) exceeded('page tree');
    const inherited = inherit(view, dict, node.inherited);
    const kids = view.get(dict, 'Kids');
    const ref = node.value instanceof PDFRef ? node.value : null;
    const holder = ref ?? node.holder;
    if (kids instanceof PDFArray && view.get(dict, 'Type') !== PDFName.of('Page')) {
      const below = { holder: refOf(dict, 'Kids') ?? holder, inherited };
      for (const kid of kids.asArray().toReversed()) stack.push({ value: kid, ...below });
      continue;
    }
    if (++number > limits.pages) exceeded('pages');
    yield { number, ref, holder, dict, ...describe(view, dict, inherited) };
  }
}

/** Page `number` (from 1), or null when there are fewer. */
export function findPage(view: PdfView, limits: ReadLimits, number: number): Page | null {
  for (const page of walkPages(view, limits)) if (page.number === number) return page;
  return null;
}

function inherit(view: PdfView, dict: PDFDict, from: Inherited): Inherited {
  const result: Inherited = { ...from };
  for (const key of INHERITABLE) {
    const own = view.get(dict, key);
    if (own !== undefined) result[key] = own;
  }
  return result;
}

function refOf(dict: PDFDict, key: string): PDFRef | null {
  const value = dict.get(PDFName.of(key));
  return value instanceof PDFRef ? value : null;
}

function describe(
  view: PdfView,
  dict: PDFDict,
  inherited: Inherited,
): Omit<Page, 'number' | 'ref' | 'holder' | 'dict'> {
  const mediaBox = boxOf(view, inherited.MediaBox) ?? NO_SIZE;
  const crop = boxOf(view, inherited.CropBox);
  const unit = view.get(dict, 'UserUnit');
  // Viewers pass over a rotation that is no multiple of 90 (ISO 32000-2, table 31).
  const said = inherited.Rotate instanceof PDFNumber ? inherited.Rotate.asNumber() : 0;
  const turn = said % 90 === 0 ? said : 0;
  const userUnit = unit instanceof PDFNumber && unit.asNumber() > 0 ? unit.asNumber() : 1;
  return {
    mediaBox,
    cropBox: (crop && intersect(crop, mediaBox)) ?? mediaBox,
    rotate: rotationOf(((turn % 360) + 360) % 360),
    userUnit,
    resources: inherited.Resources instanceof PDFDict ? inherited.Resources : undefined,
  };
}

function rotationOf(degrees: number): Rotation {
  return degrees === 90 || degrees === 180 || degrees === 270 ? degrees : 0;
}

function boxOf(view: PdfView, value: PDFObject | undefined): Rect | undefined {
  if (!(value instanceof PDFArray) || value.size() < 4) return undefined;
  const [x1, y1, x2, y2] = value.asArray().map((one) => {
    const number = view.resolve(one);
    return number instanceof PDFNumber ? number.asNumber() : Number.NaN;
  });
  if (x1 === undefined || y1 === undefined || x2 === undefined || y2 === undefined) return undefined;
  const box = {
    x: Math.min(x1, x2),
    y: Math.min(y1, y2),
    width: Math.abs(x2 - x1),
    height: Math.abs(y2 - y1),
  };
  return box.width > 0 && box.height > 0 && Number.isFinite(box.x + box.y) ? box : undefined;
}

function intersect(a: Rect, b: Rect): Rect | undefined {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  const width = Math.min(a.x + a.width, b.x + b.width) - x;
  const height = Math.min(a.y + a.height, b.y + b.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}
