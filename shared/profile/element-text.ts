import type { ReadableElement } from './readable.ts';
import { tidy } from './text.ts';

/** What a person reads of one element of a page. */

/** Options that stand for no choice. */
const NO_CHOICE = /^[-–.\s]*(?:(?:chọn|không chọn|select|choose|please)(?!\p{L})|(?:tất cả)?[-–.\s]*$)/iu;
/** What is pressed inside of a value, such as "copy". */
const PRESSED = 'button,[role=button],input[type=button]';
const CUT = /\s*(?:…|\.\.\.)$/u;

/** Words that a page cut off to save room stand whole in its title. */
function whole(shown: string, element: ReadableElement): string {
  if (!CUT.test(shown.trim())) return shown;
  const start = tidy(shown).replace(CUT, '');
  const titled = [element, ...Array.from(element.querySelectorAll('[title]')).slice(0, 3)];
  const title = titled
    .map((one) => one.getAttribute('title') ?? '')
    .find((one) => tidy(one).startsWith(start));
  return start !== '' && title !== undefined ? title : shown;
}

/** A value without the words of the buttons in it. */
function withoutButtons(text: string, element: ReadableElement): string {
  let left = text;
  for (const button of Array.from(element.querySelectorAll(PRESSED)).slice(0, 20)) {
    const words = (button.textContent ?? '').trim();
    const at = words === '' ? -1 : left.lastIndexOf(words);
    if (at >= 0) left = `${left.slice(0, at)} ${left.slice(at + words.length)}`;
  }
  return left;
}

/** Text of an element, or what stands in a form control. Line breaks between blocks and `<br>` become `\n`. */
export function textOf(element: ReadableElement, attribute: string | undefined): string {
  if (attribute !== undefined && attribute !== 'value') return element.getAttribute(attribute) ?? '';
  const held = element as ReadableElement & { value?: unknown; selectedOptions?: ArrayLike<ReadableElement> };
  if (attribute === 'value') {
    return typeof held.value === 'string' ? held.value : (element.getAttribute('value') ?? '');
  }
  if (element.localName === 'select' && held.selectedOptions) {
    const chosen = Array.from(held.selectedOptions, (option) => option.textContent ?? '');
    return chosen.filter((text) => !NO_CHOICE.test(text)).join('\n');
  }
  const isControl = element.localName === 'input' || element.localName === 'textarea';
  if (isControl && typeof held.value === 'string') return held.value;
  // Rendered text keeps the line breaks of `<br>` and blocks, which lists such as "Nơi nhận" are split by.
  // biome-ignore lint/performance/useDomNodeTextContent: read once, on a press
  const inner = (element as ReadableElement & { innerText?: unknown }).innerText;
  const text = typeof inner === 'string' ? inner : (element.textContent ?? '');
  const isButton = element.localName === 'button' || element.localName === 'a';
  return whole(isButton ? text : withoutButtons(text, element), element);
}

/** Texts of the tags ("chips") that an element holds side by side with nothing between; undefined when it holds none. */
export function tagsIn(element: ReadableElement): string[] | undefined {
  let children = Array.from(element.children);
  while (children.length === 1 && children[0]) children = Array.from(children[0].children);
  const [first] = children;
  const parent = first?.parentElement;
  const kind = (one: ReadableElement) => `${one.localName} ${one.getAttribute('class') ?? ''}`;
  if (!first || !parent || children.length < 2 || children.some((one) => kind(one) !== kind(first)))
    return undefined;
  if (['br', 'option', 'tr'].includes(first.localName)) return undefined;
  const texts = children.map((one) => textOf(one, undefined));
  const all = tidy(texts.join('')).replace(/\s/gu, '');
  if (tidy(parent.textContent ?? '').replace(/\s/gu, '') !== all) return undefined;
  // The sign that takes a tag away is no part of its name.
  return texts.map((text) => text.replace(/^\s*[×✕✖]\s*|\s*[×✕✖]\s*$/gu, ''));
}
