import { asCommandLine } from '../commands/acting.ts';
import type { Bridge } from '../compose.ts';
import { createLog } from '../logging/log.ts';
import { notEnded } from '../logging/not-ended.ts';
import { whileOpen } from '../program/opened.ts';
import type { ProgramPlaces } from '../program/places.ts';
import { openHome } from '../settings/home.ts';
import { loadSettings } from '../settings/load.ts';
import type { Settings } from '../settings/schema.ts';
import type { Tokens } from '../token/tokens.ts';
import type { Outcome } from './output.ts';

/** What every command knows of the program. */
export interface Runtime {
  places: ProgramPlaces;
  version: string;
}

/** Composes a bridge for the time of one command. */
export async function withBridge(
  { places }: Runtime,
  work: (bridge: Bridge) => Promise<Outcome>,
): Promise<Outcome> {
  // A whole bridge is large; commands that need tokens or settings alone do not wait for it.
  const { composeBridge } = await import('../compose.ts');
  const home = openHome();
  const log = createLog('fatal');
  return whileOpen(async (opened) => {
    const bridge = await composeBridge({
      home,
      settings: loadSettings(home),
      places,
      log,
      announce: () => {},
    });
    opened.keep(bridge, (open) => open.close());
    return asCommandLine(() => work(bridge));
  }, notEnded(log));
}

/** Tokens for the time of one command; `--module` comes before what the settings name. */
export async function withTokens<Result>(
  { places }: Runtime,
  module: string | undefined,
  work: (tokens: Tokens) => Promise<Result>,
): Promise<Result> {
  const { composeTokens } = await import('../program/compose-tokens.ts');
  const home = openHome();
  const settings = loadSettings(home);
  const chosen =
    module === undefined ? settings.tokens : { ...settings.tokens, modules: [module], discover: false };
  const environment =
    process.env.SOFTHSM2_CONF === undefined ? {} : { SOFTHSM2_CONF: process.env.SOFTHSM2_CONF };
  const log = createLog('fatal');
  return whileOpen(async (opened) => {
    const tokens = composeTokens({
      home,
      settings: {
        ...settings,
        tokens: { ...chosen, environment: { ...environment, ...chosen.environment } },
      },
      places,
      log,
    });
    return work(opened.keep(tokens, (open) => open.close()));
  }, notEnded(log));
}

/** The settings with what the command line says instead. A level that was asked for is reached or nothing is signed. */
export function withWords(
  settings: Settings,
  words: {
    trust?: string;
    level?: Settings['signing']['level'];
    tsa?: string;
    whenUnreachable?: Settings['signing']['whenUnreachable'];
  },
): Settings {
  return {
    ...settings,
    trust: words.trust ?? settings.trust,
    signing: {
      ...settings.signing,
      level: words.level ?? settings.signing.level,
      tsa: words.tsa ?? settings.signing.tsa,
      whenUnreachable:
        words.whenUnreachable ?? (words.level === undefined ? settings.signing.whenUnreachable : 'stop'),
    },
  };
}
