const INCH_MM = 25.4;

/** Below this a file only repeats what screens and telephones write into every picture. */
const LEAST_TOLD = 97;
const MOST_TOLD = 4800;

const ascii = (bytes: Uint8Array, from: number, length: number) =>
  String.fromCharCode(...bytes.subarray(from, from + length));

/**
 * Dots per inch as a PNG (chunk pHYs) or JPEG (JFIF density, EXIF XResolution) states them; null when it states
 * none, or one that scanners do not write.
 */
export function dotsPerInch(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let told: number | null = null;
  try {
    if (ascii(bytes, 1, 3) === 'PNG') told = ofPng(bytes, view);
    else if (bytes[0] === 0xff && bytes[1] === 0xd8) told = ofJpeg(bytes, view);
  } catch {
    // A header that ends early tells nothing; whether the picture can be drawn is found out elsewhere.
    return null;
  }
  if (told === null || told < LEAST_TOLD || told > MOST_TOLD) return null;
  return Math.round(told);
}

/** PNG 11.3.4.3: pixels per unit on each axis; unit 1 is the metre. */
function ofPng(bytes: Uint8Array, view: DataView): number | null {
  for (let place = 8; place + 12 <= bytes.length; ) {
    const length = view.getUint32(place);
    const type = ascii(bytes, place + 4, 4);
    if (type === 'pHYs' && view.getUint8(place + 16) === 1)
      return (view.getUint32(place + 8) * INCH_MM) / 1000;
    if (type === 'IDAT' || type === 'IEND') return null;
    place += 12 + length;
  }
  return null;
}

function ofJpeg(bytes: Uint8Array, view: DataView): number | null {
  let ofJfif: number | null = null;
  for (let place = 2; place + 4 <= bytes.length; ) {
    if (bytes[place] !== 0xff) break;
    const marker = bytes[place + 1] ?? 0;
    const length = view.getUint16(place + 2);
    const body = place + 4;
    if (marker === 0xe0 && ascii(bytes, body, 4) === 'JFIF') {
      // JFIF 1.02: units 1 = per inch, 2 = per centimetre.
      const unit = view.getUint8(body + 7);
      const density = view.getUint16(body + 8);
      ofJfif = unit === 1 ? density : unit === 2 ? density * 2.54 : null;
    } else if (marker === 0xe1 && ascii(bytes, body, 4) === 'Exif') {
      return ofExif(view, body + 6) ?? ofJfif;
    } else if (marker === 0xda) break;
    place += 2 + length;
  }
  return ofJfif;
}

/** EXIF 2.3, 4.6.4: tags 0x011A XResolution (rational) and 0x0128 ResolutionUnit (2 inch, 3 centimetre). */
function ofExif(view: DataView, tiff: number): number | null {
  const little = view.getUint16(tiff) === 0x4949;
  const directory = tiff + view.getUint32(tiff + 4, little);
  const entries = view.getUint16(directory, little);
  let resolution: number | null = null;
  let unit = 2;
  for (let index = 0; index < entries; index += 1) {
    const entry = directory + 2 + index * 12;
    const tag = view.getUint16(entry, little);
    if (tag === 0x011a) {
      const value = tiff + view.getUint32(entry + 8, little);
      const denominator = view.getUint32(value + 4, little);
      if (denominator > 0) resolution = view.getUint32(value, little) / denominator;
    }
    if (tag === 0x0128) unit = view.getUint16(entry + 8, little);
  }
  if (resolution === null) return null;
  return unit === 3 ? resolution * 2.54 : resolution;
}

/** Millimetres that pixels take at a resolution. */
export const millimetres = (pixels: number, dpi: number): number => (pixels * INCH_MM) / dpi;
