import { PDFContext, PDFDict } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { PageView } from './geometry.ts';

const dict = PDFDict.withContext(PDFContext.create());
const box = { x: 10, y: 20, width: 200, height: 400 };
const view = (rotate: 0 | 90 | 180 | 270, userUnit = 1) =>
  new PageView({
    number: 1,
    ref: null,
    holder: null,
    dict,
    mediaBox: box,
    cropBox: box,
    rotate,
    userUnit,
    resources: undefined,
  });

describe('PageView', () => {
  it('turns the page as a reader does', () => {
    expect([0, 90, 180, 270].map((turn) => view(turn as 0 | 90 | 180 | 270).pointToView(10, 20))).toEqual([
      { x: 0, y: 0 },
      { x: 0, y: 200 },
      { x: 200, y: 400 },
      { x: 400, y: 0 },
    ]);
    expect([view(90).width, view(90).height]).toEqual([400, 200]);
  });

  it.each([0, 90, 180, 270] as const)('comes back from view to user space, turned by %i', (rotate) => {
    const one = view(rotate, 2);
    const rect = { x: 30, y: 50, width: 20, height: 10 };
    const back = one.toUser(one.toView(rect));
    for (const key of ['x', 'y', 'width', 'height'] as const) expect(back[key]).toBeCloseTo(rect[key], 9);
    expect(one.toView(rect).width).toBeCloseTo((rotate % 180 === 0 ? rect.width : rect.height) * 2, 9);
  });
});
