import { describe, expect, test } from 'vitest';
import { adviceOn, inkColour, proposedWidthMm } from './advice.ts';
import { paperColour, withoutPaper } from './paper.ts';
import { isTransparent, type Raster } from './raster.ts';
import { dotsPerInch } from './resolution.ts';
import { inkBounds, withMargin } from './trim.ts';

type Pixel = [number, number, number, number];
const PAPER: Pixel = [231, 226, 214, 255];
const BLUE: Pixel = [32, 58, 150, 255];

/** A sheet of one colour with a filled rectangle of another. */
function sheet(
  width: number,
  height: number,
  box: [number, number, number, number],
  ink: Pixel,
  ground = PAPER,
): Raster {
  const data = new Uint8ClampedArray(width * height * 4);
  const [left, top, wide, high] = box;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const isInk = x >= left && x < left + wide && y >= top && y < top + high;
      data.set(isInk ? ink : ground, (y * width + x) * 4);
    }
  return { width, height, data };
}
const pixel = ({ width, data }: Raster, x: number, y: number) => [
  ...data.slice((y * width + x) * 4, (y * width + x) * 4 + 4),
];

describe('taking the paper away', () => {
  const drawn = sheet(60, 40, [20, 12, 18, 9], BLUE);

  test('yellowish paper is found, becomes transparent, and the ink keeps its colour', () => {
    expect(paperColour(drawn)).toEqual([231, 226, 214]);
    const clear = withoutPaper(drawn, paperColour(drawn), 25);
    expect(pixel(clear, 2, 2)[3]).toBe(0);
    expect(pixel(clear, 25, 15)).toEqual(BLUE);
    expect(isTransparent(clear)).toBe(true);
  });

  test('a soft edge loses the tint of the paper, not its colour', () => {
    const half = PAPER.map((value, index) => Math.round((value + (BLUE[index] ?? 0)) / 2)) as Pixel;
    const clear = withoutPaper(sheet(10, 10, [0, 0, 3, 3], half), [231, 226, 214], 40);
    const [red = 0, , blue = 0, alpha = 0] = pixel(clear, 1, 1);
    expect(alpha).toBeGreaterThan(40);
    expect(alpha).toBeLessThan(255);
    expect(blue).toBeGreaterThan(red);
  });

  test('threshold 0 changes nothing; the highest leaves nothing of pale ink', () => {
    expect(withoutPaper(drawn, paperColour(drawn), 0).data).toEqual(drawn.data);
    const pale = withoutPaper(sheet(20, 20, [2, 2, 8, 8], [200, 200, 205, 255]), [231, 226, 214], 90);
    expect(inkBounds(pale)).toBeNull();
  });
});

describe('cutting white margins off', () => {
  test('gives exactly what is drawn', () => {
    const drawn = sheet(60, 40, [20, 12, 18, 9], BLUE);
    expect(inkBounds(withoutPaper(drawn, paperColour(drawn), 25))).toEqual({
      x: 20,
      y: 12,
      width: 18,
      height: 9,
    });
  });

  test('a speck of dust in a corner does not widen it', () => {
    const drawn = sheet(60, 40, [20, 12, 18, 9], BLUE);
    drawn.data.set(BLUE, 0);
    expect(inkBounds(withoutPaper(drawn, paperColour(drawn), 25))).toMatchObject({ x: 20, y: 12 });
  });

  test('the margin never leaves the picture', () => {
    expect(withMargin({ x: 0, y: 1, width: 60, height: 38 }, { width: 60, height: 40 }, 0.1)).toEqual({
      x: 0,
      y: 0,
      width: 60,
      height: 40,
    });
  });
});

