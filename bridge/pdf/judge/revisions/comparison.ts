import { PDFArray, PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import type { ReasonCode } from '../../../../shared/document/verdict-reasons.ts';
import { FileStream } from '../../file/file-stream.ts';
import { isTooDeep } from '../../file/limits.ts';
import { overriddenEntries } from '../../file/object-parser.ts';
import { isDamage } from '../../file/pdf-file.ts';
import type { PdfView } from '../../file/pdf-view.ts';
import { leadsOn } from '../../file/reachable.ts';
import { latin1 } from '../../file/syntax.ts';
import { sameEntry } from '../../file/xref-section.ts';
import { keysOf, sameScalar } from './values.ts';

/** One difference between two revisions. `reason` null: allowed. */
export interface Difference {
  readonly what: string;
  readonly path: string;
  readonly reason: ReasonCode | null;
}

/** Thrown when a file asks for more comparing than any honest one. */
export class ComparisonLimit extends Error {}

const MOST_VISITS = 5_000_000;
/** Of each reason and of each kind that is allowed: what is told is bounded, and no flood of one hides another. */
const MOST_OF_A_KIND = 100;
const DEEPEST = 400;
const MOST_PATH = 200;
const LONGEST_DAMAGED = 256 * 1024;

/** Keys that say, wherever they stand, what kind of thing lies below them. */
const KINDS: Readonly<Record<string, ReasonCode>> = {
  Font: 'CHANGED_FONT',
  FontDescriptor: 'CHANGED_FONT',
  ToUnicode: 'CHANGED_FONT',
  DescendantFonts: 'CHANGED_FONT',
  CharProcs: 'CHANGED_FONT',
  OC: 'CHANGED_OPTIONAL_CONTENT',
  OCGs: 'CHANGED_OPTIONAL_CONTENT',
  OCProperties: 'CHANGED_OPTIONAL_CONTENT',
  Properties: 'CHANGED_OPTIONAL_CONTENT',
  OpenAction: 'CHANGED_ACTIONS',
  AA: 'CHANGED_ACTIONS',
  A: 'CHANGED_ACTIONS',
  JS: 'CHANGED_ACTIONS',
  JavaScript: 'CHANGED_ACTIONS',
  EmbeddedFiles: 'CHANGED_ATTACHMENTS',
  AF: 'CHANGED_ATTACHMENTS',
  EF: 'CHANGED_ATTACHMENTS',
};

/**
 * Compares two revisions by what the document means: values reached from the same place must be equal, however
 * the objects are numbered or written. Numbers whose cross-reference entry is the same in both revisions are the
 * same bytes, so only what hangs below them is followed.
 */
export class Comparison {
  readonly before: PdfView;
  readonly after: PdfView;
  readonly differences: Difference[] = [];
  /** Object numbers of dictionaries that are compared in a role of their own; strict comparing stops there. */
  readonly structural = new Set<number>();
  /** Those of signature fields and their widgets; strict comparing stops there where a field belongs. */
  readonly fields = new Set<number>();
  /** Numbers of the older revision that were reached strictly, that is outside of every role. */
  readonly reachedStrictly = new Set<number>();
  /** Appearances of signature fields that were drawn anew, with the numbers that may have no other use. */
  readonly replacedAppearances: { numbers: readonly number[]; path: string }[] = [];
  readonly #waiting = new Queue<Waiting>();
  readonly #afterwards: (() => void)[] = [];
  readonly #pairs = new Set<string>();
  readonly #kinds = new Map<string, number>();
  #visits = 0;

  constructor(before: PdfView, after: PdfView) {
    this.before = before;
    this.after = after;
  }

  allow(what: string, path: string): void {
    this.#record({ what, path, reason: null });
  }

  refuse(reason: ReasonCode, what: string, path: string): void {
    this.#record({ what, path, reason });
  }

  #record(difference: Difference): void {
    const kind = difference.reason ?? `allowed: ${difference.what}`;
    const known = this.#kinds.get(kind) ?? 0;
    this.#kinds.set(kind, known + 1);
    if (known < MOST_OF_A_KIND) this.differences.push(difference);
  }

  /** The entries of both revisions lead to the same bytes. */
  sameEntry(number: number): boolean {
    const before = this.before.locate(number)?.entry;
    const after = this.after.locate(number)?.entry;
    if (!before || !after) return before === after;
    if (!sameEntry(before, after)) return false;
    return before.kind !== 'compressed' || this.sameEntry(before.stream);
  }

  /** Strict equality below a key of two dictionaries. */
  strictKey(before: PDFDict, after: PDFDict, key: string, path: string, reason: ReasonCode): void {
    const name = PDFName.of(key);
    this.strict(before.get(name), after.get(name), `${path}.${key}`, KINDS[key] ?? reason);
  }

  /** A way up the tree: the same reference, with the same behind it. */
  sameReference(before: PDFDict, after: PDFDict, key: string, path: string, reason: ReasonCode): void {
    const name = PDFName.of(key);
    if (before.get(name) !== after.get(name)) this.refuse(reason, 'value', `${path}.${key}`);
    else this.strictKey(before, after, key, path, reason);
  }

  /**
   * Strict equality of two values; a difference is recorded under `reason` or a more telling one. What lies behind
   * references is compared by {@link settle}, so that long chains (outlines, threads) cost no depth.
   */
  strict(
    before: PDFObject | undefined,
    after: PDFObject | undefined,
    path: string,
    reason: ReasonCode,
    depth = 0,
  ): void {
    if (depth > DEEPEST) throw new ComparisonLimit();
    if (++this.#visits > MOST_VISITS) throw new ComparisonLimit();
    const one = before instanceof PDFRef ? before : null;
    const other = after instanceof PDFRef ? after : null;
    if (!one && !other) {
      this.#content(before, after, path, reason, depth);
      return;
    }
    if (one) this.reachedStrictly.add(one.objectNumber);
    if (one && one === other && this.#playsItsRole(one.objectNumber, path, reason)) return;
    if (one && other) {
      const pair = `${one.tag}|${other.tag}`;
      if (this.#pairs.has(pair)) return;
      this.#pairs.add(pair);
    }
    this.#waiting.push({ before, after, path: path.slice(-MOST_PATH), reason });
  }

  /**
   * True where an object that is compared in a role of its own is named in that role. A page or a signature field that is
   * somebody else's resource or state at the same time may not change there.
   */
  #playsItsRole(number: number, path: string, reason: ReasonCode): boolean {
    if (this.structural.has(number)) return !MAPS.test(path);
    return this.fields.has(number) && FIELD_PLACES.test(path) && !RESOURCES.has(reason);
  }

  /** Compares everything that waits, then runs what was put off until all of it was reached. */
  settle(): void {
    do this.#compareWaiting();
    while (this.#comparesBesides());
    for (const check of this.#afterwards) check();
  }

  /** What shapes the older revision though nothing leads to it; false when all of it was compared before. */
  #comparesBesides(): boolean {
    const compared = this.#pairs.size;
    const { before, after } = this;
    for (const ref of [...before.packing(), ...before.misnamed(), ...after.misnamed()])
      this.strict(ref, ref, `object ${ref.objectNumber}`, 'CHANGED_OTHER');
    return this.#pairs.size > compared;
  }

  #compareWaiting(): void {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      const { before, after, path, reason } = next;
      const same = before instanceof PDFRef && before === after && this.sameEntry(before.objectNumber);
      // The same bytes: only what they refer to can differ.
      if (same) this.belowSame(before, path, reason);
      // A value that moved to another number, or between direct and indirect, is equal when its content is.
      else this.#content(this.before.looked(before), this.after.looked(after), path, reason, 0);
    }
  }

  /** What an object that is the same bytes in both revisions refers to must be the same. */
  belowSame(ref: PDFRef, path: string, reason: ReasonCode): void {
    try {
      // The object itself, which may be a reference again.
      this.#below(this.before.object(ref.objectNumber) ?? undefined, path, reason, 0);
    } catch (error) {
      if (!isDamage(error) && !isTooDeep(error)) throw error;
      // Another reader may make sense of an object that is damaged, or nested too deeply, here: what it names must be the same too.
      for (const named of this.#namedIn(ref.objectNumber)) this.strict(named, named, path, reason);
    }
  }

  /** References in the raw text of an object; of a packed one, in all that is packed with it. */
  #namedIn(number: number): PDFRef[] {
    const found = this.before.locate(number)?.entry;
    if (found?.kind === 'plain') {
      return refsWritten(objectText(latin1(this.before.source.read(found.offset, LONGEST_DAMAGED))));
    }
    try {
      const holder = found?.kind === 'compressed' ? this.before.object(found.stream) : null;
      if (holder instanceof FileStream) return refsWritten(latin1(this.before.streamBytes(holder).data));
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
    throw new ComparisonLimit();
  }

  /** Puts a check off until everything was compared. */
  afterwards(check: () => void): void {
    this.#afterwards.push(check);
  }

  /** Follows the references of a value that is the same bytes in both revisions. */
  #below(value: PDFObject | undefined, path: string, reason: ReasonCode, depth: number): void {
    if (value === undefined) return;
    if (depth > DEEPEST) throw new ComparisonLimit();
    if (value instanceof PDFRef) {
      this.strict(value, value, path, reason, depth);
    } else if (value instanceof PDFArray) {
      value.asArray().forEach((item, index) => {
        if (leadsOn(item)) this.#below(item, `${path}[${index}]`, reason, depth + 1);
      });
    } else {
      const dict = value instanceof FileStream ? value.dict : value;
      if (!(dict instanceof PDFDict)) return;
      for (const [key, item] of dict.entries()) {
        if (!leadsOn(item)) continue;
        const word = key.decodeText();
        this.#below(item, `${path}.${word}`, KINDS[word] ?? reason, depth + 1);
      }
    }
  }

  #content(
    before: PDFObject | undefined,
    after: PDFObject | undefined,
    path: string,
    reason: ReasonCode,
    depth: number,
  ): void {
    if (before instanceof FileStream || after instanceof FileStream) {
      if (!(before instanceof FileStream) || !(after instanceof FileStream)) {
        this.refuse(reason, 'stream', path);
        return;
      }
      this.#dicts(before.dict, after.dict, path, reason, depth, STREAM_KEYS);
      if (!sameStreamData(this, before, after)) this.refuse(reason, 'stream data', path);
    } else if (before instanceof PDFDict && after instanceof PDFDict) {
      this.#dicts(before, after, path, reason, depth, NO_KEYS);
    } else if (before instanceof PDFArray && after instanceof PDFArray) {
      if (before.size() !== after.size()) this.refuse(reason, 'array', path);
      for (let index = 0; index < Math.min(before.size(), after.size()); index++) {
        this.strict(before.get(index), after.get(index), `${path}[${index}]`, reason, depth + 1);
      }
    } else if (!sameScalar(before, after)) {
      this.refuse(reason, after === undefined ? 'removed' : before === undefined ? 'added' : 'value', path);
    }
  }

  /**
   * Refuses keys that stand twice where they did not before: readers disagree about which one counts. What an author
   * wrote twice, and a signer carried over, means what it meant.
   */
  keysTwice(before: PDFDict | null, after: PDFDict, path: string): void {
    if (before === after) return;
    const now = overriddenEntries(after);
    const old = before ? overriddenEntries(before) : [];
    if (now.length === 0) return;
    if (now.length !== old.length || now.some(([key], index) => key !== old[index]?.[0])) {
      this.refuse('DUPLICATE_OBJECT', 'key given twice', path);
      return;
    }
    now.forEach(([key, value], index) => {
      this.strict(old[index]?.[1], value, `${path}.${key.decodeText()}`, 'DUPLICATE_OBJECT');
    });
  }

  #dicts(
    before: PDFDict,
    after: PDFDict,
    path: string,
    reason: ReasonCode,
    depth: number,
    without: ReadonlySet<string>,
  ): void {
    this.keysTwice(before, after, path);
    for (const key of new Set([...keysOf(before), ...keysOf(after)])) {
      if (without.has(key)) continue;
      const name = PDFName.of(key);
      this.strict(before.get(name), after.get(name), `${path}.${key}`, KINDS[key] ?? reason, depth + 1);
    }
  }
}

