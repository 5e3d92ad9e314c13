import { SaxesParser, type SaxesTagNS } from 'saxes';
import { KyguiError } from '../../errors.ts';
import { KNOWN_PREFIXES, QCVN102 } from '../namespace.ts';
import { assertReadable, fitsDeclaration, type WireEncoding } from './encoding.ts';
import { countChild, type InElement, isOurs } from './in-element.ts';
import type { ReadLimits } from './limits.ts';
import type { WarningList } from './warnings.ts';

const FOREIGN_NAMESPACES: Readonly<Record<string, string>> = {
  'http://www.e-doc.vn/Schema/': 'SOAP eDoc trước 2016',
  'http://edxml.gov.vn/schema': 'báo cáo mã độc',
  'http://www.go.vn/eDoc': 'mẫu eDoc cũ',
};

/** What the scanner must know while it decides where payload begins. */
export interface TreeEvents {
  /** An attachment's ContentTransferEncoded has opened; the scanner takes its text from here. */
  payloadOpened(element: InElement): void;
  payloadClosed(element: InElement): void;
}

/** Characters given to saxes at once. */
const SLICE = 65_536;

/** saxes' messages: line, column, problem. */
const MESSAGE = /^(\d+):(\d+): ([\s\S]*)$/u;

/**
 * Builds a bounded tree from saxes' strict events. saxes is the only one that knows XML here: it declares no
 * entities, opens nothing, and everything it calls an error ends the reading, but for undeclared prefixes with
 * a known meaning and for what follows the root.
 */
export class TreeBuilder {
  readonly #parser: SaxesParser<{ xmlns: true }>;
  readonly #limits: ReadLimits;
  readonly #warnings: WarningList;
  readonly #events: TreeEvents;
  #current: InElement | undefined;
  #depth = 0;
  #elements = 0;
  #attributes = 0;
  #markup = 0;
  /** Characters since saxes last reported anything. */
  #token = 0;
  #done = false;
  /** The end of what stood before the root, so that a word that is cut in two is found. */
  #prolog = '';
  #doctype = false;
  readonly #unbound = new Set<string>();
  /** Counts tag, comment, CDATA and instruction events: the scanner sees by it that a piece of markup ended. */
  ticks = 0;
  root: InElement | undefined;
  /** Line ends that saxes was not shown: before the XML, and inside payloads. */
  skippedLines = 0;
  /** What the bytes are in, whatever the declaration says. */
  encoding: WireEncoding = 'utf-8';
  /** First `&` that begins no reference, as `line:column`. */
  #ampersand: string | undefined;

