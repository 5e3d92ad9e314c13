import type { FontStyle } from './fonts.ts';

/** Red, green, blue from 0 to 1. */
export type Colour = readonly [number, number, number];

export const BLACK: Colour = [0, 0, 0];

/**
 * What a stamp is made of, placed in a box whose origin is its lower left corner as seen by the reader; points.
 * `baseline` y for text, lower left corner for the others.
 */
export type DrawItem =
  | { kind: 'text'; text: string; style: FontStyle; size: number; colour: Colour; x: number; y: number }
  | { kind: 'image'; png: Uint8Array; x: number; y: number; width: number; height: number }
  | { kind: 'line'; x1: number; y1: number; x2: number; y2: number; width: number; colour: Colour }
  | { kind: 'frame'; x: number; y: number; width: number; height: number; line: number; colour: Colour };

/** A box with what is drawn in it; points. */
export interface Drawing {
  width: number;
  height: number;
  items: readonly DrawItem[];
}

/** The same items moved. */
export function shifted(items: readonly DrawItem[], dx: number, dy: number): DrawItem[] {
  return items.map((item) =>
    item.kind === 'line'
      ? { ...item, x1: item.x1 + dx, y1: item.y1 + dy, x2: item.x2 + dx, y2: item.y2 + dy }
      : { ...item, x: item.x + dx, y: item.y + dy },
  );
}
