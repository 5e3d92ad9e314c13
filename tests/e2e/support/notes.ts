import type { Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { describeError, type ErrorCode } from '../../../shared/errors.ts';
import { label } from './clerk.ts';

/** Text of a sentence up to its first blank to be filled in. */
const beginning = (text: string) => text.split('{')[0] ?? '';

/** A note that did not come: what the clerk sees instead tells why. */
async function sayWhatIsShown(page: Page, missing: unknown): Promise<never> {
  const shown = page.isClosed() ? '(the window is closed)' : await page.locator('body').textContent();
  throw new Error(`${missing}\nShown instead:\n${shown}`, { cause: missing });
}

/**
 * A failure must show its code, its Vietnamese sentence and the next step, beside each other and in sight.
 * Gives the whole text of the note.
 */
export async function expectNote(page: Page, code: ErrorCode): Promise<string> {
  const note = page.locator('.note', { hasText: label('errorCode').replace('$1', code) }).first();
  await note.waitFor({ timeout: 60_000 }).catch((missing: unknown) => sayWhatIsShown(page, missing));
  // A note may move from the PIN's window to the document's side while it is read.
  const text = await vi.waitFor(async () => {
    await note.scrollIntoViewIfNeeded();
    return (await note.textContent()) ?? '';
  }, 30_000);
  const { says, next } = describeError(code, {}, 'vi');
  expect(text).toContain(beginning(says));
  expect(text).toContain(beginning(next));
  expect(text).not.toMatch(/[{}]/u);
  return text;
}

/** A refusal by one of the checks, with its rule as code and something to do. Gives the whole text of the note. */
export async function expectFinding(page: Page, rule: string | RegExp): Promise<string> {
  const note = page
    .locator('.note.refuse')
    .filter({ has: page.locator('code', { hasText: rule }) })
    .first();
  await note.waitFor({ timeout: 60_000 }).catch((missing: unknown) => sayWhatIsShown(page, missing));
  await note.scrollIntoViewIfNeeded();
  expect(((await note.locator('strong').textContent()) ?? '').length).toBeGreaterThan(15);
  expect(((await note.locator('.next').textContent()) ?? '').length).toBeGreaterThan(15);
  return (await note.textContent()) ?? '';
}
