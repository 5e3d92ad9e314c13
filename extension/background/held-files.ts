import browser from 'webextension-polyfill';
import { KyguiError } from '../../shared/errors.ts';
import { HELD_CACHE, heldAddress } from '../messages/job.ts';

/**
 * Files on their way, in the extension's own Cache Storage: on disk, shared with the windows, and still there
 * when the worker was stopped. Nothing else of a document is kept by the extension.
 */
export async function hold(jobKey: string, part: string, file: Blob): Promise<void> {
  const cache = await caches.open(HELD_CACHE);
  await cache.put(heldAddress(jobKey, part), new Response(file));
}

export async function held(jobKey: string, part: string): Promise<Blob> {
  const cache = await caches.open(HELD_CACHE);
  const found = await cache.match(heldAddress(jobKey, part));
  if (!found) throw new KyguiError('SITE_FILE_LOST');
  return found.blob();
}

const SESSION_MARK = 'heldSince';

/**
 * Lets the files of an earlier session go: their jobs ended with the browser, or with the extension, that was stopped
 * in the middle, and nothing knows them any more.
 */
export async function forgetLastSession(now: Date): Promise<void> {
  const { [SESSION_MARK]: since } = await browser.storage.session.get(SESSION_MARK);
  if (since !== undefined) return;
  await caches.delete(HELD_CACHE);
  await browser.storage.session.set({ [SESSION_MARK]: now.toISOString() });
}

/** Keys of all that is held, each once. */
export async function heldKeys(): Promise<string[]> {
  const cache = await caches.open(HELD_CACHE);
  const prefix = heldAddress('', '').slice(0, -1);
  return [...new Set((await cache.keys()).map(({ url }) => url.slice(prefix.length).split('/')[0] ?? ''))];
}

export async function letGo(jobKey: string): Promise<void> {
  const cache = await caches.open(HELD_CACHE);
  const own = heldAddress(jobKey, '');
  for (const request of await cache.keys()) if (request.url.startsWith(own)) await cache.delete(request);
}
