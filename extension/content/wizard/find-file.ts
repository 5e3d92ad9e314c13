import { FILE_WORDS } from '../../../shared/profile/propose/words.ts';
import type { FileRule } from '../../../shared/profile/schema.ts';
import { labelKey } from '../../../shared/profile/text.ts';
import { selectorFor } from './selector.ts';
import { isVisible, type Tree, wordsOf } from './trees.ts';

/** A file of the page, how sure it is, and the element that stands for it. */
export interface FoundRule {
  rule: FileRule;
  element: Element;
  score: number;
}

const FILE_PATH =
  /(?:^|[/?&=_-])(?:tep|file|download|tai|taive|attach|dinhkem|dinh-kem|pdf|noidung|content)/iu;
const PDF_NAME = /\.pdf(?:$|[?#&\s)])/iu;
const ELSEWHERE = /dangxuat|logout|signout|help|huong-?dan/iu;
/** `javascript:__doPostBack('ctl00$Main$lnkTep','')`, the link of ASP.NET WebForms. */
const POST_BACK = /__doPostBack\(\s*['"]([^'"]{1,200})['"]\s*,\s*['"]([^'"]{0,200})['"]\s*\)/u;
/** Viewers that are pages of their own and name the file in their address. */
const VIEWER_FILE = '[?&#](?:file|url|src)=([^&#]+)';

const ofThisSite = (address: string) => {
  try {
    const url = new URL(address, document.baseURI);
    return url.origin === location.origin || url.protocol === 'blob:';
  } catch {
    return false;
  }
};

const besideFileWords = (element: Element): boolean => {
  const around = element.closest('tr,li,dl,p,div,section');
  const key = labelKey((around?.textContent ?? '').slice(0, 300));
  return FILE_WORDS.some((word) => key.startsWith(labelKey(word)));
};

/** A rule for one element that stands for a file, whatever it is; undefined when it stands for none. */
export function fileRuleOf(element: Element, root: ParentNode): Omit<FoundRule, 'score'> | undefined {
  const link = element.closest('a,area,button,[onclick],[role=button],[role=link]') ?? element;
  const selector = selectorFor(link, root);
  if (selector === undefined) return undefined;
  const name = wordsOf(link).length > 0 && wordsOf(link).length <= 200 ? { name: { selector } } : {};
  const held = element as HTMLIFrameElement;
  if (['iframe', 'frame', 'embed', 'object'].includes(element.localName)) {
    const attribute = element.localName === 'object' ? 'data' : 'src';
    const viewer = selectorFor(element, root);
    const address = element.getAttribute(attribute) ?? '';
    if (viewer === undefined || !ofThisSite(address)) return undefined;
    const inner = new RegExp(VIEWER_FILE, 'u').exec(address)?.[1];
    const at =
      inner === undefined
        ? { selector: viewer, attribute, as: 'url' as const }
        : { selector: viewer, attribute, pattern: VIEWER_FILE, decode: true, as: 'url' as const };
    return { rule: { at }, element: held };
  }
  const call = `${link.getAttribute('href') ?? ''} ${link.getAttribute('onclick') ?? ''}`;
  const [, target, argument] = POST_BACK.exec(call) ?? [];
  const form = link.closest('form');
  if (target !== undefined && form) {
    const formSelector = selectorFor(form, root);
    if (formSelector === undefined) return undefined;
    const post = { __EVENTTARGET: { constant: target }, __EVENTARGUMENT: { constant: argument ?? '' } };
    const at = [
      { selector: formSelector, attribute: 'action', as: 'url' as const },
      { address: '^.*$', as: 'url' as const },
    ];
    return { rule: { at, ...name, post, form: formSelector }, element: link };
  }
  const href = link.getAttribute('href');
  if (href && !/^(?:#|javascript:)/iu.test(href) && ofThisSite(href)) {
    return { rule: { at: { selector, attribute: 'href', as: 'url' }, ...name }, element: link };
  }
  for (const attribute of ['data-href', 'data-url', 'data-src', 'data-file', 'data-link']) {
    const address = link.getAttribute(attribute);
    if (address && ofThisSite(address)) {
      return { rule: { at: { selector, attribute, as: 'url' }, ...name }, element: link };
    }
  }
  return undefined;
}

/** Files in a tree, the surest first. */
export function findFiles(tree: Tree, root: ParentNode): FoundRule[] {
  const found: FoundRule[] = [];
  const elements = tree.querySelectorAll(
    'a[href],iframe[src],frame[src],embed[src],object[data],[data-href],[data-url],[data-file]',
  );
  for (const element of [...elements].slice(0, 3000)) {
    const address = ['href', 'src', 'data', 'data-href', 'data-url', 'data-file']
      .map((name) => element.getAttribute(name) ?? '')
      .join(' ')
      .trim();
    if (ELSEWHERE.test(address)) continue;
    let score = 0;
    if (PDF_NAME.test(`${address} `)) score += 6;
    if (PDF_NAME.test(`${wordsOf(element)} `)) score += 5;
    if (FILE_PATH.test(address)) score += 3;
    if (element.hasAttribute('download')) score += 2;
    if (['iframe', 'embed', 'object', 'frame'].includes(element.localName)) {
      if (/^blob:/u.test(address) || element.getAttribute('type') === 'application/pdf') score += 5;
      else if (score === 0) continue;
    } else if (score > 0 && besideFileWords(element)) score += 3;
    if (!isVisible(element)) score -= 3;
    if (score < 5) continue;
    const rule = fileRuleOf(element, root);
    if (rule) found.push({ ...rule, score });
  }
  return found.sort((one, other) => other.score - one.score);
}
