import { chosenIn, tickedIn } from './chosen.ts';
import { codeIn, dayIn, textOf } from './element-text.ts';
import { valueAcross, valueAtRight } from './label-columns.ts';
import { linesBefore, withoutNumber, withoutSeparator, wrappersOf } from './label-lines.ts';
import { toUnicode } from './legacy-text.ts';
import { isFieldLabel } from './propose/words.ts';
import {
  findAll,
  type PrintedTexts,
  type ReadableElement,
  type ReadableNode,
  type ReadingScope,
} from './readable.ts';
import { labelKey, tidy } from './text.ts';

/** Elements in which systems print labels; containers are left out, their text is that of their children. */
const LABEL_TAGS = new Set(
  'label,td,th,dt,span,b,strong,em,i,u,small,font,legend,h3,h4,h5,h6,p,div,li'.split(','),
);
/** Components have a hyphen in their name, and print labels as well: `mat-label`, `ion-item`. */
const mayBeLabel = ({ localName }: ReadableElement) => LABEL_TAGS.has(localName) || localName.includes('-');
const CONTROLS = 'input,select,textarea';
/** Longest text of an element that holds lines "Số: 15/UBND-VP"; in more the line is not looked for. */
const LONGEST_LINES = 2000;
const TEXT_NODE = 3;

/** What stands beside a label: elements, or the rest of the label's own text ("Số: 15/UBND-VP"). */
export type Labelled = { elements: ReadableElement[] } | { text: string };

const says = (text: string) => /[\p{L}\d]/u.test(text);

/** True for what stands between label and value: colon, star, icon, line break, hidden control. */
function isBetween(element: ReadableElement): boolean {
  if (['br', 'hr', 'img', 'svg', 'script', 'style', 'i'].includes(element.localName)) {
    return (
      !says(element.textContent ?? '') || element.localName === 'script' || element.localName === 'style'
    );
  }
  if (element.localName === 'input') return element.getAttribute('type') === 'hidden';
  const text = tidy(element.textContent ?? '');
  if (element.querySelectorAll(CONTROLS).length > 0) return false;
  return text === '' ? isSpacer(element) : !says(text);
}

/** True for a cell that keeps label and value apart: those above and below it are empty too. */
function isSpacer(cell: ReadableElement): boolean {
  const row = cell.parentElement;
  if (cell.localName !== 'td' || row?.localName !== 'tr') return false;
  const index = Array.from(row.children).indexOf(cell);
  const rows = Array.from(row.parentElement?.children ?? []).filter(
    (one) => one.children.length === row.children.length,
  );
  return (
    rows.length > 1 &&
    rows.every(({ children }) => {
      const other = children[index];
      return other && !says(other.textContent ?? '') && other.children.length === 0;
    })
  );
}

/** Text that follows without an element of its own: `<b>Số:</b> 15/UBND-VP<br>`. */
function textAfter(element: ReadableElement): string {
  let text = '';
  for (let at: ReadableNode | null = element.nextSibling; at; at = at.nextSibling) {
    if (at.nodeType === TEXT_NODE) text += at.textContent ?? '';
    else if (at.nodeType === 1) break;
  }
  return says(text) ? withoutSeparator(tidy(text).replace(/^[\s:*]+/u, '')) : '';
}

function valueBeside(label: ReadableElement, scope: ReadingScope): Labelled | undefined {
  const keyOf = (element: ReadableElement) => labelKey(toUnicode(element.textContent ?? '', scope.encoding));
  const isLabel = (element: ReadableElement) => isFieldLabel(keyOf(element));
  const pointed = label.getAttribute('for');
  if (label.localName === 'label' && pointed !== null) {
    const target = Array.from(scope.page.querySelectorAll(`${CONTROLS},span,div,p,output`)).find(
      (element) => element.getAttribute('id') === pointed,
    );
    const around = target?.parentElement;
    if (around && codeIn([around]) !== undefined) return { elements: [around] };
    if (target) return { elements: tagsBefore(target) ?? [chosenBeside(target) ?? control(target)] };
  }
  const id = label.getAttribute('id');
  if (id) {
    const named = Array.from(scope.page.querySelectorAll('[aria-labelledby]')).find((element) =>
      (element.getAttribute('aria-labelledby') ?? '').split(/\s+/u).includes(id),
    );
    if (named) return { elements: [control(named)] };
  }
  const right = valueAtRight(label, { keyOf, isLabel });
  if (right) return { elements: [control(right)] };
  // A label wrapped in layout elements: climb while it is the only thing in its parent.
  let at: ReadableElement | null = label;
  while (at) {
    const text = textAfter(at);
    if (text !== '') return { text };
    let next: ReadableElement | null = at.nextElementSibling;
    while (next?.nextElementSibling && isBetween(next)) {
      const after = textAfter(next);
      if (after !== '') return { text: after };
      next = next.nextElementSibling;
    }
    if (next && isLabel(next) && !controlIn(next)) break;
    const across = next ? acrossCells(next) : undefined;
    if (across !== undefined) return { text: across };
    if (next) return { elements: [control(next), ...moreOf(next, at, isLabel)] };
    const inside = controlIn(at);
    if (inside) return { elements: [inside] };
    const parent: ReadableElement | null = at.parentElement;
    if (!parent) break;
    if (keyOf(parent) !== keyOf(label)) {
      const before = valueBefore(at, parent);
      if (before) return before;
      break;
    }
    const before = controlIn(parent);
    if (before) return { elements: [control(parent)] };
    at = parent;
  }
  const across = valueAcross(label, { keyOf, isLabel });
  return across && { elements: [control(across)] };
}

