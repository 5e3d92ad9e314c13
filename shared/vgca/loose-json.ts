/** Answers are a few words; longer ones that are no JSON are looked at no further. */
const LOOSE_LIMIT = 64 * 1024;

/** Texts in double quotes, texts in single quotes, names without quotes, commas before an end. */
const PIECE = /"(?:[^"\\]|\\.)*"|'((?:[^'\\]|\\.)*)'|(?<![\w$])([a-z_$][\w$]*)(?=\s*:)|,(?=\s*[}\]])/gisu;

const quoted = (inner: string) => `"${inner.replace(/\\'/gu, "'").replace(/(?<!\\)"/gu, '\\"')}"`;

/**
 * JSON as it is, or as hand-written handlers put it together and .NET readers take it: single quotes, names without
 * quotes, a comma too many. Undefined for anything else.
 */
export function readLooseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (text.length > LOOSE_LIMIT) return undefined;
  }
  const strict = text.replace(PIECE, (piece, inner?: string, name?: string) => {
    if (inner !== undefined) return quoted(inner);
    if (name !== undefined) return `"${name}"`;
    return piece === ',' ? '' : piece;
  });
  try {
    return JSON.parse(strict);
  } catch {
    return undefined;
  }
}
