import { PDFContext, PDFName, type PDFObject, PDFRawStream, PngEmbedder } from 'pdf-lib';
import { assertWholePng, damagedPng } from './png-whole.ts';

/** Image XObjects (ISO 32000-2, 8.9.5) that are written into no file yet. */
export interface ImageStreams {
  colour: PDFRawStream;
  /** Its transparency, where it has any. */
  mask: PDFRawStream | null;
}

/** A PNG as colour and transparency of eight bits for each value. @throws PDF_IMAGE_INVALID */
export async function imageOfPng(png: Uint8Array): Promise<ImageStreams> {
  assertWholePng(png);
  const context = PDFContext.create();
  const streamAt = (object: PDFObject | undefined): PDFRawStream | null => {
    const stream = context.lookup(object);
    return stream instanceof PDFRawStream ? stream : null;
  };
  try {
    const embedder = await PngEmbedder.for(png);
    const colour = streamAt(await embedder.embedIntoContext(context)) ?? damagedPng();
    return { colour, mask: streamAt(colour.dict.get(PDFName.of('SMask'))) };
  } catch (cause) {
    return damagedPng(cause);
  }
}
