import type { ValueRule } from '../../../shared/profile/schema.ts';
import { tidy } from '../../../shared/profile/text.ts';

/** Links that call a function of the page: `javascript:downloadFile(4101,'abc')`. */

/** The first word of a call that is an address: `openFile(15, '/tep/15.pdf')`. */
const CALLED_WITH =
  '[\'"]((?:https?:/|\\.{0,2})/[^\'"]+|[^\'"\\s]+\\.(?:pdf|PDF|ashx|aspx)[^\'"]*|[^\'"\\s]+/[^\'"\\s]*\\?[^\'"]*)[\'"]';
const CALL = /(?:^|[^\w$.])([A-Za-z_$][\w$]{2,60})\(([^()]{1,300})\)/u;
/** How much of a function is looked at, characters. */
const BODY = 1500;

const PARAMETER = '(?:encodeURIComponent|escape|String)?\\(?\\s*([\\w$]+)\\s*\\)?';
/** `'/tai.ashx?id=' + id + '&kieu=1'`, also inside of a tag that is written out. */
const JOINED = new RegExp(
  `(['"])(?:(?!\\1).)*?([^'"\\s<>&][^'"\\s<>]*[/?][^'"\\s<>]*)\\1\\s*\\+\\s*${PARAMETER}(?:\\s*\\+\\s*(['"])([^'"\\s<>]*)\\4)?`,
  'gu',
);
/** `` `/tai/${id}?kieu=1` `` */
const TEMPLATE = new RegExp(`\`([^\`$\\s<>]*[/?=][^\`$\\s<>]*)\\$\\{${PARAMETER}\\}([^\`$\\s<>]*)`, 'gu');

interface Called {
  parameters: string[];
  body: string;
}
/** What was looked for in a script before: every row of a list calls the same function. */
const looked = new WeakMap<Element, Map<string, Called | null>>();

function functionIn(script: HTMLScriptElement, name: string): Called | null {
  const known = looked.get(script) ?? new Map<string, Called | null>();
  looked.set(script, known);
  const before = known.get(name);
  if (before !== undefined) return before;
  const text = script.hasAttribute('src') ? '' : (script.textContent ?? '');
  const word = name.replace(/\$/gu, '\\$');
  const start = new RegExp(
    `(?:function\\s+${word}|${word}\\s*[=:]\\s*(?:async\\s*)?(?:function\\s*\\w*)?)\\s*\\(([^()]{0,200})\\)`,
    'u',
  ).exec(text);
  let found: Called | null = null;
  if (start) {
    const end = start.index + start[0].length;
    const parameters = (start[1] ?? '').split(',').map((one) => one.trim());
    const [body = ''] = text.slice(end, end + BODY).split(/\n\s*function\s/u);
    found = { parameters, body };
  }
  known.set(name, found);
  return found;
}

/** The text of a function that the page carries in itself, and the names of its parameters. */
const functionOf = (name: string): Called | undefined =>
  [...document.querySelectorAll('script')]
    .slice(0, 200)
    .reduce<Called | undefined>((found, script) => found ?? functionIn(script, name) ?? undefined, undefined);

/** Addresses that a function builds around one of its parameters: what stands before and behind it. */
function* built(body: string): Generator<{ before: string; name: string; after: string }> {
  for (const [, , before = '', name = '', , after = ''] of body.matchAll(JOINED))
    yield { before, name, after };
  for (const [, before = '', name = '', after = ''] of body.matchAll(TEMPLATE)) yield { before, name, after };
}

type CallRule = ValueRule & { as: 'url' };

/** A rule for a link whose function builds the address from what it is called with. */
function builtAddress(link: Element, selector: string, attribute: string): CallRule | undefined {
  const [, name = '', words = ''] = CALL.exec(link.getAttribute(attribute) ?? '') ?? [];
  const called = name === '' ? undefined : functionOf(name);
  if (!called) return undefined;
  for (const { before, name: parameter, after } of built(called.body)) {
    const index = called.parameters.indexOf(parameter);
    if (index < 0 || index >= words.split(',').length || /[{}]/u.test(before + after)) continue;
    const skipped = `(?:[^,()]*,){${index}}`;
    const pattern = `${name.replace(/\$/gu, '\\$')}\\(${skipped}\\s*['"]?([^'",()]+?)['"]?\\s*[,)]`;
    return { selector, attribute, pattern, into: `${before}{}${after}`, as: 'url' };
  }
  return undefined;
}

/** Where the call of a link says that its file is; undefined when nothing of the page tells. */
export function calledAddress(
  link: Element,
  selector: string,
  isOfThisSite: (address: string) => boolean,
): CallRule | undefined {
  for (const attribute of ['onclick', 'href']) {
    const text = tidy(link.getAttribute(attribute) ?? '');
    if (attribute === 'href' && !/^javascript:/iu.test(text)) continue;
    const rule = builtAddress(link, selector, attribute);
    if (rule && isOfThisSite(rule.into ?? '')) return rule;
    const address = new RegExp(CALLED_WITH, 'u').exec(text)?.[1];
    if (address !== undefined && isOfThisSite(address)) {
      return { selector, attribute, pattern: CALLED_WITH, as: 'url' };
    }
  }
  return undefined;
}