const FIELD_PLACES = /\.(?:Annots|Fields|Kids|Parent|Obj|CO|T)(?:\[\d+\])*$/u;
/** What stands here gives names to things that are drawn. */
const MAPS =
  /\.(?:Resources|Font|XObject|ColorSpace|Pattern|ExtGState|Shading|Properties|CharProcs|N|D|R|OC)$/u;
/** Below these a name is given by the author, so that it says nothing of the role. */
const RESOURCES: ReadonlySet<ReasonCode> = new Set([
  'CHANGED_RESOURCES',
  'CHANGED_FONT',
  'CHANGED_OPTIONAL_CONTENT',
]);
const NO_KEYS: ReadonlySet<string> = new Set();
/** The data themselves are compared. */
const STREAM_KEYS: ReadonlySet<string> = new Set(['Length']);

/** A damaged object up to its end. @throws ComparisonLimit where another reader may find the end elsewhere */
function objectText(text: string): string {
  const [whole, body = ''] = /^(.*?)\bendobj\b/su.exec(text) ?? [];
  const marks = body.replace(/\\./gsu, '');
  const isWithin = /(?<!<)<[^<>]*$|\/$/u.test(body) || marks.split('(').length !== marks.split(')').length;
  if (whole === undefined || isWithin) throw new ComparisonLimit();
  return body;
}

/** References in a text, however readers may take it apart. @throws ComparisonLimit where a comment may part one */
function refsWritten(text: string): PDFRef[] {
  if (text.includes('%')) throw new ComparisonLimit();
  return [...text.matchAll(/(?<!\d)(\d+)[\s\0]+(\d+)[\s\0]+R(?!\w)/gu)].map((match) =>
    PDFRef.of(Number(match[1]), Number(match[2])),
  );
}

interface Waiting {
  readonly before: PDFObject | undefined;
  readonly after: PDFObject | undefined;
  readonly path: string;
  readonly reason: ReasonCode;
}

/** First in, first out without moving what waits: the shortest path to a difference is the one reported. */
class Queue<T> {
  #items: T[] = [];
  #next = 0;

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    const item = this.#items[this.#next];
    if (item !== undefined) this.#next++;
    if (this.#next > 10_000) {
      this.#items = this.#items.slice(this.#next);
      this.#next = 0;
    }
    return item;
  }
}

function sameStreamData(comparison: Comparison, before: FileStream, after: FileStream): boolean {
  if (before.start === after.start) return true;
  return Buffer.compare(comparison.before.rawBytes(before), comparison.after.rawBytes(after)) === 0;
}
