import { parentCodes } from '../../shared/agency/parent-code.ts';
import { searchKey } from '../store/search-key.ts';
import { abbreviated, initials, words, writtenOut } from './abbreviation.ts';
import { type DirectoryEntry, isAxisCentre, type Unit } from './unit.ts';
import { WordCollector, type WordList } from './word-list.ts';

/** Matches that are weighed one by one, best-ranked first; a text that fits more units says too little to weigh. */
const WEIGHED = 3000;
const YIELD_EVERY = 2000;
const WEIGHTS = 20;
const TAKEN = 255;

/**
 * All units of one synchronisation in memory, ordered once by rank (open before closed, high before low, short
 * names before long ones). A search joins sorted word lists and then weighs the best-ranked matches, so that a
 * key pressed on 123,000 units is answered in a few milliseconds.
 */
export class SearchIndex {
  readonly #units: readonly Unit[];
  readonly #byCode = new Map<string, Unit>();
  readonly #byOldCode = new Map<string, Unit[]>();
  readonly #byUnitId = new Map<string, Unit>();
  /** Units right below one, by the code of that one. */
  readonly #children = new Map<string, Unit[]>();
  readonly #tops: Unit[] = [];
  /** Abbreviated search key of each name, by id. */
  readonly #keys: string[] = [];
  #words: WordList = new WordCollector().finish();
  #names: WordList = new WordCollector().finish();

  private constructor(units: readonly Unit[]) {
    this.#units = units;
  }

  /** Builds the index in slices, giving the event loop a turn between them. */
  static async build(all: readonly Unit[]): Promise<SearchIndex> {
    const ranked = all
      .map((unit) => ({ unit, rank: rankOf(unit) }))
      .sort((left, right) => left.rank - right.rank || (left.unit.code < right.unit.code ? -1 : 1))
      .map(({ unit }) => unit);
    const index = new SearchIndex(ranked);
    const list = new WordCollector();
    const names = new WordCollector();
    for (const [id, unit] of ranked.entries()) {
      index.#register(unit);
      const plain = searchKey(unit.name);
      const key = abbreviated(plain);
      index.#keys.push(key);
      if (!isAxisCentre(unit.code)) {
        for (const word of wordsOf(unit, plain, key)) list.add(word, id);
        names.add(key, id);
      }
      if (id % YIELD_EVERY === YIELD_EVERY - 1) await new Promise((resolve) => setImmediate(resolve));
    }
    for (const [id, unit] of ranked.entries()) {
      index.#place(unit);
      if (id % YIELD_EVERY === YIELD_EVERY - 1) await new Promise((resolve) => setImmediate(resolve));
    }
    index.#words = list.finish();
    await new Promise((resolve) => setImmediate(resolve));
    index.#names = names.finish();
    return index;
  }

  get size(): number {
    return this.#units.length;
  }

  #register(unit: Unit): void {
    this.#byCode.set(unit.code.toUpperCase(), unit);
    if (unit.unitId !== '') this.#byUnitId.set(unit.unitId, unit);
    for (const old of unit.oldCodes) push(this.#byOldCode, old.toUpperCase(), unit);
  }

  /** Under the unit above it; codes and ids of all units are known by now. */
  #place(unit: Unit): void {
    if (isAxisCentre(unit.code)) return;
    const above = this.parent(unit);
    if (above === undefined) this.#tops.push(unit);
    else push(this.#children, above.code, unit);
  }

  /** The unit above: by the directory's own word, else by the form of the code. Axis centres are above nobody. */
  parent(unit: Unit): Unit | undefined {
    const named = unit.parentId === '' ? undefined : this.#byUnitId.get(unit.parentId);
    if (named !== undefined && named !== unit && !isAxisCentre(named.code)) return named;
    for (const code of parentCodes(unit.code)) {
      const above = this.find(code);
      if (above !== undefined && above !== unit) return above;
    }
    return undefined;
  }

  /** Units above one, the top first. A directory whose rows name each other in a circle ends it. */
  path(unit: Unit): Unit[] {
    const seen = new Set([unit]);
    const above: Unit[] = [];
    for (let at = this.parent(unit); at !== undefined && !seen.has(at); at = this.parent(at)) {
      seen.add(at);
      above.unshift(at);
    }
    return above;
  }

  /** The unit of a code, present or old. A present code wins over an old one of the same text. */
  find(code: string): Unit | undefined {
    const key = code.trim().toUpperCase();
    return this.#byCode.get(key) ?? this.#heirs(key)[0];
  }

  /** Units whose earlier code this is, open ones first. */
  #heirs(code: string): Unit[] {
    return [...(this.#byOldCode.get(code) ?? [])].sort(
      (left, right) => Number(left.closed) - Number(right.closed),
    );
  }

