import type { FontLibrary } from '../drawing/fonts.ts';
import type { PdfFile } from '../file/pdf-file.ts';
import type { SignatureRequest } from '../request.ts';
import type { Sought, Spot } from './spot.ts';

export async function findSpots(
  _file: PdfFile,
  _request: SignatureRequest,
  sought: readonly Sought[],
  _fonts: FontLibrary,
): Promise<readonly (Spot | null)[]> {
  return sought.map(() => null);
}
