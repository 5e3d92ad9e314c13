import { expect, test } from 'vitest';
import { listWindow, rowOffsets } from './list-window.ts';

const keys = (count: number) => Array.from({ length: count }, (_, index) => `item-${index}`);

test('of ten thousand rows only those that are seen, and a few more, are drawn', () => {
  const offsets = rowOffsets(keys(10_000), new Map(), 92, 8);
  expect(offsets[10_000]).toBe(1_000_000);
  expect(listWindow(offsets, 500_000, 800, 4)).toMatchObject({ from: 4996, to: 5013 });
});

test('a row that was measured pushes the following ones down', () => {
  const offsets = rowOffsets(keys(3), new Map([['item-0', 400]]), 92, 8);
  expect([...offsets]).toEqual([0, 408, 508, 608]);
  expect(listWindow(offsets, 407, 10, 0)).toMatchObject({ from: 0, to: 2 });
});

test('no rows, and a place behind the last row, are no failure', () => {
  expect(listWindow(rowOffsets([], new Map(), 92, 8), 0, 800, 4)).toMatchObject({ from: 0, to: 0 });
  const offsets = rowOffsets(keys(2), new Map(), 92, 8);
  expect(listWindow(offsets, 90_000, 800, 1)).toMatchObject({ from: 0, to: 2 });
});
