import type { FontLibrary } from '../drawing/fonts.ts';
import type { BlankFill } from '../drawing/parts.ts';
import type { PageLines } from './page-lines.ts';
import type { Spot } from './spot.ts';
import type { TextLine } from './text/lines.ts';

/** Characters that drafts leave in a blank: spaces, dots, underscores. */
const BLANK = /^[\s.…_‥]*$/u;
const FORM_SIZE = 13;
/** Smaller letters are not read on paper. */
const SMALLEST = 9;
const DATE = /ngày([\s\d.…_‥]*)tháng([\s\d.…_‥]*)năm([\s\d.…_‥]*)/iu;
/** "năm 20…": the century is printed already. */
const CENTURY = /^\s*(\d{2})(?=[.…_‥\s]*$)/u;
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
    // A narrow blank is not widened: smaller letters stand in its middle, so that none reaches past the slash first.
    const x = open ? left + 3 + width / 2 : (left + right) / 2;
    const fill = { what: 'number', x, ...fitting(width, open ? width : right - left) } as const;
    return { kind: 'blank', spot: spotOf(page, line, 'number-line', [fill]) };
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
    const fills: Fill[] = [];
    let at = match.index;
    for (const [word, value, what] of [
      ['ngày', match[1] ?? '', 'day'],
      ['tháng', match[2] ?? '', 'month'],
      ['năm', match[3] ?? '', 'year'],
    ] as const) {
      const begin = at + word.length;
      const to = begin + value.length;
      at = to;
      const [century = '', digits = ''] = what === 'year' ? (CENTURY.exec(value) ?? []) : [];
      const from = begin + century.length;
      const isOwn = printed[what].startsWith(digits);
      if (!isOwn || !BLANK.test(value.slice(century.length))) continue;
      const text = printed[what].slice(digits.length);
      const width = fonts.width(text, 'italic', FORM_SIZE);
      const left = line.xs[from] ?? 0;
      const ends = to >= line.text.length;
      const right = ends ? left + width + (century === '' ? 8 : 0) : (line.xs[to] ?? left);
      fills.push({
        what,
        x: (left + right) / 2,
        ...(digits !== '' && { text }),
        ...fitting(width, ends ? width : right - left),
      });
    }
    if (fills.length === 0) return { kind: 'filled', text: match[0] };
    return { kind: 'blank', spot: spotOf(page, line, 'date-line', fills) };
  }
  return null;
}

interface Fill {
  what: BlankFill['what'];
  /** What is written where it is not the whole value. */
  text?: string;
  x: number;
  width: number;
  size: number;
  tight: boolean;
}

/** The largest letters that stay within the room, of the form's own size at most. */
function fitting(width: number, room: number): Pick<Fill, 'width' | 'size' | 'tight'> {
  const size = Math.max(SMALLEST, Math.min(FORM_SIZE, (FORM_SIZE * room) / width));
  const drawn = (width * size) / FORM_SIZE;
  return { width: drawn, size, tight: drawn > room + 0.5 };
}

function spotOf(
  page: PageLines,
  line: TextLine,
  reason: 'number-line' | 'date-line',
  fills: readonly Fill[],
): Spot {
  const left = Math.max(0, Math.min(...fills.map((one) => one.x - one.width / 2)) - 1);
  const right = Math.min(page.view.width, Math.max(...fills.map((one) => one.x + one.width / 2)) + 1);
  const bottom = Math.max(0, line.y - FORM_SIZE * 0.3);
  const box = { x: left, y: bottom, width: right - left, height: FORM_SIZE * 1.25 };
  return {
    page: page.view.number,
    box,
    reason,
    fills: fills.map(({ what, text, x, size }) => ({
      what,
      ...(text !== undefined && { text }),
      x: x - left,
      y: line.y - bottom,
      size,
    })),
    ...(fills.some(({ tight }) => tight) && { tight: true as const }),
  };
}
