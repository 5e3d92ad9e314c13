import { expect, test } from 'vitest';
import type { Placement } from '../../../shared/document/placement.ts';
import { dropped, MILLIMETRE, mayBeSized, onPage, sized } from './stamp-geometry.ts';

const found: Placement = {
  part: 'image',
  page: 1,
  rect: { x: 300, y: 200, width: 100, height: 50 },
  reason: 'signer-name',
};
const moved = (x: number, y: number, factor = 1) => sized({ ...found.rect, x, y }, factor);

test('dropped near the place that was found for it, a stamp is there again, with its reason', () => {
  expect(dropped(found, moved(303, 204), found)).toEqual(found);
});

test('dropped elsewhere it stays where it was put, and the clerk is the reason', () => {
  const rect = moved(340, 204);
  expect(dropped(found, rect, found)).toEqual({ ...found, rect, reason: 'given' });
  expect(dropped(found, rect, undefined).reason).toBe('given');
});

test('a sized stamp falls onto the middle of the place, and keeps its size', () => {
  const { rect, reason } = dropped(found, moved(301, 201, 1.5), found);
  expect(rect).toMatchObject({ width: 150, height: 75, x: 275, y: 187.5 });
  expect(reason).toBe('given');
});

test('sizing keeps proportion and middle, and ends at sensible sizes', () => {
  expect(sized(found.rect, 2)).toEqual({ x: 250, y: 175, width: 200, height: 100 });
  expect(sized(found.rect, 100).width).toBeCloseTo(120 * MILLIMETRE);
  expect(sized(found.rect, 0.001).width).toBeCloseTo(4 * MILLIMETRE);
});

test('only pictures are sized: a seal keeps its real size', () => {
  expect((['image', 'seal', 'number', 'date', 'frame', 'text'] as const).filter(mayBeSized)).toEqual([
    'image',
  ]);
});

test('a part that is moved over an edge stays on the page, also where the page does not begin at nought', () => {
  const rect = { x: -40, y: 900, width: 100, height: 50 };
  const a4 = onPage(rect, [0, 0, 595, 842]);
  expect(a4).toMatchObject({ x: expect.closeTo(0.05), y: expect.closeTo(791.95), width: 100, height: 50 });
  const cropped = onPage({ ...rect, x: 700, y: 0 }, [20, 30, 595, 842]);
  expect(cropped).toMatchObject({ x: expect.closeTo(494.95), y: expect.closeTo(30.05) });
  expect(onPage({ ...rect, x: 10, y: 10 }, [0, 0, 595, 842])).toMatchObject({ x: 10, y: 10 });
});
