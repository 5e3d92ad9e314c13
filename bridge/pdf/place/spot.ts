import type { PlacementReason, Rect, StampPart } from '../../../shared/document/placement.ts';
import type { BlankFill } from '../drawing/parts.ts';

/** Where a part can go: `box` as the reader sees the page, in points. */
export interface Spot {
  page: number;
  box: Rect;
  reason: PlacementReason;
  /** Blanks of the form to write into, relative to the box. */
  fills?: readonly BlankFill[];
  /** A blank is too narrow for what is written into it, in the smallest letters too. */
  tight?: true;
}

/** What to find a place for. */
export interface Sought {
  part: StampPart;
  width: number;
  height: number;
}
