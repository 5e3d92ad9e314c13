import { findAll, type ReadingScope } from '../../shared/profile/readable.ts';
import { isElement } from './places.ts';
import { onlyOne, thoseSaying } from './same-value.ts';

/** How long a page may take to show what a press of its own button opens. */
const OPEN_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 100;

export type TextControl = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** The first element of this selector, in any frame of the origin. */
export function one(selector: string, scope: ReadingScope): HTMLElement | undefined {
  const found = findAll(scope, scope.root, selector)[0] as unknown;
  return isElement(found) ? (found as HTMLElement) : undefined;
}

export function fileInput(selector: string, scope: ReadingScope): HTMLInputElement | undefined {
  const found = one(selector, scope);
  return found?.localName === 'input' && (found as HTMLInputElement).type === 'file'
    ? (found as HTMLInputElement)
    : undefined;
}

export function textControl(selector: string, scope: ReadingScope): TextControl | undefined {
  const found = one(selector, scope);
  return found && ['input', 'select', 'textarea'].includes(found.localName)
    ? (found as TextControl)
    : undefined;
}

export function tellChange(control: HTMLElement): void {
  control.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
  control.dispatchEvent(new Event('change', { bubbles: true, composed: true }));
}

/** Components that take over what was typed do so when the hand leaves; those that let only choose drop it then. */
function tellLeft(control: HTMLElement): void {
  control.dispatchEvent(new FocusEvent('blur', { composed: true }));
  control.dispatchEvent(new FocusEvent('focusout', { bubbles: true, composed: true }));
}

/** A list to choose from (WAI-ARIA 1.2, combobox) that shows its choice and lets nobody type: a text in it chooses nothing. */
const onlyChooses = (control: HTMLElement): boolean =>
  control.getAttribute('role') === 'combobox' &&
  (control.hasAttribute('readonly') || control.getAttribute('aria-readonly') === 'true');

/** True for one that still offers its choices: what was typed into it is none yet. */
export const awaitsChoice = (control: HTMLElement): boolean =>
  control.getAttribute('role') === 'combobox' && control.getAttribute('aria-expanded') === 'true';

/** The option of this value, or the only one that says it. */
export function optionFor(select: HTMLSelectElement, wanted: string): HTMLOptionElement | undefined {
  const options = [...select.options].filter((option) => !option.disabled);
  const ofValue = options.filter(({ value }) => value === wanted);
  if (ofValue.length !== 1) return onlyOne(options, ({ text }) => [text], wanted);
  const ofText = thoseSaying(options, ({ text }) => [text], wanted);
  return ofText.every((option) => option === ofValue[0]) ? ofValue[0] : undefined;
}

/** Options of a list that are chosen; one that lets choose several may have none. */
export const chosenIn = ({ options }: HTMLSelectElement): HTMLOptionElement[] =>
  [...options].filter(({ selected }) => selected);

/**
 * True where nobody has chosen yet: it shows nothing, or its first option, as browsers do by themselves. One marked
 * `selected` tells nothing: pages sent anew, and entries opened again, mark what the clerk chose before.
 */
function isUntouched(select: HTMLSelectElement): boolean {
  const [shown] = chosenIn(select);
  const first = [...select.options].find(({ disabled }) => !disabled);
  return !shown || (shown === first && !select.multiple) || shown.value === '' || shown.disabled;
}

/** True for a control that nothing was typed into or chosen in: nobody's work is lost when it is written. */
export const isFree = (control: TextControl): boolean =>
  control.localName === 'select' ? isUntouched(control as HTMLSelectElement) : control.value.trim() === '';

/** Sets a control the way a person does, so that frameworks that listen notice it. False when it does not take it. */
export function setControl(control: TextControl, value: string): boolean {
  if (onlyChooses(control) || control.matches(':disabled')) return false;
  if (control.localName === 'select') {
    const wanted = optionFor(control as HTMLSelectElement, value);
    if (!wanted) return false;
    wanted.selected = true;
  } else control.value = value;
  tellChange(control);
  tellLeft(control);
  return true;
}

/** Chooses files in the page's own file input, as the browser's dialog does. */
export function chooseFiles(input: HTMLInputElement, files: readonly File[]): boolean {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  input.files = transfer.files;
  if (input.files?.length !== files.length) return false;
  tellChange(input);
  return true;
}

/** Waits until something is there; undefined when it never comes. */
export async function eventually<Found>(
  find: () => Found | undefined,
  within = OPEN_WITHIN_MS,
): Promise<Found | undefined> {
  const until = performance.now() + within;
  for (;;) {
    const found = find();
    if (found !== undefined || performance.now() > until) return found;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** Looks for something, presses `opener` when it is not there, and waits until it is. */
export async function foundAfterOpening<Found>(
  find: () => Found | undefined,
  opener: string | undefined,
  scope: ReadingScope,
): Promise<Found | undefined> {
  const there = find();
  if (there !== undefined || opener === undefined) return there;
  const button = one(opener, scope);
  if (!button) return undefined;
  button.click();
  return eventually(find);
}
