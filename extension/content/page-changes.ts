import type { Insides } from './places.ts';

/** Redraws come in bursts; the page is looked at once when it has been quiet this long, and at most this late. */
const QUIET_MS = 60;
const LATEST_MS = 400;
/** Pause after a look, in lengths of that look, and its limit: a page that never rests gives us little of its time. */
const REST_FACTOR = 50;
const REST_MOST_MS = 500;
/** How often, and how many times, a custom element is asked for the shadow root that it has not attached yet. */
const ROOT_PAUSE_MS = 250;
const ROOT_TRIES = 40;
/** Attributes by which pages show and hide what they have drawn. */
const ATTRIBUTES = ['class', 'hidden', 'disabled', 'src', 'href', 'value'];

interface Navigation {
  addEventListener(type: string, listener: () => void): void;
}

/** Who wants to know of a new address; the page's events are listened to once for all of them. */
const listeners = new Set<() => unknown>();
let knownAddress: string | undefined;

function compareAddress(): void {
  if (location.href === knownAddress) return;
  knownAddress = location.href;
  for (const changed of [...listeners]) changed();
}

/** Calls `changed` when the page's address changes without a load, as the history of single-page applications does. */
export function onAddressChange(signal: AbortSignal, changed: () => unknown): void {
  if (signal.aborted) return;
  if (knownAddress === undefined) {
    knownAddress = location.href;
    for (const type of ['popstate', 'hashchange']) window.addEventListener(type, compareAddress);
    (window as { navigation?: Navigation }).navigation?.addEventListener(
      'currententrychange',
      compareAddress,
    );
  }
  listeners.add(changed);
  signal.addEventListener('abort', () => listeners.delete(changed));
}

/** Runs when the browser has nothing better to do; Safari-like browsers without the call get the next turn. */
export const whenIdle = (run: () => void) => {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(run, { timeout: LATEST_MS });
  else setTimeout(run, 0);
};

/**
 * Calls `look` once now and again after the page has changed: its elements, texts, the shadow roots that `look`
 * noted, or the address of a single-page application. One observer for all; looks are batched and wait for an idle
 * moment. While the address is none that `applies` to, nothing is observed: such a page costs nothing.
 */
export function lookOnChanges(
  signal: AbortSignal,
  look: (insides: Insides) => void,
  applies: () => boolean = () => true,
): void {
  const observer = new MutationObserver(() => soon());
  let observed = new WeakSet<Node>();
  const asked = new WeakMap<Element, number>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isDue = false;
  let first = 0;
  let last = 0;
  let restUntil = 0;
  let isWatching = false;

  const observe = (node: Node) => {
    if (observed.has(node)) return;
    observed.add(node);
    observer.observe(node, {
      childList: true,
      subtree: true,
      characterData: true,
      attributes: true,
      attributeFilter: ATTRIBUTES,
    });
  };

  const run = () => {
    isDue = false;
    if (signal.aborted) return;
    const applied = applies();
    if (!applied && !isWatching) return;
    isWatching = applied;
    const insides: Insides = { opened: new Set(), waiting: new Set() };
    const began = performance.now();
    look(insides);
    if (!applied) {
      observer.disconnect();
      observed = new WeakSet();
      return;
    }
    const ended = performance.now();
    restUntil = ended + Math.min((ended - began) * REST_FACTOR, REST_MOST_MS);
    observe(document);
    for (const node of insides.opened) observe(node);
    let wait = false;
    for (const host of insides.waiting) {
      const tries = asked.get(host) ?? 0;
      asked.set(host, tries + 1);
      wait ||= tries < ROOT_TRIES;
    }
    // Attaching a shadow root, or loading a frame, changes nothing that an observer sees.
    if (wait) setTimeout(soon, ROOT_PAUSE_MS);
    // What the look itself put into the page is no news.
    observer.takeRecords();
  };

  /** Looks once the page has been quiet; a change in between only moves the moment, without a new timer. */
  const whenQuiet = () => {
    const now = performance.now();
    const due = Math.max(restUntil, Math.min(last + QUIET_MS, first + LATEST_MS));
    if (now < due) {
      timer = setTimeout(whenQuiet, due - now);
      return;
    }
    timer = undefined;
    isDue = true;
    whenIdle(run);
  };

  const soon = () => {
    if (signal.aborted) return;
    last = performance.now();
    if (timer !== undefined || isDue) return;
    first = last;
    whenQuiet();
  };

  onAddressChange(signal, soon);
  window.addEventListener('pageshow', soon, { signal });
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    observer.disconnect();
  });
  run();
}
