import type { Part } from './parse.ts';

/**
 * The places of an expression and which may follow which (Glushkov's automaton), with how often: two ways from one place
 * to the next are what backtracking tries one after the other. Numbers are bounded by 2, "more than one".
 */
export interface Automaton {
  /** What stands at each place, as its own expression. */
  sets: string[];
  follow: Map<number, number>[];
}

/** An atom that is repeated this often is drawn as often; a longer or compound repetition as one without an end. */
const DRAWN_MOST = 12;
/** Expressions with more places than this are not looked through. */
const PLACES_MOST = 400;
const ANY = '[^]';

type Ways = Map<number, number>;
interface Fragment {
  first: Ways;
  last: Ways;
  /** In how many ways it matches nothing. */
  empty: number;
}

const capped = (ways: number) => Math.min(2, ways);
function add(to: Ways, from: Ways, times: number): void {
  if (times === 0) return;
  for (const [place, ways] of from) to.set(place, capped((to.get(place) ?? 0) + ways * times));
}
const joined = (one: Ways, other: Ways, times: number): Ways => {
  const both = new Map(one);
  add(both, other, times);
  return both;
};

/** @throws RangeError when the expression has more than {@link PLACES_MOST} places */
export function automatonOf(whole: Part): Automaton {
  const sets: string[] = [];
  const follow: Ways[] = [];

  const place = (source: string): Fragment => {
    if (sets.length >= PLACES_MOST) throw new RangeError('too many places');
    const here = new Map([[sets.length, 1]]);
    sets.push(source);
    follow.push(new Map());
    return { first: here, last: here, empty: 0 };
  };
  const nothing = (): Fragment => ({ first: new Map(), last: new Map(), empty: 1 });
  const link = (last: Ways, first: Ways) => {
    for (const [from, ways] of last) add(follow[from] ?? new Map(), first, ways);
  };
  const chained = (one: Fragment, other: Fragment): Fragment => {
    link(one.last, other.first);
    return {
      first: joined(one.first, other.first, one.empty),
      last: joined(other.last, one.last, other.empty),
      empty: capped(one.empty * other.empty),
    };
  };
  const optional = (one: Fragment): Fragment => ({ ...one, empty: 1 });
  const looped = (one: Fragment): Fragment => {
    link(one.last, one.first);
    return one;
  };

  const repeated = (part: Part, least: number, most: number): Fragment => {
    if (most === 0) return nothing();
    if (most === 1) return least === 0 ? optional(fragment(part)) : fragment(part);
    if (part.kind !== 'set' || (most > DRAWN_MOST && Number.isFinite(most)) || least > DRAWN_MOST) {
      const loop = looped(fragment(part));
      // Which of the demanded turns are the empty ones is tried in every way; beyond them an empty turn is none.
      if (least > 1 && loop.empty > 0) looped(loop);
      return least === 0 ? optional(loop) : loop;
    }
    // x{2,4} is xx(x(x)?)?, and x{2,} is xx+.
    let tail = Number.isFinite(most) ? nothing() : looped(fragment(part));
    const copies = Number.isFinite(most) ? most : Math.max(0, least - 1);
    if (!Number.isFinite(most) && least === 0) tail = optional(tail);
    for (let copy = copies; copy > 0; copy -= 1) {
      const rest = chained(fragment(part), tail);
      tail = copy > least ? optional(rest) : rest;
    }
    return tail;
  };

  const fragment = (part: Part): Fragment => {
    switch (part.kind) {
      case 'set':
        return place(part.source);
      case 'again':
        return optional(looped(place(ANY)));
      case 'empty':
      case 'look':
        return nothing();
      case 'sequence':
        return part.parts.map(fragment).reduce(chained, nothing());
      case 'choice': {
        const all = part.parts.map(fragment);
        return all.reduce((one, other) => ({
          first: joined(one.first, other.first, 1),
          last: joined(one.last, other.last, 1),
          empty: capped(one.empty + other.empty),
        }));
      }
      case 'repeat':
        return repeated(part.part, part.least, part.most);
    }
  };
  fragment(whole);
  return { sets, follow };
}
