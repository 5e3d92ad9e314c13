import type { EntryControl } from '../../../../shared/profile/propose/entry.ts';
import { comboboxOf } from '../../choose-option.ts';
import { isVisible, type Tree, treesOf } from '../trees.ts';

/** Controls of an entry form: what a hand-in can write into, and how they lie on the page. */

const LISTS = '[role=combobox],[aria-haspopup=listbox]';
export const CONTROLS = `input,select,textarea,${LISTS}`;
/** Inputs that take a text; of dates, what browsers draw themselves too. */
const TEXT_TYPES = new Set(['text', 'date', 'datetime-local', 'number', 'tel', 'url', 'email']);
const MOST_CONTROLS = 500;

const isText = (element: Element) =>
  element.localName === 'textarea' || TEXT_TYPES.has((element as HTMLInputElement).type);

/** True for what a value can be written into or chosen in. Controls that only a program fills are none. */
function isControl(element: Element): element is HTMLElement {
  if (element.matches(':disabled,[aria-disabled=true]') || element.closest('[role=search]')) return false;
  if (element.localName === 'select') return true;
  if (element.matches(LISTS)) return isVisible(element);
  return element.matches('input,textarea') && isText(element) && isVisible(element);
}

/** The element around, through the roots of components and the frames of the same origin. */
export function around(element: Element): Element | null {
  if (element.parentElement) return element.parentElement;
  const root = element.getRootNode();
  if (root.nodeType === Node.DOCUMENT_NODE) return (root as Document).defaultView?.frameElement ?? null;
  return (root as ShadowRoot).host ?? null;
}

/** True for what lies in a part of the page, in whatever tree. */
export function holdsDeep(part: Element, element: Element): boolean {
  for (let at: Element | null = element; at; at = around(at)) if (at === part) return true;
  return false;
}

/** Drawn lists are often several elements in one another, the native select among them: the outermost speaks. */
const isInner = (control: Element, all: ReadonlySet<Element>) => {
  for (let at = control.parentElement; at; at = at.parentElement) if (all.has(at)) return true;
  return false;
};

/** Every control of the page and of what lies in it. */
export function controlsOf(trees: readonly Tree[] = treesOf()): HTMLElement[] {
  const all = trees
    .flatMap((tree) => [...tree.querySelectorAll(CONTROLS)].slice(0, MOST_CONTROLS))
    .filter(isControl);
  const set = new Set<Element>(all);
  const outer = all.filter((one) => !isInner(one, set));
  // A select that is kept out of sight stands for nothing where a drawn list beside it is seen.
  const drawn = outer.filter((one) => one.localName !== 'select');
  const isReplaced = (one: HTMLElement) =>
    one.localName === 'select' &&
    !isSeen(one) &&
    drawn.some((list) => list.matches(`${LISTS},:has(${LISTS})`) && one.parentElement?.contains(list));
  return outer.filter((one) => !isReplaced(one));
}

function isSeen(element: Element): boolean {
  const { width, height } = element.getBoundingClientRect();
  return width > 2 && height > 2;
}

/** The control that a found or pressed element is, holds, lies in or names. */
export function controlAt(element: Element, all: readonly HTMLElement[]): HTMLElement | undefined {
  const near = (one: Element | undefined | null) =>
    one ? all.find((control) => control === one || control.contains(one)) : undefined;
  const label = element.closest('label') as HTMLLabelElement | null;
  const direct = near(element) ?? near(comboboxOf(element)) ?? near(label?.control);
  if (direct) return direct;
  for (let at: Element | null = element, step = 0; at && step < 4; at = around(at), step += 1) {
    const part = at;
    const inside = all.filter((control) => holdsDeep(part, control));
    if (inside.length === 1) return inside[0];
    if (inside.length > 1) return undefined;
  }
  return undefined;
}

/** What a rule must know of a control. */
export function factsOf(control: HTMLElement): EntryControl {
  const kind = ['select', 'textarea'].includes(control.localName)
    ? control.localName
    : control.matches(LISTS)
      ? 'list'
      : (control as HTMLInputElement).type;
  const options =
    control.localName === 'select' ? [...(control as HTMLSelectElement).options].map(({ text }) => text) : [];
  return { kind, placeholder: control.getAttribute('placeholder') ?? '', options };
}
