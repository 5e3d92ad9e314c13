import type { PageProfile } from '../messages/page.ts';
import { askWorker } from './ask.ts';
import { init as initDock } from './dock.ts';
import { init as initGive } from './give.ts';
import { init as initWatch } from './watch.ts';

const MARK = '__kyguiSite';
const world = globalThis as { [MARK]?: AbortController };

/** Asks what is known of this page; a page without profile costs one message and nothing afterwards. */
async function start(signal: AbortSignal): Promise<void> {
  const reply = await askWorker<PageProfile | null>('page.profile', {}).catch(() => undefined);
  if (signal.aborted || !reply?.ok || !reply.body) return;
  initGive(signal, reply.body);
  initWatch(signal, reply.body);
  initDock(signal, reply.body);
}

// Injected again after an update of the extension: the earlier instance, cut off from its worker, steps aside.
world[MARK]?.abort();
const controller = new AbortController();
world[MARK] = controller;
void start(controller.signal);
