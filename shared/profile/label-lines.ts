import { toUnicode } from './legacy-text.ts';
import { FIELD_WORDS, isFieldLabel } from './propose/words.ts';
import type { ReadableElement } from './readable.ts';
import { labelKey, tidy } from './text.ts';
import type { Encoding } from './values.ts';

/** Labels and values in one text: "Số: 15/UBND-VP • Ngày: 05/01/2026". */

/** Longest text before a colon that is looked at as a label. */
const LONGEST_LABEL = 100;
/** Signs that stand between pairs and in no value. */
const SEPARATOR = '•·∙●▪|‖¦';
/** Where another label may begin: a capital letter behind white space or a sign, up to the next colon. */
const NEXT_LABEL = new RegExp(`(?<=[\\s${SEPARATOR};,–-])(?=(\\p{Lu}[\\p{L}\\s,/()]{0,40}?):)`, 'gu');
const BEHIND_SEPARATOR = new RegExp(`[${SEPARATOR};]\\s*$`, 'u');

/** Fields whose value is free text, in which any word may stand. */
const FREE_TEXT = new Set(FIELD_WORDS.subject.map(labelKey));

/** Elements that have one of the others inside. */
export function wrappersOf(elements: readonly ReadableElement[]): Set<ReadableElement> {
  const wrappers = new Set<ReadableElement>();
  for (const element of elements) {
    for (let at = element.parentElement; at && !wrappers.has(at); at = at.parentElement) wrappers.add(at);
  }
  return wrappers;
}

/** A label without the number of its line: "3. Trích yếu", "a) Trích yếu". */
export const withoutNumber = (label: string): string => label.replace(/^\s*(?:\d{1,2}|[a-zđ])[.)]\s+/iu, '');

/** A value without the sign that parts it from what follows. */
export const withoutSeparator = (value: string): string =>
  value.replace(new RegExp(`\\s*[${SEPARATOR};]$`, 'u'), '');

/** Lines of an element as they are seen: blocks and `<br>` begin new ones. */
function linesOf(element: ReadableElement, encoding: Encoding | undefined): string[] {
  // biome-ignore lint/performance/useDomNodeTextContent: line breaks are what is looked for
  const inner = (element as ReadableElement & { innerText?: unknown }).innerText;
  const text = typeof inner === 'string' && inner !== '' ? inner : (element.textContent ?? '');
  return text.split('\n').map((line) => tidy(toUnicode(line, encoding)));
}

/** A line cut before each known label that follows a value. */
function cut(line: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  for (const { index, 1: label = '' } of line.matchAll(NEXT_LABEL)) {
    const piece = line.slice(from, index);
    const colon = piece.indexOf(':');
    const isValue = colon > 0 && /[\p{L}\d]/u.test(piece.slice(colon + 1));
    const isFree = FREE_TEXT.has(labelKey(piece.slice(0, Math.max(colon, 0))));
    const parted = !isFree || BEHIND_SEPARATOR.test(piece);
    if (!isValue || !parted || !isFieldLabel(labelKey(label))) continue;
    pieces.push(piece);
    from = index;
  }
  return [...pieces, line.slice(from)];
}

/** What follows a label in its own line, by the label's key; the first of the line, and each known one behind it. */
function pairsIn(line: string): [string, string][] {
  return cut(line).flatMap((piece, index, all): [string, string][] => {
    const colon = piece.indexOf(':');
    const value = piece.slice(colon + 1).trim();
    const rest = index < all.length - 1 ? withoutSeparator(value).replace(/\s*[;,–-]$/u, '') : value;
    const key =
      colon > 0 && colon < LONGEST_LABEL && rest !== '' ? labelKey(withoutNumber(piece.slice(0, colon))) : '';
    return key === '' ? [] : [[key, rest]];
  });
}

/** Texts of a part of the page by what stands before their colon: the innermost elements first, in their order. */
export function linesBefore(
  candidates: readonly ReadableElement[],
  encoding: Encoding | undefined,
): Map<string, string> {
  const lines = new Map<string, string>();
  const told = candidates.filter((element) => (element.textContent ?? '').includes(':'));
  const wrappers = wrappersOf(told);
  const inner = told.filter((element) => !wrappers.has(element));
  for (const element of [...inner, ...told.filter((one) => wrappers.has(one)).reverse()]) {
    for (const [key, value] of linesOf(element, encoding).flatMap(pairsIn)) {
      if (!lines.has(key)) lines.set(key, value);
    }
  }
  return lines;
}