/** A day in three cells, each with a control; number and notation in two, with a stroke between. */
function acrossCells(first: ReadableElement): string | undefined {
  const second = first.nextElementSibling;
  const third = second?.nextElementSibling;
  if (!second) return undefined;
  const code = codeIn([first, second]);
  return code ?? (third ? (dayIn([first, second, third]) ?? codeIn([first, second, third])) : undefined);
}

/** What goes on behind the first of several values: "- Như trên;" line by line, tags and definitions of one kind. */
function moreOf(
  first: ReadableElement,
  label: ReadableElement,
  isLabel: (element: ReadableElement) => boolean,
): ReadableElement[] {
  const kindOf = (element: ReadableElement) => `${element.localName} ${element.getAttribute('class') ?? ''}`;
  const kind = kindOf(first);
  const isNamed = first.localName === 'dd' || (first.getAttribute('class') ?? '') !== '';
  const isOfKind = isNamed && kind !== kindOf(label);
  const isLine = (element: ReadableElement) => /^\s*[-–+]\s/u.test(element.textContent ?? '');
  const goesOn = (element: ReadableElement) =>
    (isLine(first) && isLine(element)) || (isOfKind && kindOf(element) === kind && !isLabel(element));
  const more: ReadableElement[] = [];
  for (let at = first.nextElementSibling; at && goesOn(at); at = at.nextElementSibling) more.push(at);
  return more;
}

/** Labels that float over their control stand behind it, and nothing else stands there. */
function valueBefore(label: ReadableElement, parent: ReadableElement): Labelled | undefined {
  const holds = (one: ReadableElement) =>
    says(one.textContent ?? '') ||
    CONTROLS.split(',').includes(one.localName) ||
    controlIn(one) !== undefined;
  const [value, ...more] = Array.from(parent.children).filter(
    (one) => one !== label && !isBetween(one) && holds(one),
  );
  const floats = label.localName === 'label' && value !== undefined && more.length === 0;
  return floats ? { elements: [control(value)] } : undefined;
}

const controlIn = (element: ReadableElement): ReadableElement | undefined =>
  Array.from(element.querySelectorAll(CONTROLS)).find(
    (candidate) =>
      !['hidden', 'button', 'submit', 'file', 'checkbox', 'radio'].includes(
        candidate.getAttribute('type') ?? '',
      ) && !keepsKey(candidate),
  );

/** An unseen control that components keep the key of a choice in; what was chosen is printed beside it. */
const keepsKey = (candidate: ReadableElement): boolean =>
  candidate.localName === 'input' &&
  /(?:^|[;\s])display:\s*none/iu.test(candidate.getAttribute('style') ?? '') &&
  says(candidate.parentElement?.textContent ?? '');

const heldBy = (control: ReadableElement): string => {
  const held = control as ReadableElement & { value?: unknown };
  return typeof held.value === 'string' ? held.value : (control.getAttribute('value') ?? '');
};

/** An empty control that only takes what is typed to search: the choice is printed beside it. */
const isSearch = (control: ReadableElement): boolean =>
  control.getAttribute('type') === 'search' ||
  ['role', 'aria-haspopup', 'aria-hidden'].some((name) =>
    ['combobox', 'listbox', 'true'].includes(control.getAttribute(name) ?? ''),
  );

/** Tags can be taken away: by what stands in them, or by a press of their own. */
const isTag = (element: ReadableElement): boolean =>
  says(element.textContent ?? '') &&
  (['button', 'row', 'option', 'listitem'].includes(element.getAttribute('role') ?? '') ||
    element.querySelector('button,[role=button],svg,i') !== null);

const before = (control: ReadableElement): ReadableElement[] => {
  const beside = Array.from(control.parentElement?.children ?? []);
  return beside.slice(0, beside.indexOf(control));
};

/** True behind tags: the control only takes one more. */
const isBehindTags = (control: ReadableElement): boolean => before(control).some(isTag);

/** The tags before an empty control that a label points at; undefined when it holds a value or there are none. */
function tagsBefore(control: ReadableElement): ReadableElement[] | undefined {
  if (control.localName !== 'input' || heldBy(control).trim() !== '') return undefined;
  const tags = before(control).filter(isTag);
  return tags.length > 0 ? tags : undefined;
}

