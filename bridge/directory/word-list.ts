/** Gathers words and the ids that have them, before they are sorted. */
export class WordCollector {
  readonly #numbers = new Map<string, number>();
  readonly #words: number[] = [];
  readonly #ids: number[] = [];

  /** Ids must come in ascending order. */
  add(word: string, id: number): void {
    let number = this.#numbers.get(word);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(word, number);
    }
    this.#words.push(number);
    this.#ids.push(id);
  }

  finish(): WordList {
    const sorted = [...this.#numbers.keys()].sort();
    const places = new Uint32Array(sorted.length);
    for (let at = 0; at < sorted.length; at += 1) places[this.#numbers.get(sorted[at] ?? '') ?? 0] = at;
    const offsets = new Uint32Array(sorted.length + 1);
    for (const number of this.#words) {
      const next = (places[number] ?? 0) + 1;
      offsets[next] = (offsets[next] ?? 0) + 1;
    }
    for (let at = 1; at < offsets.length; at += 1) offsets[at] = (offsets[at] ?? 0) + (offsets[at - 1] ?? 0);
    const filled = offsets.slice();
    const ids = new Uint32Array(this.#ids.length);
    for (let at = 0; at < this.#ids.length; at += 1) {
      const place = places[this.#words[at] ?? 0] ?? 0;
      const free = filled[place] ?? 0;
      ids[free] = this.#ids[at] ?? 0;
      filled[place] = free + 1;
    }
    return new WordList(sorted, offsets, ids);
  }
}

/** Words with the ids of the units that have them, in three flat arrays; found by beginning. */
export class WordList {
  readonly #words: readonly string[];
  readonly #offsets: Uint32Array;
  readonly #ids: Uint32Array;

  constructor(words: readonly string[], offsets: Uint32Array, ids: Uint32Array) {
    this.#words = words;
    this.#offsets = offsets;
    this.#ids = ids;
  }

  /** Ids of all words that begin with `prefix`, with repetitions. */
  startingWith(prefix: string): Uint32Array {
    const from = this.#lowerBound(prefix);
    const to = this.#lowerBound(`${prefix}\uffff`);
    return this.#ids.subarray(this.#offsets[from], this.#offsets[to]);
  }

  /** Ids of one word, and of no longer one. */
  exactly(word: string): Uint32Array {
    const at = this.#lowerBound(word);
    if (this.#words[at] !== word) return new Uint32Array();
    return this.#ids.subarray(this.#offsets[at], this.#offsets[at + 1]);
  }

  #lowerBound(wanted: string): number {
    let low = 0;
    let high = this.#words.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#words[middle] ?? '') < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
