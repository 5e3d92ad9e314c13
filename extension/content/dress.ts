/**
 * Gives a closed shadow root its style, as an element: Firefox lets no content script share a sheet, and a shared one
 * does not follow into the document of another frame. Browsers read a text that they know only once.
 */
export function dress(root: ShadowRoot, css: string): void {
  const style = root.ownerDocument.createElement('style');
  style.textContent = css;
  root.append(style);
}

/**
 * An element of ours with a closed shadow root. A page that made an element of its own of this name may have taken the
 * root already: then a plain one serves.
 */
export function makeHost(name: string, home: Document): { host: HTMLElement; root: ShadowRoot } {
  const host = home.createElement(name);
  try {
    return { host, root: host.attachShadow({ mode: 'closed' }) };
  } catch {
    const plain = home.createElement('span');
    return { host: plain, root: plain.attachShadow({ mode: 'closed' }) };
  }
}
