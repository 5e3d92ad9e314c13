import { printedDate } from '../../../shared/document/day.ts';
import { printedNumber } from '../../../shared/document/number.ts';
import type { Rect } from '../../../shared/document/placement.ts';
import type { FontLibrary } from '../drawing/fonts.ts';
import type { PdfFile } from '../file/pdf-file.ts';
import type { SignatureRequest } from '../request.ts';
import { cornerX, cornerY, inside } from './default-spot.ts';
import { type FormLine, findDateLine, findNumberLine } from './form-lines.ts';
import { MM } from './geometry.ts';
import { DocumentLines, type PageLines } from './page-lines.ts';
import { boxInBlock, findInitialSpot, findSignerBlock } from './signer-block.ts';
import type { Sought, Spot } from './spot.ts';
import { type SignatureWidget, signatureWidgets } from './widgets.ts';

/** Letters put number and date on their first page; a cover sheet may stand before it. */
const HEAD_PAGES = 3;
const LEADER_IMAGE = { width: 40 * MM, height: 18 * MM };

/** A place, nothing found, or a part that the form already shows and that is not drawn again. */
export type Found = Spot | null | 'already-there';

/** Looks for the place of every part, in the order of {@link Sought}. */
export function findSpots(
  file: PdfFile,
  request: SignatureRequest,
  sought: readonly Sought[],
  fonts: FontLibrary,
): readonly Found[] {
  if (sought.length === 0) return [];
  const document = new DocumentLines(file, fonts);
  const widgets = signatureWidgets(file);
  return sought.map((one): Found => {
    const anchored = request.anchor === undefined ? null : byAnchor(document, request.anchor, one);
    if (anchored && one.part !== 'number' && one.part !== 'date') return anchored;
    return findOne(document, widgets, request, one, fonts);
  });
}

function findOne(
  document: DocumentLines,
  widgets: readonly SignatureWidget[],
  request: SignatureRequest,
  one: Sought,
  fonts: FontLibrary,
): Found {
  switch (request.role) {
    case 'approve':
      return inSignerBlock(document, request, one);
    case 'initial':
      return findInitialSpot(document, one);
    case 'issue':
      if (one.part === 'number') return onHeadPage(document, (page) => numberOn(page, request, fonts));
      if (one.part === 'date') return onHeadPage(document, (page) => dateOn(page, request, fonts));
      return sealSpot(document, widgets, request, one);
    case 'appendix':
    case 'copy':
      return cornerSpot(document, widgets, one);
    case 'receive':
      return underNotation(document, widgets, one);
    case 'comment':
      return freeMargin(document, widgets, one);
    case 'plain':
      return null;
  }
}

function inSignerBlock(document: DocumentLines, request: SignatureRequest, one: Sought): Spot | null {
  const block = findSignerBlock(document, request.fields.signerName ?? request.signerName);
  return block ? boxInBlock(document, block, one) : null;
}

function onHeadPage(document: DocumentLines, find: (page: PageLines) => FormLine | null): Found {
  for (let number = 1; number <= Math.min(HEAD_PAGES, document.count); number++) {
    const page = document.page(number);
    const line = page ? find(page) : null;
    if (line) return line.kind === 'blank' ? line.spot : 'already-there';
  }
  return null;
}

const numberOn = (page: PageLines, request: SignatureRequest, fonts: FontLibrary): FormLine | null =>
  findNumberLine(page, printedNumber(request.fields.number ?? ''), fonts);

const dateOn = (page: PageLines, request: SignatureRequest, fonts: FontLibrary): FormLine | null =>
  request.fields.date === undefined ? null : findDateLine(page, printedDate(request.fields.date), fonts);

/** The seal covers the left third of the leader's image (signing-rules 3.3), at the middle of its height. */
function sealSpot(
  document: DocumentLines,
  widgets: readonly SignatureWidget[],
  request: SignatureRequest,
  one: Sought,
): Spot | null {
  const page = (number: number) => document.page(number)?.view;
  // A widget that spans most of the page belongs to an earlier issue, not to a person.
  const leader = widgets.findLast((widget) => {
    const view = page(widget.page);
    return (
      view !== undefined && widget.box.height < view.height * 0.35 && widget.box.width < view.width * 0.7
    );
  });
  const image = leader
    ? { page: leader.page, box: leader.box }
    : inSignerBlock(document, request, { part: 'image', ...LEADER_IMAGE });
  const view = image ? page(image.page) : undefined;
  if (!image || !view) return null;
  const box: Rect = {
    x: image.box.x + image.box.width / 3 - one.width,
    y: image.box.y + image.box.height / 2 - one.height / 2,
    width: one.width,
    height: one.height,
  };
  return { page: image.page, box: inside(view, box), reason: 'leader-image' };
}

