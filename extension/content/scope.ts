import type { ReadableElement, ReadableRoot, ReadingScope } from '../../shared/profile/readable.ts';

interface ExtensionDom {
  openOrClosedShadowRoot?(element: Element): ShadowRoot | null;
}
const world = globalThis as unknown as {
  browser?: { dom?: ExtensionDom };
  chrome?: { dom?: ExtensionDom };
};
const dom = () => world.browser?.dom ?? world.chrome?.dom;

/** Shadow root of an element, closed ones too: browsers show them to content scripts. */
function shadowOf(element: ReadableElement): ReadableRoot | null {
  const real = element as unknown as HTMLElement;
  const inner = dom()?.openOrClosedShadowRoot?.(real) ?? real.shadowRoot;
  return (inner ?? null) as ReadableRoot | null;
}

/** This frame's document, or a row of it, as reading rules want it. */
export function pageScope(root: ParentNode = document): ReadingScope {
  return {
    root: root as unknown as ReadableRoot,
    page: document as unknown as ReadableRoot,
    address: location.href,
    shadowOf,
  };
}
