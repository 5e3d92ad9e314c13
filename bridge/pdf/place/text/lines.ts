import type { PlacedGlyph } from './placed-glyph.ts';

/** A line of text as seen; `xs[i]` is where character `i` starts, `xs[text.length]` where the line ends. */
export interface TextLine {
  text: string;
  xs: readonly number[];
  /** Base line. */
  y: number;
  size: number;
}

/** A run of a line without wide gaps: what stands in one column. */
export interface Segment {
  text: string;
  left: number;
  right: number;
  y: number;
  size: number;
}

/** Gap, in parts of the size, that is read as a space; and the one that separates columns. */
const SPACE = 0.18;
const COLUMN = 2.2;

/** Joins characters that share a base line, top line first, text in NFC. */
export function toLines(glyphs: readonly PlacedGlyph[]): TextLine[] {
  const rows: PlacedGlyph[][] = [];
  for (const glyph of [...glyphs].sort((a, b) => b.y - a.y)) {
    const row = rows.at(-1);
    const head = row?.[0];
    if (row && head && Math.abs(head.y - glyph.y) <= Math.min(head.size, glyph.size) * 0.25) row.push(glyph);
    else rows.push([glyph]);
  }
  return rows.map(toLine).filter((line) => line.text.trim() !== '');
}

function toLine(row: readonly PlacedGlyph[]): TextLine {
  const sorted = [...row].sort((a, b) => a.x - b.x);
  const characters: { text: string; x: number }[] = [];
  let end = Number.NaN;
  const size = sorted.map((one) => one.size).sort((a, b) => a - b)[Math.floor(sorted.length / 2)] ?? 0;
  for (const glyph of sorted) {
    const previous = characters.at(-1);
    // Bold made by drawing the same letter twice.
    if (previous?.text === glyph.text && glyph.x - previous.x < size * 0.12) continue;
    if (previous && glyph.x - end > size * SPACE && previous.text !== ' ')
      characters.push({ text: ' ', x: end });
    // A combining mark drawn by itself belongs to the letter before it.
    if (previous && /^\p{M}+$/u.test(glyph.text))
      previous.text = (previous.text + glyph.text).normalize('NFC');
    else characters.push({ text: glyph.text.normalize('NFC'), x: glyph.x });
    end = Math.max(Number.isNaN(end) ? glyph.x : end, glyph.x + glyph.width);
  }
  let text = '';
  const xs: number[] = [];
  for (const [index, one] of characters.entries()) {
    const next = characters[index + 1]?.x ?? end;
    for (let at = 0; at < one.text.length; at++) xs.push(one.x + ((next - one.x) * at) / one.text.length);
    text += one.text;
  }
  xs.push(end);
  return { text, xs, y: sorted[0]?.y ?? 0, size };
}

/** Cuts a line at wide gaps, whether they are empty or filled with spaces. */
export function segmentsOf(line: TextLine): Segment[] {
  const segments: Segment[] = [];
  for (const match of line.text.matchAll(/\S+(?: \S+)*/gu)) {
    let from = match.index;
    const end = match.index + match[0].length;
    for (let at = from; at <= end; at++) {
      const gapEnd = at + 1;
      const wide = line.text[at] === ' ' && (line.xs[gapEnd] ?? 0) - (line.xs[at] ?? 0) > line.size * COLUMN;
      if (!wide && at < end) continue;
      const piece = line.text.slice(from, at).trim();
      if (piece !== '') {
        segments.push({
          text: piece,
          left: line.xs[from] ?? 0,
          right: line.xs[at] ?? line.xs[from] ?? 0,
          y: line.y,
          size: line.size,
        });
      }
      from = gapEnd;
    }
  }
  return segments;
}
