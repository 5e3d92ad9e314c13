import { fits } from '../../shared/profile/expression/apply.ts';
import { isElement } from './places.ts';

/** How long a page may take to send a chosen file off. */
const ANSWERED_WITHIN_MS = 120_000;
/** A file that goes in pieces is over when no further piece follows. */
const QUIET_MS = 1000;
const LOOK_EVERY_MS = 100;

/** The address that a frame of this origin shows; forms of old pages are answered in one. */
export function frameAddress(event: Event): string | undefined {
  const { target } = event;
  if (!isElement(target) || !['iframe', 'frame'].includes(target.localName)) return undefined;
  try {
    const shown = (target as HTMLIFrameElement).contentWindow?.location.href;
    return shown && /^https?:/u.test(shown) ? shown : undefined;
  } catch {
    return undefined;
  }
}

/** True once the page's own requests to such an address, from now on, are answered and no more of them follow. */
export async function untilAnswered(pattern: string): Promise<boolean> {
  let last: number | undefined;
  const over = new AbortController();
  const hear = (event: Event) => {
    if (fits(pattern, frameAddress(event) ?? '')) last = performance.now();
  };
  document.addEventListener('load', hear, { capture: true, signal: over.signal });
  const observer = new PerformanceObserver((list) => {
    if (list.getEntries().some(({ name }) => fits(pattern, name))) last = performance.now();
  });
  observer.observe({ type: 'resource' });
  try {
    const until = performance.now() + ANSWERED_WITHIN_MS;
    while (performance.now() < until) {
      if (last !== undefined && performance.now() - last >= QUIET_MS) return true;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    return false;
  } finally {
    observer.disconnect();
    over.abort();
  }
}
