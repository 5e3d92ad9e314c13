import { compiled, limitTexts, SHORT } from './apply.ts';
import { type Cost, costOf } from './cost.ts';

/** Characters of a text that an expression is applied to at most, by the degree of its cost: about a second of work. */
const LONGEST: readonly number[] = [Number.POSITIVE_INFINITY, 30_000, 1_200, SHORT];

export type ExpressionFault = 'syntax' | 'endless';

const costs = new Map<string, Cost>();
const COSTS_MOST = 500;

/** @throws SyntaxError for modifiers, `(?i:…)` */
function keptCost(source: string): Cost {
  const known = costs.get(source);
  if (known) return known;
  if (costs.size >= COSTS_MOST) costs.clear();
  const cost = costOf(source);
  costs.set(source, cost);
  return cost;
}

/** What is wrong with the source of a regular expression; undefined for one that a profile may hold. */
export function expressionFault(source: string): ExpressionFault | undefined {
  try {
    compiled(source);
    const cost = keptCost(source);
    return cost.endless || cost.degree >= LONGEST.length ? 'endless' : undefined;
  } catch {
    return 'syntax';
  }
}

/** Characters of a text that an expression of a profile is applied to at most; infinite for most. */
function longestText(source: string): number {
  const cost = keptCost(source);
  return cost.endless ? SHORT : (LONGEST[cost.degree] ?? SHORT);
}
limitTexts(longestText);

/** Names under which the rules that a page is told hold expressions. */
const NAMES: ReadonlySet<string> = new Set(['address', 'expect', 'path', 'pattern', 'split']);

/** What {@link longestText} says of the expressions in parts of a profile, where it says something. */
export function textLimits(parts: unknown): Record<string, number> {
  const limits: Record<string, number> = {};
  const look = (value: unknown, name: string) => {
    if (typeof value === 'string') {
      const most = NAMES.has(name) && !expressionFault(value) ? longestText(value) : Number.POSITIVE_INFINITY;
      if (Number.isFinite(most)) limits[value] = most;
    } else if (Array.isArray(value)) for (const one of value) look(one, name);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, one] of Object.entries(value)) look(one, key);
    }
  };
  look(parts, '');
  return limits;
}
