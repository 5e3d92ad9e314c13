import type { DrawingLibraries } from '../pdf/drawing/appearance.ts';
import { FontLibrary } from '../pdf/drawing/fonts.ts';
import { ImageLibrary } from '../pdf/drawing/images.ts';
import type { ProgramPlaces } from './places.ts';

export function composeLibraries(places: ProgramPlaces): DrawingLibraries {
  return { fonts: new FontLibrary(places.fonts), images: new ImageLibrary() };
}
