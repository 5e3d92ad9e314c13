/** Sheets that the browser has read, by their text: any number of controls wear one. */
const sheets = new Map<string, CSSStyleSheet>();
/** Firefox lets no content script share a sheet. */
let canShare = true;

function sheetOf(css: string): CSSStyleSheet {
  const known = sheets.get(css);
  if (known) return known;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  sheets.set(css, sheet);
  return sheet;
}

/** An element where sheets are not shared, and in the document of another frame: it costs a page more, at each drawing. */
function wear(root: ShadowRoot, css: string, share: (sheet: CSSStyleSheet) => void): void {
  if (canShare && root.ownerDocument === document) {
    try {
      share(sheetOf(css));
      return;
    } catch {
      canShare = false;
    }
  }
  const style = root.ownerDocument.createElement('style');
  style.textContent = css;
  root.append(style);
}

/** Gives a closed shadow root its style. The list of its sheets is set, not read: reading it costs a page more. */
export const dress = (root: ShadowRoot, css: string): void =>
  wear(root, css, (sheet) => {
    root.adoptedStyleSheets = [sheet];
  });

/** Gives it further style. */
export const dressMore = (root: ShadowRoot, css: string): void =>
  wear(root, css, (sheet) => root.adoptedStyleSheets.push(sheet));

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
