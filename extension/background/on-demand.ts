import browser from 'webextension-polyfill';
import onDemandScript from '../content/on-demand.iife.ts?script&iife';
import type { PagePlace } from './find-page.ts';

/** The browser waits for a page that is still loading; one that hangs is not waited for. */
const BROUGHT_WITHIN_MS = 20_000;

/**
 * Brings the part of the content script that reads letters and takes files into a frame, where it is not yet. False
 * when the browser did not let it in, or the page does not come to rest.
 */
export async function bringOnDemand({ tabId, frameId }: PagePlace): Promise<boolean> {
  const target = { tabId, frameIds: [frameId] };
  const brought = browser.scripting
    .executeScript({ target, files: [onDemandScript] })
    .then(([first]) => first !== undefined && !('error' in first && first.error))
    .catch(() => false);
  const silent = new Promise<false>((resolve) => setTimeout(() => resolve(false), BROUGHT_WITHIN_MS));
  return Promise.race([brought, silent]);
}
