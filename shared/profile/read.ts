import { tagsIn, textOf } from './element-text.ts';
import { fits, matchOf, piecesOf } from './expression/apply.ts';
import { labelledElements } from './label.ts';
import { toUnicode } from './legacy-text.ts';
import { findAll, findFirst, type ReadableElement, type ReadingScope } from './readable.ts';
import type { Condition, FieldName, FieldRule, FieldRules, FileRule, ValueRule } from './schema.ts';
import { columnCell } from './table.ts';
import { tidy, toDay } from './text.ts';

/** How a value was found, for "where does this value come from". */
export const VALUE_WAYS = [
  'selector',
  'label',
  'header',
  'address',
  'constant',
  'storage',
  'cookie',
] as const;
export type ValueWay = (typeof VALUE_WAYS)[number];

/** One value read from a page. */
export interface ReadValue {
  values: string[];
  from: ValueWay;
  /** False when the rule says what a good value looks like and this is not one. */
  expected: boolean;
}

export type ReadFields = Partial<Record<FieldName, ReadValue>>;

/** A value inside JSON text, by names joined with dots. */
function insideJson(text: string, path: string): string | undefined {
  let at: unknown;
  try {
    at = JSON.parse(text);
  } catch {
    return undefined;
  }
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<string, unknown>)[name];
  }
  return typeof at === 'string' || typeof at === 'number' ? String(at) : undefined;
}

function cookieOf(cookies: string, name: string): string | undefined {
  const found = cookies.split(/;\s*/u).find((part) => part.startsWith(`${name}=`));
  const value = found?.slice(name.length + 1);
  try {
    return value === undefined ? undefined : decodeURIComponent(value);
  } catch {
    return value;
  }
}

const oneOrNone = (value: string | null | undefined): string[] =>
  value === null || value === undefined ? [] : [value];

/** What names the kind of a file or a value stands in its own line. */
const LINE = 'tr,li,[role=row],[role=listitem],dd,p';

function standsBeside(element: ReadableElement, { beside }: ValueRule, scope: ReadingScope): boolean {
  if (beside === undefined) return true;
  const line = element.closest(LINE) ?? element.parentElement ?? element;
  return fits(beside, tidy(toUnicode(line.textContent ?? '', scope.encoding)));
}

/** What was read, and what addresses in it are relative to where that is not the page's own address. */
interface RawTexts {
  from: ValueWay;
  texts: string[];
  base?: string | undefined;
}

function rawTexts(rule: ValueRule, scope: ReadingScope): RawTexts {
  if (rule.constant !== undefined) return { from: 'constant', texts: [rule.constant] };
  if (rule.address !== undefined) {
    const match = matchOf(rule.address, scope.address);
    return { from: 'address', texts: match ? [match[1] ?? match[0]] : [] };
  }
  if (rule.storage !== undefined) {
    const { area, key, path } = rule.storage;
    const held = scope.stored?.(area, key);
    const value = path === undefined || typeof held !== 'string' ? held : insideJson(held, path);
    return { from: 'storage', texts: oneOrNone(value) };
  }
  if (rule.cookie !== undefined) {
    return { from: 'cookie', texts: oneOrNone(cookieOf(scope.cookies?.() ?? '', rule.cookie)) };
  }
  let from: ValueWay = 'selector';
  let elements: ReadableElement[] = [];
  if (rule.selector !== undefined) {
    elements =
      rule.many || rule.beside !== undefined
        ? findAll(scope, scope.root, rule.selector).filter((found) => standsBeside(found, rule, scope))
        : [findFirst(scope, scope.root, rule.selector)].filter((found) => found !== undefined);
  } else if (rule.label !== undefined) {
    from = 'label';
    const found = labelledElements(scope, rule.label);
    if ('text' in found) return { from, texts: [found.text] };
    elements = found.elements;
  } else if (rule.header !== undefined) {
    from = 'header';
    elements = columnCell(scope, rule.header);
  }
  const isList = rule.split !== undefined && rule.attribute === undefined;
  const counted = rule.many || (isList && from === 'label') ? elements : elements.slice(0, 1);
  return {
    from,
    texts: counted.flatMap(
      (element) => (isList ? tagsIn(element) : undefined) ?? [textOf(element, rule.attribute)],
    ),
    base: counted[0]?.baseURI,
  };
}

