import type { FontLibrary } from '../drawing/fonts.ts';
import type { BlankFill } from '../drawing/parts.ts';
import type { PageLines } from './page-lines.ts';
import type { Spot } from './spot.ts';
import type { TextLine } from './text/lines.ts';

/** Characters that drafts leave in a blank: spaces, dots, underscores. */
const BLANK = /^[\s.…_‥]*$/u;
const FORM_SIZE = 13;
const DATE = /ngày([\s\d.…_‥]*)tháng([\s\d.…_‥]*)năm([\s\d.…_‥]*)/iu;
const NUMBER = /(?:^|\s{2,}|\s)Số\s?:?([\s\d.…_‥]*)(\/|$)/u;

/** What a line of the form says about a blank: where it is, or that something already stands in it. */
export type FormLine = { kind: 'blank'; spot: Spot } | { kind: 'filled'; text: string };

/** The blank after "Số:"; numbers that already stand there are reported and nothing is drawn over them. */
export function findNumberLine(page: PageLines, printed: string, fonts: FontLibrary): FormLine | null {
  for (const line of page.lines) {
    if (line.y < page.view.height * 0.5) break;
    const match = NUMBER.exec(line.text);
    if (!match || (match[2] === '' && !match[0].includes(':'))) continue;
    const inside = match[1] ?? '';
    if (!BLANK.test(inside)) return { kind: 'filled', text: inside.trim() };
    const from = match.index + match[0].length - (match[2] ?? '').length - inside.length;
    const width = fonts.width(printed, 'regular', FORM_SIZE);
    const left = line.xs[from] ?? 0;
    const open = match[2] === '' || from + inside.length >= line.text.length;
    const right = open ? left + width + 6 : (line.xs[from + inside.length] ?? left);
    // A narrow blank is not widened: the text stays in its middle, so that it never reaches past the slash first.
    const x = open ? left + 3 + width / 2 : (left + right) / 2;
    return { kind: 'blank', spot: spotOf(page, line, 'number-line', [{ what: 'number', x, width }]) };
  }
  return null;
}

/** The blanks of "ngày … tháng … năm …"; those that are filled in stay as they are. */
export function findDateLine(
  page: PageLines,
  printed: { day: string; month: string; year: string },
  fonts: FontLibrary,
): FormLine | null {
  for (const line of page.lines) {
    if (line.y < page.view.height * 0.5) break;
    const match = DATE.exec(line.text);
    if (!match) continue;
    const fills: { what: BlankFill['what']; x: number; width: number }[] = [];
    let at = match.index;
    for (const [word, value, what] of [
      ['ngày', match[1] ?? '', 'day'],
      ['tháng', match[2] ?? '', 'month'],
      ['năm', match[3] ?? '', 'year'],
    ] as const) {
      const from = at + word.length;
      const to = from + value.length;
      at = to;
      if (!BLANK.test(value)) continue;
      const width = fonts.width(printed[what], 'italic', FORM_SIZE);
      const left = line.xs[from] ?? 0;
      const ends = to >= line.text.length;
      const right = ends ? left + width + 8 : (line.xs[to] ?? left);
      fills.push({ what, x: (left + right) / 2, width });
    }
    if (fills.length === 0) return { kind: 'filled', text: match[0] };
    return { kind: 'blank', spot: spotOf(page, line, 'date-line', fills) };
  }
  return null;
}

function spotOf(
  page: PageLines,
  line: TextLine,
  reason: 'number-line' | 'date-line',
  fills: readonly { what: BlankFill['what']; x: number; width: number }[],
): Spot {
  const left = Math.max(0, Math.min(...fills.map((one) => one.x - one.width / 2)) - 1);
  const right = Math.min(page.view.width, Math.max(...fills.map((one) => one.x + one.width / 2)) + 1);
  const bottom = Math.max(0, line.y - FORM_SIZE * 0.3);
  const box = { x: left, y: bottom, width: right - left, height: FORM_SIZE * 1.25 };
  return {
    page: page.view.number,
    box,
    reason,
    fills: fills.map((one) => ({ what: one.what, x: one.x - left, y: line.y - bottom, size: FORM_SIZE })),
  };
}
