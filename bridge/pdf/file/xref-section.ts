import type { PDFDict } from 'pdf-lib';

/** Where an object is. `free` also stands for entries that point nowhere. */
export type XrefEntry =
  | { kind: 'free'; generation: number }
  | { kind: 'plain'; offset: number; generation: number }
  | { kind: 'compressed'; stream: number; index: number };

/** Both lead to the same place. */
export function sameEntry(one: XrefEntry | undefined, other: XrefEntry | undefined): boolean {
  if (one?.kind === 'plain' && other?.kind === 'plain') {
    return one.offset === other.offset && one.generation === other.generation;
  }
  if (one?.kind === 'compressed' && other?.kind === 'compressed') {
    return one.stream === other.stream && one.index === other.index;
  }
  return one?.kind === other?.kind;
}

const FREE = 0;
const PLAIN = 1;
const COMPRESSED = 2;

/** A run of entries with following numbers, packed so that a million of them stay small. */
export class Subsection {
  readonly first: number;
  readonly count: number;
  readonly #kinds: Uint8Array;
  readonly #offsets: Float64Array;
  readonly #generations: Uint32Array;

  constructor(first: number, count: number) {
    this.first = first;
    this.count = count;
    this.#kinds = new Uint8Array(count);
    this.#offsets = new Float64Array(count);
    this.#generations = new Uint32Array(count);
  }

  /** Columns as in a cross-reference stream (ISO 32000-2, table 18): type, then offset or stream, then the rest. */
  set(index: number, type: number, second: number, third: number): void {
    // Unknown types are references to null (7.5.8.3); so is an object "in use" at offset 0.
    this.#kinds[index] = type === COMPRESSED ? COMPRESSED : type === PLAIN && second > 0 ? PLAIN : FREE;
    this.#offsets[index] = second;
    this.#generations[index] = third;
  }

  get(number: number): XrefEntry | undefined {
    const index = number - this.first;
    if (index < 0 || index >= this.count) return undefined;
    const second = this.#offsets[index] ?? 0;
    const third = this.#generations[index] ?? 0;
    switch (this.#kinds[index]) {
      case PLAIN:
        return { kind: 'plain', offset: second, generation: third };
      case COMPRESSED:
        return { kind: 'compressed', stream: second, index: third };
      default:
        return { kind: 'free', generation: third };
    }
  }
}

/** One cross-reference table or stream as it stands in the file. Offsets are from the first byte of the file. */
export class XrefSection {
  readonly kind: 'table' | 'stream';
  readonly offset: number;
  /** After the trailer dictionary or the stream's endobj. */
  readonly end: number;
  readonly trailer: PDFDict;
  /** Object number of a cross-reference stream. */
  readonly streamNumber: number | undefined;
  /** Two subsections name the same object: readers disagree about which counts. */
  readonly overlapping: boolean;
  /** The /XRefStm of a hybrid table. */
  hybrid: XrefSection | undefined;
  /** Written in a form that readers take in different ways; some then look for the objects themselves. */
  irregular = false;
  readonly #subsections: readonly Subsection[];
  readonly #sorted: readonly Subsection[];

  constructor(
    kind: 'table' | 'stream',
    offset: number,
    end: number,
    trailer: PDFDict,
    subsections: readonly Subsection[],
    streamNumber?: number,
  ) {
    this.kind = kind;
    this.offset = offset;
    this.end = end;
    this.trailer = trailer;
    this.streamNumber = streamNumber;
    this.#subsections = subsections;
    this.#sorted = subsections.filter((one) => one.count > 0).sort((a, b) => a.first - b.first);
    this.overlapping = this.#sorted.some((one, index) => {
      const next = this.#sorted[index + 1];
      return next !== undefined && next.first < one.first + one.count;
    });
  }

  /**
   * This section's own entry. In a hybrid section an entry of the stream stands in for one that the table lacks or
   * calls free (7.5.8.4: that is how objects are hidden from old readers).
   */
  entry(number: number): XrefEntry | undefined {
    const own = this.#own(number);
    if (this.hybrid && (own === undefined || own.kind === 'free')) return this.hybrid.entry(number) ?? own;
    return own;
  }

  /**
   * The table and the stream of a hybrid section lead to different objects under one number: readers disagree about
   * which counts.
   */
  get contradicted(): boolean {
    const { hybrid } = this;
    if (!hybrid) return false;
    return hybrid.numbers().some((number) => {
      const own = this.#own(number);
      const hidden = hybrid.entry(number);
      return own !== undefined && own.kind !== 'free' && hidden?.kind !== 'free' && !sameEntry(own, hidden);
    });
  }

  /** One number leads to two objects, in one of the ways above. */
  get hasTwoMeanings(): boolean {
    return this.overlapping || this.hybrid?.overlapping === true || this.contradicted;
  }

  /** Numbers that the section names, in use or free, in rising order, each once. */
  numbers(): number[] {
    const numbers = new Set<number>();
    for (const one of this.#subsections) {
      for (let index = 0; index < one.count; index++) numbers.add(one.first + index);
    }
    for (const number of this.hybrid?.numbers() ?? []) numbers.add(number);
    return [...numbers].sort((a, b) => a - b);
  }

  /** One more than the largest number named. */
  get limit(): number {
    const own = this.#subsections.reduce((most, one) => Math.max(most, one.first + one.count), 0);
    return Math.max(own, this.hybrid?.limit ?? 0);
  }

  #own(number: number): XrefEntry | undefined {
    if (this.overlapping) {
      for (const one of this.#subsections) {
        const entry = one.get(number);
        if (entry) return entry;
      }
      return undefined;
    }
    let low = 0;
    let high = this.#sorted.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const one = this.#sorted[middle];
      if (!one) return undefined;
      if (number < one.first) high = middle - 1;
      else if (number >= one.first + one.count) low = middle + 1;
      else return one.get(number);
    }
    return undefined;
  }
}
