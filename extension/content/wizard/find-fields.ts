import { labelledElements } from '../../../shared/profile/label.ts';
import {
  type FieldWord,
  type FoundAt,
  fieldSpellings,
  isFieldLabel,
  rulesFor,
} from '../../../shared/profile/propose/words.ts';
import { readText } from '../../../shared/profile/read.ts';
import type { ReadableRoot, ReadingScope } from '../../../shared/profile/readable.ts';
import type { Encoding, FieldName, ValueRule } from '../../../shared/profile/schema.ts';
import { labelKey, tidy, toDay } from '../../../shared/profile/text.ts';
import { pageScope } from '../scope.ts';
import { cellsBelow, namedSelectors } from './find-named.ts';
import { sentences } from './find-sentence.ts';
import { selectorFor } from './selector.ts';
import type { Tree } from './trees.ts';

export type FoundFields = Partial<Record<FieldName, ValueRule>>;

export const WORDS = fieldSpellings();
const LINES = 'label,td,th,dt,span,b,strong,p,div,li';

/** Longest text that may be the value of a field; more is a part of the page. */
const LONGEST_VALUE = 3000;

/** False for what stands beside the heading of another thing: the next heading, an empty or a senseless value. */
function isPlausible(word: FieldWord, sample: string): boolean {
  if (sample.length > LONGEST_VALUE || isFieldLabel(labelKey(sample))) return false;
  if (word === 'code' && /\d+\s*\/\s*\S/u.test(sample)) return true;
  if (word === 'code' || word === 'number') return /^\D{0,12}\d{1,6}(?:\s*\/\s*\S.*)?$/u.test(sample);
  if (word === 'date' || word === 'dueDate') return toDay(sample) !== undefined;
  return word !== 'pageAmount' || /\d/u.test(sample);
}

const plausibleAt = (word: FieldWord, at: FoundAt, scope: ReadingScope): boolean => {
  const sample = readText(at, scope);
  return sample !== undefined && isPlausible(word, sample);
};

/** What was found first stays; a rule that reads nothing is none. */
function addRules(
  fields: FoundFields,
  rules: Partial<Record<FieldName, ValueRule>>,
  scope: ReadingScope,
): void {
  for (const [name, rule] of Object.entries(rules) as [FieldName, ValueRule][]) {
    if (fields[name] === undefined && readText(rule, scope) !== undefined) fields[name] = rule;
  }
}

export function addAt(fields: FoundFields, word: FieldWord, at: FoundAt, scope: ReadingScope): void {
  if (plausibleAt(word, at, scope)) addRules(fields, rulesFor(word, at, readText(at, scope) ?? ''), scope);
}

/** A line such as "Số: 15/UBND-VP" is named as a whole: its label is cut off. */
function addLine(fields: FoundFields, word: FieldWord, line: Element, scope: ReadingScope): void {
  const selector = selectorFor(line);
  const [, after = ''] = tidy(line.textContent ?? '').split(/:(.*)/su);
  if (selector === undefined || !isPlausible(word, tidy(after))) return;
  const rules = Object.entries(rulesFor(word, { selector }, tidy(after))).map(([name, rule]) => {
    const value = rule.pattern?.replace(/^\^/u, '') ?? '(.+)';
    return [
      name,
      { ...rule, pattern: `^[^:]*:\\s*${value.startsWith('(') ? value : `.*?${value}`}` },
    ] as const;
  });
  addRules(fields, Object.fromEntries(rules), scope);
}

/** What the page put into a component that prints the label alone: the value stands outside of its shadow root. */
function slotted(element: Element): Element | undefined {
  const slot = (
    element.localName === 'slot' ? element : element.querySelector('slot')
  ) as HTMLSlotElement | null;
  if (!slot || /[\p{L}\d]/u.test(element.textContent ?? '')) return undefined;
  const given = slot.assignedElements({ flatten: true });
  return given.length === 1 ? given[0] : (slot.getRootNode() as ShadowRoot).host;
}

/** In a shadow root or a frame labels are out of a rule's reach: the value itself is named. */
function addInside(
  fields: FoundFields,
  [word, words]: [FieldWord, readonly string[]],
  tree: Tree,
  scope: ReadingScope,
): void {
  const inner = tree as unknown as ReadableRoot;
  const within: ReadingScope = { ...scope, root: inner, page: inner };
  for (const label of words) {
    const found = labelledElements(within, [label]);
    if ('elements' in found) {
      const [beside] = found.elements as unknown as Element[];
      const element = beside && (slotted(beside) ?? beside);
      const selector = element && selectorFor(element);
      if (selector !== undefined) addAt(fields, word, { selector }, scope);
      continue;
    }
    const lines = [...tree.querySelectorAll(LINES)].filter((element) => {
      const [before = '', after] = tidy(element.textContent ?? '').split(/:(.*)/su);
      return after !== undefined && labelKey(before) === labelKey(label);
    });
    const line = lines.at(-1);
    if (line) addLine(fields, word, line, scope);
  }
}

function addLabelled(
  fields: FoundFields,
  [word, words]: [FieldWord, readonly string[]],
  scope: ReadingScope,
): void {
  const label = words.find((one) => plausibleAt(word, { label: [one] }, scope));
  if (label !== undefined) addAt(fields, word, { label: [label] }, scope);
}

/** Fields by the words beside them, in one part of the page, such as a card of a list. */
export function findFieldsIn(part: Element, encoding: Encoding | undefined): FoundFields {
  const scope: ReadingScope = { ...pageScope(part, encoding), texts: new WeakMap() };
  const fields: FoundFields = {};
  for (const entry of WORDS) addLabelled(fields, entry, scope);
  return fields;
}

/** Fields by the words beside them, in this document and in all that lies in it. */
export function findFields(trees: readonly Tree[], encoding: Encoding | undefined): FoundFields {
  const scope: ReadingScope = { ...pageScope(document, encoding), texts: new WeakMap() };
  const fields: FoundFields = {};
  for (const tree of trees) {
    for (const entry of WORDS) {
      if (tree !== document) addInside(fields, entry, tree, scope);
      else addLabelled(fields, entry, scope);
    }
  }
  for (const tree of trees) addUnlabelled(fields, tree, scope);
  for (const tree of trees)
    for (const [word, selector] of sentences(tree)) addAt(fields, word, { selector }, scope);
  return fields;
}

/** What no label led to: cells under their headings, and what the page's own code names. */
function addUnlabelled(fields: FoundFields, tree: Tree, scope: ReadingScope): void {
  const named = namedSelectors(tree, WORDS);
  for (const [word, words] of WORDS) {
    const keys = new Set(words.map(labelKey));
    const isWord = (key: string) => keys.has(key);
    const selectors = [...cellsBelow(tree, isFieldLabel, isWord, scope.encoding), ...(named.get(word) ?? [])];
    for (const selector of selectors) addAt(fields, word, { selector }, scope);
  }
}
