import type { ValueRule } from '../../../shared/profile/schema.ts';
import { selectorFor } from './selector.ts';
import { treesOf } from './trees.ts';

/** Where a value that a page sends comes from: its address, its elements, its cookies, its storage. */

const MOST_ELEMENTS = 8000;
const LONGEST_ATTRIBUTE = 500;
/** Attributes of a part of the page that carry keys, the plain ones first. */
const CARRIES = /^(?:data-.+|id|href|action|src|data|onclick|row-id|value|content)$/u;
const WORD = '[\\p{L}\\d_]';

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/gu, (sign) => `\\${sign}`);

/** What values of the same kind are made of. */
const kindOf = (value: string) =>
  /^\d+$/u.test(value) ? '\\d+' : /^[\w-]+$/u.test(value) ? '[\\w-]+' : '[^&#/?\'"\\s]+';

/**
 * A pattern that cuts the value out of a text around it: `tai/4302` → `tai/(\d+)`. Undefined when it stands there twice
 * or inside of a longer word. Numbers before it may differ from letter to letter.
 */
function cutPattern(text: string, value: string): string | undefined {
  const at = text.indexOf(value);
  const around = [text[at - 1] ?? ' ', text[at + value.length] ?? ' '];
  if (at < 0 || text.indexOf(value, at + 1) >= 0) return undefined;
  if (around.some((sign) => new RegExp(WORD, 'u').test(sign))) return undefined;
  const before = text.slice(Math.max(0, at - 30), at);
  const after = text[at + value.length];
  const start = at <= 30 ? '^' : '';
  const general = escaped(before).replace(/\d+/gu, '\\d+');
  return `${start}${general}(${kindOf(value)})${after === undefined ? '$' : escaped(after)}`;
}

/** A short number or word may stand anywhere by chance. */
export const isTelling = (value: string): boolean => /^\d{3,}$/u.test(value) || value.length >= 8;

function inAddress(value: string): ValueRule | undefined {
  const { href, origin } = location;
  const rest = href.slice(origin.length);
  const at = rest.indexOf(value);
  const pattern = isTelling(value) ? cutPattern(rest, value) : undefined;
  if (pattern === undefined || at < 0) return undefined;
  return { address: pattern.replace(/^\^/u, `^[a-z]+://[^/]+`) };
}

/** True for what a control holds, or a form names, only since it was looked at: a press writes what no later page has yet. */
export type IsWritten = (element: Element, attribute: string) => boolean;
const ATTRIBUTES_WRITTEN = ['value', 'action'];
const nothingWritten: IsWritten = () => false;

const heldIn = (element: Element) =>
  element.localName === 'form' ? element.getAttribute('action') : (element as HTMLInputElement).value;

/** Remembers what controls and forms hold now, to tell later what was written into them. */
export function rememberHeld(): IsWritten {
  const held = new Map(
    treesOf()
      .flatMap((tree) => [...tree.querySelectorAll('input,select,textarea,form')])
      .map((element) => [element, heldIn(element)]),
  );
  return (element, attribute) =>
    ATTRIBUTES_WRITTEN.includes(attribute) && held.get(element) !== heldIn(element);
}

/** A control of this name, wherever it stands: what a form sends is what its controls hold. */
function namedControl(
  value: string,
  name: string,
  root: ParentNode,
  isWritten: IsWritten,
): ValueRule | undefined {
  for (const tree of root === document ? treesOf() : [root]) {
    const control = [...tree.querySelectorAll<HTMLInputElement>('input,select,textarea')].find(
      (one) => (one.name === name || one.id === name) && one.value === value && !isWritten(one, 'value'),
    );
    const selector = control && selectorFor(control, root);
    if (selector !== undefined) return { selector, attribute: 'value' };
  }
  return undefined;
}

const standsFor = (text: string, value: string): string | undefined | true => {
  if (text === value) return true;
  return text.length <= LONGEST_ATTRIBUTE ? cutPattern(text, value) : undefined;
};

