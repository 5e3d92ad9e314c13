import browser from 'webextension-polyfill';
import { KyguiError } from '../../shared/errors.ts';
import { watchRequests } from '../page/watch-requests.ts';
import type { PagePlace } from './find-page.ts';

/** Puts the watch over a frame's requests into its own world; whoever named `event` takes it away. */
export async function injectWatch(
  { tabId, frameId }: PagePlace,
  event: string,
  wanted: 'uploads' | 'files',
): Promise<void> {
  const target = { tabId, frameIds: [frameId] };
  try {
    await browser.scripting.executeScript({
      target,
      world: 'MAIN',
      func: watchRequests,
      args: [event, wanted],
    });
  } catch {
    throw new KyguiError('SITE_WIZARD_PAGE');
  }
}
