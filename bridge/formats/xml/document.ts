import { SaxesParser, type SaxesTagNS } from 'saxes';
import { KyguiError } from '../../../shared/errors.ts';

export const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';

export interface XmlAttribute {
  prefix: string;
  local: string;
  uri: string;
  value: string;
}

export interface XmlElement {
  kind: 'element';
  prefix: string;
  local: string;
  uri: string;
  /** Without namespace declarations. */
  attributes: readonly XmlAttribute[];
  /** All namespaces in scope, `xml` aside; the default one under the empty prefix. Shared with the parent when equal. */
  scope: ReadonlyMap<string, string>;
  children: XmlNode[];
  parent: XmlElement | null;
}

export type XmlNode =
  | XmlElement
  | { kind: 'text'; text: string }
  | { kind: 'comment'; text: string }
  | { kind: 'instruction'; target: string; body: string };

export interface XmlDocument {
  /** The document as text, without a byte order mark. */
  text: string;
  root: XmlElement;
  /** Comments and instructions before the root, the root, and those behind it. */
  children: readonly XmlNode[];
  /** Where a last child of the root goes: index into `text`; `selfClosed` when the root is `<root/>`. */
  rootEnd: { at: number; selfClosed: boolean };
}

/** Bytes: far above any form or invoice that a page hands over, far below what harms the bridge. */
export const XML_LIMIT = 32 * 1024 * 1024;

export const xmlTooLarge = () => new KyguiError('XML_TOO_LARGE', { limit: '32 MiB' });
const DEEPEST = 200;
const MOST_NODES = 1_000_000;

/**
 * Reads a document strictly: UTF-8, well-formed with namespaces, no document type, hence no entities but the five of
 * XML itself.
 * @throws XML_TOO_LARGE, XML_ENCODING, XML_DOCTYPE, XML_NOT_WELL_FORMED
 */
export function readXml(bytes: Uint8Array): XmlDocument {
  if (bytes.length > XML_LIMIT) throw xmlTooLarge();
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new KyguiError('XML_ENCODING', { encoding: '?' }, { cause });
  }
  return new Reader(text).read();
}

class Reader {
  readonly #text: string;
  readonly #parser = new SaxesParser({ xmlns: true, position: true, defaultXMLVersion: '1.0' });
  readonly #children: XmlNode[] = [];
  #open: XmlElement | null = null;
  #root: XmlElement | null = null;
  #rootEnd = { at: 0, selfClosed: false };
  #depth = 0;
  #nodes = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): XmlDocument {
    const parser = this.#parser;
    parser.on('error', (cause) => {
      throw new KyguiError('XML_NOT_WELL_FORMED', { line: parser.line }, { cause });
    });
    parser.on('doctype', () => {
      throw new KyguiError('XML_DOCTYPE');
    });
    parser.on('xmldecl', ({ encoding, version }) => {
      if (encoding !== undefined && !/^utf-?8$/iu.test(encoding)) {
        throw new KyguiError('XML_ENCODING', { encoding });
      }
      // XML 1.1 has other white space and other characters; canonical XML is defined for 1.0 alone.
      if (version !== undefined && version !== '1.0')
        throw new KyguiError('XML_NOT_WELL_FORMED', { line: 1 });
    });
    parser.on('opentag', (tag) => this.#opened(tag));
    parser.on('closetag', (tag) => this.#closed(tag));
    parser.on('text', (text) => this.#characters(text));
    parser.on('cdata', (text) => this.#characters(text));
    parser.on('comment', (text) => this.#add({ kind: 'comment', text }));
    parser.on('processinginstruction', ({ target, body }) =>
      this.#add({ kind: 'instruction', target, body }),
    );
    // saxes says `doctype` at its end: a long one must not be read first.
    if (/<!DOCTYPE/u.test(this.#text.slice(0, this.#text.search(/<[\p{L}_:]/u))))
      throw new KyguiError('XML_DOCTYPE');
    parser.write(this.#text).close();
    if (!this.#root) throw new KyguiError('XML_NOT_WELL_FORMED', { line: parser.line });
    return { text: this.#text, root: this.#root, children: this.#children, rootEnd: this.#rootEnd };
  }

  #opened(tag: SaxesTagNS): void {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new KyguiError('XML_TOO_LARGE', { limit: `${DEEPEST} tầng / levels` });
    const parent = this.#open;
    const attributes: XmlAttribute[] = [];
    let scope: ReadonlyMap<string, string> = parent?.scope ?? new Map();
    for (const { name, prefix, local, uri, value } of Object.values(tag.attributes)) {
      if (prefix !== 'xmlns' && name !== 'xmlns') attributes.push({ prefix, local, uri, value });
      else if (local !== 'xml') scope = new Map(scope).set(prefix === 'xmlns' ? local : '', value);
    }
    const { prefix, local, uri } = tag;
    const element: XmlElement = {
      kind: 'element',
      prefix,
      local,
      uri,
      attributes,
      scope,
      children: [],
      parent,
    };
    this.#root ??= element;
    this.#add(element);
    this.#open = element;
  }

  #closed({ isSelfClosing }: SaxesTagNS): void {
    this.#depth -= 1;
    const closed = this.#open;
    this.#open = closed?.parent ?? null;
    if (closed !== this.#root) return;
    const { position } = this.#parser;
    const at = isSelfClosing ? position - 2 : this.#text.lastIndexOf('</', position);
    this.#rootEnd = { at, selfClosed: isSelfClosing };
  }

  #characters(text: string): void {
    // Outside the root there is only white space, which canonical XML leaves out.
    if (this.#open && text !== '') this.#add({ kind: 'text', text });
  }

  #add(node: XmlNode): void {
    this.#nodes += 1;
    if (this.#nodes > MOST_NODES) throw new KyguiError('XML_TOO_LARGE', { limit: `${MOST_NODES} nodes` });
    (this.#open?.children ?? this.#children).push(node);
  }
}

/** Elements of a subtree in document order, the top one included. */
export function* elementsOf(top: XmlElement): Generator<XmlElement> {
  yield top;
  for (const child of top.children) if (child.kind === 'element') yield* elementsOf(child);
}

/** True when `inner` is `outer` or lies in it. */
export function isWithin(inner: XmlElement, outer: XmlElement): boolean {
  for (let at: XmlElement | null = inner; at; at = at.parent) if (at === outer) return true;
  return false;
}

/** Value of an attribute without namespace. */
export const attributeOf = (element: XmlElement, local: string): string | null =>
  element.attributes.find((one) => one.uri === '' && one.local === local)?.value ?? null;
