import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { createDeflate } from 'node:zlib';
import { PDFHexString } from 'pdf-lib';
import { type ImageStream, type ImageStreams, imageEntries } from './image-stream.ts';
import { GREY, GREY_ALPHA, INDEXED, type PngChunks, RGB_ALPHA, readPngChunks } from './png-chunks.ts';
import { pngRows } from './png-rows.ts';

/**
 * What PDF packs as PNG does is taken over as it is packed, after it was unpacked once to see that it is whole; only where colour and
 * transparency share a pixel they are taken apart, row by row. @throws PDF_IMAGE_INVALID
 */
export async function imageOfPng(png: Uint8Array): Promise<ImageStreams> {
  const chunks = readPngChunks(png);
  if (chunks.interlaced) return (await import('./interlaced-png.ts')).imageOfInterlacedPng(png);
  if (chunks.colourType === GREY_ALPHA || chunks.colourType === RGB_ALPHA) return takenApart(chunks);
  const colour = asPacked(chunks);
  if (chunks.colourType === INDEXED && chunks.transparency) {
    return { colour, mask: await maskOf(chunks, chunks.transparency) };
  }
  for await (const _ of pngRows(chunks));
  return { colour, mask: null };
}

/** PDF knows the filters of PNG's rows as predictors (ISO 32000-2, 7.4.4.4). */
function asPacked(chunks: PngChunks): ImageStream {
  const { width, depth, samples, palette, transparency, colourType, data } = chunks;
  const space =
    palette && colourType === INDEXED ? indexed(palette) : colourType === GREY ? 'DeviceGray' : 'DeviceRGB';
  return {
    entries: {
      ...imageEntries(chunks, space, depth),
      DecodeParms: { Predictor: 15, Colors: samples, BitsPerComponent: depth, Columns: width },
      ...(transparency && colourType !== INDEXED && { Mask: oneColour(transparency, samples) }),
    },
    data: Buffer.concat(data),
  };
}

const indexed = (palette: Buffer) => [
  'Indexed',
  'DeviceRGB',
  palette.length / 3 - 1,
  PDFHexString.of(palette.toString('hex')),
];

/** The colour that is left out, as a range of one value for each sample (ISO 32000-2, 8.9.6.4). */
function oneColour(transparency: Buffer, samples: number): number[] {
  return Array.from({ length: samples }, (_, index) => transparency.readUInt16BE(index * 2)).flatMap(
    (value) => [value, value],
  );
}

/** Opacity of each pixel by its index in the palette; without an entry it is whole. */
async function maskOf(chunks: PngChunks, transparency: Buffer): Promise<ImageStream> {
  const { width, depth } = chunks;
  const length = Math.ceil((width * depth) / 8);
  const packed = new Packed();
  for await (const rows of pngRows(chunks)) {
    const count = rows.length / length;
    const mask = Buffer.alloc(count * width);
    for (let row = 0; row < count; row++) {
      for (let x = 0; x < width; x++) {
        const bit = x * depth;
        const byte = rows[row * length + (bit >> 3)] ?? 0;
        const index = (byte >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
        mask[row * width + x] = transparency[index] ?? 255;
      }
    }
    await packed.add(mask);
  }
  return { entries: imageEntries(chunks, 'DeviceGray', 8), data: await packed.whole() };
}

/** Colour and opacity with eight bits for each value. */
async function takenApart(chunks: PngChunks): Promise<ImageStreams> {
  const { depth, samples, colourType } = chunks;
  const step = depth / 8;
  const colours = samples - 1;
  const [colour, mask] = [new Packed(), new Packed()];
  let transparent = false;
  for await (const rows of pngRows(chunks)) {
    const pixels = rows.length / (samples * step);
    const seen = Buffer.alloc(pixels * colours);
    const opacity = Buffer.alloc(pixels);
    for (let pixel = 0, at = 0; pixel < pixels; pixel++) {
      for (let one = 0; one < colours; one++, at += step) seen[pixel * colours + one] = rows[at] ?? 0;
      const value = rows[at] ?? 0;
      opacity[pixel] = value;
      if (value !== 255) transparent = true;
      at += step;
    }
    await colour.add(seen);
    await mask.add(opacity);
  }
  const space = colourType === GREY_ALPHA ? 'DeviceGray' : 'DeviceRGB';
  const [seen, opacity] = await Promise.all([colour.whole(), mask.whole()]);
  return {
    colour: { entries: imageEntries(chunks, space, 8), data: seen },
    mask: transparent ? { entries: imageEntries(chunks, 'DeviceGray', 8), data: opacity } : null,
  };
}

/** A zlib stream that grows by pieces. */
class Packed {
  readonly #deflate = createDeflate();
  readonly #all = buffer(this.#deflate);

  async add(piece: Buffer): Promise<void> {
    if (!this.#deflate.write(piece)) await once(this.#deflate, 'drain');
  }

  whole(): Promise<Buffer> {
    this.#deflate.end();
    return this.#all;
  }
}
