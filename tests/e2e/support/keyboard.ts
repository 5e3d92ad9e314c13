import type { Frame, Page } from 'playwright-core';
import { label } from './clerk.ts';

/** What somebody does who has no mouse. */

const MOST_PRESSES = 250;

/** Tab until the control of this name has the focus. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < MOST_PRESSES; presses += 1) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      // The page itself, or what only scrolls, holds every text.
      if (!element?.matches('a, button, input, select, textarea, [role=slider]')) return '';
      const labels = (element as HTMLInputElement).labels;
      return [element.getAttribute('aria-label'), element.textContent, labels?.[0]?.textContent]
        .filter(Boolean)
        .join(' | ');
    });
    if (new RegExp(name, 'u').test(focused)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no control called ${name} is reached by Tab`);
}

/** Goes to the control of this name and presses it by Enter. */
export async function pressByKeyboard(page: Page, name: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
}

/** Tab until what has the focus fits the selector, and it can be seen that it has it. */
export async function tabInto(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < MOST_PRESSES; presses += 1) {
    const state = await page.evaluate((wanted) => {
      const element = document.activeElement;
      if (!element?.matches(wanted)) return 'elsewhere';
      const { outlineStyle, boxShadow } = getComputedStyle(element);
      return outlineStyle !== 'none' || boxShadow !== 'none' ? 'seen' : 'unseen';
    }, selector);
    if (state === 'seen') return;
    if (state === 'unseen') throw new Error(`the focus on ${selector} is not seen`);
    await page.keyboard.press('Tab');
  }
  throw new Error(`${selector} is not reached by Tab`);
}

/** What has the focus now, as a person would name it. */
export const focusedName = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
  });

const focusedHost = (frame: Frame) =>
  frame.evaluate(() => document.activeElement?.localName ?? '').catch(() => '');

/** Tab until the focus is inside an element of this name, whose inside is closed to everybody; in any frame. */
export async function tabToHost(page: Page, host: string): Promise<void> {
  for (let presses = 0; presses < MOST_PRESSES; presses += 1) {
    for (const frame of page.frames()) if ((await focusedHost(frame)) === host) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${host} is not reached by Tab`);
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&');

/** A text of the screens as {@link tabTo} looks for it; what is filled in may be anything. */
export const called = (key: string): string => escaped(label(key)).replace(/\\\$\d/gu, '.*');
