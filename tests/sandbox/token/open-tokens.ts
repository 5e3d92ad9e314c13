import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { memoryPinTries } from '../../../bridge/token/pin/tries.ts';
import { createTokens, type Tokens, type TokensOptions } from '../../../bridge/token/tokens.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
// Inside the repository, so that the built file finds the native packages.
const outDir = `${root}/node_modules/.cache/kygui-token-host/${process.pid}`;

/** The module process as the product ships it: built, because reading TypeScript anew costs each start a third of a second. */
await build({
  configFile: false,
  logLevel: 'error',
  publicDir: false,
  root,
  build: {
    ssr: true,
    target: 'node20',
    outDir,
    emptyOutDir: true,
    rollupOptions: {
      input: { 'token-host': 'bridge/token/host/child.ts' },
      output: { entryFileNames: '[name].js' },
    },
  },
});
process.once('exit', () => rmSync(outDir, { recursive: true, force: true }));

/** The bridge's tokens over one module. */
export function openTokens(
  token: { modulePath: string; env: Record<string, string> },
  options: Partial<TokensOptions> = {},
): Tokens {
  return createTokens({
    hostEntry: `${outDir}/token-host.js`,
    modules: [token.modulePath],
    discover: false,
    environment: token.env,
    pinTries: memoryPinTries(),
    ...options,
  });
}
