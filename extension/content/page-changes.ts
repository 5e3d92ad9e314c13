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
  addEventListener(type: string, listener: () => void, options: { signal: AbortSignal }): void;
}

/** Calls `changed` when the page's address changes without a load, as the history of single-page applications does. */
export function onAddressChange(signal: AbortSignal, changed: () => unknown): void {
  let known = location.href;
  const compare = () => {
    if (location.href === known) return;
    known = location.href;
    changed();
  };
  for (const type of ['popstate', 'hashchange']) window.addEventListener(type, compare, { signal });
  (window as { navigation?: Navigation }).navigation?.addEventListener('currententrychange', compare, {
    signal,
  });
}

/** Runs when the browser has nothing better to do; Safari-like browsers without the call get the next turn. */
const whenIdle = (run: () => void) => {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(run, { timeout: LATEST_MS });
  else setTimeout(run, 0);
};

/**
 * Calls `look` once now and again after the page has changed: its elements, texts, the shadow roots that `look`
 * noted, or the address of a single-page application. One observer for all; looks are batched and wait for an idle
 * moment.
 */
export function lookOnChanges(signal: AbortSignal, look: (insides: Insides) => void): void {
  const observer = new MutationObserver(() => soon());
  const observed = new WeakSet<Node>();
  const asked = new WeakMap<Element, number>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let first = 0;
  let restUntil = 0;

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
    if (signal.aborted) return;
    const insides: Insides = { opened: new Set(), waiting: new Set() };
    const began = performance.now();
    look(insides);
    const ended = performance.now();
    restUntil = ended + Math.min((ended - began) * REST_FACTOR, REST_MOST_MS);
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

  const soon = () => {
    if (signal.aborted) return;
    const now = performance.now();
    if (timer === undefined) first = now;
    clearTimeout(timer);
    const pause = Math.max(restUntil - now, Math.min(QUIET_MS, first + LATEST_MS - now), 0);
    timer = setTimeout(() => {
      timer = undefined;
      whenIdle(run);
    }, pause);
  };

  observe(document);
  onAddressChange(signal, soon);
  window.addEventListener('pageshow', soon, { signal });
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    observer.disconnect();
  });
  run();
}
