import type { PageProfile } from '../messages/page.ts';
import type { Lifetime } from './lifetime.ts';
import type { Insides } from './places.ts';
import { insideOf } from './scope.ts';

/**
 * A page that rested is looked at with its first change: what it draws anew is drawn with our controls in it, once.
 * Redraws come in bursts; the next look waits until it has been quiet this long, and at most this late.
 */
const QUIET_MS = 60;
const LATEST_MS = 400;
/** Pause after a look, in lengths of that look, and its limits: a page that never rests gives us little of its time. */
const REST_FACTOR = 50;
const REST_LEAST_MS = QUIET_MS;
const REST_MOST_MS = 500;
/** How often, and how many times, a custom element is asked for the shadow root that it has not attached yet. */
const ROOT_PAUSE_MS = 500;
const ROOT_TRIES = 20;
/** Of one burst of changes, so many are looked at before it counts as one that matters. */
const RECORDS_MOST = 20;

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
export function onAddressChange(life: Lifetime, changed: () => unknown): void {
  if (life.isOver) return;
  if (knownAddress === undefined) {
    knownAddress = location.href;
    const { navigation } = window as { navigation?: Navigation };
    if (navigation) navigation.addEventListener('currententrychange', compareAddress);
    else for (const type of ['popstate', 'hashchange']) window.addEventListener(type, compareAddress);
  }
  listeners.add(changed);
  life.onEnd(() => listeners.delete(changed));
}

const holdsElement = (nodes: NodeList) => {
  for (const { nodeType } of nodes) if (nodeType === 1) return true;
  return false;
};

/** False where only texts went and came, as in a clock that the page shows. */
const concernsElements = (records: readonly MutationRecord[]): boolean =>
  records.length > RECORDS_MOST ||
  records.some(
    ({ type, addedNodes, removedNodes }) =>
      type !== 'childList' || holdsElement(addedNodes) || holdsElement(removedNodes),
  );

/**
 * Calls `look` once now and again after the page has changed: its elements, texts, the shadow roots that `look`
 * noted, or the address of a single-page application. Of attributes and texts only those count that the profile asks
 * for. One observer for all; looks are batched, and all but the first of a burst wait until the page is quiet. While
 * the address is none that `applies` to, nothing is observed: such a page costs nothing.
 */
export function lookOnChanges(
  life: Lifetime,
  watched: PageProfile['watched'],
  look: (insides: Insides) => void,
  applies: () => boolean = () => true,
): void {
  const observer = new MutationObserver((records) => {
    compareAddress();
    if (!watched.texts && !concernsElements(records)) return;
    soonOrNow();
  });
  let observed = new WeakSet<Node>();
  const asked = new WeakMap<Element, number>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let rootTimer: ReturnType<typeof setTimeout> | undefined;
  let waiting: ReadonlySet<Element> = new Set();
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
      characterData: watched.texts,
      ...(watched.attributes.length > 0 && { attributeFilter: watched.attributes }),
    });
  };

  /** Attaching a shadow root, or loading a frame, changes nothing that an observer sees: hosts are asked for it. */
  const askForRoots = () => {
    const isAsked = (host: Element) => host.isConnected && (asked.get(host) ?? 0) < ROOT_TRIES;
    if (rootTimer !== undefined || ![...waiting].some(isAsked)) return;
    rootTimer = setTimeout(() => {
      rootTimer = undefined;
      for (const host of waiting) {
        if (insideOf(host)) {
          soonOrNow();
          return;
        }
        asked.set(host, (asked.get(host) ?? 0) + 1);
      }
      askForRoots();
    }, ROOT_PAUSE_MS);
  };

  const run = () => {
    if (life.isOver) return;
    const applied = applies();
    if (!applied && !isWatching) return;
    isWatching = applied;
    const insides: Insides = { opened: new Set(), waiting: new Set() };
    const began = Date.now();
    look(insides);
    if (life.isOver) return;
    if (!applied) {
      observer.disconnect();
      observed = new WeakSet();
      return;
    }
    // Milliseconds are fine enough, and naming the finer clock costs a page more than they are worth.
    const now = Date.now();
    restUntil = now + Math.max(REST_LEAST_MS, Math.min((now - began) * REST_FACTOR, REST_MOST_MS));
    observe(document);
    for (const node of insides.opened) observe(node);
    waiting = insides.waiting;
    askForRoots();
    // What the look itself put into the page is no news.
    observer.takeRecords();
  };

  /** Looks once the page has been quiet; a change in between only moves the moment, without a new timer. */
  const whenQuiet = () => {
    const now = Date.now();
    const wait = Math.max(restUntil, Math.min(last + QUIET_MS, first + LATEST_MS)) - now;
    // Never longer than any pause is: a clock that was set back would have the page wait as far as it was set.
    if (wait > 0 && wait <= REST_MOST_MS) {
      timer = setTimeout(whenQuiet, wait);
      return;
    }
    timer = undefined;
    run();
  };

  const soon = () => {
    if (life.isOver) return;
    last = Date.now();
    if (timer !== undefined) return;
    first = last;
    whenQuiet();
  };

  /** The first change after a rest is looked at before the browser draws it. */
  const soonOrNow = () => {
    if (timer === undefined && Date.now() >= restUntil) run();
    else soon();
  };

  onAddressChange(life, soon);
  life.onEnd(() => {
    clearTimeout(timer);
    clearTimeout(rootTimer);
    observer.disconnect();
  });
  run();
}