  /** The open unit that took over, through several closures if need be. */
  successor(unit: Unit): Unit | undefined {
    const seen = new Set([unit]);
    let level = [unit];
    while (level.length > 0) {
      const next = level
        .flatMap((one) => this.#heirs(one.code.toUpperCase()))
        .filter((heir) => !seen.has(heir));
      const open = next.find((heir) => !heir.closed);
      if (open !== undefined) return open;
      for (const heir of next) seen.add(heir);
      level = next;
    }
    return undefined;
  }

  /** Units right below one of the tree; with null the tops. */
  children(code: string | null): readonly Unit[] {
    if (code === null) return this.#tops;
    const above = this.find(code);
    return above === undefined ? [] : (this.#children.get(above.code) ?? []);
  }

  entry(unit: Unit): DirectoryEntry {
    const heir = unit.closed ? this.successor(unit) : undefined;
    return {
      code: unit.code,
      name: unit.name,
      parentName: this.parent(unit)?.name ?? null,
      closed: unit.closed,
      successor: heir?.code ?? null,
      successorName: heir?.name ?? null,
    };
  }

  /** Open units that bear exactly this name, whatever its diacritics, abbreviations and punctuation. */
  named(name: string): Unit[] {
    const key = abbreviated(searchKey(name));
    const wanted = bareKey(key);
    if (wanted === '') return [];
    const exact = [...this.#names.exactly(key)];
    const ids = exact.length > 0 ? exact : this.#candidates(words(wanted), key.trimEnd());
    return ids
      .filter((id) => bareKey(this.#keys[id] ?? '') === wanted)
      .flatMap((id) => {
        const unit = this.#units[id];
        return unit === undefined || unit.closed ? [] : [unit];
      });
  }

  /** True when a search for `text` would find the unit, however many others there are. */
  fits(unit: Unit, text: string): boolean {
    const plain = searchKey(unit.name);
    const known = [...wordsOf(unit, plain, abbreviated(plain))];
    return searchTokens(text).every((token) => known.some((word) => word.startsWith(token)));
  }

  /**
   * Units that hold every word of `text` as the beginning of a word of their name (with or without diacritics),
   * of a former name, of a code or of the abbreviation. Best first; axis centres never.
   */
  search(text: string, limit: number): DirectoryEntry[] {
    const plain = searchKey(text);
    const query = { key: abbreviated(plain).trimEnd(), code: plain, spelled: '' };
    const tokens = searchTokens(text);
    if (tokens.length === 0) return [];
    const spelled = text.normalize('NFC').toLowerCase().replace(/\s+/gu, ' ').trim();
    if (spelled !== plain) query.spelled = spelled;
    const buckets: number[][] = Array.from({ length: WEIGHTS }, () => []);
    for (const id of this.#candidates(tokens, query.key)) buckets[this.#weigh(id, query)]?.push(id);
    const best: DirectoryEntry[] = [];
    for (const bucket of buckets) {
      if (bucket.length === 0) continue;
      // The order of ids is the order of rank.
      bucket.sort((left, right) => left - right);
      for (const id of bucket) {
        if (best.length === limit) return best;
        const unit = this.#units[id];
        if (unit !== undefined) best.push(this.entry(unit));
      }
    }
    return best;
  }

  /** Ids that match all tokens: the best-ranked ones, and those whose name begins with the text. */
  #candidates(tokens: readonly string[], key: string): number[] {
    const marks = new Uint8Array(this.#units.length);
    const all = tokens.length;
    for (let step = 0; step < all; step += 1) {
      const ids = this.#words.startingWith(tokens[step] ?? '');
      for (let at = 0; at < ids.length; at += 1) {
        const id = ids[at] ?? 0;
        if (marks[id] === step) marks[id] = step + 1;
      }
    }
    const found: number[] = [];
    for (let id = marks.indexOf(all); id !== -1 && found.length < WEIGHED; id = marks.indexOf(all, id + 1)) {
      found.push(id);
      marks[id] = TAKEN;
    }
    for (const id of this.#names.startingWith(key).subarray(0, WEIGHED)) {
      if (marks[id] !== all) continue;
      found.push(id);
      marks[id] = TAKEN;
    }
    return found;
  }

  /** Smaller is better: exact code, code, exact name, diacritics as typed, beginning, phrase, words anywhere. */
  #weigh(id: number, query: { key: string; code: string; spelled: string }): number {
    const unit = this.#units[id];
    if (unit === undefined) return WEIGHTS - 1;
    const code = unit.code.toLowerCase();
    if (code === query.code) return 0;
    const closed = unit.closed ? 10 : 0;
    if (code.startsWith(query.code)) return 1 + closed;
    const key = this.#keys[id] ?? '';
    const accented = query.spelled === '' || unit.name.toLowerCase().includes(query.spelled) ? 0 : 4;
    if (!key.includes(query.key)) return 5 + accented + closed;
    if (key.length === query.key.length + 1) return 2 + accented + closed;
    return (key.startsWith(query.key) ? 3 : 4) + accented + closed;
  }
}

/** Words of a text, each of which must begin a word of what is found. */
export function searchTokens(text: string): string[] {
  return [...new Set(words(abbreviated(searchKey(text))))].slice(0, 250);
}

/** A name's words alone. */
const bareKey = (key: string): string => words(key).join(' ');

function wordsOf(unit: Unit, plain: string, key: string): Set<string> {
  const found = new Set(words(plain));
  for (const word of words(key)) found.add(word);
  for (const word of words(writtenOut(plain))) found.add(word);
  found.add(initials(plain));
  for (const former of unit.formerNames) for (const word of words(searchKey(former))) found.add(word);
  found.add(unit.code.toLowerCase());
  for (const code of unit.oldCodes) found.add(code.toLowerCase());
  return found;
}

/** Level of the tree counts before the length of the name, and both after being open. */
function rankOf(unit: Unit): number {
  const level = unit.code.split('.').length;
  return (unit.closed ? 1_000_000 : 0) + level * 10_000 + Math.min(unit.name.length, 9999);
}

function push(map: Map<string, Unit[]>, key: string, unit: Unit): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [unit]);
  else list.push(unit);
}
