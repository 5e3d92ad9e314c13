import { z } from 'zod';
import type { ReadingScope } from '../../shared/profile/readable.ts';
import { askWorker } from './ask.ts';
import { one } from './controls.ts';

/** How long a page may take to get its own file, slow lines included. */
const CAUGHT_WITHIN_MS = 120_000;

/** Where the page has the file, or asked a new window to show it; written by the page. */
export const caughtSchema = z.object({ bytes: z.url({ protocol: /^(?:https?|blob)$/u }).max(8000) });

function caughtIn(told: Event): string | undefined {
  const { detail } = told as CustomEvent<unknown>;
  try {
    return caughtSchema.safeParse(JSON.parse(String(detail))).data?.bytes;
  } catch {
    return undefined;
  }
}

/**
 * Presses the page's own button while its requests are watched and gives what they brought: the tokens of the page
 * need not be known. Another site than the page's own is asked as its scripts may ask it, without a session.
 */
export async function pressForFile(opener: string, scope: ReadingScope): Promise<Response | undefined> {
  const button = one(opener, scope);
  const event = `kygui-${crypto.randomUUID()}`;
  if (!button || !(await askWorker('page.watch', { event })).ok) return undefined;
  const over = new AbortController();
  const caught = new Promise<string | undefined>((resolve) => {
    const hear = (told: Event) => {
      const address = caughtIn(told);
      if (address !== undefined) resolve(address);
    };
    document.addEventListener(event, hear, { signal: over.signal });
    setTimeout(() => resolve(undefined), CAUGHT_WITHIN_MS);
  });
  try {
    button.click();
    const address = await caught;
    if (address === undefined) return undefined;
    const isOwn = new URL(address).origin === location.origin;
    return await fetch(address, { credentials: isOwn ? 'include' : 'omit' });
  } finally {
    over.abort();
    document.dispatchEvent(new Event(`${event}-over`));
  }
}
