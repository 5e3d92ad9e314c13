import type { FileRule, ValueRule } from '../../../shared/profile/schema.ts';
import { calledAddress } from './file-call.ts';
import { postRuleOf } from './file-post.ts';
import { FRAMES, fileSigns, isOfAnotherLetter, PDF_NAME, SUBMITS } from './file-signs.ts';
import { selectorFor } from './selector.ts';
import { isVisible, type Tree, wordsOf } from './trees.ts';

/** A file of the page, how sure it is, and the element that stands for it. */
export interface FoundRule {
  rule: FileRule;
  element: Element;
  score: number;
}

/** What is looked at of an attribute: some hold the whole file. */
const LONGEST_ADDRESS = 2000;
/** Less is chance. */
const SURE = 5;
/** Viewers that are pages of their own and name the file in their address. */
const VIEWER_FILE =
  '[?&#](?:file|url|src|pdf|link|path|[a-z]*[Ff]ile[A-Za-z]*|(?:pdf|doc|document|download|view)Url)=([^&#]+)';
const VIEWER = /view|pdf-?js|gview|embed|\.html?(?:$|[?#])/iu;
/** Programs of a server that give the file themselves, whatever their parameters are called. */
const HANDLER = /\.(?:ashx|aspx?|php|jsp|do|action|svc)(?:$|[?#/])/iu;
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

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A file that stands in the page's text as a whole. */
const IN_TEXT = /^data:application\/pdf[;,]/iu;

const ofThisSite = (address: string) => {
  try {
    const url = new URL(address, document.baseURI);
    return url.origin === location.origin || url.protocol === 'blob:' || IN_TEXT.test(address);
  } catch {
    return false;
  }
};

/** The file that a viewer's address names, when it is one of this site. */
function fileInViewer(address: string): string | undefined {
  const [before = ''] = address.split('?');
  if (ofThisSite(address) && HANDLER.test(before) && !/view/iu.test(before)) return undefined;
  const inner = decoded(new RegExp(VIEWER_FILE, 'u').exec(address)?.[1] ?? '');
  return inner.includes('/') || PDF_NAME.test(inner) ? inner : undefined;
}

/** The address itself, or the one that it names when it is a viewer's. */
function addressAt(
  address: string,
  where: { selector: string; attribute: string },
): (ValueRule & { as: 'url' }) | undefined {
  const inner = VIEWER.test(address) ? fileInViewer(address) : undefined;
  if (inner !== undefined && ofThisSite(inner)) {
    // pdf.js and its kin resolve a relative name against their own address, not against the page around them.
    const isRelative = !/^(?:[a-z][a-z\d+.-]*:|\/)/iu.test(inner);
    return { ...where, pattern: VIEWER_FILE, decode: true, as: 'url', ...(isRelative && { base: 'found' }) };
  }
  return ofThisSite(address) ? { ...where, as: 'url' } : undefined;
}

function frameRuleOf(element: Element, root: ParentNode): Omit<FoundRule, 'score'> | undefined {
  const viewer = selectorFor(element, root);
  const attribute = [element.localName === 'object' ? 'data' : 'src', ...ADDRESS_ATTRIBUTES].find(
    (one) => !/^(?:about:.*)?$/u.test(element.getAttribute(one) ?? ''),
  );
  if (viewer === undefined || attribute === undefined) return undefined;
  const at = addressAt(element.getAttribute(attribute) ?? '', { selector: viewer, attribute });
  return at && { rule: { at }, element };
}

/** A rule for one element that stands for a file, whatever it is; undefined when it stands for none. */
export function fileRuleOf(element: Element, root: ParentNode): Omit<FoundRule, 'score'> | undefined {
  if (FRAMES.includes(element.localName)) return frameRuleOf(element, root);
  const link = element.closest('a,area,button,[onclick],[role=button],[role=link]') ?? element;
  const selector = selectorFor(link, root);
  if (selector === undefined) return undefined;
  const name = wordsOf(link).length > 0 && wordsOf(link).length <= 200 ? { name: { selector } } : {};
  const posted = postRuleOf(link, selector, root);
  if (posted) return { rule: { ...posted, ...name }, element: link };
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
  const at = calledAddress(link, selector, ofThisSite);
  return at && { rule: { at, ...name }, element: link };
}

/** Files in a tree, the surest first; what is not seen, or is of another letter, after the others. */
export function findFiles(tree: Tree, root: ParentNode): FoundRule[] {
  const found: FoundRule[] = [];
  const elements = tree.querySelectorAll(
    `a[href],iframe,frame,embed,object,[onclick],${SUBMITS},${ADDRESS_ATTRIBUTES.map((name) => `[${name}]`).join(',')}`,
  );
  for (const element of [...elements].slice(0, 3000)) {
    const address = ['href', 'src', 'data', 'onclick', ...ADDRESS_ATTRIBUTES]
      .map((name) => decoded((element.getAttribute(name) ?? '').slice(0, LONGEST_ADDRESS)))
      .join(' ')
      .trim();
    const isViewer = VIEWER.test(address) && fileInViewer(address) !== undefined;
    const isOfThisSite = ofThisSite(element.getAttribute('src') ?? element.getAttribute('data') ?? '');
    let score = fileSigns(element, address, { isViewer, isOfThisSite });
    if (score < SURE) continue;
    if (!isVisible(element)) score -= 3;
    if (isOfAnotherLetter(element)) score -= 4;
    const rule = fileRuleOf(element, root);
    if (rule) found.push({ ...rule, score });
  }
  return found.sort((one, other) => other.score - one.score);
}
