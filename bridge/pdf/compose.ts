import type { GivenPlace, Placement, Rect, StampPart } from '../../shared/document/placement.ts';
import { KyguiError } from '../../shared/errors.ts';
import { type DrawItem, type Drawing, shifted } from './drawing/items.ts';
import type { PartDesign } from './drawing/parts.ts';
import type { Page } from './file/pages.ts';
import { findPage } from './file/pages.ts';
import type { PdfFile } from './file/pdf-file.ts';
import { defaultSpot, smallestOn } from './place/default-spot.ts';
import type { Found } from './place/find.ts';
import { contains, PageView, unionOf } from './place/geometry.ts';
import type { Spot } from './place/spot.ts';
import type { SignatureRequest } from './request.ts';

/** Finds places from what the document says; null where it says nothing. */
export type SpotFinder = (designs: readonly PartDesign[]) => readonly Found[];

/** What is drawn on one page, as seen and in the page's user space. */
export interface ComposedStamp {
  page: number;
  rect: Placement['rect'];
  drawing: Drawing;
}

export interface Composition {
  placements: Placement[];
  /** The first one is the widget's. */
  stamps: ComposedStamp[];
  /** Parts that the form already shows (a number typed by the drafter): they are not drawn again. */
  alreadyThere: StampPart[];
  /** The room found for an image is smaller than the size that it was to have on paper. */
  isShrunk: boolean;
}

const MAIN_PART: Partial<Record<SignatureRequest['role'], StampPart>> = { issue: 'seal', receive: 'frame' };

/**
 * Gives every part a place (caller's, found, profile's, default, in this order) and joins the parts of each page into
 * one drawing.
 * @throws PDF_PAGE_MISSING, PDF_PLACE_OUTSIDE
 */
export function compose(
  file: PdfFile,
  request: SignatureRequest,
  designs: readonly PartDesign[],
  find: SpotFinder,
  target: { page: number; rect: Rect } | null = null,
): Composition {
  if (designs.length === 0) return { placements: [], stamps: [], alreadyThere: [], isShrunk: false };
  const pages = new PageCache(file);
  const main = MAIN_PART[request.role] ?? designs[0]?.part;
  const found = find(designs);
  const alreadyThere: StampPart[] = [];
  const placed = designs.flatMap((design, index) => {
    const spot =
      target && design.part === main
        ? { page: target.page, box: pages.view(target.page).toView(target.rect), reason: 'given' as const }
        : placeOf(design, request, found[index] ?? null, main, pages);
    if (spot === 'already-there') {
      alreadyThere.push(design.part);
      return [];
    }
    const view = pages.view(spot.page);
    const page = { x: 0, y: 0, width: view.width, height: view.height };
    const least = smallestOn(view);
    if (spot.box.width < least || spot.box.height < least || !contains(page, spot.box)) {
      throw new KyguiError('PDF_PLACE_OUTSIDE', { page: spot.page });
    }
    return [{ design, spot }];
  });
  const placements = placed.map(({ design, spot }) => ({
    part: design.part,
    page: spot.page,
    rect: rounded(pages.view(spot.page).toUser(spot.box)),
    reason: spot.reason,
  }));
  const drawn = (on: typeof placed, number: number): ComposedStamp => {
    const box = unionOf(on.map(({ spot }) => spot.box));
    const items = on.flatMap(({ design, spot }): DrawItem[] => {
      const drawing = design.draw(spot.box.width, spot.box.height, spot.fills);
      return shifted(drawing.items, spot.box.x - box.x, spot.box.y - box.y);
    });
    const rect = rounded(pages.view(number).toUser(box));
    return { page: number, rect, drawing: { width: box.width, height: box.height, items } };
  };
  // The rectangle of a form's own field holds the main part alone; the others become annotations beside it.
  const inField = target ? placed.filter(({ design }) => design.part === main) : [];
  const free = placed.filter((one) => !inField.includes(one));
  const mainPage = placed.find(({ design }) => design.part === main)?.spot.page;
  const numbers = [...new Set(free.map(({ spot }) => spot.page))].sort(
    (a, b) => Number(b === mainPage) - Number(a === mainPage) || a - b,
  );
  const stamps = [
    ...inField.map((one) => drawn([one], one.spot.page)),
    ...numbers.map((number) =>
      drawn(
        free.filter(({ spot }) => spot.page === number),
        number,
      ),
    ),
  ];
  const isShrunk =
    request.imageWidthMm !== undefined &&
    placed.some(({ design, spot }) => {
      const isOwnChoice = spot.reason === 'given' && !target;
      return !design.fixed && !isOwnChoice && shrinks(design, spot.box);
    });
  return { placements, stamps, alreadyThere, isShrunk };
}

/** By more than a person would see. */
const shrinks = ({ width, height }: PartDesign, box: Rect): boolean =>
  Math.min(box.width / width, box.height / height) < 0.95;

function placeOf(
  design: PartDesign,
  request: SignatureRequest,
  found: Found,
  main: StampPart | undefined,
  pages: PageCache,
): Spot | 'already-there' {
  const shown = request.placements?.find((one) => one.part === design.part);
  if (shown) {
    const box = pages.view(shown.page).toView(shown.rect);
    // What was found before and is given back unmoved keeps its blanks.
    const same =
      found !== null && found !== 'already-there' && found.page === shown.page && near(found.box, box);
    return same ? found : { page: shown.page, box, reason: shown.reason };
  }
  const given = matching(request.given, design, main);
  if (given) return { page: given.page, box: pages.view(given.page).toView(given.rect), reason: 'given' };
  if (found) return found;
  const profile = matching(request.profile, design, main);
  if (profile)
    return { page: profile.page, box: pages.view(profile.page).toView(profile.rect), reason: 'profile' };
  return defaultSpot(request.role, design, pages.view(1), pages.last());
}

function matching(
  places: readonly GivenPlace[] | undefined,
  design: PartDesign,
  main: StampPart | undefined,
): GivenPlace | undefined {
  return (
    places?.find((one) => one.part === design.part) ??
    (design.part === main ? places?.find((one) => one.part === undefined) : undefined)
  );
}

function near(a: Placement['rect'], b: Placement['rect']): boolean {
  return (
    Math.abs(a.x - b.x) < 0.5 &&
    Math.abs(a.y - b.y) < 0.5 &&
    Math.abs(a.width - b.width) < 0.5 &&
    Math.abs(a.height - b.height) < 0.5
  );
}

const rounded = (rect: Placement['rect']): Placement['rect'] => ({
  x: Math.round(rect.x * 1000) / 1000,
  y: Math.round(rect.y * 1000) / 1000,
  width: Math.round(rect.width * 1000) / 1000,
  height: Math.round(rect.height * 1000) / 1000,
});

/** Pages looked up once. */
class PageCache {
  readonly #file: PdfFile;
  readonly #views = new Map<number, PageView>();
  #last: PageView | null = null;

  constructor(file: PdfFile) {
    this.#file = file;
  }

  view(number: number): PageView {
    const known = this.#views.get(number);
    if (known) return known;
    const page: Page | null = findPage(this.#file.latest, this.#file.limits, number);
    if (!page) throw new KyguiError('PDF_PAGE_MISSING', { page: number, pages: this.#count() });
    const view = new PageView(page);
    this.#views.set(number, view);
    return view;
  }

  last(): PageView {
    if (!this.#last) this.#last = this.view(Math.max(1, this.#count()));
    return this.#last;
  }

  #count(): number {
    let count = 0;
    for (const page of this.#file.pages()) count = page.number;
    return count;
  }
}