/** Where a rule looks: its own part of the page, the whole page, or a page around it. */
function scopeFor(rule: ValueRule, scope: ReadingScope): ReadingScope | undefined {
  const encoding = rule.encoding ?? scope.encoding;
  const around =
    rule.in === undefined
      ? scope
      : rule.in === 'page'
        ? { ...scope, root: scope.page }
        : scope.outside?.(rule.in);
  if (!around || rule.within === undefined) return around && { ...around, encoding };
  const root = findAll(around, around.root, rule.within)[0];
  return root && { ...around, root, encoding };
}

function shaped(
  rule: ValueRule,
  text: string,
  scope: ReadingScope,
  found = scope.address,
): string | undefined {
  // An address is taken as it stands: a server that named its file in decomposed letters knows no other name.
  let value = rule.as === 'url' ? text.trim() : tidy(toUnicode(text, scope.encoding));
  if (rule.pattern !== undefined) {
    const match = matchOf(rule.pattern, value);
    if (!match) return undefined;
    value = tidy(match[1] ?? match[0]);
  }
  const near = /^(?:https?|file):/iu.test(found) ? found : scope.address;
  const base = rule.base === 'found' ? resolved(text.trim(), near) : near;
  if (rule.map) {
    const known = Object.entries(rule.map).find(([key]) => key.toLowerCase() === value.toLowerCase());
    if (known) value = known[1];
  }
  if (rule.decode) value = percentDecoded(value);
  if (rule.as === 'digits') value = value.replace(/\D/gu, '');
  if (rule.into !== undefined && value !== '') {
    value = rule.into.replaceAll('{}', () => (rule.as === 'url' ? encodeURIComponent(value) : value));
  }
  if (rule.as === 'day') return toDay(value);
  if (rule.as === 'url') return resolved(value, base ?? near);
  return value === '' ? undefined : value;
}

function percentDecoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function resolved(value: string, base: string): string | undefined {
  if (value === '' || !URL.canParse(value, base)) return undefined;
  const { href, protocol } = new URL(value, base);
  // An empty viewer shows `about:blank`.
  return protocol === 'about:' ? undefined : href;
}

/** Reads one rule or the first of several that finds something. */
export function readValue(rules: FieldRule, scope: ReadingScope): ReadValue | undefined {
  for (const rule of Array.isArray(rules) ? rules : [rules]) {
    const within = scopeFor(rule, scope);
    if (!within) continue;
    const { from, texts, base } = rawTexts(rule, within);
    const { split, expect } = rule;
    const pieces = split === undefined ? texts : texts.flatMap((text) => piecesOf(split, text));
    const values = pieces
      .map((piece) => shaped(rule, piece, within, base))
      .filter((value) => value !== undefined);
    if (values.length === 0) continue;
    return { values, from, expected: expect === undefined || values.every((value) => fits(expect, value)) };
  }
  return undefined;
}

/** First value as text, or undefined. */
export const readText = (rules: FieldRule, scope: ReadingScope): string | undefined =>
  readValue(rules, scope)?.values[0];

/** Address that a rule finds, absolute whatever the rule says of its form. */
export function readAddress(rule: FieldRule, scope: ReadingScope): string | undefined {
  const ways = (Array.isArray(rule) ? rule : [rule]).map((way) => ({ ...way, as: 'url' as const }));
  return readText(ways, scope);
}

/** All fields that the page gives. */
export function readFields(rules: FieldRules, scope: ReadingScope): ReadFields {
  const fields: ReadFields = {};
  const held: ReadingScope = { ...scope, texts: new WeakMap() };
  for (const [name, rule] of Object.entries(rules) as [FieldName, FieldRule][]) {
    const value = readValue(rule, held);
    if (value) fields[name] = value;
  }
  return fields;
}

