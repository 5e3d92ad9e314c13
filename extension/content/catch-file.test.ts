// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchRequests } from '../page/watch-requests.ts';
import { pressForFile } from './catch-file.ts';
import { pageScope } from './scope.ts';
import { stubRuntime } from './stub-runtime.ts';

/** The content script, the worker and the page's own world, in one world here. */

interface Watch {
  body: { event: string };
}
const asked = vi.fn(async (address: string) => new Response(`%PDF-1.7 ${address}`));

beforeEach(() => {
  (globalThis as unknown as { happyDOM: { setURL(url: string): void } }).happyDOM.setURL(
    'https://qlvb.example.vn/vb/4101',
  );
  stubRuntime(async ({ body: { event } }: Watch) => {
    watchRequests(event, 'files');
    return { ok: true };
  });
  vi.stubGlobal('fetch', asked);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test('a file that a press opens on another site is asked for without a session', async () => {
  document.body.innerHTML = '<button class="xem">Xem</button>';
  const signed = 'https://kho.example.com/vb/4101?X-Amz-Signature=5f3a';
  document.querySelector('button')?.addEventListener('click', () => window.open(signed));
  const file = await pressForFile('.xem', pageScope());
  expect(await file?.text()).toBe(`%PDF-1.7 ${signed}`);
  expect(asked).toHaveBeenLastCalledWith(signed, { credentials: 'omit' });
});
