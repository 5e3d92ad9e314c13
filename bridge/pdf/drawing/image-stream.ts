import type { PDFContext } from 'pdf-lib';

/** What a context makes objects of. */
type Literals = NonNullable<Parameters<PDFContext['stream']>[1]>;

/** An image XObject (ISO 32000-2, 8.9.5) that belongs to no document yet. */
export interface ImageStream {
  entries: Literals;
  data: Uint8Array;
}

export interface ImageStreams {
  colour: ImageStream;
  /** Its transparency, where it has any. */
  mask: ImageStream | null;
}

/** Entries that every image has. */
export function imageEntries(
  { width, height }: { width: number; height: number },
  space: Literals[string],
  bits: number,
): Literals {
  return {
    Type: 'XObject',
    Subtype: 'Image',
    Width: width,
    Height: height,
    ColorSpace: space,
    BitsPerComponent: bits,
    Filter: 'FlateDecode',
  };
}
