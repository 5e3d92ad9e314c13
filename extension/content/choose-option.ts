import { eventually } from './controls.ts';
import { onlyOne, sameText } from './same-value.ts';

/**
 * Choosing in a list that a component library draws (WAI-ARIA 1.2, combobox and listbox), the way a person does: it is
 * opened by a press, the option is pressed that says the wanted text, or reached with the arrow keys where a press
 * reaches nothing, and what is shown then is read. No event of a script is trusted by the browser, so no key of these
 * submits a form; only pages that listen to them notice.
 */

/** What a page is given to open a list. */
const OPENS_MS = 300;
/** What it is given to draw the options, and to show what was chosen. */
const DRAWS_MS = 1_500;
/** Lists that are walked with the arrow keys, because their options are drawn elsewhere. */
const STEPS_MOST = 40;
/** What a page is given to mark the next one. */
const STEP_MS = 30;
/** Texts of one option or control are no longer. */
const LONGEST = 200;

/** The element that says it is a combobox: itself, or the one that it is drawn around, or in. */
export function comboboxOf(element: Element): HTMLElement | undefined {
  const isOne = (one: Element | null): one is HTMLElement =>
    one?.getAttribute('role') === 'combobox' || one?.getAttribute('aria-haspopup') === 'listbox';
  if (isOne(element)) return element;
  for (const says of ['[role=combobox]', 'input[aria-haspopup=listbox]', '[aria-haspopup=listbox]']) {
    const inside = element.querySelectorAll<HTMLElement>(says);
    if (inside.length === 1) return inside[0];
  }
  const around = element.closest('[role=combobox],[aria-haspopup=listbox]');
  return isOne(around) ? around : undefined;
}

/** How far around a combobox its libraries show what is chosen. */
const AROUND = 3;

/** True where the text stands in the control itself, or alone in an element close around it that is no option. */
export function showsChoice(combobox: HTMLElement, wanted: string): boolean {
  if ('value' in combobox && sameText(String(combobox.value), wanted)) return true;
  let around: Element | null = combobox;
  for (let step = 0; around && step <= AROUND; step += 1, around = around.parentElement) {
    const parts = [around, ...around.querySelectorAll('*')];
    const shown = parts.some(
      (part) =>
        (part.textContent ?? '').length <= LONGEST &&
        sameText(part.textContent, wanted) &&
        !part.closest('[role=listbox],[role=option],option,datalist,label'),
    );
    if (shown) return true;
    // Another control begins here: what stands in it is its own.
    if (around.parentElement && around.parentElement.querySelectorAll('input,select,textarea').length > 2)
      return false;
  }
  return false;
}

function press(element: Element): void {
  const how = { bubbles: true, composed: true, cancelable: true, button: 0, view: window };
  element.dispatchEvent(new PointerEvent('pointerdown', { ...how, buttons: 1, isPrimary: true }));
  element.dispatchEvent(new MouseEvent('mousedown', { ...how, buttons: 1 }));
  element.dispatchEvent(new PointerEvent('pointerup', { ...how, isPrimary: true }));
  element.dispatchEvent(new MouseEvent('mouseup', how));
  element.dispatchEvent(new MouseEvent('click', how));
}

const KEYS = { ArrowDown: 40, Enter: 13, Escape: 27 } as const;

