import type { Page } from 'playwright-core';
import type { Box } from './press-button.ts';

/**
 * A test may look where nobody else may: from the page's next load on its first shadow root is kept where it is made.
 * Gives where an element inside it stands; null while there is none.
 */
export async function keepShadowRoot(page: Page): Promise<(selector: string) => Promise<Box | null>> {
  await page.addInitScript(() => {
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (this: Element, init) {
      const root = attach.call(this, init);
      (globalThis as unknown as { firstRoot: ShadowRoot }).firstRoot ??= root;
      return root;
    };
  });
  return (selector) =>
    page.evaluate((wanted) => {
      const { firstRoot } = globalThis as unknown as { firstRoot?: ShadowRoot };
      const found = firstRoot?.querySelector(wanted);
      if (!found) return null;
      const { x, y, width, height } = found.getBoundingClientRect();
      return { x, y, width, height };
    }, selector);
}
