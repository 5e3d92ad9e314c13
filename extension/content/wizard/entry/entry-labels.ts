import { labelledElements } from '../../../../shared/profile/label.ts';
import { ENTRY_KEYS, entrySpellings } from '../../../../shared/profile/propose/entry-words.ts';
import type { ReadableElement, ReadableRoot, ReadingScope } from '../../../../shared/profile/readable.ts';
import type { Encoding, HandInName } from '../../../../shared/profile/schema.ts';
import { one } from '../../controls.ts';
import { insideOf, pageScope } from '../../scope.ts';
import { cellsBelow, namedElements } from '../find-named.ts';
import { keysOf, type Tree, treesOf } from '../trees.ts';
import { around, CONTROLS, controlAt, controlsOf, holdsDeep } from './entry-controls.ts';

/** Which control takes which value of a received letter. */

export type FoundControls = Map<HandInName, HTMLElement>;

const SPELLINGS = entrySpellings();
/** Attributes that name a control, or the component around it. */
const NAMES = ['aria-label', 'label', 'data-label', 'placeholder', 'title', 'data-title'];
/** Longer texts are more than a label. */
const LONGEST_LABEL = 120;
/** Names in a page's own code for what only entry forms have. */
const SHORT: readonly [HandInName, readonly string[]][] = [
  ['code', ['sokh', 'sokihieu', 'sovakyhieu', 'sovbkh']],
  ['notation', ['kihieu']],
  ['date', ['ngayvb', 'ngaybh', 'ngaykyvb']],
  ['entryDate', ['ngayden', 'ngayvaoso']],
  ['receivedDate', ['ngaynhan', 'ngaytiepnhan']],
  ['entryNumber', ['soden', 'sovbden']],
  ['fromName', ['coquan', 'coquanbh', 'cqbh', 'noigui', 'donvigui']],
  ['priority', ['dokhan', 'mucdokhan', 'khan']],
  ['dueDate', ['hanxuly', 'hanxl', 'hantraloi']],
];
const isFrame = ({ localName }: Element) => localName === 'iframe' || localName === 'frame';
const UNPRINTED = 'select,textarea,button,script,style,option,[role=listbox],[role=option],[role=button]';

/** Text of a part of the page without what stands in its controls and buttons; its slots and components in order. */
function printedIn(part: Element): string {
  let text = '';
  const walk = (node: Node) => {
    if (text.length > LONGEST_LABEL * 2) return;
    if (node.nodeType === Node.TEXT_NODE) text += ` ${node.textContent ?? ''}`;
    if (node.nodeType !== Node.ELEMENT_NODE || (node as Element).matches(UNPRINTED)) return;
    const inner = isFrame(node as Element) ? null : insideOf(node as unknown as ReadableElement);
    for (const child of (inner as unknown as Node | null)?.childNodes ?? []) walk(child);
    for (const child of node.childNodes) walk(child);
  };
  walk(part);
  return text.replace(/\s+/gu, ' ').trim();
}

/** "Trích yếu (bắt buộc)" is the same label; "Nhập số ký hiệu…" names what is typed. */
function nameIn(text: string): HandInName | undefined {
  if (text.length === 0 || text.length > LONGEST_LABEL) return undefined;
  for (const words of [text, text.replace(/\([^()]*\)/gu, ' ')]) {
    for (const key of keysOf(words)) {
      const plain = key.replace(/^(?:vui long |moi )?(?:nhap(?: vao)?|chon|go|dien|enter|select) /u, '');
      const name = ENTRY_KEYS.get(key) ?? ENTRY_KEYS.get(plain);
      if (name) return name;
    }
  }
  return undefined;
}

const byIds = (element: Element, ids: string | null): Element[] =>
  (ids ?? '').split(/\s+/u).flatMap((id) => {
    const found = id && (element.getRootNode() as Document | ShadowRoot).getElementById?.(id);
    return found ? [found] : [];
  });

