// @needs chromium
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ExtensionBrowser, launchWithExtension } from './support/browser.ts';
import { label } from './support/clerk.ts';
import { accessibilityFaults, cutTexts, keepPicture } from './support/screens.ts';

/** The panel with ten thousand letters, answered in the place of the bridge: only rows near the eye exist. */
const COUNT = 10_000;

let browser: ExtensionBrowser;
beforeAll(async () => {
  browser = await launchWithExtension();
});
afterAll(() => browser?.close());

interface Asked {
  action: string;
  body: { command?: string; body?: { before?: string; limit?: number; filter?: string } };
}

test('a list of ten thousand letters is scrolled to its end with few rows in the page', async () => {
  const page = await browser.context.newPage();
  await page.addInitScript((count: number) => {
    const start = Date.parse('2026-01-05T01:00:00Z');
    const letter = (index: number) => ({
      itemId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      kind: 'new',
      fromCode: 'H99.02',
      fromName: 'UBND xã Mẫu B',
      code: `${count - index}/UBND-VP`,
      subject: `Văn bản mẫu số ${count - index} về việc gửi, nhận văn bản điện tử giữa các cơ quan`,
      date: '2026-01-05',
      dueDate: null,
      priority: 0,
      receivedAt: new Date(start - index * 60_000).toISOString(),
      lastStatus: null,
      statusDelivered: false,
      sound: true,
      recalled: false,
      late: null,
    });
    const answer = ({ action, body }: Asked) => {
      const list = action === 'bridge' && body.command === 'inbox.list';
      if (!list) return { items: [], letters: [], total: 0 };
      const { before, limit = 60, filter } = body.body ?? {};
      // Two that came long ago are late: they stand before all others.
      const late = [count - 2, count - 1].map((index) => ({ ...letter(index), late: 'due' }));
      if (filter === 'late') return { items: late, total: late.length };
      if (filter !== undefined) return { items: [], total: 0 };
      const from = before === undefined ? 0 : (start - Date.parse(before)) / 60_000 + 1;
      const size = Math.max(0, Math.min(limit, count - from));
      return { items: Array.from({ length: size }, (_, at) => letter(from + at)), total: count };
    };
    const { runtime } = (globalThis as unknown as { chrome: { runtime: { sendMessage: unknown } } }).chrome;
    runtime.sendMessage = (message: Asked, reply?: (answer: unknown) => void) => {
      const told = { ok: true, body: answer(message) };
      reply?.(told);
      return Promise.resolve(told);
    };
  }, COUNT);
  await page.setViewportSize({ width: 420, height: 768 });
  await page.goto(
    'chrome-extension://annlggdefokokghgebbblicioehelebi/extension/windows/panel/index.html?item=',
  );
  await page.locator('#tab-inbox').click();
  await page.locator('article.item').first().waitFor();
  await keepPicture(page, 'vi-panel-many');
  expect.soft(await accessibilityFaults(page)).toEqual([]);
  expect.soft(await cutTexts(page)).toEqual([]);

  // What is late stands first, and by the filter alone.
  const first = () => page.locator('article.item strong').first().textContent();
  await expect.poll(first).toBe('2/UBND-VP');
  await page.getByText(label('filterLate'), { exact: true }).click();
  await expect.poll(() => page.locator('article.item').count()).toBe(2);
  await page.getByText(label('filterUnanswered'), { exact: true }).click();
  await page.getByText(label('nothingFound')).waitFor();
  await page.getByText(label('filterAll'), { exact: true }).click();
  await page.locator('article.item').nth(5).waitFor();

  // To the last letter, page after page, as somebody who holds the End key down.
  const last = page.locator('article.item', { hasText: /^3\/UBND-VP/u });
  const frames = await page.evaluate(async () => {
    const scroller = document.querySelector('.panel-main');
    if (!scroller) throw new Error('no list');
    const gaps: number[] = [];
    let before = performance.now();
    for (let quiet = 0; quiet < 30; ) {
      const top = scroller.scrollTop;
      scroller.scrollTop += 3000;
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const now = performance.now();
      gaps.push(now - before);
      before = now;
      quiet = scroller.scrollTop === top ? quiet + 1 : 0;
    }
    gaps.sort((a, b) => a - b);
    return { drawn: gaps.length, half: gaps[Math.floor(gaps.length / 2)] ?? 0 };
  });
  await last.waitFor();
  expect(await page.locator('.list-row').count()).toBeLessThan(60);
  expect(await page.locator('.list-row').last().getAttribute('aria-setsize')).toBe(String(COUNT));
  console.log(
    `${COUNT} letters: ${frames.drawn} frames to the end, every second one within ${frames.half.toFixed(1)} ms`,
  );
});
