import type { PictureRole } from '../../../../shared/desk/settings.ts';
import { at, type Raster, VISIBLE_ALPHA } from './raster.ts';

/**
 * What each picture measures on paper, millimetres: a round seal of an office is 36 mm wide and never scaled; a
 * leader's signature is 15-20 mm high, initials 5-8 mm (the values of the form that letters are printed on).
 */
export const USUAL_SIZE = {
  approve: { side: 'height', from: 15, to: 20, proposed: 18, least: 10, most: 30 },
  initial: { side: 'height', from: 5, to: 8, proposed: 6.5, least: 4, most: 12 },
  issue: { side: 'width', from: 30, to: 42, proposed: 36, least: 25, most: 50 },
} as const satisfies Record<PictureRole, unknown>;

/** A scan of 200 dots per inch, the least that copies of documents are asked for (NĐ 30/2020, Điều 25). */
const LEAST_DPI = 200;

export type Advice = 'size-small' | 'size-large' | 'coarse' | 'not-round' | 'not-blue' | 'not-red';

interface Prepared {
  role: PictureRole;
  /** Of the picture as it will be kept. */
  pixels: { width: number; height: number };
  widthMm: number;
  ink: InkColour;
}

/** What speaks against a picture; all of it may be right all the same, so nothing is refused. */
export function adviceOn({ role, pixels, widthMm, ink }: Prepared): Advice[] {
  const usual = USUAL_SIZE[role];
  const heightMm = (widthMm * pixels.height) / pixels.width;
  const measured = usual.side === 'width' ? widthMm : heightMm;
  const advice: Advice[] = [];
  if (measured < usual.from) advice.push('size-small');
  if (measured > usual.to) advice.push('size-large');
  if ((pixels.width / widthMm) * 25.4 < LEAST_DPI) advice.push('coarse');
  if (role === 'issue') {
    const proportion = pixels.width / pixels.height;
    if (proportion < 0.94 || proportion > 1.06) advice.push('not-round');
    if (ink !== 'red' && ink !== 'none') advice.push('not-red');
  } else if (ink !== 'blue' && ink !== 'none') {
    advice.push('not-blue');
  }
  return advice;
}

/** Real width to begin with: as the file states it when that is possible at all, else the usual size. */
export function proposedWidthMm(
  role: PictureRole,
  pixels: { width: number; height: number },
  stated: number | null,
): number {
  const usual = USUAL_SIZE[role];
  const proportion = usual.side === 'width' ? 1 : pixels.width / pixels.height;
  const measured = stated === null ? null : stated / proportion;
  const side =
    measured !== null && measured >= usual.least && measured <= usual.most ? measured : usual.proposed;
  return Math.round(side * proportion * 10) / 10;
}

export type InkColour = 'blue' | 'red' | 'other' | 'none';

/** The colour that most of the ink has. */
export function inkColour({ data }: Raster): InkColour {
  let blue = 0;
  let red = 0;
  let all = 0;
  for (let index = 0; index + 3 < data.length; index += 4) {
    const weight = at(data, index + 3);
    if (weight < VISIBLE_ALPHA) continue;
    const [r, g, b] = [at(data, index), at(data, index + 1), at(data, index + 2)];
    all += weight;
    if (b > r * 1.25 && b > 40) blue += weight;
    if (r > b * 1.4 && r > g * 1.4 && r > 80) red += weight;
  }
  if (all === 0) return 'none';
  if (blue > all / 2) return 'blue';
  return red > all / 2 ? 'red' : 'other';
}
