import { z } from 'zod';
import type { ReadingScope } from '../../shared/profile/readable.ts';
import { askWorker } from './ask.ts';
import { one } from './controls.ts';

/** How long a page may take to get its own file, slow lines included. */
const CAUGHT_WITHIN_MS = 120_000;

/** Where the page has the file, or asked a new window to show it; written by the page. */
export const caughtSchema = z.object({ bytes: z.url({ protocol: /^(?:https?|blob)$/u }).max(8000) });

const toldSchema = z.union([caughtSchema, z.object({ none: z.literal(true) })]);

function toldIn(told: Event): z.infer<typeof toldSchema> | undefined {
  const { detail } = told as CustomEvent<unknown>;
  try {
    return toldSchema.safeParse(JSON.parse(String(detail))).data;
  } catch {
    return undefined;
  }
}

/** Another site than the page's own is asked as the page's scripts may ask it, without a session. */
async function caughtFile(
  wanted: 'pressed' | 'held',
  element: HTMLElement | undefined,
  ask: (element: HTMLElement, event: string) => void,
): Promise<Response | undefined> {
  const event = `kygui-${crypto.randomUUID()}`;
  if (!element || !(await askWorker('page.watch', { event, wanted })).ok) return undefined;
  const over = new AbortController();
  const caught = new Promise<string | undefined>((resolve) => {
    const hear = (told: Event) => {
      const said = toldIn(told);
      if (said) resolve('bytes' in said ? said.bytes : undefined);
    };
    document.addEventListener(event, hear, { signal: over.signal });
    setTimeout(() => resolve(undefined), CAUGHT_WITHIN_MS);
  });
  try {
    ask(element, event);
    const address = await caught;
    if (address === undefined) return undefined;
    const isOwn = new URL(address).origin === location.origin;
    return await fetch(address, { credentials: isOwn ? 'include' : 'omit' });
  } finally {
    over.abort();
    document.dispatchEvent(new Event(`${event}-over`));
  }
}

/**
 * Presses the page's own button while its requests are watched and gives what they brought: the tokens of the page
 * need not be known.
 */
export const pressForFile = (opener: string, scope: ReadingScope): Promise<Response | undefined> =>
  caughtFile('pressed', one(opener, scope), (button) => button.click());

/** The file that a viewer of the page holds (`page/tell-held-file`). */
export const fileHeldBy = (viewer: string, scope: ReadingScope): Promise<Response | undefined> =>
  caughtFile('held', one(viewer, scope), (element, event) =>
    element.dispatchEvent(new Event(`${event}-ask`, { bubbles: true, composed: true })),
  );
