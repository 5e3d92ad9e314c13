import { holds } from '../../shared/profile/read.ts';
import { findAll } from '../../shared/profile/readable.ts';
import type { ButtonRule, PageRule } from '../../shared/profile/schema.ts';
import type { PageProfile, SignAnswer, SignAsk } from '../messages/page.ts';
import { askWorker } from './ask.ts';
import { createButton, type DockButton } from './button.ts';
import { readDocumentFields } from './read.ts';
import { pageScope } from './scope.ts';
import { findDocumentFile, sendPageFile } from './take.ts';

/** Redraws come in bursts; the page is looked at once when it has been quiet this long, and at most this late. */
const QUIET_MS = 60;
const LATEST_MS = 400;

/** A place where a button belongs: the document (or row) it speaks of, and the element it stands at. */
interface Place {
  page: PageRule;
  rule: ButtonRule;
  root: ParentNode;
  anchor: Element;
}

/** All places on the page as it is now. */
export function findPlaces(pages: readonly PageRule[]): Place[] {
  const scope = pageScope();
  const places: Place[] = [];
  for (const page of pages) {
    if (!holds(page.when, scope)) continue;
    const roots =
      page.each === undefined
        ? [document as ParentNode]
        : (findAll(scope, scope.root, page.each) as unknown as ParentNode[]);
    for (const root of roots) {
      const within = pageScope(root);
      for (const rule of page.buttons) {
        if (rule.when && !holds(rule.when, within)) continue;
        const anchor = findAll(within, within.root, rule.at)[0] as unknown;
        if (anchor instanceof Element) places.push({ page, rule, root, anchor });
      }
    }
  }
  return places;
}

function put(host: HTMLElement, { rule, anchor }: Place): void {
  if (rule.position === 'before') anchor.before(host);
  else if (rule.position === 'after') anchor.after(host);
  else if (rule.position === 'first') anchor.prepend(host);
  else anchor.append(host);
}

async function press(button: DockButton, place: Place, profile: PageProfile): Promise<void> {
  button.show('busy');
  const file = findDocumentFile(place.page, place.root);
  if (!file) {
    button.show('failed');
    return;
  }
  const ask: SignAsk = {
    profileId: profile.profileId,
    pageId: place.page.id,
    role: place.rule.role,
    send: place.rule.send ?? false,
    fields: readDocumentFields(place.page, place.root),
    file,
    title: document.title,
  };
  const reply = await askWorker<SignAnswer>('sign', ask).catch(() => undefined);
  button.show(reply?.ok ? 'opened' : 'failed');
  if (reply?.ok && reply.body.opened) await sendPageFile(file, reply.body.jobKey);
}

/**
 * Puts the buttons into the page and keeps them there. A button is known by its anchor in a WeakMap and by being
 * connected, not by a mark in the page: a page that throws it away gets it back, one that keeps it never gets two.
 */
export function init(signal: AbortSignal, profile: PageProfile): void {
  const placed = new Map<Element, Map<string, DockButton>>();

  const look = () => {
    if (signal.aborted) return;
    const wanted = findPlaces(profile.pages);
    const keep = new Set<DockButton>();
    for (const place of wanted) {
      const id = `${place.page.id}/${place.rule.role}`;
      const here = placed.get(place.anchor) ?? new Map<string, DockButton>();
      placed.set(place.anchor, here);
      let button = here.get(id);
      if (!button?.host.isConnected) {
        button = createButton(place.rule, profile.words, (pressed) => void press(pressed, place, profile));
        here.set(id, button);
        put(button.host, place);
      }
      keep.add(button);
    }
    for (const [anchor, buttons] of placed) {
      for (const [id, button] of buttons) {
        if (keep.has(button)) continue;
        button.host.remove();
        buttons.delete(id);
      }
      if (buttons.size === 0) placed.delete(anchor);
    }
  };

  let timer: ReturnType<typeof setTimeout> | undefined;
  let first = 0;
  const soon = () => {
    const now = performance.now();
    if (timer === undefined) first = now;
    clearTimeout(timer);
    timer = setTimeout(
      () => {
        timer = undefined;
        look();
      },
      Math.max(0, Math.min(QUIET_MS, first + LATEST_MS - now)),
    );
  };
  const observer = new MutationObserver(soon);
  observer.observe(document, { childList: true, subtree: true });
  window.addEventListener('popstate', soon, { signal });
  window.addEventListener('hashchange', soon, { signal });
  signal.addEventListener('abort', () => {
    observer.disconnect();
    for (const buttons of placed.values()) for (const button of buttons.values()) button.host.remove();
    placed.clear();
  });
  look();
}