  /** `skipDoctype` passes over a DOCTYPE without looking inside; nothing it declares is ever expanded. */
  constructor(limits: ReadLimits, warnings: WarningList, events: TreeEvents, skipDoctype = false) {
    this.#limits = limits;
    this.#warnings = warnings;
    this.#events = events;
    this.#parser = new SaxesParser({
      xmlns: true,
      defaultXMLVersion: '1.0',
      forceXMLVersion: true,
      resolvePrefix: (prefix: string) => this.#resolvePrefix(prefix),
    });
    // Without a prototype, so that `&constructor;` is as undefined as any other entity.
    this.#parser.ENTITIES = Object.assign(Object.create(null), {
      amp: '&',
      gt: '>',
      lt: '<',
      quot: '"',
      apos: "'",
    });
    this.#parser.on('error', (error) => this.#failed(error));
    this.#parser.on('xmldecl', ({ version, encoding }) => {
      if (version !== undefined && version !== '1.0') this.#warnings.add('XML_VERSION', '', version);
      this.#declared(encoding);
    });
    this.#parser.on('doctype', () => {
      if (!skipDoctype) throw this.#doctypeRefused();
    });
    this.#parser.on('attribute', () => this.#attribute());
    this.#parser.on('opentagstart', () => {
      this.#attributes = 0;
    });
    this.#parser.on('opentag', (tag) => this.#opened(tag));
    this.#parser.on('closetag', () => this.#closed());
    this.#parser.on('text', (text) => this.#text(text));
    this.#parser.on('cdata', (text) => {
      this.ticks += 1;
      this.#text(text);
    });
    this.#parser.on('comment', () => {
      this.ticks += 1;
    });
    this.#parser.on('processinginstruction', () => {
      this.ticks += 1;
    });
  }

  /** The element that is open now. */
  get current(): InElement | undefined {
    return this.#current;
  }

  write(markup: string): void {
    // Small slices, so that a piece of markup is never much longer than its bound before it is noticed: saxes joins
    // some of them letter by letter.
    for (let from = 0; from < markup.length; from += SLICE)
      this.#writeSlice(markup.slice(from, from + SLICE));
  }

  #writeSlice(markup: string): void {
    if (this.#done) return;
    if (this.root === undefined) this.#notePrologue(markup);
    this.#markup += markup.length;
    this.#bound('markupBytes', this.#markup);
    const ticks = this.ticks;
    this.#noteAmpersand(markup);
    this.#parser.write(markup);
    this.#token = this.ticks === ticks ? this.#token + markup.length : 0;
    this.#bound('tokenCharacters', this.#token);
  }

  /** saxes looks for the end of `A & B` to the end of the file; a person wants to know where the `&` is. */
  #noteAmpersand(markup: string): void {
    if (this.#ampersand !== undefined) return;
    const match = /&(?!(?:[A-Za-z]\w{1,7}|#\d{1,7}|#x[0-9a-f]{1,6});)(?=[\s\S]{12})/iu.exec(markup);
    if (match === null) return;
    const before = markup.slice(0, match.index);
    const lines = before.split('\n').length - 1;
    const column =
      lines === 0 ? this.#parser.column + match.index : match.index - before.lastIndexOf('\n') - 1;
    this.#ampersand = `${this.#parser.line + this.skippedLines + lines}:${column}`;
  }

  /** Before the root a DOCTYPE is what a refusal is about, however long a comment it hides behind. */
  #notePrologue(markup: string): void {
    const seen = this.#prolog + markup;
    this.#doctype ||= /<!\s*(?:DOCTYPE|ENTITY)/iu.test(seen);
    this.#prolog = seen.slice(-32);
  }

  #bound(limit: keyof ReadLimits, value: number): void {
    const allowed = this.#limits[limit];
    if (value <= allowed) return;
    this.#refuseDoctype();
    throw new KyguiError('EDXML_LIMIT', { limit, allowed });
  }

  close(): InElement {
    if (!this.#done) this.#parser.close();
    if (this.root === undefined) throw new KyguiError('EDXML_EMPTY');
    return this.root;
  }

  #doctypeRefused(cause?: unknown): KyguiError {
    return new KyguiError('EDXML_DOCTYPE', { line: this.#parser.line + this.skippedLines }, { cause });
  }

  #refuseDoctype(cause?: unknown): void {
    if (this.root === undefined && this.#doctype) {
      throw this.#doctypeRefused(cause);
    }
  }

  #failed(error: Error): void {
    const [, line = '0', column = '0', problem = error.message] = MESSAGE.exec(error.message) ?? [];
    this.#refuseDoctype(error);
    if (problem.includes('doctype')) throw this.#doctypeRefused(error);
    const afterRoot = this.root !== undefined && this.#current === undefined;
    if (afterRoot) {
      if (!this.#done) this.#warnings.add('TRAILING_CONTENT', '');
      this.#done = true;
      return;
    }
    const cutOff = problem.startsWith('unclosed tag') || problem.startsWith('unexpected end');
    if (cutOff && this.#ampersand !== undefined) {
      const [at = '0', place = '0'] = this.#ampersand.split(':');
      throw new KyguiError(
        'EDXML_MALFORMED',
        { line: at, column: place, problem: 'bare & (&amp;)' },
        { cause: error },
      );
    }
    if (cutOff) {
      throw new KyguiError('EDXML_TRUNCATED', {}, { cause: error });
    }
    if (problem.startsWith('document must contain'))
      throw new KyguiError('EDXML_EMPTY', {}, { cause: error });
    throw new KyguiError(
      'EDXML_MALFORMED',
      { line: String(Number(line) + this.skippedLines), column, problem: problem.slice(0, 80) },
      { cause: error },
    );
  }

  #resolvePrefix(prefix: string): string | undefined {
    const uri = KNOWN_PREFIXES[prefix];
    if (uri !== undefined && !this.#unbound.has(prefix)) {
      this.#unbound.add(prefix);
      const { current } = this;
      this.#warnings.add('UNBOUND_PREFIX', current ?? '', prefix);
    }
    return uri;
  }

  #declared(encoding: string | undefined): void {
    if (encoding === undefined) return;
    assertReadable(encoding);
    if (!fitsDeclaration(encoding, this.encoding))
      this.#warnings.add('DECLARED_ENCODING', '', `${encoding} ≠ ${this.encoding}`);
  }

  #attribute(): void {
    this.#attributes += 1;
    this.#elements += 1;
    this.#bound('elements', this.#elements);
    this.#bound('attributesPerElement', this.#attributes);
  }

  #opened(tag: SaxesTagNS): void {
    this.ticks += 1;
    if (this.#done) return;
    this.#depth += 1;
    this.#elements += 1;
    this.#bound('depth', this.#depth);
    this.#bound('elements', this.#elements);
    const attributes: Record<string, string> = Object.create(null);
    for (const [name, attribute] of Object.entries(tag.attributes)) attributes[name] = attribute.value;
    const element: InElement = {
      local: tag.local,
      prefix: tag.prefix,
      uri: tag.uri,
      parent: this.#current,
      attributes,
      children: [],
      nth: this.#current === undefined ? 1 : countChild(this.#current, tag.local),
      text: '',
      line: this.#parser.line + this.skippedLines,
    };
    refuseLookAlike(element);
    if (this.#current === undefined) {
      this.root = element;
      this.#prolog = '';
    } else {
      this.#current.children.push(element);
    }
    this.#current = element;
    if (isPayload(element) && !tag.isSelfClosing) this.#events.payloadOpened(element);
  }

  #closed(): void {
    this.ticks += 1;
    if (this.#done || this.#current === undefined) return;
    const closed = this.#current;
    closed.closed = true;
    this.#depth -= 1;
    this.#current = closed.parent;
    if (isPayload(closed)) this.#events.payloadClosed(closed);
  }

  #text(text: string): void {
    if (this.#current !== undefined) this.#current.text += text;
  }
}

