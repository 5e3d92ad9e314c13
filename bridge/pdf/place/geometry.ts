import type { Rect } from '../../../shared/document/placement.ts';
import type { Page } from '../file/pages.ts';

/** Points (1/72 inch) in a millimetre. */
export const MM = 72 / 25.4;

/**
 * A page as a person sees it: turned by /Rotate, cut to the CropBox, measured in points from the lower left corner of
 * what is shown. Placing and drawing think in this space; files hold the page's own user space.
 */
export class PageView {
  readonly number: number;
  /** Points, after turning. */
  readonly width: number;
  readonly height: number;
  readonly rotate: Page['rotate'];
  readonly userUnit: number;
  readonly #box: Rect;

  constructor(page: Page) {
    const sideways = page.rotate === 90 || page.rotate === 270;
    this.number = page.number;
    this.rotate = page.rotate;
    this.userUnit = page.userUnit;
    this.#box = page.cropBox;
    const width = page.cropBox.width * page.userUnit;
    const height = page.cropBox.height * page.userUnit;
    this.width = sideways ? height : width;
    this.height = sideways ? width : height;
  }

  /** A point of the page's user space as seen. */
  pointToView(x: number, y: number): { x: number; y: number } {
    const left = (x - this.#box.x) * this.userUnit;
    const bottom = (y - this.#box.y) * this.userUnit;
    switch (this.rotate) {
      case 90:
        return { x: bottom, y: this.height - left };
      case 180:
        return { x: this.width - left, y: this.height - bottom };
      case 270:
        return { x: this.width - bottom, y: left };
      default:
        return { x: left, y: bottom };
    }
  }

  /** A point as seen in the page's user space. */
  pointToUser(x: number, y: number): { x: number; y: number } {
    const turned = this.#turnBack(x, y);
    return { x: this.#box.x + turned.x / this.userUnit, y: this.#box.y + turned.y / this.userUnit };
  }

  toView(rect: Rect): Rect {
    return around(
      this.pointToView(rect.x, rect.y),
      this.pointToView(rect.x + rect.width, rect.y + rect.height),
    );
  }

  toUser(rect: Rect): Rect {
    return around(
      this.pointToUser(rect.x, rect.y),
      this.pointToUser(rect.x + rect.width, rect.y + rect.height),
    );
  }

  #turnBack(x: number, y: number): { x: number; y: number } {
    switch (this.rotate) {
      case 90:
        return { x: this.height - y, y: x };
      case 180:
        return { x: this.width - x, y: this.height - y };
      case 270:
        return { x: y, y: this.width - x };
      default:
        return { x, y };
    }
  }
}

function around(a: { x: number; y: number }, b: { x: number; y: number }): Rect {
  return {
    x: Math.min(a.x, b.x),
    y: Math.min(a.y, b.y),
    width: Math.abs(a.x - b.x),
    height: Math.abs(a.y - b.y),
  };
}

/** The smallest rectangle around all. */
export function unionOf(rects: readonly Rect[]): Rect {
  const x = Math.min(...rects.map((one) => one.x));
  const y = Math.min(...rects.map((one) => one.y));
  const right = Math.max(...rects.map((one) => one.x + one.width));
  const top = Math.max(...rects.map((one) => one.y + one.height));
  return { x, y, width: right - x, height: top - y };
}

/** True when `inner` lies inside `outer`, with a tolerance of half a point. */
export function contains(outer: Rect, inner: Rect): boolean {
  return (
    inner.x >= outer.x - 0.5 &&
    inner.y >= outer.y - 0.5 &&
    inner.x + inner.width <= outer.x + outer.width + 0.5 &&
    inner.y + inner.height <= outer.y + outer.height + 0.5
  );
}
