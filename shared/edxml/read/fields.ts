import { type InElement, isOurs } from './in-element.ts';
import { VALUE_LENGTH, type WarningCode, type WarningList } from './warnings.ts';
import { type ReadDay, readDay, readMoment } from './wire-date.ts';

const HTML: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  amp: '&',
};

/** One pass over HTML references that survived in the text: it was escaped once too often. */
function decodeHtml(text: string): string {
  return text.replace(
    /&(?:(lt|gt|quot|apos|nbsp|amp)|#(\d{1,7})|#x([0-9a-f]{1,6}));/giu,
    (whole, name, ten, hex) => {
      if (name !== undefined) return HTML[String(name).toLowerCase()] ?? whole;
      const code = ten === undefined ? Number.parseInt(hex, 16) : Number(ten);
      const writable = code >= 0x20 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
      return writable ? String.fromCodePoint(code) : whole;
    },
  );
}

/**
 * Reads the children of one element by local name, in any order, remembers which were asked for, and lists the
 * rest: what was not understood is never dropped silently.
 */
export class Fields {
  readonly element: InElement;
  readonly #warnings: WarningList;
  readonly #known = new Set<string>();

  constructor(element: InElement, warnings: WarningList) {
    this.element = element;
    this.#warnings = warnings;
  }

  warn(code: WarningCode, name?: string, value?: string): void {
    this.#warnings.add(code, this.element, value, name);
  }

  /** Every child of that name, empty ones included. */
  all(name: string): Fields[] {
    this.#known.add(name);
    return this.element.children
      .filter((child) => child.local === name && isOurs(child))
      .map((child) => new Fields(child, this.#warnings));
  }

  /** The first child of that name; further ones are warned of. */
  one(name: string): Fields | undefined {
    const found = this.all(name);
    if (found.length > 1) this.warn('DUPLICATE_ELEMENT', name, found[1]?.element.text.trim());
    return found[0];
  }

  /** Trimmed NFC text; undefined when absent, empty, or the word "null" that some software writes for it. */
  text(name: string): string | undefined {
    return this.one(name)?.ownText();
  }

  texts(name: string): string[] {
    return this.all(name).flatMap((field) => field.ownText() ?? []);
  }

  ownText(): string | undefined {
    const text = this.element.text.normalize('NFC').trim();
    for (const child of this.element.children) this.#unknown(child);
    if (text === 'null') {
      this.warn('NULL_TEXT');
      return undefined;
    }
    return text === '' ? undefined : text;
  }

  /** Text for people: HTML references left in it are decoded once, the original stays in a warning. */
  prose(name: string): string | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const decoded = decodeHtml(text);
    if (decoded !== text) this.warn('HTML_ESCAPED', name, text);
    return decoded.trim() === '' ? undefined : decoded.trim();
  }

  /** An integer; undefined when absent; undefined with a warning when it is none. */
  integer(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (/^[+-]?\d{1,9}$/u.test(text)) return Number(text);
    this.warn('NUMBER_UNREADABLE', name, text);
    return undefined;
  }

  /** `1`/`0` and `true`/`false`. */
  flag(name: string): boolean | undefined {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined) return undefined;
    if (text === '1' || text === 'true') return true;
    if (text !== '0' && text !== 'false') this.warn('BOOLEAN_UNREADABLE', name, text);
    return false;
  }

  day(name: string): string | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const read: ReadDay = readDay(text);
    this.#dated(name, text, read.day, read.exact);
    return read.day;
  }

  moment(name: string): string | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const read = readMoment(text);
    this.#dated(name, text, read.moment, read.exact);
    return read.moment;
  }

  #dated(name: string, text: string, value: string | undefined, exact: boolean): void {
    if (value === undefined) this.warn('DATE_UNREADABLE', name, text);
    else if (!exact) this.warn('DATE_FORMAT', name, text);
  }

  /** Lists children nobody asked for, and text between them. Call when all known parts have been read. */
  rest(...alsoKnown: string[]): void {
    for (const name of alsoKnown) this.#known.add(name);
    for (const child of this.element.children) {
      if (!this.#known.has(child.local) || !isOurs(child)) this.#unknown(child);
    }
    const text = this.element.text.trim();
    if (text !== '' && this.element.children.length > 0) this.warn('UNEXPECTED_TEXT', undefined, text);
  }

  #unknown(child: InElement): void {
    this.#warnings.add('UNKNOWN_ELEMENT', child, allText(child, VALUE_LENGTH + 1));
  }
}

/** Text of an element and what is in it, up to `limit` characters. */
function allText(element: InElement, limit: number): string {
  let text = element.text.trim();
  for (const child of element.children) {
    if (text.length >= limit) break;
    const inner = allText(child, limit - text.length);
    if (inner !== '') text = text === '' ? inner : `${text} ${inner}`;
  }
  return text.slice(0, limit);
}
