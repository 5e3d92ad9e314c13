import {
  PDFArray,
  PDFBool,
  type PDFContext,
  PDFDict,
  PDFHexString,
  PDFName,
  PDFNull,
  PDFNumber,
  type PDFObject,
  PDFRef,
} from 'pdf-lib';
import { exceeded, objectDamaged, type ReadLimits, tooDeep } from './limits.ts';
import { isDelimiter, isDigit, isWhite } from './syntax.ts';

/** Thrown when the window ends before the object does and the file goes on: read more and parse again. */
export class WindowTooSmall extends Error {}

/** Where one entry of a dictionary stands in the window: key from its slash, value to its last byte (exclusive). */
export interface EntrySpan {
  keyStart: number;
  valueStart: number;
  valueEnd: number;
}

/** Where a dictionary or an array stands, so that one value can be changed and all other bytes kept. */
export interface ContainerSpan {
  start: number;
  /** After the closing bracket. */
  end: number;
  /** By name as pdf-lib spells it (`/Annots`); of a key given twice the last, which is the one readers use. */
  entries: ReadonlyMap<string, EntrySpan>;
}

export interface StringSpan {
  start: number;
  end: number;
  value: PDFHexString;
}

/** As {@link isWhite}. */
const WHITE = /[\0\t\n\f\r ]+/gu;
const HEXADECIMAL = /^[\da-f]*$/iu;

const NO_ENTRIES: ContainerSpan['entries'] = new Map();

/** Names and small numbers are the same in all files; making one costs more than finding it. */
const names = new Map<string, PDFName>();
const integers: PDFNumber[] = [];
const MOST_KEPT = 4096;

