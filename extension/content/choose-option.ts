import { eventually } from './controls.ts';
import { namedBy, saidBy, strike } from './list-keys.ts';
import { textKey, thoseSaying } from './same-value.ts';
import { walkTo } from './walk-options.ts';

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

/** Texts in the control itself, and those alone in an element close around it that is no option. */
function shownBy(combobox: HTMLElement): Set<string> {
  const texts = new Set<string>();
  if ('value' in combobox) texts.add(textKey(String(combobox.value)));
  let around: Element | null = combobox;
  for (let step = 0; around && step <= AROUND; step += 1, around = around.parentElement) {
    for (const part of [around, ...around.querySelectorAll('*')]) {
      const text = part.textContent ?? '';
      if (text.length <= LONGEST && !part.closest('[role=listbox],[role=option],option,datalist,label'))
        texts.add(textKey(text));
    }
    // Another control begins here: what stands in it is its own.
    if (around.parentElement && around.parentElement.querySelectorAll('input,select,textarea').length > 2)
      break;
  }
  return texts;
}

/** True where the text is shown as the choice. */
export const showsChoice = (combobox: HTMLElement, wanted: string): boolean =>
  shownBy(combobox).has(textKey(wanted));

function press(element: Element): void {
  const how = { bubbles: true, composed: true, cancelable: true, button: 0, view: window };
  element.dispatchEvent(new PointerEvent('pointerdown', { ...how, buttons: 1, isPrimary: true }));
  element.dispatchEvent(new MouseEvent('mousedown', { ...how, buttons: 1 }));
  element.dispatchEvent(new PointerEvent('pointerup', { ...how, isPrimary: true }));
  element.dispatchEvent(new MouseEvent('mouseup', how));
  element.dispatchEvent(new MouseEvent('click', how));
}

const isShown = (element: Element): boolean => element.getClientRects().length > 0;

const shownOptions = (within: ParentNode): Element[] =>
  [...within.querySelectorAll('[role=option]')].filter(isShown);

/** Options of the list that the combobox names, or of the only ones that are open; not of one that still goes away. */
function optionsOf(combobox: HTMLElement, gone: ReadonlySet<Element>): Element[] {
  const named = namedBy(combobox, 'aria-controls') ?? namedBy(combobox, 'aria-owns');
  const own = named ? shownOptions(named) : [];
  return own.length > 0 ? own : shownOptions(combobox.ownerDocument).filter((option) => !gone.has(option));
}

/** What became of a choice; `held`: another was made there before, `several`: more than one option says it. */
export type Choice = 'there' | 'held' | 'several' | 'none';

/** True for an option that is not the first of its list, which a list may show by itself. */
const isLater = (option: Element, index: number): boolean =>
  index > 0 || Number(option.getAttribute('aria-posinset') ?? 1) > 1;

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
 * Chooses the only option that says `wanted`, where nothing else was chosen before and as long as the page `isHere`.
 * `none` also where it is not shown as chosen afterwards: then the list is closed without a choice.
 */
export async function chooseOption(
  combobox: HTMLElement,
  wanted: string,
  isHere: () => boolean = () => true,
): Promise<Choice> {
  const before = shownBy(combobox);
  if (before.has(textKey(wanted))) return 'there';
  if (combobox.getAttribute('aria-disabled') === 'true' || combobox.matches(':disabled')) return 'none';
  const { ownerDocument } = combobox;
  const held = ownerDocument.activeElement as HTMLElement | null;

  // A list that was closed just now may still be drawn.
  const gone = new Set(isOpen(combobox) ? [] : shownOptions(ownerDocument));
  combobox.focus();
  if (!isOpen(combobox)) press(combobox);
  await eventually(() => isOpen(combobox) || optionsOf(combobox, gone).length > 0 || undefined, OPENS_MS);
  // Where a press does something else, the arrow key opens (WAI-ARIA Authoring Practices, combobox).
  if (!isOpen(combobox)) strike(combobox, 'ArrowDown');
  const wasChosen = (text: string) => before.has(textKey(text));
  const choice = await chooseOpen(combobox, wanted, () => optionsOf(combobox, gone), wasChosen, isHere);
  for (const at of [combobox, ownerDocument.activeElement]) if (at && isOpen(combobox)) strike(at, 'Escape');
  combobox.dispatchEvent(new FocusEvent('blur', { composed: true }));
  combobox.dispatchEvent(new FocusEvent('focusout', { bubbles: true, composed: true }));
  held?.focus?.();
  return choice;
}

/** The same in a list that is open: by a press, by the arrow keys, by typing. */
async function chooseOpen(
  combobox: HTMLElement,
  wanted: string,
  optionsNow: () => Element[],
  wasChosen: (text: string) => boolean,
  isHere: () => boolean,
): Promise<Choice> {
  const shows = (ms: number) => eventually(() => showsChoice(combobox, wanted) || undefined, ms);
  /** Presses it; what stands against that; undefined while nothing says it. */
  const tryPress = (): Choice | undefined => {
    if (!isHere()) return 'none';
    const options = optionsNow();
    if (options.some((option, index) => isLater(option, index) && saidBy(option).some(wasChosen)))
      return 'held';
    const [option, another] = thoseSaying(options, saidBy, wanted);
    if (!option) return undefined;
    if (another) return 'several';
    if (option.getAttribute('aria-disabled') === 'true') return 'none';
    press(option);
    return 'there';
  };
  const pressed = await eventually(tryPress, OPENS_MS);
  if (pressed && pressed !== 'there') return pressed;
  if (pressed && (await shows(DRAWS_MS))) return 'there';
  if (isOpen(combobox)) {
    const walked = await walkTo(combobox, wanted, wasChosen, isHere);
    if (walked === 'held' || walked === 'several') return walked;
    if (await shows(OPENS_MS)) return 'there';
  }
  if (!isTypedInto(combobox) || !isHere()) return 'none';
  // Long lists draw, or ask their server for, only what fits the words that are typed.
  type(combobox, wanted);
  const found = await eventually(tryPress, DRAWS_MS);
  if (found === 'there' && (await shows(DRAWS_MS))) return 'there';
  // On another page by now, it would take away what stands there.
  if (isHere()) type(combobox, '');
  return found === 'several' ? 'several' : 'none';
}
