import type { PageProfile } from '../messages/page.ts';
import { askWorker } from './ask.ts';
import { init as initDock } from './dock.ts';
import { init as initGive } from './give.ts';
import { init as initHandIn } from './hand-in.ts';
import { onAddressChange, whenIdle } from './page-changes.ts';
import { init as initWatch } from './watch.ts';

/** After a change of address, until the browser names the new one to the worker too. */
const ADDRESS_SETTLES_MS = 250;

const MARK = '__kyguiSite';
const world = globalThis as { [MARK]?: AbortController };

/**
 * Asks what is known of this page; a page without profile costs one message and nothing afterwards. A single-page
 * application may come to an address that a profile knows, or leave it, without loading anew.
 */
async function start(signal: AbortSignal): Promise<void> {
  const reply = await askWorker<PageProfile | null>('page.profile', {}).catch(() => undefined);
  if (signal.aborted || !reply?.ok) return;
  const profile = reply.body;
  const own = new AbortController();
  signal.addEventListener('abort', () => own.abort());
  let timer: ReturnType<typeof setTimeout> | undefined;
  const askAgain = async () => {
    const now = await askWorker<PageProfile | null>('page.profile', {}).catch(() => undefined);
    if (own.signal.aborted || !now?.ok || now.body?.profileId === profile?.profileId) return;
    own.abort();
    void start(signal);
  };
  // The browser tells the worker of a new address a little later than the page.
  onAddressChange(own.signal, () => {
    clearTimeout(timer);
    timer = setTimeout(() => void askAgain(), ADDRESS_SETTLES_MS);
  });
  if (!profile) return;
  initGive(own.signal, profile);
  initHandIn(own.signal, profile);
  initWatch(own.signal, profile);
  // The page is still loading its own: buttons come in its first idle moment.
  whenIdle(() => {
    if (!own.signal.aborted) initDock(own.signal, profile);
  });
}

// Injected again after an update of the extension: the earlier instance, cut off from its worker, steps aside.
world[MARK]?.abort();
const controller = new AbortController();
world[MARK] = controller;
void start(controller.signal);
