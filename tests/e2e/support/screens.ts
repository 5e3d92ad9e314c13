import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = fileURLToPath(new URL('../../../shots', import.meta.url));

interface AxeWorld {
  axe: {
    run(
      options: object,
    ): Promise<{ violations: { id: string; help: string; nodes: { target: unknown }[] }[] }>;
  };
}

/** What axe-core finds on a screen, one line for each rule that is broken. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as AxeWorld;
    const { violations } = await axe.run({ resultTypes: ['violations'] });
    return violations.map(
      ({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => String(target)).join(' | ')})`,
    );
  });
}

/** Elements whose text is wider than they are, and the window itself when it scrolls sideways. */
export async function cutTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const cut = [...document.querySelectorAll('button, h1, h2, h3, label, p, dt, dd, strong, .pill')]
      .filter(
        (element) =>
          !element.matches('.handle') &&
          element.clientWidth > 0 &&
          element.scrollWidth > element.clientWidth + 1,
      )
      .map((element) => (element.textContent ?? '').slice(0, 60));
    const root = document.documentElement;
    return root.scrollWidth > root.clientWidth + 1 ? [...cut, 'window'] : cut;
  });
}

/** Keeps a picture of a screen in `shots/`, for looking at. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
}
