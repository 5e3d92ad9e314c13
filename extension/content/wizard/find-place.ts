import { otherParts, type ReadableElement } from '../../../shared/profile/readable.ts';
import { cellsOf } from '../../../shared/profile/table.ts';
import { tidy } from '../../../shared/profile/text.ts';
import type { Survey } from '../../messages/wizard.ts';
import { put } from '../places.ts';
import { FRAMES } from './file-signs.ts';
import { selectorFor } from './selector.ts';
import { isVisible } from './trees.ts';

type Place = NonNullable<Survey['place']>;
interface Candidate {
  anchor: Element;
  position: Place['position'];
}

/** Pixels that two buttons take up side by side, and one. */
const WIDTHS = [240, 150] as const;
/** Pixels of a button on a page. */
const HEIGHT = 30;
/** Those of one in a row, of which a line holds so much less; last, what is seen of it in a row that is lower still. */
const ROW_HEIGHT = 24;
const OVERHANG = 4;
const SEEN_LEAST = 16;

interface Size {
  width: number;
  height: number;
  /** Whether the row may become higher by it. */
  mayGrow: boolean;
}

/** What is tried in turn. In rows drawn in halves, one half that grows stands beside the lines of other letters. */
function sizesFor(rows: readonly Element[]): Size[] {
  const each = (height: number, mayGrow: boolean) => WIDTHS.map((width) => ({ width, height, mayGrow }));
  if (rows.length === 0) return [...each(HEIGHT, true), ...each(SEEN_LEAST, true)];
  const kept = [...each(ROW_HEIGHT, false), ...each(SEEN_LEAST, false)];
  return rows.length > 1
    ? kept
    : [...each(ROW_HEIGHT, false), ...each(ROW_HEIGHT, true), ...each(SEEN_LEAST, true)];
}
/** Of a link that makes room, so much must stay to be seen. */
const LINK_LEAST = 24;
/** Rounded borders and shares of a pixel. */
const TOLERANCE = 3;
/** How far outwards from a file another place is looked for. */
const STEPS = 5;

const isInside = (inner: DOMRect, outer: DOMRect) =>
  inner.left >= outer.left - TOLERANCE &&
  inner.right <= outer.right + TOLERANCE &&
  inner.top >= outer.top - TOLERANCE &&
  inner.bottom <= outer.bottom + TOLERANCE;

/** A row with the parts of it that stand elsewhere, such as its pinned columns. */
const partsOf = (row: Element): Element[] => [
  row,
  ...(otherParts(row as unknown as ReadableElement) as unknown as Element[]),
];

/** True when no part around it cuts it off; what is scrolled into sight counts as seen. */
function isUncut(element: Element, rows: readonly Element[]): boolean {
  const box = element.getBoundingClientRect();
  if (box.width === 0) return false;
  for (let at = element.parentElement; at; at = at.parentElement) {
    // A row that is as high as it was made lets what is too much lie over the next one.
    if (rows.includes(at)) return isInside(box, at.getBoundingClientRect());
    const { display, overflowX, overflowY } = getComputedStyle(at);
    if (display === 'inline' || display === 'contents' || overflowX === 'visible') continue;
    const isScrolled = [overflowX, overflowY].some((one) => one === 'auto' || one === 'scroll');
    if (isScrolled) return true;
    if (!isInside(box, at.getBoundingClientRect())) return false;
  }
  return true;
}

/** Lays something as wide as the buttons there for a moment: cells cut off what does not fit, without a trace. */
function hasRoom(
  { anchor, position }: Candidate,
  { width, height, mayGrow }: Size,
  rows: readonly Element[],
): boolean {
  const heights = () => rows.map((row) => row.getBoundingClientRect().height);
  const before = heights();
  const probe = anchor.ownerDocument.createElement('span');
  const margin = height === ROW_HEIGHT ? -OVERHANG : 0;
  probe.style.cssText = `all:initial;display:inline-block;vertical-align:middle;margin:${margin}px 4px;width:${width}px;height:${height}px`;
  put(probe, position, anchor);
  try {
    if (!mayGrow && heights().some((now, index) => now > (before[index] ?? 0) + 1)) return false;
    if (!isUncut(probe, rows)) return false;
    if (position !== 'before') return true;
    const around = anchor.parentElement?.getBoundingClientRect();
    return around === undefined || anchor.getBoundingClientRect().left + LINK_LEAST <= around.right;
  } finally {
    probe.remove();
  }
}

/** Many grids wrap what a cell says in a line of its own, and what stands beside that line goes above it. */
function lineIn(cell: Element): Element {
  const [only, ...more] = [...cell.childNodes].filter((node) => tidy(node.textContent ?? '') !== '');
  const isLine =
    only instanceof HTMLElement && more.length === 0 && ['div', 'span', 'p'].includes(only.localName);
  return isLine ? lineIn(only) : cell;
}

/** Beside the file; else in the widest cell of its row, or behind what lies around it on a page. */
function candidates(element: Element, row: Element | undefined): Candidate[] {
  const beside: Candidate[] = [
    { anchor: element, position: 'after' },
    { anchor: element, position: 'before' },
  ];
  if (row) {
    const cells = (cellsOf(row as unknown as ReadableElement) as unknown as Element[]).filter(isVisible);
    const widthOf = (cell: Element) => cell.getBoundingClientRect().width;
    cells.sort((one, other) => widthOf(other) - widthOf(one));
    const within = cells.flatMap((cell) => [...new Set([lineIn(cell), cell])]);
    return [...beside, ...within.map((anchor): Candidate => ({ anchor, position: 'first' }))];
  }
  for (
    let at = element.parentElement, step = 0;
    at && at.localName !== 'body' && step < STEPS;
    at = at.parentElement, step += 1
  )
    beside.push({ anchor: at, position: 'after' });
  return beside;
}

/** A selector that finds the element alone in all parts of its row. */
function selectorIn(rows: readonly Element[], element: Element): string | undefined {
  const row = rows.find((one) => one.contains(element));
  const selector = row && selectorFor(element, row);
  if (selector === undefined || rows.length === 1) return selector;
  const found = rows.flatMap((one) => [...one.querySelectorAll(selector)]);
  return found.length === 1 ? selector : undefined;
}

/** Where the buttons go: behind the link to the file, before a viewer; a person sees there what is signed. */
export function placeAt(element: Element, root: ParentNode = document): Place | undefined {
  const row = root.nodeType === Node.ELEMENT_NODE ? (root as Element) : undefined;
  const rows = row ? partsOf(row) : [];
  const placed = ({ anchor, position }: Candidate): Place | undefined => {
    const at = row ? selectorIn(rows, anchor) : selectorFor(anchor, root);
    return at === undefined ? undefined : { at, position };
  };
  if (FRAMES.includes(element.localName)) return placed({ anchor: element, position: 'before' });
  const all = candidates(element, row);
  // What a page hides now, such as another tab of its own, has no width to measure.
  if (isVisible(row ?? element)) {
    for (const size of sizesFor(rows)) {
      for (const one of all) {
        const place = hasRoom(one, size, rows) ? placed(one) : undefined;
        if (place) return place;
      }
    }
  }
  return placed({ anchor: element, position: 'after' });
}
