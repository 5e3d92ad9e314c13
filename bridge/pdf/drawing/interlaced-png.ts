import { PDFContext, PDFName, type PDFObject, PDFRawStream, PngEmbedder } from 'pdf-lib';
import { type ImageStream, type ImageStreams, imageEntries } from './image-stream.ts';
import { damagedPng } from './png-chunks.ts';

/** An interlaced PNG, which must be unpacked as a whole; hardly any stamp is one. @throws PDF_IMAGE_INVALID */
export async function imageOfInterlacedPng(png: Uint8Array): Promise<ImageStreams> {
  const context = PDFContext.create();
  try {
    const embedder = await PngEmbedder.for(Uint8Array.from(png));
    const packed = (object: PDFObject | undefined, space: string): ImageStream | null => {
      const stream = context.lookup(object);
      if (!(stream instanceof PDFRawStream)) return null;
      return { entries: imageEntries(embedder, space, 8), data: stream.contents };
    };
    const ref = await embedder.embedIntoContext(context);
    const image = context.lookup(ref);
    const mask = image instanceof PDFRawStream ? image.dict.get(PDFName.of('SMask')) : undefined;
    return { colour: packed(ref, 'DeviceRGB') ?? damagedPng(), mask: packed(mask, 'DeviceGray') };
  } catch (cause) {
    return damagedPng(cause);
  }
}
