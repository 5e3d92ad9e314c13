import { deflateSync, inflateSync } from 'node:zlib';
import { PDFContext, PDFName, PDFRawStream, PDFRef } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { ImageLibrary, registerImage } from './images.ts';

/** A PNG of one row of pixels per list, each row behind the number of its filter. */
function png(
  { width, height, depth = 8, colourType, interlace = 0 }: Record<string, number>,
  rows: readonly number[],
  more: readonly (readonly [string, readonly number[]])[] = [],
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width ?? 0, 0);
  header.writeUInt32BE(height ?? 0, 4);
  header.set([depth, colourType ?? 0, 0, 0, interlace], 8);
  const chunk = (type: string, data: Uint8Array) => {
    const whole = Buffer.alloc(12 + data.length);
    whole.writeUInt32BE(data.length, 0);
    whole.write(type, 4, 'latin1');
    whole.set(data, 8);
    return whole;
  };
  const packed = deflateSync(Uint8Array.from(rows));
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    ...more.map(([type, data]) => chunk(type, Uint8Array.from(data))),
    chunk('IDAT', packed.subarray(0, 5)),
    chunk('IDAT', packed.subarray(5)),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

async function embedded(bytes: Uint8Array) {
  const context = PDFContext.create();
  const read = (object: unknown) => {
    const stream = object instanceof PDFRef ? context.lookup(object) : object;
    if (!(stream instanceof PDFRawStream)) return null;
    return {
      dict: stream.dict.toString().replace(/\s+/gu, ' '),
      values: [...inflateSync(stream.contents)],
      stream,
    };
  };
  const colour = read(registerImage(await new ImageLibrary().get(bytes), context));
  return { colour, mask: read(colour?.stream.dict.get(PDFName.of('SMask'))) };
}

describe('pictures of stamps', () => {
  it('takes rows of plain colour over as they are packed', async () => {
    const rows = [1, 10, 20, 30, 1, 1, 1, 2, 0, 0, 0, 5, 5, 5];
    const { colour, mask } = await embedded(png({ width: 2, height: 2, colourType: 2 }, rows));
    expect(colour?.values).toEqual(rows);
    expect(colour?.dict).toContain('/Predictor 15 /Colors 3 /BitsPerComponent 8 /Columns 2');
    expect(mask).toBeNull();
  });

  it('takes colour and opacity of a pixel apart, whatever the filter of the row', async () => {
    const rows = [
      ...[0, 10, 20, 30, 40, 50, 60, 70, 80],
      ...[1, 1, 2, 3, 4, 1, 1, 1, 1],
      ...[2, 1, 1, 1, 1, 1, 1, 1, 1],
      ...[3, 1, 1, 1, 1, 1, 1, 1, 1],
      ...[4, 1, 1, 1, 1, 1, 1, 1, 1],
    ];
    const { colour, mask } = await embedded(png({ width: 2, height: 5, colourType: 6 }, rows));
    expect(colour?.values).toEqual([
      ...[10, 20, 30, 50, 60, 70],
      ...[1, 2, 3, 2, 3, 4],
      ...[2, 3, 4, 3, 4, 5],
      ...[2, 2, 3, 3, 4, 5],
      ...[3, 3, 4, 4, 5, 6],
    ]);
    expect(mask?.values).toEqual([40, 80, 4, 5, 5, 6, 3, 5, 4, 6]);
  });

  it('gives a picture without any transparency no mask', async () => {
    const rows = [0, 9, 0, 255, 0, 8, 0, 255, 0];
    const { colour, mask } = await embedded(png({ width: 2, height: 1, depth: 16, colourType: 4 }, rows));
    expect(colour?.values).toEqual([9, 8]);
    expect(mask).toBeNull();
  });

  it('reads the opacity of a palette bit by bit', async () => {
    const { colour, mask } = await embedded(
      png(
        { width: 5, height: 1, depth: 2, colourType: 3 },
        [0, 0b00011011, 0b01000000],
        [
          ['PLTE', [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]],
          ['tRNS', [0, 128]],
        ],
      ),
    );
    expect(colour?.dict).toContain('[ /Indexed /DeviceRGB 3 <010101020202030303040404> ]');
    expect(mask?.values).toEqual([0, 128, 255, 255, 128]);
  });

  it('leaves out the one colour that a grey picture calls transparent', async () => {
    const { colour } = await embedded(
      png({ width: 1, height: 1, colourType: 0 }, [0, 7], [['tRNS', [0, 7]]]),
    );
    expect(colour?.dict).toContain('/Mask [ 7 7 ]');
  });

  it('unpacks an interlaced picture', async () => {
    const { colour } = await embedded(png({ width: 1, height: 1, colourType: 0, interlace: 1 }, [0, 200]));
    expect(colour?.values).toEqual([200, 200, 200]);
  });

  it.each([
    ['rows that are missing', png({ width: 1, height: 2, colourType: 0 }, [0, 1])],
    ['a filter that there is not', png({ width: 1, height: 1, colourType: 0 }, [5, 1])],
    ['a depth that there is not', png({ width: 1, height: 1, depth: 3, colourType: 0 }, [0, 1])],
    ['a palette that is missing', png({ width: 1, height: 1, colourType: 3 }, [0, 1])],
    ['an end that is missing', png({ width: 1, height: 1, colourType: 0 }, [0, 1]).subarray(0, -12)],
    [
      'packed data that is none',
      Buffer.from(png({ width: 1, height: 1, colourType: 0 }, [0, 1])).fill(9, 41, 45),
    ],
  ])('refuses a picture with %s', async (_what, bytes) => {
    await expect(embedded(bytes)).rejects.toMatchObject({ code: 'PDF_IMAGE_INVALID' });
  });
});
