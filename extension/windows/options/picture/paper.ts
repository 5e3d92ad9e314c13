import { at, type Colour, type Raster } from './raster.ts';

const CHANNELS = [0, 1, 2] as const;

/**
 * The colour of the paper: of each channel the value that three in four pixels do not exceed. Paper in a photograph is
 * grey or yellow, never white, and takes the larger part of every picture of a signature or seal.
 */
export function paperColour({ data }: Raster): Colour {
  const counts = CHANNELS.map(() => new Uint32Array(256));
  let seen = 0;
  // Every pixel of a small picture, each n-th of a large one: 200,000 tell as much as all.
  const step = 4 * Math.max(1, Math.floor(data.length / 4 / 200_000));
  for (let index = 0; index + 3 < data.length; index += step) {
    if (at(data, index + 3) < 128) continue;
    seen += 1;
    for (const channel of CHANNELS) {
      const count = counts[channel];
      const value = at(data, index + channel);
      if (count) count[value] = (count[value] ?? 0) + 1;
    }
  }
  if (seen === 0) return [255, 255, 255];
  const [red = 255, green = 255, blue = 255] = counts.map((count) => {
    let below = 0;
    for (let value = 0; value < 256; value += 1) {
      below += count[value] ?? 0;
      if (below >= seen * 0.75) return Math.max(1, value);
    }
    return 255;
  });
  return [red, green, blue];
}

/** Half width of the soft edge between paper and ink, as a part of the way from white to black. */
const SOFT = 0.09;

/**
 * Takes the paper away: a pixel becomes as transparent as it is near to the paper's colour, and what is left is the
 * ink alone, without the paper's tint. `threshold` from 0 (nothing is taken away) to 100 (only the darkest stays).
 */
export function withoutPaper(picture: Raster, paper: Colour, threshold: number): Raster {
  const data = new Uint8ClampedArray(picture.data);
  if (threshold > 0) {
    const edge = threshold / 100;
    const from = Math.max(0, edge - SOFT);
    const to = edge + SOFT;
    for (let index = 0; index + 3 < data.length; index += 4) {
      let ink = 0;
      for (const channel of CHANNELS) {
        const missing = (paper[channel] - at(data, index + channel)) / paper[channel];
        if (missing > ink) ink = missing;
      }
      const part = Math.min(1, Math.max(0, (ink - from) / (to - from)));
      const share = part * part * (3 - 2 * part);
      if (share > 0 && share < 1) {
        for (const channel of CHANNELS) {
          const value = at(data, index + channel);
          data[index + channel] = (value - (1 - share) * paper[channel]) / share;
        }
      }
      data[index + 3] = at(data, index + 3) * share;
    }
  }
  return { width: picture.width, height: picture.height, data };
}
