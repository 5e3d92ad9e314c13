import type { ReadableElement, ReadableRoot, ReadingScope } from '../../shared/profile/readable.ts';
import type { Encoding } from '../../shared/profile/schema.ts';

interface ExtensionDom {
  openOrClosedShadowRoot?(element: Element): ShadowRoot | null;
}
const world = globalThis as unknown as { chrome?: { dom?: ExtensionDom } };

/** The document of a frame; null for frames of another origin, whose document no script may see. */
function frameDocument(frame: HTMLIFrameElement): Document | null {
  try {
    return frame.contentDocument;
  } catch {
    return null;
  }
}

/** Shadow roots that were asked for: an element keeps the one that it has. */
const shadows = new WeakMap<Element, ShadowRoot>();

function shadowOf(host: HTMLElement): ShadowRoot | null {
  const known = shadows.get(host);
  if (known) return known;
  const found = host.shadowRoot ?? world.chrome?.dom?.openOrClosedShadowRoot?.(host) ?? null;
  if (found) shadows.set(host, found);
  return found;
}

/** What `>>>` steps into: a shadow root, closed ones too (browsers show them to content scripts), or a frame. */
export function insideOf(element: ReadableElement): ReadableRoot | null {
  const real = element as unknown as HTMLElement;
  const isFrame = real.localName === 'iframe' || real.localName === 'frame';
  return (isFrame ? frameDocument(real as HTMLIFrameElement) : shadowOf(real)) as ReadableRoot | null;
}

/** The page around this frame; undefined when it is of another origin or there is none. */
function outside(where: 'parent' | 'top'): ReadingScope | undefined {
  const around = where === 'top' ? window.top : window.parent;
  try {
    if (!around || around === window) return where === 'top' ? pageScope() : undefined;
    return scopeOf(around.document, around.document, around.location.href, undefined);
  } catch {
    return undefined;
  }
}

function stored(area: 'local' | 'session', key: string): string | null {
  try {
    return (area === 'local' ? localStorage : sessionStorage).getItem(key);
  } catch {
    return null;
  }
}

function scopeOf(
  root: ParentNode,
  page: Document,
  address: string,
  encoding: Encoding | undefined,
): ReadingScope {
  return {
    root: root as unknown as ReadableRoot,
    page: page as unknown as ReadableRoot,
    address,
    encoding,
    shadowOf: insideOf,
    outside,
    stored,
    cookies: () => document.cookie,
  };
}

/** This frame's document, or a row of it, as reading rules want it. */
export const pageScope = (root: ParentNode = document, encoding?: Encoding): ReadingScope =>
  scopeOf(root, document, location.href, encoding);

/** What the tab is called. A form of the page that is called `title` stands in its place, and no message carries one. */
export const pageTitle = (): string => {
  const { title }: { title: unknown } = document;
  return typeof title === 'string' ? title : '';
};
