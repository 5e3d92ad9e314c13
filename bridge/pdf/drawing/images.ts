import { createHash } from 'node:crypto';
import {
  PDFArray,
  PDFContext,
  PDFDict,
  PDFName,
  type PDFObject,
  PDFRawStream,
  PDFRef,
  PngEmbedder,
} from 'pdf-lib';
import { KyguiError } from '../../../shared/errors.ts';
import { pngSize } from './png-size.ts';

/** A PNG made into image objects once; the packed data is used again for every file. */
export interface PreparedImage {
  sha256: string;
  width: number;
  height: number;
  /** Colour image, and its transparency when it has one. */
  colour: PDFRawStream;
  mask: PDFRawStream | null;
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
    const image = await prepare(png, sha256);
    if (this.#images.size >= 8) {
      for (const oldest of this.#images.keys()) {
        this.#images.delete(oldest);
        break;
      }
    }
    this.#images.set(sha256, image);
    return image;
  }
}

async function prepare(png: Uint8Array, sha256: string): Promise<PreparedImage> {
  const { width, height } = pngSize(png);
  const context = PDFContext.create();
  let ref: PDFRef;
  try {
    const embedder = await PngEmbedder.for(Uint8Array.from(png));
    ref = await embedder.embedIntoContext(context);
  } catch (cause) {
    throw new KyguiError('PDF_IMAGE_INVALID', { problem: 'PNG hỏng / damaged PNG' }, { cause });
  }
  const colour = context.lookup(ref);
  if (!(colour instanceof PDFRawStream)) return invalid('PNG hỏng / damaged PNG');
  const maskRef = colour.dict.get(PDFName.of('SMask'));
  const mask = maskRef instanceof PDFRef ? context.lookup(maskRef) : undefined;
  return { sha256, width, height, colour, mask: mask instanceof PDFRawStream ? mask : null };
}

/** Puts an image into a context under new numbers; its packed data is shared, not copied. */
export function registerImage(image: PreparedImage, context: PDFContext): PDFRef {
  const copy = (stream: PDFRawStream): PDFRawStream => {
    const dict = PDFDict.withContext(context);
    for (const [key, value] of stream.dict.entries()) dict.set(key, moved(value, context));
    return PDFRawStream.of(dict, stream.contents);
  };
  const colour = copy(image.colour);
  if (image.mask) colour.dict.set(PDFName.of('SMask'), context.register(copy(image.mask)));
  return context.register(colour);
}

function moved(value: PDFObject, context: PDFContext): PDFObject {
  if (!(value instanceof PDFArray)) return value;
  const array = PDFArray.withContext(context);
  for (const item of value.asArray()) array.push(item);
  return array;
}

function invalid(problem: string): never {
  throw new KyguiError('PDF_IMAGE_INVALID', { problem });
}
