import { type Automaton, automatonOf } from './automaton.ts';
import { type Part, parseExpression } from './parse.ts';

/**
 * How the work of a backtracking engine grows with a text that is made to keep it busy: with the text's length to the
 * power of `degree` + 1, or `endless`: doubled by a few characters more. Ambiguity of automata after Weber and Seidl,
 * "On the degree of ambiguity of finite automata" (1991): criteria EDA and IDA. White space of a text is collapsed
 * before an expression sees it, so what matches nothing else cannot stand twice in a row.
 */
export type Cost = { endless: true } | { endless: false; degree: number };

const ENDLESS: Cost = { endless: true };
/** Choices outside of repetitions that may fit the same text; each may double the ways through the expression. */
const CHOICES_MOST = 24;
/** An expression that takes longer to look through than this is not let through either. */
const STEPS_MOST = 1_000_000;
/** Any character, in front of an expression that is looked for anywhere in a text. */
const ANY: Part = { kind: 'set', source: '[^]' };
/** Characters that tell the sets of usual expressions apart, beside those that they name. */
const SAMPLES = [
  ...Array.from({ length: 95 }, (_, index) => String.fromCodePoint(32 + index)),
  ...'\t\n\r\u00a0\u200b\u0301ÀàĂăĐđƠơƯưẠạỹßΩЖ中ก٣๓²–“”…€😀',
];

export function costOf(source: string): Cost {
  const { whole, anchored } = parseExpression(source);
  return costOfPart(whole, anchored, samplesFor(source));
}

function costOfPart(part: Part, anchored: boolean, samples: readonly string[]): Cost {
  const start: Part = anchored
    ? ANY
    : { kind: 'repeat', part: ANY, least: 0, most: Number.POSITIVE_INFINITY };
  let degree: number | null;
  try {
    degree = degreeOf(automatonOf({ kind: 'sequence', parts: [start, part] }), samples);
  } catch (thrown) {
    if (thrown instanceof RangeError) return ENDLESS;
    throw thrown;
  }
  if (degree === null) return ENDLESS;
  // A look-around is a search of its own at each place it is asked at.
  for (const inside of looksIn(part)) {
    const cost = costOfPart(inside, true, samples);
    if (cost.endless) return ENDLESS;
    degree = Math.max(degree, cost.degree + 1);
  }
  return { endless: false, degree };
}

function looksIn(part: Part): Part[] {
  switch (part.kind) {
    case 'look':
      return [part.inside];
    case 'sequence':
    case 'choice':
      return part.parts.flatMap(looksIn);
    case 'repeat':
      return looksIn(part.part);
    default:
      return [];
  }
}

function samplesFor(source: string): string[] {
  const escaped = [...source.matchAll(/\\(?:u\{([\da-f]+)\}|u([\da-f]{4})|x([\da-f]{2}))/giu)].map(
    ([, braced, four, two]) => Number.parseInt(braced ?? four ?? two ?? '0', 16),
  );
  const named = [...[...source].map((letter) => letter.codePointAt(0) ?? 0), ...escaped];
  const around = named.flatMap((code) => [code - 1, code, code + 1]);
  const real = around.filter((code) => code > 0 && code <= 0x10_ffff && (code < 0xd800 || code > 0xdfff));
  return [...new Set([...SAMPLES, ...real.map((code) => String.fromCodePoint(code))])];
}

/** The characters of each set as bits; those that no set tells apart are one bit. */
function bitsOf(sets: readonly string[], samples: readonly string[]): { bits: bigint[]; white: bigint } {
  const testers = [...new Set(sets)].map((set) => [set, new RegExp(`^${set}$`, 'u')] as const);
  const known = new Map<string, bigint>();
  const bits = new Map(testers.map(([set]) => [set, 0n]));
  let white = 0n;
  for (const letter of samples) {
    const fits = testers.filter(([, tester]) => tester.test(letter)).map(([set]) => set);
    const isWhite = /[\s\u200b]/u.test(letter);
    const sign = `${isWhite} ${fits.join(' ')}`;
    if (known.has(sign)) continue;
    const bit = 1n << BigInt(known.size);
    known.set(sign, bit);
    if (isWhite) white |= bit;
    for (const set of fits) bits.set(set, (bits.get(set) ?? 0n) | bit);
  }
  return { bits: sets.map((set) => bits.get(set) ?? 0n), white };
}

