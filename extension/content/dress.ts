const sheets = new Map<string, CSSStyleSheet>();

/** One sheet for all roots of a kind: it is read once. */
function shared(css: string): CSSStyleSheet {
  const known = sheets.get(css);
  if (known) return known;
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  sheets.set(css, made);
  return made;
}

/**
 * Gives a closed shadow root its style. Firefox lets no content script share a sheet, and no browser shares one with
 * the document of another frame: there the root gets a style element of its own.
 */
export function dress(root: ShadowRoot, css: string): void {
  try {
    if (root.ownerDocument !== document) throw new Error('another document');
    const sheet = shared(css);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    if (!root.adoptedStyleSheets.includes(sheet)) throw new Error('not taken');
  } catch {
    const style = root.ownerDocument.createElement('style');
    style.textContent = css;
    root.append(style);
  }
}
