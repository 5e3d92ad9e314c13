// @needs chromium
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ExtensionBrowser, launchWithExtension } from './support/browser.ts';
import { label } from './support/clerk.ts';
import { openLongInbox } from './support/long-inbox.ts';
import { accessibilityFaults, cutTexts, keepPicture } from './support/screens.ts';

/** The panel with ten thousand letters, answered in the place of the bridge: only rows near the eye exist. */
const COUNT = 10_000;

let browser: ExtensionBrowser;
beforeAll(async () => {
  browser = await launchWithExtension();
});
afterAll(() => browser?.close());

test('a list of ten thousand letters is scrolled to its end with few rows in the page', async () => {
  const page = await browser.context.newPage();
  await openLongInbox(page, COUNT);
  await keepPicture(page, 'vi-panel-many');
  expect.soft(await accessibilityFaults(page)).toEqual([]);
  expect.soft(await cutTexts(page)).toEqual([]);

  // What is late stands first, and by the filter alone.
  const first = () => page.locator('article.item strong').first().textContent();
  await expect.poll(first).toBe('2/UBND-VP');
  await page.getByText(label('filterLate'), { exact: true }).click();
  await expect.poll(() => page.locator('article.item').count()).toBe(2);
  await page.getByText(label('filterUnanswered'), { exact: true }).click();
  await page.getByText(label('noLetterFound')).waitFor();
  await page.getByText(label('filterAll'), { exact: true }).click();
  await page.locator('article.item').nth(5).waitFor();

  // To the last letter, page after page, as somebody who holds the End key down.
  const last = page.locator('article.item', { hasText: /^3\/UBND-VP/u });
  await page.evaluate(async () => {
    const scroller = document.querySelector('.panel-main');
    if (!scroller) throw new Error('no list');
    for (let quiet = 0; quiet < 30; ) {
      const top = scroller.scrollTop;
      scroller.scrollTop += 3000;
      await new Promise((resolve) => requestAnimationFrame(resolve));
      quiet = scroller.scrollTop === top ? quiet + 1 : 0;
    }
  });
  await last.waitFor();
  expect(await page.locator('.list-row').count()).toBeLessThan(60);
  expect(await page.locator('.list-row').last().getAttribute('aria-setsize')).toBe(String(COUNT));
});
