import type { Encoding } from './values.ts';

/** A text or an element beside another. */
export interface ReadableNode {
  readonly nodeType: number;
  readonly textContent: string | null;
  readonly nextSibling: ReadableNode | null;
}

/**
 * The little of the DOM that reading rules need, so that the same rules run in a page, in a test and over a saved
 * page on the command line. The browser's own `Element` and `Document` fit as they are.
 */
export interface ReadableElement {
  readonly localName: string;
  readonly textContent: string | null;
  readonly parentElement: ReadableElement | null;
  readonly nextElementSibling: ReadableElement | null;
  readonly nextSibling: ReadableNode | null;
  readonly children: ArrayLike<ReadableElement>;
  getAttribute(name: string): string | null;
  getAttributeNames(): string[];
  querySelectorAll(selector: string): ArrayLike<ReadableElement>;
  querySelector(selector: string): ReadableElement | null;
  closest(selector: string): ReadableElement | null;
  /** What addresses in it are relative to: that of its document, or what `<base>` says there (HTML standard, 2.4.3). */
  readonly baseURI?: string;
  /** Where it is drawn; saved pages are not. */
  getBoundingClientRect?(): { top: number; left: number; width: number };
}

export interface ReadableRoot {
  querySelectorAll(selector: string): ArrayLike<ReadableElement>;
  querySelector(selector: string): ReadableElement | null;
}

/** What is the same for every label that is looked for in one part of a page. */
export interface PrintedTexts {
  encoding: Encoding | undefined;
  /** Elements by their whole text, in the order of the page. */
  byKey: Map<string, ReadableElement[]>;
  /** What follows a colon, by what stands before it. */
  lines(): Map<string, string>;
  /** Controls by the words that name them and are not printed. */
  named(): Map<string, ReadableElement>;
}

/** Where rules are read: a document or a part of it, its address, and how to look into shadow roots. */
export interface ReadingScope {
  /** The document, or the row of a list. */
  root: ReadableRoot;
  /** The whole document; labels that point by id are looked up here. */
  page: ReadableRoot;
  /** Address of the page, absolute. */
  address: string;
  /**
   * What `>>>` steps into: the shadow root of an element, closed ones too where the browser allows, or the document
   * of a frame of the same origin; null when there is none.
   */
  shadowOf(element: ReadableElement): ReadableRoot | null;
  /** Kept while many labels are read at once from a page that cannot change meanwhile. */
  texts?: WeakMap<ReadableRoot, PrintedTexts>;
  /** Character set of the texts; Unicode when absent. */
  encoding?: Encoding | undefined;
  /** The page around this frame, or the outermost one; undefined when it is of another origin. */
  outside?(where: 'parent' | 'top'): ReadingScope | undefined;
  /** A value of the page's localStorage or sessionStorage. */
  stored?(area: 'local' | 'session', key: string): string | null;
  /** The page's cookies as its own scripts see them: `a=1; b=2`. */
  cookies?(): string;
}

const GRID = '[role=grid],[role=treegrid],[role=table]';

/**
 * Other elements of the same row of a list: with pinned or locked columns a row is drawn in several parts, which bear
 * the same number (WAI-ARIA 1.2, aria-rowindex) or lie in tables beside each other. Empty for everything else.
 */
export function otherParts(row: ReadableRoot): ReadableElement[] {
  if (!('getAttribute' in row)) return [];
  const element = row as ReadableElement;
  const number = element.getAttribute('aria-rowindex');
  if (number === null || !/^\d+$/u.test(number)) return halvesOf(element);
  const parts = element.closest(GRID)?.querySelectorAll(`[aria-rowindex="${number}"]`) ?? [];
  return Array.from(parts).filter((part) => part !== element);
}

/** What says how a row looks or behaves, and not which row it is. */
const NO_KEY = /^(?:id|class|style|role|title|tabindex|width|height|v?align|bgcolor|on.*|aria-.*)$/u;
/** How far around a table its other half lies. */
const HALVES_WITHIN = 5;
/** Two tables that begin at the same height, px: borders may differ. */
const SAME_HEIGHT = 3;

/**
 * The other halves of a table's row: locked columns lie in a table of their own beside it, whose rows bear the same key
 * in the same order. A key that is but a number says so only where nothing but tables lies between: two lists may
 * stand beside each other, and both count their rows. Nothing rather than the row of another letter.
 */
