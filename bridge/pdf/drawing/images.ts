import { createHash } from 'node:crypto';
import { type PDFContext, PDFName, PDFRawStream, type PDFRef } from 'pdf-lib';
import type { ImageStreams } from './png-image.ts';

/** A PNG made into image objects once; the packed data is used again for every file. */
export interface PreparedImage extends ImageStreams {
  sha256: string;
}

/**
 * Images by content, the last eight kept: an office signs with the same two or three images all day.
 * @throws PDF_IMAGE_INVALID
 */
export class ImageLibrary {
  readonly #images = new Map<string, PreparedImage>();

  async get(png: Uint8Array): Promise<PreparedImage> {
    const sha256 = createHash('sha256').update(png).digest('hex');
    const known = this.#images.get(sha256);
    if (known) return known;
    const { imageOfPng } = await import('./png-image.ts');
    const image = { sha256, ...(await imageOfPng(png)) };
    const [oldest] = this.#images.keys();
    if (this.#images.size >= 8 && oldest !== undefined) this.#images.delete(oldest);
    this.#images.set(sha256, image);
    return image;
  }
}

/** Puts an image into a context under new numbers; its packed data is shared, not copied. */
export function registerImage({ colour, mask }: ImageStreams, context: PDFContext): PDFRef {
  const stream = streamIn(context, colour);
  if (mask) stream.dict.set(PDFName.of('SMask'), context.register(streamIn(context, mask)));
  return context.register(stream);
}

const streamIn = (context: PDFContext, { dict, contents }: PDFRawStream): PDFRawStream =>
  PDFRawStream.of(dict.clone(context), contents);
