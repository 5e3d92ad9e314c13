import type { OutElement } from './element.ts';
import { EDXML_PREFIX } from './namespace.ts';

/**
 * The two ways of writing: `java` is the order of the library the national axis itself uses (the default),
 * `.net` the standard's own numbering, for gateways built on the .NET library. Set for each connection.
 */
export type WriterProfile = 'java' | '.net';

export type Content = string | number | boolean | undefined;
type Child = OutElement | undefined | readonly (OutElement | undefined)[];

/** Makes elements the way a profile does: `java` leaves empty ones out, `.net` writes them empty. */
export interface ElementMaker {
  readonly profile: WriterProfile;
  /** An element with text; undefined where the profile leaves it out. */
  text(name: string, content: Content): OutElement | undefined;
  /** An element with children; undefined when none of them is written. */
  group(name: string, ...children: Child[]): OutElement | undefined;
  /** An element that holds a list: `.net` writes it even when the list is empty. */
  list(name: string, children: readonly Child[]): OutElement | undefined;
  /** An element that stands even when it is empty, with attributes. */
  always(name: string, attributes: OutElement['attributes'], ...children: Child[]): OutElement;
}

function present(children: readonly Child[]): OutElement[] {
  return children.flat().filter((child): child is OutElement => child !== undefined);
}

export function elementMaker(profile: WriterProfile): ElementMaker {
  const qualified = (name: string) => `${EDXML_PREFIX}:${name}`;
  return {
    profile,
    text(name, content) {
      // The reference writer's habits: no empty strings, no negative integers.
      const absent = content === undefined || content === '' || (typeof content === 'number' && content < 0);
      if (absent && profile === 'java') return undefined;
      return { name: qualified(name), attributes: [], content: absent ? '' : String(content) };
    },
    group(name, ...children) {
      const content = present(children);
      return content.length === 0 ? undefined : { name: qualified(name), attributes: [], content };
    },
    list(name, children) {
      const content = present(children);
      if (content.length === 0 && profile === 'java') return undefined;
      return { name: qualified(name), attributes: [], content };
    },
    always(name, attributes, ...children) {
      return { name: qualified(name), attributes, content: present(children) };
    },
  };
}
