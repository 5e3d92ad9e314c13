/** Tokens that a single-page application keeps between pages, as its own requests carry them. */

const MOST = 4;
const MOST_KEYS = 200;
const LONGEST_TEXT = 200_000;
const DEEPEST = 4;
/** RFC 7519: three parts of base64url, the first of which begins an object. */
const JWT = /^eyJ[\w-]{10,}\.[\w-]+\.[\w-]*$/u;
const NAMED = /(?:^|[^a-z])(?:\w*token|jwt|bearer)$/iu;
const OPAQUE = /^[\w.~+/=-]{16,4096}$/u;
/** Good for a new token only, and spent by being shown. */
const NEVER = /refresh/iu;

function* textsIn(held: unknown, path: string, depth = 0): Generator<[string, string]> {
  if (typeof held === 'string') yield [path, held];
  if (typeof held !== 'object' || held === null || depth > DEEPEST) return;
  for (const [name, inner] of Object.entries(held)) yield* textsIn(inner, `${path}.${name}`, depth + 1);
}

function* stored(): Generator<[string, string]> {
  for (const area of ['localStorage', 'sessionStorage'] as const) {
    let held: Storage;
    try {
      held = window[area];
    } catch {
      // Switched off for this page.
      continue;
    }
    for (const key of Object.keys(held).slice(0, MOST_KEYS)) {
      const text = held.getItem(key) ?? '';
      if (text.length > LONGEST_TEXT) continue;
      try {
        yield* textsIn(JSON.parse(text), key);
      } catch {
        yield [key, text];
      }
    }
  }
}

/** Values that may be sent as `Authorization: Bearer …`, the likeliest first; those that only renew another are none. */
export function heldTokens(): string[] {
  const found = [...stored()].filter(
    ([path, text]) => !NEVER.test(path) && (JWT.test(text) || (NAMED.test(path) && OPAQUE.test(text))),
  );
  const likely = ([path, text]: [string, string]) => Number(JWT.test(text)) + Number(/access/iu.test(path));
  const sorted = found.sort((one, other) => likely(other) - likely(one));
  return [...new Set(sorted.map(([, text]) => text))].slice(0, MOST);
}
