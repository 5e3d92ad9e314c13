import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';

const ANSWERED_WITHIN_MS = 15_000;

/**
 * Closes a tab that nothing more is asked of. Headless Chromium now and then gives no answer to that, behind a window of
 * the extension that has just been closed: a test that is over does not wait for it for ever.
 */
export async function closeTab(page: Page): Promise<void> {
  const closed = page.close().catch(() => undefined);
  await Promise.race([closed, sleep(ANSWERED_WITHIN_MS, undefined, { ref: false })]);
}
