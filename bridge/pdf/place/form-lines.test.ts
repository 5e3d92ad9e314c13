import { describe, expect, test } from 'vitest';
import type { FontLibrary } from '../drawing/fonts.ts';
import { findDateLine, findNumberLine } from './form-lines.ts';
import type { PageLines } from './page-lines.ts';

/** Each character is half as wide as it is high, and 6 points wide in the form. */
const fonts = {
  width: (text: string, _: string, size: number) => (text.length * size) / 2,
} as unknown as FontLibrary;
const STEP = 6;
const LEFT = 100;

/** A page with one line in its upper half. */
function page(text: string): PageLines {
  const xs = Array.from({ length: text.length + 1 }, (_, index) => LEFT + index * STEP);
  return {
    view: { number: 1, width: 595, height: 842 },
    lines: [{ text, xs, y: 760, size: 13 }],
    segments: [],
  } as unknown as PageLines;
}
const spotOf = (line: ReturnType<typeof findNumberLine>) => {
  if (line?.kind !== 'blank') throw new Error('no blank');
  const { spot } = line;
  return { ...spot, fills: spot.fills?.map((fill) => ({ ...fill, x: fill.x + spot.box.x })) };
};
const DAY = { day: '03', month: '02', year: '2026' };

describe('the blank behind "Số:"', () => {
  test('that is wide enough takes the number in letters of the form', () => {
    const { fills, tight } = spotOf(findNumberLine(page('Số:        /UBND'), '123', fonts));
    expect([fills?.[0]?.size, tight]).toEqual([13, undefined]);
  });

  test('that is narrow takes smaller letters, none over the words beside it', () => {
    const { fills, tight } = spotOf(findNumberLine(page('Số:   /UBND'), '123', fonts));
    const size = fills?.[0]?.size ?? 0;
    expect(size).toBeLessThan(13);
    expect((fonts.width('123', 'regular', size) ?? 0) / (3 * STEP)).toBeLessThanOrEqual(1);
    expect(tight).toBeUndefined();
  });

  test('that is too narrow for letters that can be read is told', () => {
    const { fills, tight } = spotOf(findNumberLine(page('Số: /UBND'), '123', fonts));
    expect([fills?.[0]?.size, tight]).toEqual([9, true]);
  });
});

describe('the blanks of the day', () => {
  test('a year whose century is printed gets the rest behind it', () => {
    const text = 'Mẫu, ngày .... tháng .... năm 20....';
    const { fills } = spotOf(findDateLine(page(text), DAY, fonts));
    expect(fills?.map(({ what, text: rest }) => [what, rest])).toEqual([
      ['day', undefined],
      ['month', undefined],
      ['year', '26'],
    ]);
    const behind = LEFT + (text.indexOf('20') + 2) * STEP;
    expect(fills?.[2]?.x).toBeCloseTo(behind + fonts.width('26', 'italic', 13) / 2, 5);
  });

  test.each(['năm 2025', 'năm 19...'])('%s is left as it is printed', (year) => {
    const { fills } = spotOf(findDateLine(page(`ngày .... tháng .... ${year}`), DAY, fonts));
    expect(fills?.map(({ what }) => what)).toEqual(['day', 'month']);
  });

  test('a narrow blank is told', () => {
    expect(spotOf(findDateLine(page('ngày tháng năm'), { ...DAY, day: '03' }, fonts)).tight).toBe(true);
  });
});