describe('resolution that a file states', () => {
  const chunk = (type: string, body: number[]) => {
    const bytes = [
      0,
      0,
      0,
      body.length,
      ...[...type].map((letter) => letter.charCodeAt(0)),
      ...body,
      0,
      0,
      0,
      0,
    ];
    return bytes;
  };
  const png = (perMetre: number) =>
    Uint8Array.from([
      ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
      ...chunk(
        'IHDR',
        Array.from({ length: 13 }, () => 0),
      ),
      ...chunk('pHYs', [0, 0, perMetre >> 8, perMetre & 255, 0, 0, perMetre >> 8, perMetre & 255, 1]),
    ]);
  const jpeg = (unit: number, density: number) =>
    Uint8Array.from([
      ...[0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 2],
      ...[unit, density >> 8, density & 255, density >> 8, density & 255, 0, 0, 0xff, 0xda],
    ]);
  const exif = Uint8Array.from([
    ...[0xff, 0xd8, 0xff, 0xe1, 0, 0x30, 0x45, 0x78, 0x69, 0x66, 0, 0],
    ...[0x49, 0x49, 0x2a, 0, 8, 0, 0, 0, 1, 0],
    ...[0x1a, 1, 5, 0, 1, 0, 0, 0, 26, 0, 0, 0, 0, 0, 0, 0],
    ...[0x2c, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0],
  ]);

  test('PNG tells pixels per metre, JPEG per inch or centimetre, a scanner writes EXIF', () => {
    expect(dotsPerInch(png(11811))).toBe(300);
    expect(dotsPerInch(jpeg(1, 600))).toBe(600);
    expect(dotsPerInch(jpeg(2, 118))).toBe(300);
    expect(dotsPerInch(exif)).toBe(300);
  });

  test('what screens write, no unit, and broken headers tell nothing', () => {
    expect(dotsPerInch(png(2835))).toBeNull();
    expect(dotsPerInch(jpeg(1, 96))).toBeNull();
    expect(dotsPerInch(jpeg(0, 300))).toBeNull();
    for (const whole of [png(11811), jpeg(1, 600), exif])
      for (let length = 0; length < whole.length; length += 1)
        expect([null, 300, 600]).toContain(dotsPerInch(whole.slice(0, length)));
  });
});

describe('advice on size and colour', () => {
  const seal = { role: 'issue', pixels: { width: 425, height: 425 }, ink: 'red' } as const;

  test('a red round seal of 36 mm at 300 dpi is as it should be', () => {
    expect(adviceOn({ ...seal, widthMm: 36 })).toEqual([]);
  });

  test('too small, too coarse, oblique, of the wrong colour: each is told', () => {
    expect(adviceOn({ ...seal, widthMm: 20 })).toEqual(['size-small']);
    expect(adviceOn({ ...seal, pixels: { width: 120, height: 120 }, widthMm: 36 })).toEqual(['coarse']);
    expect(adviceOn({ ...seal, pixels: { width: 425, height: 360 }, widthMm: 36 })).toEqual(['not-round']);
    expect(adviceOn({ ...seal, ink: 'blue', widthMm: 36 })).toEqual(['not-red']);
    const name = { role: 'approve', pixels: { width: 900, height: 420 }, ink: 'other', widthMm: 60 } as const;
    expect(adviceOn(name)).toEqual(['size-large', 'not-blue']);
  });

  test('the size that the file states is taken when a seal can have it, else the usual one', () => {
    expect(proposedWidthMm('issue', { width: 425, height: 425 }, 36.1)).toBe(36.1);
    expect(proposedWidthMm('issue', { width: 4000, height: 4000 }, 339)).toBe(36);
    expect(proposedWidthMm('approve', { width: 200, height: 100 }, null)).toBe(36);
  });

  test('ink is blue, red or something else', () => {
    expect(inkColour(sheet(4, 4, [0, 0, 4, 4], BLUE))).toBe('blue');
    expect(inkColour(sheet(4, 4, [0, 0, 4, 4], [212, 18, 24, 255]))).toBe('red');
    expect(inkColour(sheet(4, 4, [0, 0, 4, 4], [40, 40, 44, 255]))).toBe('other');
    expect(inkColour(sheet(4, 4, [0, 0, 0, 0], BLUE, [0, 0, 0, 0]))).toBe('none');
  });
});
