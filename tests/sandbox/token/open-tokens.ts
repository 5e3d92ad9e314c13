import { memoryPinTries } from '../../../bridge/token/pin/tries.ts';
import { createTokens, type Tokens, type TokensOptions } from '../../../bridge/token/tokens.ts';

/** The bridge's tokens over one module, its process run from source. */
export function openTokens(
  token: { modulePath: string; env: Record<string, string> },
  options: Partial<TokensOptions> = {},
): Tokens {
  return createTokens({
    hostEntry: new URL('../../../bridge/token/host/child.ts', import.meta.url),
    execArgv: ['--import', 'tsx'],
    modules: [token.modulePath],
    discover: false,
    environment: token.env,
    pinTries: memoryPinTries(),
    ...options,
  });
}