/** Null for endless. @throws RangeError when it takes too long to tell */
function degreeOf({ sets, follow }: Automaton, samples: readonly string[]): number | null {
  const { bits, white } = bitsOf(sets, samples);
  const bit = (place: number) => bits[place] ?? 0n;
  const isWhite = (place: number) => (bit(place) & ~white) === 0n;
  const next = follow.map((ways, place) =>
    [...ways].filter(([to]) => !(isWhite(place) && isWhite(to))).map(([to, count]) => ({ to, count })),
  );
  let steps = 0;
  const step = () => {
    steps += 1;
    if (steps > STEPS_MOST) throw new RangeError('too many steps');
  };

  const after = next.map((_, from) => {
    const seen = new Set<number>();
    const left = [from];
    for (let place = left.pop(); place !== undefined; place = left.pop()) {
      for (const { to } of next[place] ?? []) {
        step();
        if (!seen.has(to)) left.push(to);
        seen.add(to);
      }
    }
    return seen;
  });
  const leads = (from: number, to: number) => after[from]?.has(to) === true;
  /** True where both lie in one repetition. */
  const together = (one: number, other: number) => leads(one, other) && leads(other, one);
  const loops = next.map((_, place) => place).filter((place) => leads(place, place));

  const size = next.length;
  /** Whether a state leads to another; states are places side by side, as one number. */
  const found = (start: number, goal: number, further: (state: number) => number[]): boolean => {
    const seen = new Set<number>();
    const left = [start];
    for (let state = left.pop(); state !== undefined; state = left.pop()) {
      for (const to of further(state)) {
        if (to === goal) return true;
        if (!seen.has(to)) left.push(to);
        seen.add(to);
      }
    }
    return false;
  };

  /** Two ways through one repetition for the same text: each further turn doubles them (EDA). */
  const isDoubled = (one: number): boolean => {
    const apart = size * size;
    return found(one * size + one, apart + one * size + one, (state) => {
      const isApart = state >= apart;
      const [first, second] = [Math.floor((state % apart) / size), state % size];
      const states: number[] = [];
      for (const { to } of next[first] ?? []) {
        if (!together(to, one)) continue;
        for (const { to: other } of next[second] ?? []) {
          step();
          if ((bit(to) & bit(other)) === 0n || !together(other, one)) continue;
          states.push((isApart || to !== other ? apart : 0) + to * size + other);
        }
      }
      return states;
    });
  };
  for (const one of loops) {
    if (next[one]?.some(({ to, count }) => count > 1 && together(one, to))) return null;
    const isFirst = loops.find((other) => together(one, other)) === one;
    if (isFirst && isDoubled(one)) return null;
  }

  let choices = 0;
  for (const [place, all] of next.entries()) {
    const out = all.filter(({ to }) => !together(place, to));
    const alike = out.filter(
      ({ to, count }) =>
        count > 1 || out.some((other) => other.to !== to && (bit(other.to) & bit(to)) !== 0n),
    );
    choices += Math.log2(
      Math.max(
        1,
        alike.reduce((sum, { count }) => sum + count, 0),
      ),
    );
  }
  if (choices > CHOICES_MOST) return null;

  /** A text that both repetitions take, and that leads from one to the other: they share it out in every way (IDA). */
  const share = (one: number, other: number): boolean => {
    const stateOf = (first: number, middle: number, last: number) => (first * size + middle) * size + last;
    return found(stateOf(one, one, other), stateOf(one, other, other), (state) => {
      const [first, middle, last] = [
        Math.floor(state / (size * size)),
        Math.floor(state / size) % size,
        state % size,
      ];
      const states: number[] = [];
      for (const { to } of next[first] ?? []) {
        if (!together(to, one)) continue;
        for (const { to: end } of next[last] ?? []) {
          step();
          const common = bit(to) & bit(end);
          if (common === 0n || !together(end, other)) continue;
          for (const { to: between } of next[middle] ?? []) {
            step();
            const isOnTheWay = between === other || leads(between, other);
            if (isOnTheWay && (common & bit(between)) !== 0n) states.push(stateOf(to, between, end));
          }
        }
      }
      return states;
    });
  };
  const degrees = new Map<number, number>();
  const degreeFrom = (one: number): number => {
    const known = degrees.get(one);
    if (known !== undefined) return known;
    let most = 0;
    for (const other of loops) {
      if (!leads(one, other) || leads(other, one)) continue;
      const further = degreeFrom(other);
      // Told only where it could make more of it.
      if (further + 1 > most) most = Math.max(most, further + (share(one, other) ? 1 : 0));
    }
    degrees.set(one, most);
    return most;
  };
  return Math.max(0, ...loops.map(degreeFrom));
}