/** Top right corner of the first page, under blocks that earlier signatures put there. */
function cornerSpot(document: DocumentLines, widgets: readonly SignatureWidget[], one: Sought): Spot | null {
  const page = document.page(1);
  if (!page) return null;
  const box = {
    x: cornerX(page.view, one),
    y: cornerY(page.view, one),
    width: one.width,
    height: one.height,
  };
  for (const widget of widgets.filter((other) => other.page === 1)) {
    if (touches(widget.box, box)) box.y = Math.min(box.y, widget.box.y - one.height - 2);
  }
  // Four lines reach down to the heading of a page with the smallest top margin: then the block starts higher.
  while (
    box.y + box.height < page.view.height - 2 * MM &&
    textBoxes(page).some((text) => touches(text, box))
  ) {
    box.y += 1;
  }
  return { page: 1, box: inside(page.view, box), reason: 'corner' };
}

/** Dấu ĐẾN under number and notation, or under the subject of a công văn (signing-rules 3.6). */
function underNotation(
  document: DocumentLines,
  widgets: readonly SignatureWidget[],
  one: Sought,
): Spot | null {
  const page = document.page(1);
  if (!page) return null;
  const left = page.segments.filter(
    (other) => other.left < page.view.width * 0.5 && other.y > page.view.height * 0.5,
  );
  let last = left.find((other) => /^Số\s?:?/u.test(other.text));
  if (!last) return null;
  for (const other of left) {
    const step = last.y - other.y;
    const subject = /^V\/v/iu.test(other.text) || (last.y < page.view.height && /^V\/v/iu.test(last.text));
    const follows = step > 0 && step < last.size * 2.2;
    if (follows && (subject || Math.abs(other.size - last.size) < 1.5) && !/^Kính gửi/u.test(other.text))
      last = other;
  }
  const box = {
    x: (last.left + last.right) / 2 - one.width / 2,
    y: last.y - 4 - one.height,
    width: one.width,
    height: one.height,
  };
  const under = inside(page.view, { ...box, x: Math.max(box.x, 8 * MM) });
  // Where the addressees follow closely the frame would lie over them: a free place is better than the usual one.
  const covers = [...textBoxes(page), ...widgetBoxes(widgets)].some((other) => touches(other, under));
  const free = covers ? freeMargin(document, widgets, one) : null;
  return free ?? { page: 1, box: under, reason: 'under-notation' };
}

/** A bút phê never covers text: the first free box of the first page, corners and margins first. */
function freeMargin(document: DocumentLines, widgets: readonly SignatureWidget[], one: Sought): Spot | null {
  const page = document.page(1);
  if (!page) return null;
  const { view } = page;
  const taken = [...textBoxes(page), ...widgetBoxes(widgets)];
  const step = 6 * MM;
  for (let y = view.height - 6 * MM - one.height; y >= 6 * MM; y -= step) {
    for (const x of [6 * MM, view.width - 6 * MM - one.width, (view.width - one.width) / 2]) {
      const box = { x, y, width: one.width, height: one.height };
      if (x >= 0 && !taken.some((other) => touches(other, box))) return { page: 1, box, reason: 'default' };
    }
  }
  return null;
}

/** A mark that the drafter left, such as `#`: the part is set with its middle on it; nothing is covered or removed. */
function byAnchor(document: DocumentLines, anchor: string, one: Sought): Spot | null {
  for (const number of document.searched) {
    const page = document.page(number);
    const line = page?.lines.find((other) => other.text.includes(anchor));
    if (!page || !line) continue;
    const at = line.text.indexOf(anchor);
    const middle = ((line.xs[at] ?? 0) + (line.xs[at + anchor.length] ?? 0)) / 2;
    const box = {
      x: middle - one.width / 2,
      y: line.y - one.height / 2,
      width: one.width,
      height: one.height,
    };
    return { page: number, box: inside(page.view, box), reason: 'anchor' };
  }
  return null;
}

const textBoxes = (page: PageLines): Rect[] =>
  page.segments.map((one) => ({
    x: one.left,
    y: one.y - one.size * 0.3,
    width: one.right - one.left,
    height: one.size * 1.2,
  }));

const widgetBoxes = (widgets: readonly SignatureWidget[]): Rect[] =>
  widgets.filter((one) => one.page === 1).map((one) => one.box);

const touches = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
