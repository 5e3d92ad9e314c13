import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { screenReaderFaults } from './screen-reader.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = fileURLToPath(new URL('../../../shots', import.meta.url));

interface AxeWorld {
  axe: {
    run(
      options: object,
    ): Promise<{ violations: { id: string; help: string; nodes: { target: unknown }[] }[] }>;
  };
}

/**
 * What axe-core finds on a screen, one line for each rule that is broken.
 * @param rules those alone; all of them when absent
 */
export async function accessibilityFaults(page: Page, rules?: readonly string[]): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async (rules) => {
    const { axe } = globalThis as unknown as AxeWorld;
    const { violations } = await axe.run({ resultTypes: ['violations'], ...(rules && { runOnly: rules }) });
    return violations.map(
      ({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => String(target)).join(' | ')})`,
    );
  }, rules);
}

/**
 * Texts that reach over what shows them: cut by a part that hides what is too much, or beyond the window. What can be
 * scrolled to, and what ends with "…" on purpose in a closed row, is not cut.
 */
export async function cutTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const HIDES = new Set(['hidden', 'clip']);
    const SCROLLS = new Set(['auto', 'scroll']);
    const isCut = (text: DOMRect, element: Element): boolean => {
      for (let around: Element | null = element; around; around = around.parentElement) {
        const style = getComputedStyle(around);
        if (style.clipPath !== 'none' || style.webkitLineClamp !== 'none') return false;
        const box = around.getBoundingClientRect();
        const wide = text.right > box.right + 1 || text.left < box.left - 1;
        const high = text.bottom > box.bottom + 1 || text.top < box.top - 1;
        if ((wide && HIDES.has(style.overflowX)) || (high && HIDES.has(style.overflowY))) return true;
        // A word may hang over the padding of its parent, never out of a button or a field.
        if (wide && around.matches('button, .button, .pill, .note, .card, th, td, legend')) return true;
        // An open dialog stands above all that is around it.
        if (around.matches('dialog')) return false;
        if ((wide && SCROLLS.has(style.overflowX)) || (high && SCROLLS.has(style.overflowY))) return false;
      }
      return text.right > document.documentElement.clientWidth + 1 || text.left < -1;
    };
    const cut: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const element = node.parentElement;
      const text = (node.textContent ?? '').trim();
      if (!element || text === '' || element.closest('.handle, .viewer, select, script, style')) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const boxes = [...range.getClientRects()].filter(({ width, height }) => width > 0 && height > 0);
      if (boxes.some((box) => isCut(box, element))) cut.push(text.slice(0, 60));
    }
    const root = document.documentElement;
    return root.scrollWidth > root.clientWidth + 1 ? [...cut, 'window'] : cut;
  });
}

/** Keeps a picture of a screen in `shots/`, for looking at. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
}

/** A picture of a screen, and nothing that axe-core, a screen reader or the eye would miss on it. */
export async function judgeScreen(page: Page, name: string): Promise<void> {
  await keepPicture(page, name);
  expect.soft(await accessibilityFaults(page), name).toEqual([]);
  expect.soft(await screenReaderFaults(page), name).toEqual([]);
  expect.soft(await cutTexts(page), name).toEqual([]);
}

/** The same screen in other colours: a picture, and texts that can be told from their ground. */
export async function judgeColours(page: Page, name: string): Promise<void> {
  await keepPicture(page, name);
  expect.soft(await accessibilityFaults(page, ['color-contrast']), name).toEqual([]);
}
