import type { Handlers } from '../listener/handlers.ts';
import type { Tokens } from '../token/tokens.ts';

/** Tokens that are plugged in, with their certificates. */
export function tokenList(parts: { tokens: Tokens }): NonNullable<Handlers['token.list']> {
  return async (body) => parts.tokens.inspect({ refresh: body.refresh ?? false });
}
