import type { Frame, Page } from 'playwright-core';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const PATIENCE = { timeout: 60_000 };
/** A press fell on nothing when no window opened by then: the page may redraw between a look and the press. */
const OPENED_WITHIN_MS = 3000;

/** Presses the mouse at the middle of such a place until the consent window opens. */
export async function pressAt(page: Page, place: () => Promise<Box | null>): Promise<Page> {
  const opening = page.context().waitForEvent('page', PATIENCE);
  opening.catch(() => undefined);
  await page.bringToFront();
  const isOpen = () =>
    Promise.race([
      opening.then(() => true),
      new Promise<false>((resolve) => setTimeout(resolve, OPENED_WITHIN_MS, false)),
    ]);
  do {
    const box = await place().catch(() => null);
    if (box) await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  } while (!(await isOpen()));
  return opening;
}

/** A real press of the mouse on the extension's button; gives the consent window. */
export const pressButton = (page: Page, where: Page | Frame, scope = 'kygui-button'): Promise<Page> =>
  pressAt(page, () => where.locator(scope).first().boundingBox({ timeout: 2000 }));
