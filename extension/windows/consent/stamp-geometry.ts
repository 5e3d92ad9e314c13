import type { Placement, Rect, StampPart } from '../../../shared/document/placement.ts';
import type { PDFPageProxy } from '../parts/pdf.ts';

export type Viewport = ReturnType<PDFPageProxy['getViewport']>;

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Pixels of the shown page. */
export interface Shift {
  x: number;
  y: number;
}
export const STILL: Shift = { x: 0, y: 0 };

/** A rectangle of the page in pixels of the shown page; the viewport knows about rotation and crop. */
export function boxOf(rect: Rect, viewport: Pick<Viewport, 'convertToViewportPoint'>): Box {
  const [x1, y1] = viewport.convertToViewportPoint(rect.x, rect.y) as [number, number];
  const [x2, y2] = viewport.convertToViewportPoint(rect.x + rect.width, rect.y + rect.height) as [
    number,
    number,
  ];
  return {
    left: Math.min(x1, x2),
    top: Math.min(y1, y2),
    width: Math.abs(x2 - x1),
    height: Math.abs(y2 - y1),
  };
}

export const css = (box: Box, shift = STILL) => ({
  left: `${box.left + shift.x}px`,
  top: `${box.top + shift.y}px`,
  width: `${box.width}px`,
  height: `${box.height}px`,
});

/** One millimetre in points. */
export const MILLIMETRE = 72 / 25.4;

/** A seal keeps its real size (NĐ 30/2020 annex I), texts the size of the form: only pictures are made to fit. */
export const mayBeSized = (part: StampPart): boolean => part === 'image';

/** Sizes between which a handwritten signature is still one: 4 mm to 120 mm wide. */
const NARROWEST = 4 * MILLIMETRE;
const WIDEST = 120 * MILLIMETRE;

/** The rectangle grown about its middle, its proportion kept. */
export function sized(rect: Rect, factor: number): Rect {
  const width = Math.min(WIDEST, Math.max(NARROWEST, rect.width * factor));
  const height = (rect.height * width) / rect.width;
  return {
    x: rect.x + (rect.width - width) / 2,
    y: rect.y + (rect.height - height) / 2,
    width,
    height,
  };
}

/** What roundings may cost at the edge of a page, in points. */
const EDGE = 0.05;

/** The rectangle moved as little as it takes to lie on the page. @param page x1, y1, x2, y2 of what is shown of it */
export function onPage(rect: Rect, page: readonly number[]): Rect {
  const [left = 0, bottom = 0, right = 0, top = 0] = page;
  return {
    ...rect,
    x: Math.max(left + EDGE, Math.min(rect.x, right - EDGE - rect.width)),
    y: Math.max(bottom + EDGE, Math.min(rect.y, top - EDGE - rect.height)),
  };
}

/** Nearer than this to where it was found to belong, a part falls into place. */
const SNAP = 3 * MILLIMETRE;

const middle = ({ x, y, width, height }: Rect) => ({ x: x + width / 2, y: y + height / 2 });

/**
 * A part moved to `rect`. Near the place that was found for it the middle falls onto that place's middle, and with the
 * same size it is that place again, reason and all.
 */
export function dropped(placement: Placement, rect: Rect, found: Placement | undefined): Placement {
  const given: Placement = { ...placement, rect, reason: 'given' };
  if (!found) return given;
  const [here, there] = [middle(rect), middle(found.rect)];
  if (Math.hypot(here.x - there.x, here.y - there.y) > SNAP) return given;
  if (Math.abs(rect.width - found.rect.width) < 0.5) return found;
  return { ...given, rect: { ...rect, x: there.x - rect.width / 2, y: there.y - rect.height / 2 } };
}
