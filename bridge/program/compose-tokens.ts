import type { Log } from '../logging/log.ts';
import type { Home } from '../settings/home.ts';
import type { Settings } from '../settings/schema.ts';
import { filePinTries } from '../token/pin/tries.ts';
import { createTokens, type Tokens } from '../token/tokens.ts';
import { readCertificateFiles } from './certificates.ts';
import type { ProgramPlaces } from './places.ts';

/** Tokens of a bridge, or of a command that needs nothing else. */
export function composeTokens(options: {
  home: Home;
  settings: Settings;
  places: ProgramPlaces;
  log: Log;
}): Tokens {
  const { home, settings, places, log } = options;
  return createTokens({
    hostEntry: places.tokenHost,
    execArgv: places.execArgv,
    modules: settings.tokens.modules,
    discover: settings.tokens.discover,
    environment: settings.tokens.environment,
    pinTries: filePinTries(home.pinTries),
    callTimeoutMs: settings.tokens.callTimeoutMs,
    intermediates: readCertificateFiles(settings.intermediates),
    logger: log,
  });
}
