import browser from 'webextension-polyfill';
import listsScript from '../content/lists.iife.ts?script&iife';
import onDemandScript from '../content/on-demand.iife.ts?script&iife';
import pourScript from '../content/pour.iife.ts?script&iife';
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

/** Asks a page that no profile knows for a file of its memory; it is poured in for this job. */
export async function bringPour(place: PagePlace, jobKey: string, address: string): Promise<boolean> {
  const func = (wanted: object) => Object.assign(globalThis, { kyguiWanted: wanted });
  const target = { tabId: place.tabId, frameIds: [place.frameId] };
  const told = browser.scripting.executeScript({ target, func, args: [{ jobKey, address }] });
  return told.then(
    () => bring(pourScript, place),
    () => false,
  );
}