function halvesOf(row: ReadableElement): ReadableElement[] {
  const table = row.localName === 'tr' ? row.closest('table') : null;
  if (!table) return [];
  for (const name of row.getAttributeNames()) {
    const value = row.getAttribute(name) ?? '';
    if (NO_KEY.test(name) || !/^[a-z][\w-]*$/u.test(name) || !/^[\w:./-]+$/u.test(value)) continue;
    const same = `tr[${name}="${value}"]`;
    let at = table;
    for (let step = 0; at.parentElement && step < HALVES_WITHIN; at = at.parentElement, step += 1) {
      const besides = Array.from(at.parentElement.children).filter((one) => one !== at);
      const found = besides.flatMap((one) => Array.from(one.querySelectorAll(same)));
      if (found.length === 0) continue;
      const isOnlyOne = table.querySelectorAll(same).length === 1;
      const isKey = /[a-z]/iu.test(value) || [table, ...found].every((one) => isBare(one, at.parentElement));
      const areHalves = found.every((half) => isHalf(half, row, name));
      if (isOnlyOne && isKey && areHalves && found.length < HALVES_WITHIN) return found;
      break;
    }
  }
  return [];
}

/** True where the rows before and after fit each other too, and both tables are drawn beside each other. */
function isHalf(half: ReadableElement, row: ReadableElement, name: string): boolean {
  const keysAround = (one: ReadableElement) => {
    const rows = Array.from(one.parentElement?.children ?? []);
    const at = rows.indexOf(one);
    return [at, rows.length, rows[at - 1]?.getAttribute(name), rows[at + 1]?.getAttribute(name)].join(' ');
  };
  if (keysAround(half) !== keysAround(row)) return false;
  const [there, here] = [half, row].map((one) => one.closest('table')?.getBoundingClientRect?.());
  if (!there || !here) return true;
  const [left, right] = there.left < here.left ? [there, here] : [here, there];
  return Math.abs(there.top - here.top) <= SAME_HEIGHT && left.left + left.width <= right.left + SAME_HEIGHT;
}

/** What is no word for a reader, or belongs to a table. */
const WORDLESS: ReadonlySet<string> = new Set(['table', 'style', 'script', 'template']);

/** True where no word stands on the way out to `around` that belongs to no table. */
function isBare(inner: ReadableElement, around: ReadableElement | null): boolean {
  for (let at = inner.closest('table'); at && at !== around; at = at.parentElement) {
    for (const beside of Array.from(at.parentElement?.children ?? [])) {
      if (beside === at || WORDLESS.has(beside.localName) || beside.querySelector('table')) continue;
      if (/[\p{L}\p{N}]/u.test(beside.textContent ?? '')) return false;
    }
  }
  return true;
}

/** `:scope` alone is the row of a list itself: many makers keep the key of a letter in an attribute of its row. */
const isItself = (root: ReadableRoot, selector: string): root is ReadableElement =>
  selector === ':scope' && 'getAttribute' in root;

/** Elements that fit a selector; `>>>` steps into shadow roots and frames. An invalid selector finds nothing. */
export function findAll(scope: Pick<ReadingScope, 'shadowOf'>, root: ReadableRoot, selector: string) {
  let roots: ReadableRoot[] = [root];
  const steps = selector.split('>>>').map((step) => step.trim());
  for (const [index, step] of steps.entries()) {
    const found: ReadableElement[] = [];
    for (const within of roots) {
      if (isItself(within, step)) {
        found.push(within);
        continue;
      }
      try {
        const here = Array.from(within.querySelectorAll(step));
        found.push(
          ...(here.length > 0
            ? here
            : otherParts(within).flatMap((part) => Array.from(part.querySelectorAll(step)))),
        );
      } catch {
        return [];
      }
    }
    if (index === steps.length - 1) return found;
    roots = found.map((element) => scope.shadowOf(element)).filter((shadow) => shadow !== null);
  }
  return [];
}

/** The first element that fits; costs a page less than all of them. */
export function findFirst(
  scope: Pick<ReadingScope, 'shadowOf'>,
  root: ReadableRoot,
  selector: string,
): ReadableElement | undefined {
  if (selector.includes('>>>')) return findAll(scope, root, selector)[0];
  if (isItself(root, selector)) return root;
  try {
    const here = root.querySelector(selector);
    if (here) return here;
    for (const part of otherParts(root)) {
      const there = part.querySelector(selector);
      if (there) return there;
    }
    return undefined;
  } catch {
    return undefined;
  }
}
