import type { FileRule } from '../../../shared/profile/schema.ts';
import { isSubmit } from './file-signs.ts';
import { selectorFor } from './selector.ts';

/** Links that send a form of the page and get the file as its answer. */

const WORD = '[\'"]([^\'"]{1,200})[\'"]';
/** `javascript:__doPostBack('ctl00$Main$lnkTep','')`, the link of ASP.NET WebForms; with checks: `WebForm_PostBackOptions(…)`. */
const TARGET = `(?:__doPostBack|WebForm_PostBackOptions)\\(\\s*${WORD}\\s*,`;
const ARGUMENT = `${TARGET}\\s*['"]([^'"]{1,200})['"]`.replace(WORD, '[\'"][^\'"]{1,200}[\'"]');
/** `mojarra.jsfcljs(form,{'f:tep':'f:tep'},'')` of JSF, `PrimeFaces.addSubmitParam('f',{…})`: names and values to send along. */
const JSF = /(?:jsfcljs|addSubmitParam)\([^{}]{1,200}(\{[^{}]{1,400}\})/u;
const PAIR = /['"]([^'"]{1,200})['"]\s*:\s*['"]([^'"]{0,200})['"]/gu;

type Post = NonNullable<FileRule['post']>;

function webForms(link: Element, selector: string, isRow: boolean): Post | undefined {
  for (const attribute of ['href', 'onclick']) {
    const call = link.getAttribute(attribute) ?? '';
    const target = new RegExp(TARGET, 'u').exec(call)?.[1];
    if (target === undefined) continue;
    const argument = new RegExp(ARGUMENT, 'u').exec(call)?.[1];
    // In a list each row has a target of its own.
    return isRow
      ? {
          __EVENTTARGET: { selector, attribute, pattern: TARGET },
          __EVENTARGUMENT: { selector, attribute, pattern: ARGUMENT },
        }
      : { __EVENTTARGET: { constant: target }, __EVENTARGUMENT: { constant: argument ?? '' } };
  }
  return undefined;
}

function jsf(link: Element): Post | undefined {
  const pairs = JSF.exec(link.getAttribute('onclick') ?? '')?.[1];
  if (pairs === undefined) return undefined;
  const post = [...pairs.matchAll(PAIR)].map(([, name = '', value = '']) => [name, { constant: value }]);
  return post.length > 0 ? Object.fromEntries(post) : undefined;
}

/** What a button of a form says for itself when it is pressed. */
function submitted(button: Element): Post | undefined {
  if (!isSubmit(button)) return undefined;
  const name = button.getAttribute('name') ?? '';
  return name === '' ? {} : { [name]: { constant: button.getAttribute('value') ?? '' } };
}

/** The rule for a link that asks for its file by sending a form; undefined for every other. */
export function postRuleOf(link: Element, selector: string, root: ParentNode): FileRule | undefined {
  const form = link.closest('form');
  if (!form) return undefined;
  const isRow = root.nodeType === Node.ELEMENT_NODE;
  // The names that JSF sends along count the rows; a rule has no way to say that.
  const post = webForms(link, selector, isRow) ?? (isRow ? undefined : jsf(link)) ?? submitted(link);
  const formSelector = post && selectorFor(form, form.getRootNode() === document ? document : root);
  if (formSelector === undefined) return undefined;
  const within = isRow ? { in: 'page' as const } : {};
  const at = [
    { selector: formSelector, attribute: 'action', as: 'url' as const, ...within },
    { address: '^.*$', as: 'url' as const },
  ];
  return { at, ...(post && { post }), form: formSelector };
}