function isPayload(element: InElement): boolean {
  return (
    element.local === 'ContentTransferEncoded' &&
    isOurs(element) &&
    element.parent?.local === 'Attachment' &&
    element.parent.parent?.local === 'AttachmentEncoded'
  );
}

function refuseLookAlike(element: InElement): void {
  const foreign = FOREIGN_NAMESPACES[element.uri];
  const rootUri = element.parent === undefined ? undefined : rootOf(element).uri;
  if (foreign !== undefined && (rootUri === undefined || rootUri !== QCVN102)) {
    throw new KyguiError('EDXML_NOT_QCVN102', { shape: foreign });
  }
  if (element.parent === undefined) {
    const envelope = element.local === 'edXML' || element.local === 'edXMLEnvelope';
    const soap = element.local === 'Envelope';
    if (!envelope && !soap) throw new KyguiError('EDXML_NOT_QCVN102', { shape: 'phần tử gốc khác edXML' });
    if (envelope && element.uri !== QCVN102) {
      const shape = element.uri === '' ? 'thiếu namespace' : 'namespace khác';
      throw new KyguiError('EDXML_NOT_QCVN102', { shape });
    }
  }
  if (element.local === 'AttachmentData' && element.parent?.local === 'Attachment') {
    throw new KyguiError('EDXML_NO_READABLE_ATTACHMENT', { shape: 'AttachmentData' });
  }
}

function rootOf(element: InElement): InElement {
  let root = element;
  while (root.parent !== undefined) root = root.parent;
  return root;
}
