/** Within this every expression that a profile may hold can be tried, whatever it costs. */
export const SHORT = 200;
const KEPT_MOST = 500;

/** Expressions of rules, which are asked again and again; a profile has few. */
const made = new Map<string, RegExp>();

export function compiled(source: string): RegExp {
  const known = made.get(source);
  if (known) return known;
  if (made.size >= KEPT_MOST) made.clear();
  const fresh = new RegExp(source, 'u');
  made.set(source, fresh);
  return fresh;
}

let longest: (source: string) => number = () => SHORT;

/**
 * Says how many characters a text may have that an expression is applied to. Working it out is left to those who read
 * profiles (expression.ts); scripts that stand in every page of a site are told.
 */
export function limitTexts(of: (source: string) => number): void {
  longest = of;
}

/** Keeps to limits that were told; an expression without one reads any text. */
export const keepTextLimits = (limits: Readonly<Record<string, number>>): void =>
  limitTexts((source) => limits[source] ?? Number.POSITIVE_INFINITY);

/** The expression, unless the text is so long that trying it might never end. */
const applicable = (source: string, text: string): RegExp | undefined =>
  text.length <= SHORT || text.length <= longest(source) ? compiled(source) : undefined;

export const matchOf = (source: string, text: string): RegExpExecArray | null =>
  applicable(source, text)?.exec(text) ?? null;

export const fits = (source: string, text: string): boolean => applicable(source, text)?.test(text) === true;

/** The pieces of a text; none of one that is too long for its expression. */
export const piecesOf = (source: string, text: string): string[] => {
  const splitter = applicable(source, text);
  return splitter ? text.split(splitter) : [];
};
