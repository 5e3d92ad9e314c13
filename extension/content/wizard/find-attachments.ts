import type { FileRule } from '../../../shared/profile/schema.ts';
import { labelKey } from '../../../shared/profile/text.ts';
import { isAct } from './file-signs.ts';
import { kindOf, selectorFor } from './selector.ts';
import { wordsOf } from './trees.ts';

/** Kinds of files that go with letters. */
const FILE_NAME =
  /\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|txt|csv|zip|rar|7z|xml|jpe?g|png|tiff?)(?:$|[?#&\s)])/iu;
const BESIDE = /dinh kem|kem theo|phu luc|tai lieu/u;
/** Addresses that do something with a file: on no letter's page may such a link count as one of its files. */
const NO_ACTS = ['*="/xoa/"', '*="/xoa?"', '*="=xoa"', '*="delete"', '*="remove"']
  .map((sign) => `:not([href${sign} i])`)
  .join('');
const FILE_LINKS = 'a[href]';
const MOST = 2000;
/** Of a selector in a profile. */
const LONGEST_SELECTOR = 400;

const addressOf = (link: Element) => link.getAttribute('href') ?? '';
const isAddress = (link: Element) => !/^(?:#|javascript:|mailto:|tel:)/iu.test(addressOf(link));

const isNamed = (link: Element) => FILE_NAME.test(wordsOf(link)) || FILE_NAME.test(addressOf(link));

/** True for a link that stands for a file by its name, or stands where files do. */
function isFile(link: Element): boolean {
  if (!isAddress(link) || isAct(link)) return false;
  if (isNamed(link) || link.hasAttribute('download')) return true;
  const around = link.closest('tr,li,dd,dl,p,fieldset');
  return BESIDE.test(labelKey((around?.textContent ?? '').slice(0, 200)));
}

/** The innermost element around all of them. */
function around(links: readonly Element[]): Element | null {
  const [first] = links;
  let at = first?.parentElement ?? null;
  while (at && !links.every((one) => at?.contains(one))) at = at.parentElement;
  return at;
}

/** One rule for several links: by what they have in common, inside the element around them. */
function ruleFor(links: readonly Element[], root: ParentNode, letter?: Element): FileRule | undefined {
  const [first] = links;
  const container = around(links);
  if (!first || !container) return undefined;
  const outer = container === (root as unknown) ? undefined : selectorFor(container, root);
  if (outer === undefined && container !== (root as unknown)) return undefined;
  const wanted = new Set(links);
  // The letter's own file may be found too: it is left out when the files are read.
  const fits = (selector: string) => {
    const found = [...container.querySelectorAll(selector)].filter(isAddress);
    return (
      links.every((one) => found.includes(one)) &&
      found.every((one) => wanted.has(one) || one === letter || (isNamed(one) && !isAct(one)))
    );
  };
  const kind = [...kindOf(first), FILE_LINKS].map((one) => `${one}${NO_ACTS}`).find(fits);
  if (kind === undefined) return undefined;
  const selector = outer === undefined ? kind : `${outer} ${kind}`;
  if (selector.length > LONGEST_SELECTOR) return undefined;
  return {
    at: { selector, attribute: 'href', many: true, as: 'url' },
    name: { selector, many: true },
  };
}

/** Files that go with the letter: other links to files of the same part of the page. Undefined when there are none. */
export function findOthers(letter: Element, root: ParentNode): FileRule | undefined {
  const tree = root.nodeType === Node.ELEMENT_NODE ? root : (letter.getRootNode() as unknown as ParentNode);
  const address = addressOf(letter);
  const links = [...tree.querySelectorAll(FILE_LINKS)].slice(0, MOST);
  const others = links.filter((link) => link !== letter && addressOf(link) !== address && isFile(link));
  const named = others.filter(isNamed);
  const own = named.length > 0 ? named : others;
  return own.length === 0 || own.length > 50 ? undefined : ruleFor(own, root, letter);
}

/** The rule for the files that a person pointed at one of. */
export function othersAt(element: Element, root: ParentNode): FileRule | undefined {
  const link = element.closest(FILE_LINKS) ?? element.querySelector(FILE_LINKS);
  if (!link || !isAddress(link)) return undefined;
  const beside = [...(link.parentElement?.parentElement ?? link).querySelectorAll(FILE_LINKS)].filter(isFile);
  const alike = beside.filter((one) => one.className === link.className);
  return ruleFor(alike.includes(link) ? alike : [link], root) ?? ruleFor([link], root);
}