/** Where a file is: address, name, and the form fields when it is asked for by POST. */
export interface FoundFile {
  address: string;
  name: string;
  post?: Record<string, string> | undefined;
  /** Headers of the request; they stay in the page. */
  headers?: Record<string, string>;
  /** Selector of the form whose controls go along with `post`. */
  form?: string;
  /** Button of the page that is pressed for it: the file is what the page then gets. */
  pressed?: string | undefined;
  /** True when only the page itself can ask for the file: it lies in the page, or tokens of the page go along. */
  fromPage?: boolean;
}

/** True for a file that lies in the page itself: a blob of its memory, or written out in the address. */
export const isInPage = (address: string): boolean => /^(?:blob|data):/u.test(address);

/** All files that a rule finds; several when its `at` says `many`. */
export function readFiles(rule: FileRule, scope: ReadingScope): FoundFile[] {
  const ways = (Array.isArray(rule.at) ? rule.at : [rule.at]).map((way) => ({ ...way, as: 'url' as const }));
  const addresses = readValue(ways, scope)?.values ?? [];
  const names = (rule.name && readValue(rule.name, scope)?.values) ?? [];
  const texts = (rules: Record<string, FieldRule> | undefined) =>
    rules &&
    Object.fromEntries(Object.entries(rules).map(([key, value]) => [key, readText(value, scope) ?? '']));
  const post = texts(rule.post) ?? (rule.form === undefined ? undefined : {});
  const headers = texts(rule.headers);
  return addresses.map((address, index) => ({
    address,
    name: names[index] ?? lastPart(address),
    post,
    ...(headers && { headers }),
    ...(rule.form !== undefined && { form: rule.form }),
    ...(rule.caught && { pressed: rule.open }),
    ...((isInPage(address) || post || headers || rule.caught) && { fromPage: true }),
  }));
}

export const readFile = (rule: FileRule, scope: ReadingScope): FoundFile | undefined =>
  readFiles(rule, scope)[0];

function lastPart(address: string): string {
  // That of a file in the page is made up anew each time, or is the file itself.
  if (isInPage(address)) return 'van-ban.pdf';
  const part = new URL(address).pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(part) || 'van-ban.pdf';
  } catch {
    return part || 'van-ban.pdf';
  }
}

/** Short texts as conditions compare them: a table that is drawn anew has the same ones in each row and each time. */
const plain = new Map<string, string>();
const PLAIN_MOST = 200;
const PLAIN_LONGEST = 60;

function plainText(text: string, encoding: ReadingScope['encoding']): string {
  if (text.length > PLAIN_LONGEST) return tidy(toUnicode(text, encoding));
  const key = `${encoding ?? ''} ${text}`;
  const known = plain.get(key);
  if (known !== undefined) return known;
  const made = tidy(toUnicode(text, encoding));
  if (plain.size >= PLAIN_MOST) plain.clear();
  plain.set(key, made);
  return made;
}

/** Path, query and fragment. Browsers write addresses in full; what people wrote is read by the rules for addresses. */
function behindHost(address: string): string {
  const whole = /^https?:\/\/[^/?#]+(\/.*)$/u.exec(address)?.[1];
  if (whole !== undefined && !/[^!-~]|\/\./u.test(whole)) return whole;
  const { pathname, search, hash } = new URL(address);
  return pathname + search + hash;
}

/** What a condition says of the address alone: a page whose address fits no rule need not be looked at. */
export function fitsAddress({ path }: Condition, address: string): boolean {
  if (path === undefined) return true;
  return fits(path, behindHost(address));
}

/** True when every part of the condition holds on the page. Cheap: selectors and the address only. */
export function holds(condition: Condition | undefined, scope: ReadingScope): boolean {
  if (!condition) return true;
  if (!fitsAddress(condition, scope.address)) return false;
  const present = (selector: string) => findFirst(scope, scope.root, selector) !== undefined;
  if (condition.exists && !condition.exists.every(present)) return false;
  if (condition.absent?.some(present)) return false;
  return (condition.text ?? []).every(({ selector, pattern }) =>
    findAll(scope, scope.root, selector).some((element) =>
      fits(pattern, plainText(element.textContent ?? '', scope.encoding)),
    ),
  );
}