/** One of several beside each other that carry a value each, such as the rows of a list: it is not this letter's own. */
const isOneOfMany = (element: Element, name: string) =>
  [...(element.parentElement?.children ?? [])]
    .slice(0, 50)
    .some(
      (one) =>
        one !== element &&
        one.localName === element.localName &&
        (one.getAttribute(name) ?? element.getAttribute(name)) !== element.getAttribute(name),
    );

function carrier(value: string, root: ParentNode, isWritten: IsWritten): ValueRule | undefined {
  if (!isTelling(value)) return undefined;
  const isRow = root.nodeType === Node.ELEMENT_NODE;
  const own = isRow ? [root as Element] : [];
  let best: ValueRule | undefined;
  for (const tree of isRow ? [root] : treesOf()) {
    for (const element of [...own, ...[...tree.querySelectorAll('*')].slice(0, MOST_ELEMENTS)]) {
      if (element.localName === 'script' || element.localName === 'style') continue;
      const control = element as HTMLInputElement;
      const isHeld = element.localName === 'input' && control.value === value;
      const names = [...element.attributes]
        .map((attribute) => attribute.name)
        .filter((name) => CARRIES.test(name));
      for (const name of isHeld ? ['value', ...names] : names) {
        const text = name === 'value' ? control.value : (element.getAttribute(name) ?? '');
        const how = typeof text === 'string' ? standsFor(text, value) : undefined;
        if (
          how === undefined ||
          isWritten(element, name) ||
          (best && how !== true) ||
          (!isRow && isOneOfMany(element, name))
        )
          continue;
        const selector = selectorFor(element, root);
        if (selector === undefined) continue;
        const rule = { selector, attribute: name, ...(how !== true && { pattern: how }) };
        // The value alone says more than a text that it stands in.
        if (how === true) return rule;
        best ??= rule;
      }
    }
  }
  return best;
}

function inCookie(value: string): ValueRule | undefined {
  for (const part of document.cookie.split(/;\s*/u)) {
    const at = part.indexOf('=');
    const held = part.slice(at + 1);
    if (at > 0 && value.length >= 8 && (held === value || decoded(held) === value)) {
      return { cookie: part.slice(0, at) };
    }
  }
  return undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Names that lead to a value inside of JSON, joined with dots. */
function pathTo(held: unknown, value: string, depth = 0): string | undefined {
  if (typeof held !== 'object' || held === null || depth > 4) return undefined;
  for (const [name, inner] of Object.entries(held)) {
    if (name.includes('.')) continue;
    if (String(inner) === value && typeof inner !== 'object') return name;
    const deeper = pathTo(inner, value, depth + 1);
    if (deeper !== undefined) return `${name}.${deeper}`;
  }
  return undefined;
}

function inStorage(value: string): ValueRule | undefined {
  if (value.length < 8) return undefined;
  for (const area of ['local', 'session'] as const) {
    try {
      const held = area === 'local' ? localStorage : sessionStorage;
      for (const key of Object.keys(held).slice(0, 200)) {
        const text = held.getItem(key) ?? '';
        if (text === value) return { storage: { area, key } };
        if (!text.includes(value) || text.length > 200_000) continue;
        const path = pathTo(JSON.parse(text), value);
        if (path !== undefined) return { storage: { area, key, path } };
      }
    } catch {
      // Storage switched off for this page, or a text that is no JSON.
    }
  }
  return undefined;
}

/**
 * The rule that reads a value again: from the row, the page, its address, its cookies or its storage. `name` is what it
 * is sent as. Undefined when nothing of the page holds it.
 */
export function sourceOf(
  value: string,
  name: string,
  root: ParentNode,
  isWritten: IsWritten = nothingWritten,
): ValueRule | undefined {
  const ofPage = (rule: ValueRule | undefined) => rule && { ...rule, in: 'page' as const };
  const isRow = root !== document;
  return (
    namedControl(value, name, root, isWritten) ??
    (isRow ? carrier(value, root, isWritten) : inAddress(value)) ??
    (isRow ? undefined : carrier(value, root, isWritten)) ??
    inCookie(value) ??
    inStorage(value) ??
    (isRow ? ofPage(namedControl(value, name, document, isWritten)) : undefined) ??
    (isRow ? ofPage(carrier(value, document, isWritten)) : undefined)
  );
}
