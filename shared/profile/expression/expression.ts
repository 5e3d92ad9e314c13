import { costOf } from './cost.ts';

/** Characters of a text that an expression is applied to at most, by the degree of its cost: about a second of work. */
const LONGEST: readonly number[] = [Number.POSITIVE_INFINITY, 30_000, 1_200, 200];
/** Within this every expression that {@link expressionFault} lets through may be tried, so its cost need not be known. */
const SHORT = 200;

export type ExpressionFault = 'syntax' | 'endless';

/** Expressions of rules, which are asked again and again; a profile has few. */
class Kept<Value> {
  readonly #values = new Map<string, Value>();
  readonly #make: (source: string) => Value;
  constructor(make: (source: string) => Value) {
    this.#make = make;
  }

  of(source: string): Value {
    const held = this.#values.get(source);
    if (held !== undefined) return held;
    if (this.#values.size >= KEPT_MOST) this.#values.clear();
    const made = this.#make(source);
    this.#values.set(source, made);
    return made;
  }
}
const KEPT_MOST = 500;

const compiled = new Kept((source) => new RegExp(source, 'u'));
const costs = new Kept(costOf);

/** What is wrong with the source of a regular expression; undefined for one that a profile may hold. */
export function expressionFault(source: string): ExpressionFault | undefined {
  try {
    compiled.of(source);
    const cost = costs.of(source);
    return cost.endless || cost.degree >= LONGEST.length ? 'endless' : undefined;
  } catch {
    return 'syntax';
  }
}

/** The expression, unless the text is so long that trying it might never end. */
function applicable(source: string, text: string): RegExp | undefined {
  if (text.length > SHORT) {
    const cost = costs.of(source);
    if (text.length > (cost.endless ? SHORT : (LONGEST[cost.degree] ?? SHORT))) return undefined;
  }
  return compiled.of(source);
}

export const matchOf = (source: string, text: string): RegExpExecArray | null =>
  applicable(source, text)?.exec(text) ?? null;

export const fits = (source: string, text: string): boolean => applicable(source, text)?.test(text) === true;

/** The pieces of a text; none of one that is too long for its expression. */
export const piecesOf = (source: string, text: string): string[] => {
  const splitter = applicable(source, text);
  return splitter ? text.split(splitter) : [];
};
