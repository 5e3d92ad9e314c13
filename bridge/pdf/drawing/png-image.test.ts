import { crc32, deflateSync, inflateSync } from 'node:zlib';
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
    whole.writeUInt32BE(crc32(whole.subarray(4, 8 + data.length)), 8 + data.length);
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
    expect(colour?.values).toEqual([9, 9, 9, 8, 8, 8]);
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
    expect(colour?.values).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 2, 2, 2]);
    expect(mask?.values).toEqual([0, 128, 255, 255, 128]);
  });

  it('leaves out the one colour that a grey picture calls transparent', async () => {
    const { mask } = await embedded(
      png({ width: 2, height: 1, colourType: 0 }, [0, 7, 8], [['tRNS', [0, 7]]]),
    );
    expect(mask?.values).toEqual([0, 255]);
  });

  it('reads an interlaced picture', async () => {
    const { colour } = await embedded(
      png({ width: 2, height: 2, colourType: 0, interlace: 1 }, [0, 1, 0, 2, 0, 3, 4]),
    );
    expect(colour?.values).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]);
  });

  const grey = png({ width: 1, height: 1, colourType: 0 }, [0, 1]);

  it.each([
    ['a byte that changed', Buffer.from(grey).fill(9, 43, 44)],
    ['an end that is missing', grey.subarray(0, -12)],
    ['data that breaks off', grey.subarray(0, 45)],
    ['a depth that there is not', png({ width: 1, height: 1, depth: 3, colourType: 0 }, [0, 1])],
    ['a palette that is missing', png({ width: 1, height: 1, colourType: 3 }, [0, 1])],
  ])('refuses a picture with %s', async (_what, bytes) => {
    await expect(embedded(bytes)).rejects.toMatchObject({ code: 'PDF_IMAGE_INVALID' });
  });
});
