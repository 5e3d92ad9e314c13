import type { Rect } from '../../../shared/document/placement.ts';
import type { Role } from '../../../shared/document/role.ts';
import { MM, type PageView } from './geometry.ts';
import type { Sought, Spot } from './spot.ts';

type Size = Pick<Rect, 'width' | 'height'>;

/** Share of a page that a signature takes where nobody gave it a place. */
const MOST_OF_PAGE = 1 / 8;
/** Points: what is smaller is no place, unless the page itself is next to nothing. */
const SMALLEST = 2;

/** Least width and height of a place on this page, points. */
export const smallestOn = ({ width, height }: PageView): number => Math.min(SMALLEST, width / 4, height / 4);

/**
 * The place of a part when nothing on the page tells (a scan without text layer, a profile without place), after the
 * page plan of the decree (signing-rules 3.8): corner block 15 mm from the right and 6 mm from the top, signature in
 * the lower right, number in the upper left, date in the upper right.
 */
export function defaultSpot(role: Role, sought: Sought, first: PageView, last: PageView): Spot {
  const at = (view: PageView, x: number, y: number, { width, height }: Size = sought): Spot => ({
    page: view.number,
    box: inside(view, { x, y, width, height }),
    reason: 'default',
  });
  switch (role) {
    case 'appendix':
    case 'copy':
      return { ...at(first, cornerX(first, sought), cornerY(first, sought)), reason: 'corner' };
    case 'receive':
      return at(first, 30 * MM, first.height * 0.8 - sought.height);
    case 'comment':
      return at(first, 8 * MM, first.height - 8 * MM - sought.height);
    case 'initial':
      return at(last, last.width - 20 * MM - sought.width, last.height * 0.2);
    case 'issue':
      if (sought.part === 'number')
        return at(first, first.width * 0.17, first.height - 38 * MM - sought.height);
      if (sought.part === 'date')
        return at(first, first.width * 0.55, first.height - 38 * MM - sought.height);
      // Left third of where the leader's image would be.
      return at(last, last.width * 0.7 - sought.width * 0.8, last.height * 0.3 - sought.height / 2);
    default: {
      const size = shrunk(last, sought);
      return at(last, last.width * 0.7 - size.width / 2, last.height * 0.3 - size.height / 2, size);
    }
  }
}

/** On a page as small as a receipt the signature leaves something to be seen. */
function shrunk(view: PageView, { width, height }: Size): Size {
  const room = view.width * view.height * MOST_OF_PAGE;
  const scale = Math.min(1, Math.sqrt(room / (width * height)), view.width / width, view.height / height);
  const least = smallestOn(view);
  return { width: Math.max(least, width * scale), height: Math.max(least, height * scale) };
}

/** Left edge of a corner block. */
export const cornerX = (view: PageView, sought: Sought): number => view.width - 15 * MM - sought.width;

/** Lower edge of a corner block. */
export const cornerY = (view: PageView, sought: Sought): number => view.height - 6 * MM - sought.height;

/** A box moved so that it lies on the page; one larger than the page is shrunk to it. */
export function inside(view: PageView, box: Rect): Rect {
  const width = Math.min(box.width, view.width);
  const height = Math.min(box.height, view.height);
  return {
    x: Math.min(Math.max(0, box.x), view.width - width),
    y: Math.min(Math.max(0, box.y), view.height - height),
    width,
    height,
  };
}
