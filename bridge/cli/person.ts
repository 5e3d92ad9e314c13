import type { Command } from 'commander';
import { KyguiError } from '../../shared/errors.ts';
import { type Check, helpLine, runChecks } from '../doctor/check.ts';
import { installationChecks } from '../doctor/installation.ts';
import { storeFailure } from '../doctor/store.ts';
import { openPairingStore } from '../pairing/store.ts';
import { openHome } from '../settings/home.ts';
import { loadSettings } from '../settings/load.ts';
import { add, type Words, wantsJson } from './command.ts';
import type { Outcome } from './output.ts';
import { pair } from './pair.ts';
import { type Runtime, withBridge, withTokens } from './runtime.ts';
import { bridgeChecks, serve } from './serve.ts';
import { tokenList } from './token-list.ts';

const MARKS = { pass: '✓', warn: '!', fail: '✗' } as const;

/** `kygui doctor`: exit 1 when a check fails; a warning is no failure. */
async function doctor(runtime: Runtime): Promise<Outcome> {
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
    const settings = loadSettings(home);
    return examined(runtime.version, [
      ...installationChecks({ settings, root: home.root, pairings: async () => pairings.list().length }),
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

/** `kygui serve | pair | doctor | token list`: one person's bridge on this computer. */
export function personCommands(program: Command, runtime: Runtime): void {
  add(program, 'serve', 'chạy cầu nối trên máy này · run the bridge of this person', async (command) => {
    await serve({
      home: openHome(),
      places: runtime.places,
      version: runtime.version,
      ready: (port) =>
        process.stdout.write(
          wantsJson(command)
            ? `${JSON.stringify({ port, pid: process.pid })}\n`
            : `Ký Gửi đang chạy, cổng ${port} · running on port ${port}\n`,
        ),
    });
    return { json: { stopped: true }, lines: [], oneLine: true };
  });

  add(
    program,
    'pair',
    'hiện mã ghép nối để gõ vào tiện ích · show a code to type into the extension',
    (command) => pair(openHome(), wantsJson(command)),
  );

  add(program, 'doctor', 'kiểm tra cài đặt · named checks, each with its next step', () => doctor(runtime));

  const token = program.command('token').description('token và chứng thư số · tokens and certificates');
  add(
    token,
    'list',
    'liệt kê token đang cắm · what is plugged in',
    (command) => withTokens(runtime, command.opts<Words>().module, tokenList),
    (command) => command.option('--module <path>', 'thư viện PKCS#11 · PKCS#11 module'),
  );
}
