import { KyguiError } from '../../../shared/errors.ts';

const MAX_BYTES = 8 * 1024 * 1024;
const MAX_PIXELS = 16_000_000;
const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/** Width and height in pixels from the header, before anything is unpacked. */
export function pngSize(png: Uint8Array): { width: number; height: number } {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.length);
  if (bytes.length < 33 || !bytes.subarray(0, 8).equals(SIGNATURE)) invalid('không phải PNG / not a PNG');
  if (bytes.length > MAX_BYTES) invalid('lớn hơn 8 MB / larger than 8 MB');
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  if (width === 0 || height === 0 || width * height > MAX_PIXELS) {
    invalid('quá 16 triệu điểm ảnh / more than 16 million pixels');
  }
  return { width, height };
}

function invalid(problem: string): never {
  throw new KyguiError('PDF_IMAGE_INVALID', { problem });
}
