import { KyguiError } from '../../shared/errors.ts';
import { type Check, helpLine, runChecks } from '../doctor/check.ts';
import { installationChecks } from '../doctor/installation.ts';
import { storeFailure } from '../doctor/store.ts';
import { openPairingStore } from '../pairing/store.ts';
import { loadEffectiveSettings } from '../settings/effective.ts';
import { openHome } from '../settings/home.ts';
import { unknownSettings } from '../settings/load.ts';
import { bridgeChecks } from './bridge-checks.ts';
import type { Outcome } from './output.ts';
import { type Runtime, withBridge } from './runtime.ts';

const MARKS = { pass: '✓', warn: '!', fail: '✗' } as const;

/** `kygui doctor`: exit 1 when a check fails; a warning is no failure. */
export async function doctor(runtime: Runtime): Promise<Outcome> {
  try {
    return await withBridge(runtime, async (bridge) => {
      const pairings = await openPairingStore(bridge.home.pairings);
      return examined(
        runtime.version,
        bridgeChecks(bridge, async () => pairings.list().length),
      );
    });
  } catch (thrown) {
    // Without its database a bridge does not start; the rest can still be looked at.
    if (!(thrown instanceof KyguiError) || !thrown.code.startsWith('STORE_')) throw thrown;
    const home = openHome();
    const pairings = await openPairingStore(home.pairings);
    const settings = await loadEffectiveSettings(home);
    return examined(runtime.version, [
      ...installationChecks({
        settings,
        root: home.root,
        pairings: async () => pairings.list().length,
        unknownSettings: () => unknownSettings(home),
      }),
      ...storeFailure(thrown),
    ]);
  }
}

async function examined(version: string, wanted: readonly Check[]): Promise<Outcome> {
  const checks = await runChecks(wanted);
  return {
    json: { version, checks, line: helpLine(version, checks) },
    lines: [
      ...checks.flatMap((check) => [
        `${MARKS[check.result]} ${check.id}: ${check.says.vi}`,
        ...(check.next ? [`    → ${check.next.vi}`] : []),
      ]),
      helpLine(version, checks),
    ],
    exit: checks.some((check) => check.result === 'fail') ? 1 : 0,
  };
}
