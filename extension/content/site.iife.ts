import { keepTextLimits } from '../../shared/profile/expression/apply.ts';
import { askProfile } from './ask-profile.ts';
import { init as initDock } from './dock.ts';
import { Lifetime } from './lifetime.ts';
import { onAddressChange } from './page-changes.ts';
import { watchFor } from './watch.ts';

/** After a change of address, until the browser names the new one to the worker too. */
const ADDRESS_SETTLES_MS = 250;

const MARK = '__kyguiSite';
const world = globalThis as { [MARK]?: { abort(): void } };

/**
 * Asks what is known of this page; a page without profile costs one message and nothing afterwards. A single-page
 * application may come to an address that a profile knows, or leave it, without loading anew.
 */
async function start(whole: Lifetime): Promise<void> {
  const reply = await askProfile(whole);
  if (!reply?.ok) return;
  const profile = reply.body;
  const own = new Lifetime();
  whole.onEnd(() => own.end());
  let timer: ReturnType<typeof setTimeout> | undefined;
  const askAgain = async () => {
    const now = await askProfile(own);
    if (!now?.ok || now.body?.profileId === profile?.profileId) return;
    own.end();
    if (isPage()) void start(whole);
  };
  // The browser tells the worker of a new address a little later than the page.
  onAddressChange(own, () => {
    clearTimeout(timer);
    timer = setTimeout(() => void askAgain(), ADDRESS_SETTLES_MS);
  });
  if (!profile) return;
  keepTextLimits(profile.textLimits);
  if (profile.pending) watchFor(profile.pending, profile.encoding, () => own.isOver);
  initDock(own, profile);
}

/** A PDF or a picture that the browser shows in a frame is the browser's own document: no rule speaks of it. */
const isPage = () => document.contentType.includes('html');

// Injected again where a site was switched on or off: the earlier instance steps aside.
world[MARK]?.abort();
const whole = new Lifetime();
world[MARK] = { abort: () => whole.end() };
if (isPage()) void start(whole);
