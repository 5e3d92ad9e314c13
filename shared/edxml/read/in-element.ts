import { QCVN102 } from '../namespace.ts';

/** A read element. `text` joins its own character data; payloads are never in it. */
export interface InElement {
  readonly local: string;
  readonly prefix: string;
  /** Namespace; empty when there is none. */
  readonly uri: string;
  readonly parent: InElement | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: InElement[];
  /** Place among the children of its parent that bear its name, from 1. */
  readonly nth: number;
  /** How many children of each name there are; made with the first child. */
  counts?: Map<string, number>;
  text: string;
  /** Line of its start tag in the package, from 1. */
  readonly line: number;
  /** True once its end tag was read. */
  closed?: true;
  /** Set on payload elements: number of the attachment, from 0. */
  payload?: number;
}

/** Path without prefixes, repeated elements counted from 1: `edXML/AttachmentEncoded/Attachment[2]`. */
export function pathOf(element: InElement): string {
  const { parent, local, nth } = element;
  if (parent === undefined) return local;
  const counted = (parent.counts?.get(local) ?? 1) > 1 ? `[${nth}]` : '';
  return `${pathOf(parent)}/${local}${counted}`;
}

/** The next place of that name below `parent`; counts it. */
export function countChild(parent: InElement, local: string): number {
  parent.counts ??= new Map();
  const nth = (parent.counts.get(local) ?? 0) + 1;
  parent.counts.set(local, nth);
  return nth;
}

/** Elements that belong to the format: in its namespace, or in none. */
export function isOurs(element: InElement): boolean {
  return element.uri === QCVN102 || element.uri === '';
}