/** What names the control alone: its labels, its attributes, and what stands in a part of the page with it and no other. */
function ownName(control: HTMLElement, every: readonly Element[]): HandInName | undefined {
  const inner = [control, ...control.querySelectorAll<HTMLElement>(CONTROLS)];
  for (const one of inner) {
    const labels = [...((one as HTMLInputElement).labels ?? [])];
    for (const label of [...labels, ...byIds(one, one.getAttribute('aria-labelledby'))]) {
      const name = nameIn(printedIn(label));
      if (name) return name;
    }
  }
  for (let at: Element | null = control; at; at = around(at)) {
    const part = at;
    const others = every.some(
      (one) => holdsDeep(part, one) && !holdsDeep(control, one) && !one.contains(control),
    );
    if (others) return undefined;
    const words = [...NAMES.map((attribute) => part.getAttribute(attribute) ?? ''), printedIn(part)];
    const name = words.map(nameIn).find((found) => found !== undefined);
    if (name) return name;
    if (words.at(-1) !== '' && (words.at(-1)?.length ?? 0) > LONGEST_LABEL) return undefined;
  }
  return undefined;
}

/** A page with its controls, read once for one look. */
export interface EntryPage {
  trees: readonly Tree[];
  /** Those that a value can be written into. */
  controls: readonly HTMLElement[];
  /** What names each alone. */
  names: ReadonlyMap<HTMLElement, HandInName>;
}

export function readEntryPage(): EntryPage {
  const trees = treesOf();
  const controls = controlsOf(trees);
  // Everything that is filled or ticked, so that the label of one is not taken for that of another. A select that a
  // drawn list stands for is none of them.
  const isOwn = (one: Element) =>
    one.localName !== 'select' ||
    one.matches(':disabled') ||
    controls.some((control) => control.contains(one));
  const every = trees
    .flatMap((tree) => [...tree.querySelectorAll('input:not([type=hidden]),select,textarea')])
    .filter(isOwn);
  const names = new Map<HTMLElement, HandInName>();
  for (const control of controls) {
    const name = ownName(control, [...every, ...controls]);
    if (name) names.set(control, name);
  }
  return { trees, controls, names };
}

/** Controls of one part of the page by the words about them: their own first, then those beside, then names in the code. */
export function controlsIn(
  part: Element,
  { trees, controls, names }: EntryPage,
  encoding: Encoding | undefined,
): FoundControls {
  const within = controls.filter((control) => holdsDeep(part, control));
  const found: FoundControls = new Map();
  const used = new Set<Element>();
  const add = (name: HandInName | undefined, control: HTMLElement | undefined) => {
    if (!name || !control || found.has(name) || used.has(control)) return;
    found.set(name, control);
    used.add(control);
  };
  for (const control of within) add(names.get(control), control);

  const roots = [part, ...trees.filter((tree) => tree !== part.getRootNode() && isInside(part, tree))];
  for (const root of roots) {
    const page = root === part ? part.getRootNode() : root;
    const scope: ReadingScope = {
      ...pageScope(document, encoding),
      root: root as unknown as ReadableRoot,
      page: page as unknown as ReadableRoot,
      texts: new WeakMap(),
    };
    for (const [name, words] of SPELLINGS) {
      if (found.has(name)) continue;
      for (const word of words) {
        const beside = labelledElements(scope, [word]);
        const elements = 'elements' in beside ? (beside.elements as unknown as Element[]) : [];
        const control = elements.map((one) => controlAt(one, within)).find((one) => one !== undefined);
        add(name, control);
        if (found.has(name)) break;
      }
    }
    const isHeading = (key: string) => ENTRY_KEYS.has(key);
    for (const [name] of SPELLINGS) {
      if (found.has(name)) continue;
      const isOf = (key: string) => ENTRY_KEYS.get(key) === name;
      const [below] = cellsBelow(root as unknown as Tree, isHeading, isOf, encoding);
      const element = below === undefined ? undefined : one(below, pageScope());
      add(name, element && controlAt(element, within));
    }
    const coded = namedElements(root as unknown as Tree, SPELLINGS, SHORT);
    for (const [name, elements] of coded)
      for (const element of elements) add(name, controlAt(element, within));
  }
  return asOneNumber(found);
}

const isInside = (part: Element, tree: Tree): boolean => {
  const door = 'host' in tree ? tree.host : tree.defaultView?.frameElement;
  return door != null && holdsDeep(part, door);
};

/** "Số" without a place for the notation takes both. */
function asOneNumber(found: FoundControls): FoundControls {
  const number = found.get('number') ?? found.get('notation');
  if (!number || found.has('code') || (found.has('number') && found.has('notation'))) return found;
  found.delete('number');
  found.delete('notation');
  return found.set('code', number);
}
