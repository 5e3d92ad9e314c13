import browser from 'webextension-polyfill';
import listsScript from '../content/lists.iife.ts?script&iife';
import onDemandScript from '../content/on-demand.iife.ts?script&iife';
import type { PagePlace } from './find-page.ts';

/** The browser waits for a page that is still loading; one that hangs is not waited for. */
const BROUGHT_WITHIN_MS = 20_000;

/**
 * Brings a part of the content script into a frame. False when the browser did not let it in, or the page does not come
 * to rest.
 */
async function bring(script: string, { tabId, frameId }: PagePlace): Promise<boolean> {
  const target = { tabId, frameIds: [frameId] };
  const brought = browser.scripting
    .executeScript({ target, files: [script] })
    .then(([first]) => first !== undefined && !('error' in first && first.error))
    .catch(() => false);
  const silent = new Promise<false>((resolve) => setTimeout(() => resolve(false), BROUGHT_WITHIN_MS));
  return Promise.race([brought, silent]);
}

/** The part that reads letters and takes files, where it is not yet. */
export const bringOnDemand = (place: PagePlace): Promise<boolean> => bring(onDemandScript, place);

/** The part that draws the ticks of lists. */
export const bringLists = (place: PagePlace): Promise<boolean> => bring(listsScript, place);
