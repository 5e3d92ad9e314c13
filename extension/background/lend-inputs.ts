import browser from 'webextension-polyfill';
import { lendFileInputs } from '../page/lend-file-inputs.ts';
import type { PagePlace } from './find-page.ts';

/** Lets the extension hear by which file input a frame asks for a file; the order that names `event` takes it back. */
export async function lendInputs({ tabId, frameId }: PagePlace, event: string): Promise<void> {
  const target = { tabId, frameIds: [frameId] };
  await browser.scripting
    .executeScript({ target, world: 'MAIN', func: lendFileInputs, args: [event] })
    // A page that does not let it in is asked without: its input may stand on the page after all.
    .catch(() => undefined);
}
