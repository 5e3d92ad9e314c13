import { FILE_WORDS } from '../../../shared/profile/propose/words.ts';
import type { FileRule, ValueRule } from '../../../shared/profile/schema.ts';
import { labelKey, tidy } from '../../../shared/profile/text.ts';
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
const PDF_NAME = /\.pdf(?:$|[?#&\s)'"])/iu;
const ELSEWHERE = /dangxuat|logout|signout|help|huong-?dan/iu;
/** `javascript:__doPostBack('ctl00$Main$lnkTep','')`, the link of ASP.NET WebForms. */
const POST_BACK = /__doPostBack\(\s*['"]([^'"]{1,200})['"]\s*,\s*['"]([^'"]{0,200})['"]\s*\)/u;
/** Viewers that are pages of their own and name the file in their address. */
const VIEWER_FILE =
  '[?&#](?:file|url|src|pdf|link|path|[a-z]*[Ff]ile[A-Za-z]*|(?:pdf|doc|document|download|view)Url)=([^&#]+)';
const VIEWER = /view|pdf-?js|gview|embed|\.html?(?:$|[?#])/iu;
/** Programs of a server that give the file themselves, whatever their parameters are called. */
const HANDLER = /\.(?:ashx|aspx?|php|jsp|do|action|svc)(?:$|[?#/])/iu;
/** The first word of a call that is an address: `openFile(15, '/tep/15.pdf')`. */
const CALLED_WITH =
  '[\'"]((?:https?:/|\\.{0,2})/[^\'"]+|[^\'"\\s]+\\.(?:pdf|PDF|ashx|aspx)[^\'"]*|[^\'"\\s]+/[^\'"\\s]*\\?[^\'"]*)[\'"]';
const ADDRESS_ATTRIBUTES = [
  'data-href',
  'data-url',
  'data-src',
  'data-file',
  'data-link',
  'data-path',
  'data-pdf',
  'data-pdf-url',
  'data-file-url',
  'data-fileurl',
  'data-download-url',
  'data-document',
];
const FRAMES = ['iframe', 'frame', 'embed', 'object'];
/** Words that people press to get a file; to see one may lead to a page as well. */
const GET_TEXT = /^(?:tai (?:ve|xuong|tep|file|van ban)|download)(?: |$)|^pdf$/u;
const SEE_TEXT = /^(?:xem|mo) .*(?:tep|file|van ban|noi dung|toan van|pdf)|^toan van$/u;
/** Signs that it is a PDF. */
const PDF_SIGN = /(?:^|[^a-z])pdf(?:$|[^a-z])/iu;

/** True for what says that it is a PDF by its title, its kind or its picture. */
const saysPdf = (element: Element) =>
  PDF_SIGN.test(wordsOf(element)) ||
  [element, ...[...element.querySelectorAll('img,i,svg,span')].slice(0, 10)].some((one) =>
    ['title', 'aria-label', 'alt', 'src', 'class', 'type'].some((name) =>
      PDF_SIGN.test(one.getAttribute(name) ?? ''),
    ),
  );

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The file that a viewer's address names, when it is one of this site. */
function fileInViewer(address: string): string | undefined {
  const [before = ''] = address.split('?');
  if (ofThisSite(address) && HANDLER.test(before) && !/view/iu.test(before)) return undefined;
  const inner = decoded(new RegExp(VIEWER_FILE, 'u').exec(address)?.[1] ?? '');
  return inner.includes('/') || PDF_NAME.test(inner) ? inner : undefined;
}

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
  if (FRAMES.includes(element.localName)) {
    const viewer = selectorFor(element, root);
    const attribute = [element.localName === 'object' ? 'data' : 'src', ...ADDRESS_ATTRIBUTES].find(
      (one) => !/^(?:about:.*)?$/u.test(element.getAttribute(one) ?? ''),
    );
    if (viewer === undefined || attribute === undefined) return undefined;
    const at = addressAt(element.getAttribute(attribute) ?? '', { selector: viewer, attribute });
    return at && { rule: { at }, element };
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
  if (href && !/^(?:#|javascript:)/iu.test(href)) {
    const at = addressAt(href, { selector, attribute: 'href' });
    if (at) return { rule: { at, ...name }, element: link };
  }
  for (const attribute of ADDRESS_ATTRIBUTES) {
    const address = link.getAttribute(attribute);
    const at = address ? addressAt(address, { selector, attribute }) : undefined;
    if (at) return { rule: { at, ...name }, element: link };
  }
  for (const attribute of ['onclick', 'href']) {
    const address = new RegExp(CALLED_WITH, 'u').exec(tidy(link.getAttribute(attribute) ?? ''))?.[1];
    if (address !== undefined && ofThisSite(address)) {
      const at = { selector, attribute, pattern: CALLED_WITH, as: 'url' as const };
      return { rule: { at, ...name }, element: link };
    }
  }
  return undefined;
}

/** The address itself, or the one that it names when it is a viewer's. */
function addressAt(
  address: string,
  where: { selector: string; attribute: string },
): (ValueRule & { as: 'url' }) | undefined {
  const inner = VIEWER.test(address) ? fileInViewer(address) : undefined;
  if (inner !== undefined && ofThisSite(inner)) {
    return { ...where, pattern: VIEWER_FILE, decode: true, as: 'url' };
  }
  return ofThisSite(address) ? { ...where, as: 'url' } : undefined;
}

/** Files in a tree, the surest first. */
export function findFiles(tree: Tree, root: ParentNode): FoundRule[] {
  const found: FoundRule[] = [];
  const elements = tree.querySelectorAll(
    `a[href],iframe,frame,embed,object,[onclick],${ADDRESS_ATTRIBUTES.map((name) => `[${name}]`).join(',')}`,
  );
  for (const element of [...elements].slice(0, 3000)) {
    const address = ['href', 'src', 'data', 'onclick', ...ADDRESS_ATTRIBUTES]
      .map((name) => decoded(element.getAttribute(name) ?? ''))
      .join(' ')
      .trim();
    if (ELSEWHERE.test(address)) continue;
    let score = 0;
    if (PDF_NAME.test(`${address} `)) score += 6;
    const isFrame = FRAMES.includes(element.localName);
    if (!isFrame && PDF_NAME.test(`${wordsOf(element)} `)) score += 5;
    else if (!isFrame && score === 0 && wordsOf(element).length < 200 && saysPdf(element)) score += 4;
    const words = isFrame ? '' : labelKey(wordsOf(element).slice(0, 100));
    if (GET_TEXT.test(words)) score += 2;
    else if (SEE_TEXT.test(words)) score += 1;
    if (FILE_PATH.test(address)) score += 3;
    if (element.hasAttribute('download')) score += 2;
    if (isFrame) {
      if (/^blob:/u.test(address) || element.getAttribute('type') === 'application/pdf') score += 5;
      else if (VIEWER.test(address) && fileInViewer(address) !== undefined) score += 5;
      else if (score === 0) continue;
    } else if (score > 0 && besideFileWords(element)) score += 3;
    if (!isVisible(element)) score -= 3;
    if (score < 5) continue;
    const rule = fileRuleOf(element, root);
    if (rule) found.push({ ...rule, score });
  }
  return found.sort((one, other) => other.score - one.score);
}
