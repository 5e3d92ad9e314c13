import { holds } from '../../shared/profile/read.ts';
import {
  findAll,
  findFirst,
  type ReadableElement,
  type ReadableRoot,
  type ReadingScope,
} from '../../shared/profile/readable.ts';
import type { ButtonRule, Encoding } from '../../shared/profile/schema.ts';
import type { KnownPage, PageProfile } from '../messages/page.ts';
import { insideOf, pageScope } from './scope.ts';

/** A place where a button belongs: the document (or row) it speaks of, and the element it stands at. */
export interface Place {
  /** Kind of the button: of page, role and whether it sends. */
  key: string;
  page: KnownPage;
  rule: ButtonRule;
  root: ParentNode;
  anchor: Element;
}

/** Shadow roots that the profile's selectors step into, and hosts that have none yet. */
export interface Insides {
  opened: Set<Node>;
  waiting: Set<Element>;
}

const nodeType = Object.getOwnPropertyDescriptor(Node.prototype, 'nodeType')?.get;

/**
 * An element of any of this origin's frames: each frame has classes of its own, so `instanceof` tells nothing. Of a form
 * with a control called `nodeType` only the browser's own property says what it is.
 */
export const isElement = (value: unknown): value is Element =>
  typeof value === 'object' && value !== null && 'nodeType' in value && nodeType?.call(value) === 1;

const PUT = { before: 'before', after: 'after', first: 'prepend', last: 'append' } as const;

/** Puts an element of ours where a rule wants it, also at a form with a control that bears the name of the call. */
export function put(host: HTMLElement, position: ButtonRule['position'], anchor: Element): void {
  Element.prototype[PUT[position]].call(anchor, host);
}

/** The documents that a kind of page shows: itself, or its rows. */
export function rootsOf(
  page: Pick<KnownPage, 'when' | 'each'>,
  encoding: Encoding | undefined,
): ParentNode[] {
  const scope = pageScope(document, encoding);
  if (!holds(page.when, scope)) return [];
  if (page.each === undefined) return [document];
  return findAll(scope, scope.root, page.each) as unknown as ParentNode[];
}

/** All places on the page as it is now. With `insides`, notes where else the page must be watched. */
export function findPlaces(profile: PageProfile, insides?: Insides): Place[] {
  const scope: ReadingScope = {
    ...pageScope(document, profile.encoding),
    shadowOf(element: ReadableElement): ReadableRoot | null {
      const inner = insideOf(element);
      if (inner) insides?.opened.add(inner as unknown as Node);
      else insides?.waiting.add(element as unknown as Element);
      return inner;
    },
  };
  const places: Place[] = [];
  for (const page of profile.pages) {
    if (page.buttons.length === 0 || !holds(page.when, scope)) continue;
    const roots =
      page.each === undefined
        ? [document as ParentNode]
        : (findAll(scope, scope.root, page.each) as unknown as ParentNode[]);
    for (const root of roots) {
      const within = { ...scope, root: root as unknown as ReadableRoot };
      for (const rule of page.buttons) {
        if (rule.when && !holds(rule.when, within)) continue;
        const anchor = findFirst(within, within.root, rule.at) as unknown;
        if (!isElement(anchor)) continue;
        places.push({ key: `${page.id}/${rule.role}/${rule.send ?? false}`, page, rule, root, anchor });
      }
    }
  }
  return places;
}
