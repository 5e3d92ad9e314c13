import { KyguiError } from '../../../../shared/errors.ts';
import type { Crop, Raster } from './raster.ts';
import { dotsPerInch } from './resolution.ts';

/** Longer side of what is worked on, pixels: 36 mm at 600 dpi are 850, a whole scanned page would only be slow. */
const MOST_PIXELS = 3000;
const MOST_BYTES = 60 * 1024 * 1024;

/** A picture as it was chosen, ready to be cropped. */
export interface Source {
  canvas: HTMLCanvasElement;
  /** Pixels of this canvas for one inch of paper, as the file states it; null when it states none. */
  dpi: number | null;
}

function emptyCanvas(width: number, height: number) {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width));
  canvas.height = Math.max(1, Math.round(height));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new KyguiError('DESK_PICTURE_UNREADABLE');
  context.imageSmoothingQuality = 'high';
  return { canvas, context };
}

/** Opens a PNG or JPEG, turned as its camera says. @throws DESK_PICTURE_UNREADABLE */
export async function openSource(file: Blob): Promise<Source> {
  if (file.size > MOST_BYTES) throw new KyguiError('DESK_PICTURE_UNREADABLE');
  const bytes = new Uint8Array(await file.arrayBuffer());
  const isPng = bytes[0] === 0x89 && bytes[1] === 0x50;
  const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8;
  if (!isPng && !isJpeg) throw new KyguiError('DESK_PICTURE_UNREADABLE');
  const bitmap = await createImageBitmap(
    new Blob([bytes], { type: isPng ? 'image/png' : 'image/jpeg' }),
  ).catch((cause: unknown) => {
    throw new KyguiError('DESK_PICTURE_UNREADABLE', {}, { cause });
  });
  const scale = Math.min(1, MOST_PIXELS / Math.max(bitmap.width, bitmap.height));
  const { canvas, context } = emptyCanvas(bitmap.width * scale, bitmap.height * scale);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const stated = dotsPerInch(bytes);
  return { canvas, dpi: stated === null ? null : stated * scale };
}

/** The same picture turned to the right by a quarter. */
export function turned({ canvas: from, dpi }: Source): Source {
  const { canvas, context } = emptyCanvas(from.height, from.width);
  context.translate(from.height, 0);
  context.rotate(Math.PI / 2);
  context.drawImage(from, 0, 0);
  return { canvas, dpi };
}

/** Pixels of a part of the picture, drawn smaller when it is larger than `most`. */
export function rasterOf({ canvas: from }: Source, crop: Crop, most = Number.POSITIVE_INFINITY): Raster {
  const scale = Math.min(1, most / Math.max(crop.width, crop.height));
  const { canvas, context } = emptyCanvas(crop.width * scale, crop.height * scale);
  context.drawImage(from, crop.x, crop.y, crop.width, crop.height, 0, 0, canvas.width, canvas.height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return { width: canvas.width, height: canvas.height, data };
}

export function canvasOf({ width, height, data }: Raster): HTMLCanvasElement {
  const { canvas, context } = emptyCanvas(width, height);
  const image = context.createImageData(width, height);
  image.data.set(data);
  context.putImageData(image, 0, 0);
  return canvas;
}

/** The picture as PNG in base64, drawn smaller when it has more pixels than `mostWide`. */
export async function pngOf(raster: Raster, mostWide: number): Promise<string> {
  let canvas = canvasOf(raster);
  if (canvas.width > mostWide) {
    const smaller = emptyCanvas(mostWide, (canvas.height * mostWide) / canvas.width);
    smaller.context.drawImage(canvas, 0, 0, smaller.canvas.width, smaller.canvas.height);
    canvas = smaller.canvas;
  }
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new KyguiError('DESK_PICTURE_UNREADABLE');
  const address = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(new KyguiError('DESK_PICTURE_UNREADABLE'));
    reader.readAsDataURL(blob);
  });
  return address.slice(address.indexOf(',') + 1);
}
