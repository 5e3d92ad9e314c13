import { toUnicode } from './legacy-text.ts';
import {
  findAll,
  type PrintedTexts,
  type ReadableElement,
  type ReadableNode,
  type ReadingScope,
} from './readable.ts';
import { labelKey, tidy } from './text.ts';

/** Elements in which systems print labels; containers are left out, their text is that of their children. */
const LABEL_TAGS =
  'label,td,th,dt,span,b,strong,em,i,u,small,font,legend,h3,h4,h5,h6,p,div,li,mat-label,ion-label';
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
  return text !== '' && !says(text) && element.querySelectorAll(CONTROLS).length === 0;
}

/** Text that follows without an element of its own: `<b>Số:</b> 15/UBND-VP<br>`. */
function textAfter(element: ReadableElement): string {
  let text = '';
  for (let at: ReadableNode | null = element.nextSibling; at; at = at.nextSibling) {
    if (at.nodeType === TEXT_NODE) text += at.textContent ?? '';
    else if (at.nodeType === 1) break;
  }
  return says(text) ? tidy(text).replace(/^[\s:*]+/u, '') : '';
}

function valueBeside(label: ReadableElement, scope: ReadingScope): Labelled | undefined {
  const keyOf = (element: ReadableElement) => labelKey(toUnicode(element.textContent ?? '', scope.encoding));
  const pointed = label.getAttribute('for');
  if (label.localName === 'label' && pointed !== null) {
    const target = Array.from(scope.page.querySelectorAll(`${CONTROLS},span,div,p,output`)).find(
      (element) => element.getAttribute('id') === pointed,
    );
    if (target) return { elements: [control(target)] };
  }
  const id = label.getAttribute('id');
  if (id) {
    const named = Array.from(scope.page.querySelectorAll('[aria-labelledby]')).find((element) =>
      (element.getAttribute('aria-labelledby') ?? '').split(/\s+/u).includes(id),
    );
    if (named) return { elements: [control(named)] };
  }
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
    if (next) return { elements: [control(next)] };
    const inside = controlIn(at);
    if (inside) return { elements: [inside] };
    const parent: ReadableElement | null = at.parentElement;
    if (!parent || keyOf(parent) !== keyOf(label)) return undefined;
    at = parent;
  }
  return undefined;
}

const controlIn = (element: ReadableElement): ReadableElement | undefined =>
  Array.from(element.querySelectorAll(CONTROLS)).find(
    (candidate) =>
      !['hidden', 'button', 'submit', 'file', 'checkbox', 'radio'].includes(
        candidate.getAttribute('type') ?? '',
      ),
  );

/** The form control inside an element when there is one: its value is what the clerk sees. */
const control = (element: ReadableElement): ReadableElement => controlIn(element) ?? element;

/** Lines of an element as they are seen: blocks and `<br>` begin new ones. */
function linesOf(element: ReadableElement, scope: ReadingScope): string[] {
  // biome-ignore lint/performance/useDomNodeTextContent: line breaks are what is looked for
  const inner = (element as ReadableElement & { innerText?: unknown }).innerText;
  const text = typeof inner === 'string' && inner !== '' ? inner : (element.textContent ?? '');
  return text.split('\n').map((line) => tidy(toUnicode(line, scope.encoding)));
}

/** Texts of a part of the page by what stands before their colon; the innermost and last element first. */
function linesBefore(candidates: readonly ReadableElement[], scope: ReadingScope): Map<string, string> {
  const lines = new Map<string, string>();
  for (const element of [...candidates].reverse()) {
    if (!(element.textContent ?? '').includes(':')) continue;
    for (const line of linesOf(element, scope)) {
      const colon = line.indexOf(':');
      const rest = line.slice(colon + 1).trim();
      const key = colon > 0 && colon < 100 && rest !== '' ? labelKey(line.slice(0, colon)) : '';
      if (key !== '' && !lines.has(key)) lines.set(key, rest);
    }
  }
  return lines;
}

function textsOf(scope: ReadingScope): PrintedTexts {
  const known = scope.texts?.get(scope.root);
  if (known && known.encoding === scope.encoding) return known;
  const candidates = findAll(scope, scope.root, LABEL_TAGS).filter(
    (element) => (element.textContent ?? '').length < LONGEST_LINES,
  );
  const byKey = new Map<string, ReadableElement[]>();
  for (const element of candidates) {
    const text = element.textContent ?? '';
    if (text.length >= 200) continue;
    const key = labelKey(toUnicode(text, scope.encoding));
    const alike = byKey.get(key);
    if (alike) alike.push(element);
    else byKey.set(key, [element]);
  }
  let lines: Map<string, string> | undefined;
  const texts: PrintedTexts = {
    encoding: scope.encoding,
    byKey,
    lines() {
      lines ??= linesBefore(candidates, scope);
      return lines;
    },
  };
  scope.texts?.set(scope.root, texts);
  return texts;
}

/** Values beside any of the given labels, in the order of the labels. Made for use on a click, not on load. */
export function labelledElements(scope: ReadingScope, labels: readonly string[]): Labelled {
  const texts = textsOf(scope);
  for (const label of labels) {
    const wanted = labelKey(label);
    // The innermost element with exactly this text: later in document order for nested matches.
    for (const element of [...(texts.byKey.get(wanted) ?? [])].reverse()) {
      const value = valueBeside(element, scope);
      if (value) return value;
    }
    const rest = texts.lines().get(wanted);
    if (rest !== undefined) return { text: rest };
    const named = findAll(scope, scope.root, CONTROLS).find((element) =>
      ['aria-label', 'placeholder', 'title'].some(
        (name) => labelKey(element.getAttribute(name) ?? '') === wanted,
      ),
    );
    if (named) return { elements: [named] };
  }
  return { elements: [] };
}
