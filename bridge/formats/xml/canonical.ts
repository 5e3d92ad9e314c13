import {
  XML_NAMESPACE,
  type XmlAttribute,
  type XmlDocument,
  type XmlElement,
  type XmlNode,
} from './document.ts';

/**
 * Canonical XML of a whole document or of one element with all below it, less at most one element (the signature of
 * the enveloped-signature transform). Written for exactly these node sets: arbitrary ones need XPath, which is refused.
 */
export interface Canonicalization {
  /** Canonical XML 1.0 (W3C 2001), 1.1 (W3C 2008), or Exclusive XML Canonicalization 1.0 (W3C 2002). */
  method: 'inclusive' | 'inclusive-1.1' | 'exclusive';
  comments: boolean;
  /** InclusiveNamespaces PrefixList of the exclusive method; the default namespace is the empty prefix. */
  inclusivePrefixes?: readonly string[];
}

const METHODS: Readonly<Record<string, Canonicalization>> = {
  'http://www.w3.org/TR/2001/REC-xml-c14n-20010315': { method: 'inclusive', comments: false },
  'http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments': { method: 'inclusive', comments: true },
  'http://www.w3.org/2006/12/xml-c14n11': { method: 'inclusive-1.1', comments: false },
  'http://www.w3.org/2006/12/xml-c14n11#WithComments': { method: 'inclusive-1.1', comments: true },
  'http://www.w3.org/2001/10/xml-exc-c14n#': { method: 'exclusive', comments: false },
  'http://www.w3.org/2001/10/xml-exc-c14n#WithComments': { method: 'exclusive', comments: true },
};

export const EXCLUSIVE_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';

/** The canonicalization that an algorithm identifier names; null for any other algorithm. */
export const canonicalizationOf = (algorithm: string): Canonicalization | null => METHODS[algorithm] ?? null;

/** xml:base of an ancestor would have to be joined (Canonical XML 1.1, 2.4). */
export class XmlBaseUnsupported extends Error {}

/** Canonical text; its UTF-8 bytes are what is hashed. */
export function canonicalize(
  top: XmlDocument | XmlElement,
  how: Canonicalization,
  omit: XmlElement | null = null,
): string {
  const writer = new Writer(how, omit);
  if ('kind' in top) writer.element(top, new Map(), true);
  else writer.document(top);
  return writer.parts.join('');
}

class Writer {
  readonly parts: string[] = [];
  readonly #how: Canonicalization;
  readonly #omit: XmlElement | null;

  constructor(how: Canonicalization, omit: XmlElement | null) {
    this.#how = how;
    this.#omit = omit;
  }

  /** Comments and instructions outside the root stand on lines of their own (Canonical XML 1.0, 2.3). */
  document({ children, root }: XmlDocument): void {
    let behind = false;
    for (const child of children) {
      if (child === root) {
        this.element(root, new Map(), true);
        behind = true;
        continue;
      }
      const before = this.parts.length;
      if (behind) this.parts.push('\n');
      this.#node(child, new Map());
      if (this.parts.length === before + (behind ? 1 : 0)) this.parts.length = before;
      else if (!behind) this.parts.push('\n');
    }
  }

  /** @param rendered namespaces as the ancestors in the output declare them. */
  element(element: XmlElement, rendered: ReadonlyMap<string, string>, apex = false): void {
    if (element === this.#omit) return;
    const name = element.prefix === '' ? element.local : `${element.prefix}:${element.local}`;
    const declared = this.#declared(element, rendered);
    this.parts.push(`<${name}`);
    for (const [prefix, uri] of declared) {
      this.parts.push(
        prefix === '' ? ` xmlns="${attributeText(uri)}"` : ` xmlns:${prefix}="${attributeText(uri)}"`,
      );
    }
    for (const { prefix, local, value } of this.#attributes(element, apex)) {
      this.parts.push(` ${prefix === '' ? local : `${prefix}:${local}`}="${attributeText(value)}"`);
    }
    this.parts.push('>');
    const inside = declared.length === 0 ? rendered : new Map([...rendered, ...declared]);
    for (const child of element.children) this.#node(child, inside);
    this.parts.push(`</${name}>`);
  }

  #node(node: XmlNode, rendered: ReadonlyMap<string, string>): void {
    if (node.kind === 'element') this.element(node, rendered);
    else if (node.kind === 'text') this.parts.push(characterText(node.text));
    else if (node.kind === 'instruction')
      this.parts.push(`<?${node.target}${node.body === '' ? '' : ` ${node.body}`}?>`);
    else if (this.#how.comments) this.parts.push(`<!--${node.text}-->`);
  }

  #declared(element: XmlElement, rendered: ReadonlyMap<string, string>): [string, string][] {
    const { scope } = element;
    const wanted =
      this.#how.method === 'exclusive'
        ? new Set([element.prefix, ...prefixesOf(element.attributes), ...(this.#how.inclusivePrefixes ?? [])])
        : new Set([...scope.keys(), '']);
    wanted.delete('xml');
    return [...wanted]
      .filter((prefix) => (scope.get(prefix) ?? '') !== (rendered.get(prefix) ?? ''))
      .sort(byCodePoints)
      .map((prefix) => [prefix, scope.get(prefix) ?? '']);
  }

  #attributes(element: XmlElement, apex: boolean): XmlAttribute[] {
    const inherited = apex && this.#how.method !== 'exclusive' ? this.#inherited(element) : [];
    return [...element.attributes, ...inherited].sort(
      (a, b) => byCodePoints(a.uri, b.uri) || byCodePoints(a.local, b.local),
    );
  }

  /** Attributes of the xml namespace come down to the top element (1.0, 2.4; 1.1 leaves xml:id where it is). */
  #inherited(top: XmlElement): XmlAttribute[] {
    const found = new Map<string, XmlAttribute>();
    for (let at = top.parent; at; at = at.parent) {
      for (const one of at.attributes) {
        if (one.uri === XML_NAMESPACE && !found.has(one.local)) found.set(one.local, one);
      }
    }
    if (this.#how.method === 'inclusive-1.1') {
      if (found.has('base')) throw new XmlBaseUnsupported();
      found.delete('id');
    }
    const own = new Set(top.attributes.filter((one) => one.uri === XML_NAMESPACE).map((one) => one.local));
    return [...found.values()].filter((one) => !own.has(one.local));
  }
}

const prefixesOf = (attributes: readonly XmlAttribute[]): string[] =>
  attributes.filter((one) => one.prefix !== '').map((one) => one.prefix);

/** UTF-8 keeps the order of code points; UTF-16 does not. */
const byCodePoints = (a: string, b: string): number =>
  a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};
const escaped = (character: string): string => ESCAPES[character] ?? character;

const attributeText = (text: string): string => text.replace(/[&<"\t\n\r]/gu, escaped);
const characterText = (text: string): string => text.replace(/[&<>\r]/gu, escaped);
