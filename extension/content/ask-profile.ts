import type { PageProfile } from '../messages/page.ts';
import type { Reply } from '../messages/reply.ts';
import { askWorker, isCutOff } from './ask.ts';
import type { Lifetime } from './lifetime.ts';
import { offeredLists } from './list/offer.ts';

/**
 * A worker that the browser stopped, or that is only starting with all tabs of the last session, may leave a question
 * without answer: a page would stay without buttons until somebody loads it anew.
 */
const PAUSES_MS = [1_000, 5_000, 20_000];

/**
 * Asks the worker what is known of this page, again while nobody answers. Undefined when nobody did, the script has
 * been cut off from its extension, or its time in the page is over.
 */
export async function askProfile(life: Lifetime): Promise<Reply<PageProfile | null> | undefined> {
  for (const pause of [...PAUSES_MS, undefined]) {
    const asked = { hasLists: offeredLists() !== undefined };
    const reply = await askWorker<PageProfile | null>('page.profile', asked).catch(() => undefined);
    if (life.isOver || isCutOff()) return undefined;
    if (reply || pause === undefined) return reply;
    await new Promise((resolve) => setTimeout(resolve, pause));
    if (life.isOver || isCutOff()) return undefined;
  }
  return undefined;
}