/** The list that keeps what was chosen, beside an empty control that only takes keys: what is chosen is printed too. */
function chosenBeside(target: ReadableElement): ReadableElement | undefined {
  if (target.localName !== 'input' || heldBy(target).trim() !== '') return undefined;
  for (let at = target.parentElement, step = 0; at && step < 3; at = at.parentElement, step += 1) {
    const [list, ...more] = Array.from(at.querySelectorAll('select'));
    const chosen = list && more.length === 0 ? textOf(list, undefined).split('\n').map(tidy) : [];
    const printed = tidy(at.textContent ?? '').replace(tidy(list?.textContent ?? ''), '');
    const isPrinted = isSearch(target) || chosen.every((one) => printed.includes(one));
    if (list && chosen.some((one) => one !== '') && isPrinted) return list;
    if (at.querySelectorAll(CONTROLS).length > 1) return undefined;
  }
  return undefined;
}

/** The form control inside an element when there is one: its value is what the clerk sees. */
function control(element: ReadableElement): ReadableElement {
  if (dayIn([element]) !== undefined || codeIn([element]) !== undefined || tickedIn(element)) return element;
  // Of two lists the second holds what was taken over from the first.
  const lists = Array.from(element.querySelectorAll('select[multiple]'));
  const found = lists.length === 2 ? lists[1] : controlIn(element);
  const kept = found && found !== element ? chosenBeside(found) : undefined;
  if (kept) return kept;
  if (found?.localName === 'input' && found !== element && heldBy(found).trim() === '') {
    const chosen = /^(?:chọn|nhập|tìm|select|choose|-)/iu.test(tidy(element.textContent ?? ''));
    const isPrinted = says(element.textContent ?? '') && !chosen;
    if (isPrinted && (isSearch(found) || isBehindTags(found))) return element;
  }
  return found ?? chosenIn(element) ?? element;
}

/** "Nhập số ký hiệu…" names a control as well as "Số ký hiệu". */
const nameKey = (text: string) =>
  labelKey(text).replace(/^(?:vui long |moi )?(?:nhap(?: vao)?|chon|go|dien|enter|select) /u, '');

/** Controls by the words that name them and are not printed. */
function namedControls(scope: ReadingScope): Map<string, ReadableElement> {
  const named = new Map<string, ReadableElement>();
  for (const element of findAll(scope, scope.root, CONTROLS)) {
    for (const name of ['aria-label', 'placeholder', 'title']) {
      const key = nameKey(element.getAttribute(name) ?? '');
      if (key !== '' && !named.has(key)) named.set(key, element);
    }
  }
  return named;
}

function textsOf(scope: ReadingScope): PrintedTexts {
  const known = scope.texts?.get(scope.root);
  if (known && known.encoding === scope.encoding) return known;
  const candidates = findAll(scope, scope.root, '*').filter(
    (element) => mayBeLabel(element) && (element.textContent ?? '').length < LONGEST_LINES,
  );
  const byKey = new Map<string, ReadableElement[]>();
  for (const element of candidates) {
    const printed = element.textContent ?? '';
    // A picture says what stands beside it by its title.
    const text = says(printed)
      ? printed
      : (element.getAttribute('title') ?? element.getAttribute('aria-label') ?? '');
    if (text.length >= 200) continue;
    const words = toUnicode(text, scope.encoding);
    // "Trích yếu (bắt buộc)" and "3. Trích yếu" are the same label.
    const spellings = [words, words.replace(/\([^()]*\)/gu, ' '), withoutNumber(words)];
    for (const key of new Set(spellings.map(labelKey))) {
      const alike = byKey.get(key);
      if (alike) alike.push(element);
      else byKey.set(key, [element]);
    }
  }
  let lines: Map<string, string> | undefined;
  let named: Map<string, ReadableElement> | undefined;
  const texts: PrintedTexts = {
    encoding: scope.encoding,
    byKey,
    lines() {
      lines ??= linesBefore(candidates, scope.encoding);
      return lines;
    },
    named() {
      named ??= namedControls(scope);
      return named;
    },
  };
  scope.texts?.set(scope.root, texts);
  return texts;
}

const isHeading = (element: ReadableElement) =>
  element.closest('thead,[role=columnheader]') !== null ||
  (element.closest('th')?.parentElement?.querySelectorAll('td').length ?? 1) === 0;

/**
 * Elements with the same words: the first of the page before others, because what it shows of other letters follows
 * its own; of nested ones the innermost; headings of columns, which have no value beside them, last.
 */
function inOrder(alike: readonly ReadableElement[]): ReadableElement[] {
  const wrappers = wrappersOf(alike);
  const rank = (element: ReadableElement) => (wrappers.has(element) ? 1 : 0) + (isHeading(element) ? 2 : 0);
  return [...alike].sort((one, other) => rank(one) - rank(other));
}

/** Values beside any of the given labels, in the order of the labels. Made for use on a click, not on load. */
export function labelledElements(scope: ReadingScope, labels: readonly string[]): Labelled {
  const texts = textsOf(scope);
  for (const label of labels) {
    const wanted = labelKey(label);
    for (const element of inOrder(texts.byKey.get(wanted) ?? [])) {
      const value = valueBeside(element, scope);
      if (value) return value;
    }
    const rest = texts.lines().get(wanted);
    if (rest !== undefined) return { text: rest };
    const named = texts.named().get(wanted);
    if (named) return { elements: [named] };
  }
  return { elements: [] };
}
