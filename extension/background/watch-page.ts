import browser from 'webextension-polyfill';
import { KyguiError } from '../../shared/errors.ts';
import { watchRequests } from '../page/watch-requests.ts';
import type { PagePlace } from './find-page.ts';

const frameOf = ({ tabId, frameId }: PagePlace) => ({ tabId, frameIds: [frameId] });
const notLetIn = () => {
  throw new KyguiError('SITE_WIZARD_PAGE');
};

/** Puts the watch over a frame's requests into its own world; whoever named `event` takes it away. */
export async function injectWatch(at: PagePlace, event: string, wanted: 'uploads' | 'files'): Promise<void> {
  await browser.scripting
    .executeScript({ target: frameOf(at), world: 'MAIN', func: watchRequests, args: [event, wanted] })
    .catch(notLetIn);
}
