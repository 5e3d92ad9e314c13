import type { PlacementReason, Rect } from '../../../shared/document/placement.ts';
import { inside } from './default-spot.ts';
import { MM } from './geometry.ts';
import type { DocumentLines, PageLines } from './page-lines.ts';
import type { Spot } from './spot.ts';
import type { Segment } from './text/lines.ts';

/** "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH": on whose behalf somebody signs (NĐ 30/2020, annex I). */
const AUTHORITY = /^(?:TM|KT|TL|TUQ|Q)\s?\.\s?\p{Lu}/u;
const RECIPIENTS = /^Nơi nhận\s*:?/u;

/** The free space of a signature block. */
export interface SignerBlock {
  page: number;
  centre: number;
  /** Space between title and name. */
  bottom: number;
  top: number;
  reason: PlacementReason;
}

/** Looks for the signer's name, else for the title lines, else for "Nơi nhận"; the first page that has one counts. */
export function findSignerBlock(document: DocumentLines, signerName: string): SignerBlock | null {
  const pages = document.searched;
  return (
    firstOf(pages, (number) => byName(document.page(number), signerName)) ??
    firstOf(pages, (number) => byTitle(document.page(number))) ??
    firstOf(pages, (number) => byRecipients(document.page(number)))
  );
}

/** A box of the given size in the middle of the block, made smaller where the space is smaller. */
export function boxInBlock(
  document: DocumentLines,
  block: SignerBlock,
  size: { width: number; height: number },
): Spot | null {
  const page = document.page(block.page);
  if (!page) return null;
  const height = Math.min(size.height, Math.max(block.top - block.bottom - 2, 8 * MM));
  const width = (size.width * height) / size.height;
  const middle = (block.top + block.bottom) / 2;
  const box: Rect = { x: block.centre - width / 2, y: middle - height / 2, width, height };
  return { page: block.page, box: inside(page.view, box), reason: block.reason };
}

function firstOf<T>(pages: readonly number[], find: (page: number) => T | null): T | null {
  for (const page of pages) {
    const found = find(page);
    if (found) return found;
  }
  return null;
}

const folded = (text: string): string =>
  text.normalize('NFC').toLocaleLowerCase('vi').replace(/\s+/gu, ' ').trim();

function byName(page: PageLines | null, signerName: string): SignerBlock | null {
  const wanted = folded(signerName);
  if (!page || wanted === '') return null;
  // The name stands alone under its title; in running text it stands among other words.
  const names = page.segments.filter((one) => {
    const text = folded(one.text);
    return text === wanted || (text.endsWith(` ${wanted}`) && text.length - wanted.length < 14);
  });
  for (const name of names.toReversed()) {
    const above = titleAbove(page, name);
    if (!above) continue;
    return {
      page: page.view.number,
      centre: (name.left + name.right) / 2,
      bottom: name.y + name.size,
      top: above.y - above.size * 0.3,
      reason: 'signer-name',
    };
  }
  return null;
}

/** The nearest text above a name in its column, when there is room for a signature in between. */
function titleAbove(page: PageLines, name: Segment): Segment | null {
  const above = page.segments
    .filter((one) => one.y > name.y + name.size * 0.5 && overlaps(one, name))
    .sort((a, b) => a.y - b.y);
  const [nearest] = above;
  if (!nearest) return null;
  const gap = nearest.y - nearest.size * 0.3 - (name.y + name.size);
  return gap >= 7 * MM && gap <= 70 * MM ? nearest : null;
}

function byTitle(page: PageLines | null): SignerBlock | null {
  const head = page?.segments.findLast((one) => AUTHORITY.test(one.text));
  if (!page || !head) return null;
  let last = head;
  for (const one of page.segments) {
    const step = last.y - one.y;
    if (step > 0 && step < last.size * 1.9 && overlaps(one, last) && isTitle(one.text)) last = one;
  }
  const below = page.segments
    .filter((one) => one.y < last.y - last.size * 1.9 && overlaps(one, last))
    .sort((a, b) => b.y - a.y)[0];
  const top = last.y - last.size * 0.3;
  const space = below ? top - (below.y + below.size) : Number.POSITIVE_INFINITY;
  const bottom = space >= 7 * MM && space <= 70 * MM && below ? below.y + below.size : top - 26 * MM;
  return { page: page.view.number, centre: (last.left + last.right) / 2, bottom, top, reason: 'title-line' };
}

const isTitle = (text: string): boolean => text === text.toLocaleUpperCase('vi') && /\p{Lu}/u.test(text);

const overlaps = (a: Segment, b: Segment): boolean =>
  Math.min(a.right, b.right) - Math.max(a.left, b.left) > 4;

/** The signature block stands to the right of "Nơi nhận", at its height. */
function byRecipients(page: PageLines | null): SignerBlock | null {
  const head = page?.segments.findLast((one) => RECIPIENTS.test(one.text));
  if (!page || !head || head.left > page.view.width * 0.5) return null;
  const top = head.y - 12 * MM;
  return {
    page: page.view.number,
    centre: page.view.width * 0.7,
    bottom: top - 24 * MM,
    top,
    reason: 'recipients',
  };
}

/** End of the text, `./.`, and the last line of "Nơi nhận": where initials go (signing-rules 3.2). */
export function findInitialSpot(
  document: DocumentLines,
  size: { width: number; height: number },
): Spot | null {
  for (const [pattern, reason] of [
    [/\.\/\.\s*$/u, 'end-of-text'],
    [/^-?\s*Lưu\s*:/u, 'recipients'],
  ] as const) {
    for (const number of document.searched) {
      const page = document.page(number);
      const line = page?.segments.findLast((one) => pattern.test(one.text));
      if (!page || !line) continue;
      const box = { x: line.right + 3, y: line.y - size.height * 0.25, ...size };
      return { page: number, box: inside(page.view, box), reason };
    }
  }
  return null;
}
