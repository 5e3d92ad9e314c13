/** One regular expression as a tree; what only looks (`^`, `\b`, look-around) matches nothing and is left out of it. */
export type Part =
  | { kind: 'set'; source: string }
  | { kind: 'empty' }
  /** A look-around, whose inside is a search of its own. */
  | { kind: 'look'; inside: Part }
  /** A back reference, which may stand for any text. */
  | { kind: 'again' }
  | { kind: 'sequence'; parts: Part[] }
  | { kind: 'choice'; parts: Part[] }
  | { kind: 'repeat'; part: Part; least: number; most: number };

export interface Parsed {
  whole: Part;
  /** Every way through it begins with `^`: it is tried at one place of a text alone. */
  anchored: boolean;
}

const QUANTIFIER = /(?:[*+?]|\{(\d+)(,(\d*))?\})\??/uy;
const GROUP = /\((?:\?(?::|(<?[=!])|<[^>]*>|([a-z-]+:)))?/uy;
const ATOM =
  /\\(?:[pP]\{[^}]*\}|u\{[0-9A-Fa-f]+\}|u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|c[A-Za-z]|.)|\[(?:\\.|[^\]\\])*\]|[^\\]/suy;

/**
 * Parts of an expression that is valid with the flag `u` (ECMA-262, 22.2.1); whoever calls has let the engine try it.
 * @throws SyntaxError for modifiers, `(?i:…)`
 */
export function parseExpression(source: string): Parsed {
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found) at += found[0].length;
    return found;
  };

  const choice = (): Part & { anchored?: boolean } => {
    const parts: Part[] = [];
    let anchored = true;
    do {
      const { part, anchored: first } = sequence();
      parts.push(part);
      anchored &&= first;
    } while (source[at] === '|' && ++at);
    const [only] = parts;
    return { ...(only && parts.length === 1 ? only : { kind: 'choice' as const, parts }), anchored };
  };

  const sequence = (): { part: Part; anchored: boolean } => {
    const parts: Part[] = [];
    let anchored = false;
    while (at < source.length && source[at] !== '|' && source[at] !== ')') {
      const begins = parts.every(({ kind }) => kind === 'empty' || kind === 'look');
      if (source[at] === '^') anchored ||= begins;
      const one: Part & { anchored?: boolean } = term();
      const repeated = quantified(one);
      if (begins && one.anchored && repeated === one) anchored = true;
      parts.push(repeated);
    }
    return { part: { kind: 'sequence', parts }, anchored };
  };

  const quantified = (part: Part): Part => {
    const found = take(QUANTIFIER);
    if (!found) return part;
    const [words, counted, open, last] = found;
    const [least, most] =
      counted === undefined
        ? [words[0] === '+' ? 1 : 0, words[0] === '?' ? 1 : Number.POSITIVE_INFINITY]
        : [
            Number(counted),
            open === undefined ? Number(counted) : last ? Number(last) : Number.POSITIVE_INFINITY,
          ];
    return { kind: 'repeat', part, least, most };
  };

  const term = (): Part => {
    const group = take(GROUP);
    if (group) {
      const [, look, modifiers] = group;
      // Not every browser that is supported knows them.
      if (modifiers !== undefined) throw new SyntaxError('modifiers');
      const inside = choice();
      at += 1;
      return look === undefined ? inside : { kind: 'look', inside };
    }
    const atom = take(ATOM)?.[0] ?? '';
    if (atom === '^' || atom === '\\b' || atom === '\\B') return { kind: 'empty' };
    // Behind the end of the text there is no character more.
    if (atom === '$') return { kind: 'set', source: '[]' };
    if (/^\\[1-9]/u.test(atom)) {
      take(/\d*/uy);
      return { kind: 'again' };
    }
    if (atom === '\\k') {
      take(/<[^>]*>/uy);
      return { kind: 'again' };
    }
    return { kind: 'set', source: atom };
  };

  const { anchored = false, ...whole } = choice();
  return { whole, anchored };
}
