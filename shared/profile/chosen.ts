import type { ReadableElement, ReadableNode } from './readable.ts';

/** What is chosen among several that are offered: radio buttons, boxes to tick, trees and lists (WAI-ARIA 1.2). */

const BOXES = 'input[type=checkbox],[role=checkbox]';
const ITEMS = '[role=treeitem],[role=option]';
const TEXT_NODE = 3;
const says = (text: string | null) => /[\p{L}\d]/u.test(text ?? '');

/** The label that points at a control, or stands around it. */
function labelOf(control: ReadableElement, within: ReadableElement): ReadableElement | undefined {
  const id = control.getAttribute('id');
  const pointing = Array.from(within.querySelectorAll('label')).find(
    (label) => id !== null && label.getAttribute('for') === id,
  );
  return control.closest('label') ?? pointing;
}

/** The words of the radio button that is chosen: beside it, or in the label around or for it. */
export function chosenIn(element: ReadableElement): ReadableElement | undefined {
  const [chosen] = Array.from(element.querySelectorAll('input[type=radio]:checked'));
  if (!chosen) return undefined;
  return labelOf(chosen, element) ?? chosen.nextElementSibling ?? undefined;
}

/** What follows a box up to the next one or the end of its line. */
function textBehind(box: ReadableElement): string {
  let text = '';
  for (let at: ReadableNode | null = box.nextSibling; at; at = at.nextSibling) {
    if (at.nodeType === TEXT_NODE) text += at.textContent ?? '';
    if (at.nodeType !== 1) continue;
    const element = at as unknown as ReadableElement;
    if (['br', 'ul', 'ol'].includes(element.localName) && says(text)) break;
    if (element.localName === 'input' || element.querySelector(BOXES)) break;
    text += element.textContent ?? '';
  }
  return text;
}

function wordsOfBox(box: ReadableElement, within: ReadableElement): string {
  const label = labelOf(box, within)?.textContent ?? '';
  if (says(label)) return label;
  if (box.localName !== 'input' && says(box.textContent)) return box.textContent ?? '';
  for (let at: ReadableElement | null = box; at && at !== within; at = at.parentElement) {
    const text = textBehind(at);
    if (says(text)) return text;
  }
  return '';
}

/** An item of a tree without those below it. */
const wordsOfItem = (item: ReadableElement): string => {
  const [below] = Array.from(item.querySelectorAll('[role=group],ul'));
  const all = item.textContent ?? '';
  return below ? all.replace(below.textContent ?? '', '') : all;
};

const isTicked = (box: ReadableElement) =>
  box.localName === 'input'
    ? (box as ReadableElement & { checked?: unknown }).checked === true
    : box.getAttribute('aria-checked') === 'true';

/** The words of all that is ticked, in order; undefined where nothing is offered to be ticked. */
export function tickedIn(element: ReadableElement): string[] | undefined {
  const boxes = Array.from(element.querySelectorAll(BOXES));
  const outer = boxes.filter((box) => box.parentElement?.closest('[role=checkbox]') == null);
  if (outer.length > 1) return outer.filter(isTicked).map((box) => wordsOfBox(box, element));
  const items = Array.from(element.querySelectorAll(ITEMS));
  const marks = items.some((item) => item.getAttribute('aria-checked') !== null)
    ? 'aria-checked'
    : items[0]?.closest('[aria-multiselectable=true]')
      ? 'aria-selected'
      : undefined;
  if (marks === undefined || items.length < 2) return undefined;
  return items.filter((item) => item.getAttribute(marks) === 'true').map(wordsOfItem);
}
