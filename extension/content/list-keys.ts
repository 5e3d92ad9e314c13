/** Keys of a list to choose from (WAI-ARIA Authoring Practices, combobox), as a page's own programs hear them. */
const KEYS = { ArrowDown: 40, ArrowUp: 38, Enter: 13, Escape: 27 } as const;

/** Old libraries know keys by their number alone. */
export function strike(element: Element, key: keyof typeof KEYS): void {
  const how = {
    key,
    code: key,
    keyCode: KEYS[key],
    which: KEYS[key],
    bubbles: true,
    composed: true,
    cancelable: true,
  };
  element.dispatchEvent(new KeyboardEvent('keydown', how));
  element.dispatchEvent(new KeyboardEvent('keyup', how));
}

/** The element that an attribute of the combobox names. */
export function namedBy(combobox: HTMLElement, attribute: string): Element | undefined {
  const [id] = (combobox.getAttribute(attribute) ?? '').split(/\s+/u);
  const root = combobox.getRootNode() as Document | ShadowRoot;
  return id ? (root.getElementById(id) ?? combobox.ownerDocument.getElementById(id) ?? undefined) : undefined;
}

/** What an option says: its text, or the name it has for those who do not see it. */
export const saidBy = (option: Element): string[] =>
  [option.textContent, option.getAttribute('aria-label')].filter(
    (text): text is string => text !== null && text.trim() !== '',
  );
