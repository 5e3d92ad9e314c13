import { askWorker } from './ask.ts';
import type { readTicked } from './list/read-ticked.ts';
import type { press } from './press.ts';
import type { sendPageFiles } from './take.ts';

/**
 * What a page pays for only when it is used: reading a letter, taking its file, orders of the worker to hand a file
 * over. The script that draws the buttons asks the worker to bring it into the same frame, by a press at the latest;
 * it puts itself under this name of the extension's own world, which the page does not reach.
 */
export interface OnDemand {
  press: typeof press;
  readTicked: typeof readTicked;
  sendPageFiles: typeof sendPageFiles;
}

const MARK = '__kyguiOnDemand';
const world = globalThis as { [MARK]?: OnDemand };

/** True where this frame has it. */
export const isHere = (): boolean => world[MARK] !== undefined;

export function offer(parts: OnDemand): void {
  world[MARK] = parts;
}

/** What is on its way; asked for anew when it did not come. */
let coming: Promise<OnDemand> | undefined;

async function bring(): Promise<OnDemand> {
  const reply = await askWorker('page.onDemand', {});
  const parts = world[MARK];
  if (!reply.ok || !parts) throw new Error('not brought');
  return parts;
}

/** Gives what is brought on demand, once however often it is asked for. @throws when the worker could not bring it */
export function onDemand(): Promise<OnDemand> {
  const here = world[MARK];
  if (here) return Promise.resolve(here);
  coming ??= bring().finally(() => {
    coming = undefined;
  });
  return coming;
}
