import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterEach } from 'vitest';
import { openContexts } from '../e2e/support/browser.ts';

/**
 * What every open page showed when an end-to-end test failed, in words and as a picture: a failure that comes once in
 * a hundred runs, on somebody else's machine, is told by its pages or not at all.
 */

const FOLDER = fileURLToPath(new URL('../../shots/failed', import.meta.url));
/** A page that hangs is part of the failure. */
const WITHIN_MS = 10_000;
const SAID_MOST = 1_500;

const within = <Value>(work: Promise<Value>): Promise<Value | undefined> =>
  Promise.race([
    work.catch(() => undefined),
    new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), WITHIN_MS)),
  ]);

async function tell(page: Page, name: string): Promise<void> {
  const said = await within(page.locator('body').ariaSnapshot({ timeout: WITHIN_MS }));
  const text = said?.slice(0, SAID_MOST) ?? '(does not answer)';
  process.stderr.write(`\n--- ${page.url()} (${name}.png)\n${text}\n`);
  await within(page.screenshot({ path: path.join(FOLDER, `${name}.png`), timeout: WITHIN_MS }));
}

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  await mkdir(FOLDER, { recursive: true });
  const test = `${path.basename(task.file.name, '.test.ts')}-${task.name}`
    .normalize('NFD')
    .replace(/[^a-z0-9]+/giu, '-')
    .slice(0, 80);
  const pages = [...openContexts].flatMap((context) => context.pages());
  for (const [index, page] of pages.entries()) await tell(page, `${test}-${index + 1}`);
});
