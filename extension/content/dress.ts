/**
 * Gives a closed shadow root its style, as an element: Firefox lets no content script share a sheet, and a shared one
 * does not follow into the document of another frame. Browsers read a text that they know only once.
 */
export function dress(root: ShadowRoot, css: string): void {
  const style = root.ownerDocument.createElement('style');
  style.textContent = css;
  root.append(style);
}