function nameOf(raw: string): PDFName {
  const known = names.get(raw);
  if (known) return known;
  // pdf-lib knows escapes in capitals alone; readers know both (ISO 32000-2, 7.3.5).
  const name = PDFName.of(raw.replace(/#[\da-f]{2}/giu, (code) => code.toUpperCase()));
  if (names.size < MOST_KEPT) names.set(raw, name);
  return name;
}

function integerOf(value: number): PDFNumber {
  if (value >= MOST_KEPT) return PDFNumber.of(value);
  integers[value] ??= PDFNumber.of(value);
  return integers[value];
}

const NO_KEY = PDFName.of('');
const overridden = new WeakMap<PDFDict, readonly OverriddenEntry[]>();

/** An entry whose key stands again further back in its dictionary, or what stands where a key belongs, under no name. */
export type OverriddenEntry = readonly [key: PDFName, value: PDFObject];

/** True when a key stands twice in the dictionary, or something else than a key: readers disagree about what counts. */
export const hasDuplicateKeys = (dict: PDFDict): boolean => overridden.has(dict);

/** True when something else than a key stands where a key belongs. */
export const hasStrayParts = (dict: PDFDict): boolean =>
  overriddenEntries(dict).some(([key]) => key === NO_KEY);

/** Entries of keys that stand again further back, and what stands where a key belongs, in their order. */
export const overriddenEntries = (dict: PDFDict): readonly OverriddenEntry[] => overridden.get(dict) ?? [];

/**
 * Parser of direct objects (ISO 32000-2, 7.3) over a window of bytes, with pdf-lib's classes as result. Unlike
 * pdf-lib's own parser it never reads past its window unnoticed, has caps on depth and tokens, remembers where
 * containers and strings stand, and gives every string as a PDFHexString of its bytes, not yet decrypted.
 */
export class ObjectParser {
  position: number;
  /** From where spans are counted. */
  origin = 0;
  readonly containers = new Map<PDFObject, ContainerSpan>();
  readonly strings: StringSpan[] = [];
  /** What stands here in a form that readers take in different ways, in its order. */
  readonly odd: string[] = [];
  readonly #bytes: Buffer;
  readonly #complete: boolean;
  readonly #context: PDFContext;
  readonly #limits: ReadLimits;
  #nodes = 0;

  /** @param complete true when nothing follows the window (end of file or of an object stream). */
  constructor(
    bytes: Uint8Array,
    position: number,
    complete: boolean,
    context: PDFContext,
    limits: ReadLimits,
  ) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.position = position;
    this.#complete = complete;
    this.#context = context;
    this.#limits = limits;
  }

  /** Drops the spans gathered so far; for long streams of small objects. */
  forget(): void {
    this.containers.clear();
    this.strings.length = 0;
    this.odd.length = 0;
  }

  /** The byte `ahead` of the position, or undefined at the end of the file. */
  peek(ahead = 0): number | undefined {
    const byte = this.#bytes[this.position + ahead];
    if (byte === undefined && !this.#complete) throw new WindowTooSmall();
    return byte;
  }

  skipWhite(): void {
    for (;;) {
      const byte = this.peek();
      if (isWhite(byte)) {
        this.position++;
      } else if (byte === 0x25) {
        while (this.peek() !== undefined && this.peek() !== 0x0a && this.peek() !== 0x0d) this.position++;
      } else {
        return;
      }
    }
  }

  /** Consumes `word` when it stands here and ends here. */
  keyword(word: string): boolean {
    for (let index = 0; index < word.length; index++) {
      if (this.peek(index) !== word.charCodeAt(index)) return false;
    }
    const next = this.peek(word.length);
    if (next !== undefined && !isWhite(next) && !isDelimiter(next)) return false;
    this.position += word.length;
    return true;
  }

  /** An unsigned integer, or undefined when none stands here. */
  integer(): number | undefined {
    const start = this.position;
    let value = 0;
    for (let byte = this.peek(); byte !== undefined && isDigit(byte); byte = this.peek()) {
      value = value * 10 + byte - 0x30;
      this.position++;
    }
    if (this.position === start || this.position - start > 15) {
      this.position = start;
      return undefined;
    }
    return value;
  }

  object(depth = 0): PDFObject {
    if (depth > this.#limits.depth) tooDeep();
    if (++this.#nodes > this.#limits.nodesPerObject) exceeded('tokens');
    this.skipWhite();
    const byte = this.peek();
    if (byte === 0x3c) return this.peek(1) === 0x3c ? this.#dict(depth) : this.#hexString();
    if (byte === 0x28) return this.#literalString();
    if (byte === 0x2f) return this.name();
    if (byte === 0x5b) return this.#array(depth);
    if (isDigit(byte) || byte === 0x2b || byte === 0x2d || byte === 0x2e) return this.#numberOrRef();
    if (this.keyword('true')) return PDFBool.True;
    if (this.keyword('false')) return PDFBool.False;
    if (this.keyword('null')) return PDFNull;
    return objectDamaged('unexpected token');
  }

  name(): PDFName {
    this.position++;
    const start = this.position;
    for (let byte = this.peek(); byte !== undefined && !isWhite(byte) && !isDelimiter(byte); ) {
      this.position++;
      byte = this.peek();
    }
    return nameOf(this.#text(start, this.position));
  }

  #array(depth: number): PDFArray {
    const start = this.position++;
    const array = PDFArray.withContext(this.#context);
    for (;;) {
      this.skipWhite();
      const byte = this.peek();
      if (byte === undefined) objectDamaged('array without end');
      if (byte === 0x5d) break;
      array.push(this.object(depth + 1));
    }
    this.position++;
    this.#contains(array, start, NO_ENTRIES);
    return array;
  }

  #dict(depth: number): PDFDict {
    const start = this.position;
    this.position += 2;
    const map = new Map<PDFName, PDFObject>();
    const entries = new Map<string, EntrySpan>();
    const doubled: OverriddenEntry[] = [];
    for (;;) {
      this.skipWhite();
      const byte = this.peek();
      if (byte === 0x3e && this.peek(1) === 0x3e) break;
      if (byte !== 0x2f) {
        doubled.push([NO_KEY, this.#betweenEntries(depth)]);
        continue;
      }
      const keyStart = this.position;
      const key = this.name();
      this.skipWhite();
      // A key directly before ">>" has no value; readers take it as null.
      const valueStart = this.position;
      const isBare = this.peek() === 0x3e && this.peek(1) === 0x3e;
      if (isBare) this.odd.push(key.asString());
      const value = isBare ? PDFNull : this.object(depth + 1);
      const former = map.get(key);
      if (former) doubled.push([key, former]);
      map.set(key, value);
      entries.set(key.asString(), {
        keyStart: keyStart - this.origin,
        valueStart: valueStart - this.origin,
        valueEnd: this.position - this.origin,
      });
    }
    this.position += 2;
    const dict = PDFDict.fromMapWithContext(map, this.#context);
    if (doubled.length > 0) overridden.set(dict, doubled);
    this.#contains(dict, start, entries);
    return dict;
  }

  /** What readers pass over where a key belongs: a value, or a word that begins nothing of a file's structure. */
  #betweenEntries(depth: number): PDFObject {
    const start = this.position;
    for (let byte = this.peek(); byte !== undefined && isLetter(byte); byte = this.peek()) this.position++;
    const word = this.#text(start, this.position);
    if (STRUCTURE.has(word)) objectDamaged('dictionary without end');
    return word === ''
      ? this.object(depth + 1)
      : PDFHexString.of(Buffer.from(word, 'latin1').toString('hex'));
  }

  #numberOrRef(): PDFObject {
    const start = this.position;
    const first = this.integer();
    if (first !== undefined && !isNumberByte(this.peek()) && this.#exponentLength() === 0) {
      const afterFirst = this.position;
      if (isWhite(this.peek())) {
        this.skipWhite();
        const second = this.integer();
        if (second !== undefined && isWhite(this.peek())) {
          this.skipWhite();
          if (this.keyword('R')) return PDFRef.of(first, second);
        }
      }
      this.position = afterFirst;
      return integerOf(first);
    }
    this.position = start;
    while (isNumberByte(this.peek())) this.position++;
    this.position += this.#exponentLength();
    const text = this.#text(start, this.position);
    if (!NUMBER.test(text)) this.odd.push(text);
    // Writers seen in the field: "--5", "4.", ".5", "12.3-4", "1.5e-05"; readers take the longest sensible prefix.
    const match = /^([+-]*)(\d*\.?\d*(?:[eE][+-]?\d+)?)/u.exec(text);
    const magnitude = Number.parseFloat(match?.[2] ?? '');
    const value = Number.isFinite(magnitude) ? magnitude : 0;
    return PDFNumber.of(match?.[1]?.startsWith('-') && value !== 0 ? -value : value);
  }

  /** No part of the format (7.3.3), but written by programs that print very small or large numbers as they come. */
  #exponentLength(): number {
    if (this.peek() !== 0x65 && this.peek() !== 0x45) return 0;
    const first = isNumberSign(this.peek(1)) ? 2 : 1;
    let length = first;
    while (isDigit(this.peek(length))) length++;
    return length === first ? 0 : length;
  }

  #hexString(): PDFHexString {
    const start = this.position++;
    const end = this.#bytes.indexOf(0x3e, this.position);
    if (end < 0 && !this.#complete) throw new WindowTooSmall();
    if (end < 0) objectDamaged('string without end');
    const hex = this.#text(this.position, end).replace(WHITE, '');
    if (!HEXADECIMAL.test(hex)) objectDamaged('hexadecimal string');
    this.position = end + 1;
    return this.#remember(start, PDFHexString.of(hex.length % 2 === 0 ? hex : `${hex}0`));
  }

  #literalString(): PDFHexString {
    const start = this.position++;
    const out: number[] = [];
    let nesting = 1;
    for (;;) {
      const byte = this.peek();
      if (byte === undefined) objectDamaged('string without end');
      this.position++;
      if (byte === 0x5c) {
        this.#escape(out);
      } else if (byte === 0x0d) {
        // An end of line is one LF, however it is written (7.3.4.2).
        if (this.peek() === 0x0a) this.position++;
        out.push(0x0a);
      } else {
        if (byte === 0x28) nesting++;
        if (byte === 0x29 && --nesting === 0) break;
        out.push(byte);
      }
    }
    return this.#remember(start, PDFHexString.of(Buffer.from(out).toString('hex')));
  }

  #escape(out: number[]): void {
    const byte = this.peek();
    if (byte === undefined) return;
    this.position++;
    const plain = ESCAPES.get(byte);
    if (plain !== undefined) {
      out.push(plain);
    } else if (byte >= 0x30 && byte <= 0x37) {
      let value = byte - 0x30;
      for (let count = 0; count < 2; count++) {
        const next = this.peek();
        if (next === undefined || next < 0x30 || next > 0x37) break;
        value = value * 8 + (next - 0x30);
        this.position++;
      }
      out.push(value & 0xff);
    } else if (byte === 0x0d) {
      if (this.peek() === 0x0a) this.position++;
    } else if (byte !== 0x0a) {
      out.push(byte);
    }
  }

  /** Bytes as a string of the same code units. */
  #text(start: number, end: number): string {
    return this.#bytes.toString('latin1', start, end);
  }

  #contains(value: PDFArray | PDFDict, start: number, entries: ContainerSpan['entries']): void {
    this.containers.set(value, { start: start - this.origin, end: this.position - this.origin, entries });
  }

  #remember(start: number, value: PDFHexString): PDFHexString {
    this.strings.push({ start: start - this.origin, end: this.position - this.origin, value });
    return value;
  }
}

const ESCAPES = new Map([
  [0x6e, 0x0a],
  [0x72, 0x0d],
  [0x74, 0x09],
  [0x62, 0x08],
  [0x66, 0x0c],
]);

/** Words that stand between objects (ISO 32000-2, 7.3.10 and 7.5). */
const STRUCTURE = new Set(['obj', 'endobj', 'stream', 'endstream', 'xref', 'trailer', 'startxref']);

/** ISO 32000-2, 7.3.3. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)$/u;

const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
const isNumberSign = (byte: number | undefined): boolean => byte === 0x2b || byte === 0x2d;

const isNumberByte = (byte: number | undefined): boolean =>
  isDigit(byte) || isNumberSign(byte) || byte === 0x2e;