/** Old libraries know keys by their number alone. */
function strike(element: Element, key: keyof typeof KEYS): void {
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

const isShown = (element: Element): boolean => element.getClientRects().length > 0;

const byId = (combobox: HTMLElement, attribute: string): Element | undefined => {
  const [id] = (combobox.getAttribute(attribute) ?? '').split(/\s+/u);
  const root = combobox.getRootNode() as Document | ShadowRoot;
  return id ? (root.getElementById(id) ?? combobox.ownerDocument.getElementById(id) ?? undefined) : undefined;
};

/** Options of the list that the combobox names, or of the only ones that are open. */
function optionsOf(combobox: HTMLElement): Element[] {
  const named = byId(combobox, 'aria-controls') ?? byId(combobox, 'aria-owns');
  const all = (within: ParentNode) => [...within.querySelectorAll('[role=option]')].filter(isShown);
  const own = named ? all(named) : [];
  return own.length > 0 ? own : all(combobox.ownerDocument);
}

/** Presses the one option that says it. */
function pressOption(combobox: HTMLElement, wanted: string): boolean {
  const option = onlyOne(
    optionsOf(combobox),
    (one) => [one.textContent, one.getAttribute('aria-label')],
    wanted,
  );
  if (!option || option.getAttribute('aria-disabled') === 'true') return false;
  press(option);
  return true;
}

/** Steps down to the option that says it and takes it. */
async function walkTo(combobox: HTMLElement, wanted: string): Promise<void> {
  const active = () => byId(combobox, 'aria-activedescendant');
  const says = () =>
    sameText(active()?.textContent, wanted) || sameText(active()?.getAttribute('aria-label'), wanted);
  const first = active()?.id;
  for (let step = 0; step < STEPS_MOST && !says(); step += 1) {
    strike(combobox, 'ArrowDown');
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    if (active() === undefined || (step > 0 && active()?.id === first)) return;
  }
  if (says()) strike(combobox, 'Enter');
}

/** True while it says so itself, or the button beside it that opens the same list. */
const isOpen = (combobox: HTMLElement): boolean =>
  combobox.getAttribute('aria-expanded') === 'true' ||
  combobox.parentElement?.parentElement?.querySelector('[aria-haspopup=listbox][aria-expanded=true]') != null;

/** True where a person may type, and not only choose. */
export const isTypedInto = (combobox: HTMLElement): combobox is HTMLInputElement =>
  combobox.localName === 'input' && !combobox.hasAttribute('readonly');

function type(combobox: HTMLInputElement, text: string): void {
  combobox.value = text;
  combobox.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
}

/**
 * Chooses the option that says `wanted`. False when there is none, or another, or it is not shown as chosen afterwards:
 * then the list is closed without a choice.
 */
export async function chooseOption(combobox: HTMLElement, wanted: string): Promise<boolean> {
  if (showsChoice(combobox, wanted)) return true;
  if (combobox.getAttribute('aria-disabled') === 'true' || combobox.matches(':disabled')) return false;
  const { ownerDocument } = combobox;
  const held = ownerDocument.activeElement as HTMLElement | null;
  const fits = (ms: number) => eventually(() => pressOption(combobox, wanted) || undefined, ms);
  const shows = (ms: number) => eventually(() => showsChoice(combobox, wanted) || undefined, ms);

  combobox.focus();
  if (!isOpen(combobox)) press(combobox);
  await eventually(() => isOpen(combobox) || optionsOf(combobox).length > 0 || undefined, OPENS_MS);
  // Where a press does something else, the arrow key opens (WAI-ARIA Authoring Practices, combobox).
  if (!isOpen(combobox)) strike(combobox, 'ArrowDown');
  let chosen = (await fits(OPENS_MS)) && (await shows(DRAWS_MS));
  if (!chosen && isOpen(combobox)) {
    await walkTo(combobox, wanted);
    chosen = await shows(OPENS_MS);
  }
  if (!chosen && isTypedInto(combobox)) {
    // Long lists draw, or ask their server for, only what fits the words that are typed.
    type(combobox, wanted);
    chosen = (await fits(DRAWS_MS)) && (await shows(DRAWS_MS));
    if (!chosen) type(combobox, '');
  }
  for (const at of [combobox, ownerDocument.activeElement]) if (at && isOpen(combobox)) strike(at, 'Escape');
  combobox.dispatchEvent(new FocusEvent('blur', { composed: true }));
  combobox.dispatchEvent(new FocusEvent('focusout', { bubbles: true, composed: true }));
  held?.focus?.();
  return chosen === true;
}
