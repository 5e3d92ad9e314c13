import type { FontLibrary, FontStyle } from './fonts.ts';
import { BLACK, type Colour, type DrawItem, type Drawing } from './items.ts';

export interface BlockLine {
  text: string;
  style?: FontStyle;
  colour?: Colour;
}

export type Align = 'left' | 'centre' | 'right';

const LEADING = 1.2;
const SMALLEST = 4;

/** Lines under each other at one size, in a box just large enough. */
export function textBlock(
  lines: readonly BlockLine[],
  size: number,
  align: Align,
  fonts: FontLibrary,
): Drawing {
  const widths = lines.map((line) => fonts.width(line.text, line.style ?? 'regular', size));
  const width = Math.max(1, ...widths);
  const { ascent, descent } = fonts.extent('regular', size);
  const height = ascent + descent + (lines.length - 1) * size * LEADING;
  const items = lines.map((line, index): DrawItem => {
    const free = width - (widths[index] ?? 0);
    const x = align === 'left' ? 0 : align === 'right' ? free : free / 2;
    const y = height - ascent - index * size * LEADING;
    return {
      kind: 'text',
      text: line.text,
      style: line.style ?? 'regular',
      size,
      colour: line.colour ?? BLACK,
      x,
      y,
    };
  });
  return { width, height, items };
}

/** Breaks a text at spaces so that no line is wider than `width` points. */
function wrap(text: string, style: FontStyle, size: number, width: number, fonts: FontLibrary): string[] {
  const lines: string[] = [];
  for (const paragraph of text.normalize('NFC').split(/\r\n|\r|\n/u)) {
    let line = '';
    for (const word of paragraph.split(/\s+/u).filter((one) => one !== '')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (line !== '' && fonts.width(longer, style, size) > width) {
        lines.push(line);
        line = word;
      } else {
        line = longer;
      }
    }
    lines.push(line);
  }
  return lines;
}

/** The largest size up to `largest` at which the lines, wrapped, fit the box; the block is set at its top left. */
export function fittedBlock(
  lines: readonly BlockLine[],
  width: number,
  height: number,
  largest: number,
  fonts: FontLibrary,
): Drawing {
  for (let size = largest; ; size -= 0.5) {
    const wrapped = lines.flatMap((line) =>
      wrap(line.text, line.style ?? 'regular', size, width, fonts).map((text) => ({ ...line, text })),
    );
    const block = textBlock(wrapped, size, 'left', fonts);
    if ((block.width <= width && block.height <= height) || size <= SMALLEST) {
      const items = block.items.map((item) =>
        item.kind === 'text' ? { ...item, y: item.y + height - block.height } : item,
      );
      return { width, height, items };
    }
  }
}
