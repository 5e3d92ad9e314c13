import { tickedIn } from './chosen.ts';
import type { ReadableElement } from './readable.ts';
import { agenciesIn } from './table.ts';
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

/** What lists offer, and a browser counts as text of the page where they are drawn, if only a pixel wide. */
function withoutOffers(text: string, element: ReadableElement): string {
  const lists = Array.from(element.querySelectorAll('select')).slice(0, 20);
  let left = text;
  for (const list of lists) {
    if (!(list.getBoundingClientRect?.().width ?? 0)) continue;
    // biome-ignore lint/performance/useDomNodeTextContent: as it stands in the text around
    const offered = (list as ReadableElement & { innerText?: unknown }).innerText;
    const at = typeof offered === 'string' && offered !== '' ? left.indexOf(offered) : -1;
    if (at >= 0) left = `${left.slice(0, at)}\n${left.slice(at + String(offered).length)}`;
  }
  // A list that stands alone says what was chosen in it.
  return /[\p{L}\d]/u.test(left) ? left : lists.map((list) => textOf(list, undefined)).join('\n');
}

/** Controls that hold a value a person sees. */
const HOLDS = 'input:not([type=hidden],[type=button],[type=submit],[type=image]),select';

/** A list into which the chosen ones are moved: none of them is marked, all of them count. */
const isChosenList = (select: ReadableElement) =>
  /(?:da_?chon|duoc_?chon|chosen|selected|nhan|(?<![a-z])to)(?:[A-Z_\d]|$)/iu.test(
    `${select.getAttribute('name') ?? ''} ${select.getAttribute('id') ?? ''}`,
  );

const listedIn = (element: ReadableElement) => tickedIn(element) ?? agenciesIn(element);

const controlsIn = (elements: readonly ReadableElement[]): ReadableElement[] =>
  elements.flatMap((one) =>
    ['input', 'select'].includes(one.localName) ? [one] : Array.from(one.querySelectorAll(HOLDS)),
  );

/** Number and notation that stand in a control each with a stroke between, as `123/UBND-VP`; undefined for all else. */
export function codeIn(elements: readonly ReadableElement[]): string | undefined {
  const [first, second, ...more] = controlsIn(elements);
  if (!first || !second || more.length > 0) return undefined;
  const [number, notation] = [first, second].map((one) => tidy(textOf(one, undefined)));
  const printed = elements.map((one) => one.textContent ?? '').join(' ');
  const isParted = notation?.startsWith('/') || /(?<![\p{L}\d])\/(?![\p{L}\d])/u.test(printed);
  const code = `${number}/${notation?.replace(/^\/\s*/u, '')}`;
  return isParted && /^\d{1,6}\/\p{Lu}[\p{L}\d.&-]*$/u.test(code) ? code : undefined;
}

/** A day whose parts stand in a control each, as `05/01/2026`; undefined for all else. */
export function dayIn(elements: readonly ReadableElement[]): string | undefined {
  const controls = controlsIn(elements);
  if (controls.length !== 3) return undefined;
  const parts = controls.map((one) => textOf(one, undefined).replace(/\D/gu, ''));
  const [first = '', month = '', last = ''] = parts;
  const [day, year] = first.length === 4 ? [last, first] : [first, last];
  const isPart = (text: string, most: number) => /^\d{1,2}$/u.test(text) && Number(text) <= most;
  return isPart(day, 31) && isPart(month, 12) && /^\d{4}$/u.test(year)
    ? `${day}/${month}/${year}`
    : undefined;
}

/** Text of an element, or what stands in a form control. Line breaks between blocks and `<br>` become `\n`. */
export function textOf(element: ReadableElement, attribute: string | undefined): string {
  if (attribute !== undefined && attribute !== 'value') return element.getAttribute(attribute) ?? '';
  const held = element as ReadableElement & { value?: unknown; selectedOptions?: ArrayLike<ReadableElement> };
  if (attribute === 'value') {
    return typeof held.value === 'string' ? held.value : (element.getAttribute('value') ?? '');
  }
  if (element.localName === 'select' && held.selectedOptions) {
    const isKept = held.selectedOptions.length === 0 && isChosenList(element);
    const options = isKept ? element.querySelectorAll('option') : held.selectedOptions;
    const chosen = Array.from(options, (option) => option.textContent ?? '');
    return chosen.filter((text) => !NO_CHOICE.test(text)).join('\n');
  }
  const isControl = element.localName === 'input' || element.localName === 'textarea';
  if (isControl && typeof held.value === 'string') return held.value;
  const made = dayIn([element]) ?? codeIn([element]) ?? listedIn(element)?.join('\n');
  if (made !== undefined) return made;
  // Rendered text keeps the line breaks of `<br>` and blocks, which lists such as "Nơi nhận" are split by.
  // biome-ignore lint/performance/useDomNodeTextContent: read once, on a press
  const inner = (element as ReadableElement & { innerText?: unknown }).innerText;
  const printed = typeof inner === 'string' ? inner : (element.textContent ?? '');
  const text = element.querySelector('select') ? withoutOffers(printed, element) : printed;
  const isButton = element.localName === 'button' || element.localName === 'a';
  return whole(isButton ? text : withoutButtons(text, element), element);
}

/**
 * Texts of the tags ("chips") that an element holds side by side with nothing between, or of what is ticked or listed in a table there;
 * undefined when it holds none.
 */
export function tagsIn(element: ReadableElement): string[] | undefined {
  const listed = listedIn(element);
  if (listed) return listed;
  const says = (one: ReadableElement) => /[\p{L}\d]/u.test(one.textContent ?? '');
  let children = Array.from(element.children).filter(says);
  while (children.length === 1 && children[0] && children[0].children.length > 0) {
    children = Array.from(children[0].children).filter(says);
  }
  const [first] = children;
  const parent = first?.parentElement;
  const kind = (one: ReadableElement) => `${one.localName} ${one.getAttribute('class') ?? ''}`;
  if (!first || !parent || children.length < 2 || children.some((one) => kind(one) !== kind(first)))
    return undefined;
  if (['br', 'option', 'tr', 'td', 'th'].includes(first.localName)) return undefined;
  const bare = (text: string | null) => tidy(text ?? '').replace(/[\s×✕✖]/gu, '');
  if (bare(parent.textContent) !== bare(children.map((one) => one.textContent).join(''))) return undefined;
  // The sign that takes a tag away is no part of its name.
  return children.map((one) => textOf(one, undefined).replace(/^\s*[×✕✖]\s*|\s*[×✕✖]\s*$/gu, ''));
}
