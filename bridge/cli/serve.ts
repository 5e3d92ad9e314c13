import { KyguiError } from '../../shared/errors.ts';
import { EXTENSION_ID } from '../../shared/extension-id.ts';
import type { EventFrame } from '../../shared/protocol/frames.ts';
import { commandHandlers } from '../commands/handlers.ts';
import { composeBridge } from '../compose.ts';
import { createListener } from '../listener/listener.ts';
import { choosePort } from '../listener/port.ts';
import { createLog } from '../logging/log.ts';
import { notEnded } from '../logging/not-ended.ts';
import { openControl } from '../pairing/control.ts';
import { createPairingDesk } from '../pairing/desk.ts';
import { openPairingStore } from '../pairing/store.ts';
import { whileOpen } from '../program/opened.ts';
import type { ProgramPlaces } from '../program/places.ts';
import { type Home, openHome } from '../settings/home.ts';
import { loadSettings, settlePort, unknownSettings } from '../settings/load.ts';
import { acquireProcessLock } from '../store/process-lock.ts';
import { bridgeChecks } from './bridge-checks.ts';
import { keepDirectory } from './keep-directory.ts';
import { keepDocuments } from './keep-documents.ts';
import { keepRecord } from './keep-record.ts';
import type { Outcome } from './output.ts';
import type { Runtime } from './runtime.ts';

/**
 * `kygui serve`: runs until it is told to stop. Control first (one bridge for each person), then state, then the
 * socket, then the work that a killed process left behind.
 */
export async function serve(options: {
  home: Home;
  places: ProgramPlaces;
  version: string;
  ready: (port: number) => void;
}): Promise<void> {
  const { home, places, version } = options;
  const settings = loadSettings(home);
  const log = createLog(settings.logLevel);
  const unknown = unknownSettings(home);
  if (unknown.length > 0) log.warn({ count: unknown.length }, 'settings that nothing reads');
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  let broadcast: (event: EventFrame) => void = () => {};
  let startPairing: () => ReturnType<ReturnType<typeof createPairingDesk>['start']> = () => {
    throw new Error('not listening yet');
  };
  // An open socket would keep a process alive whose start has failed.
  await whileOpen(async (opened) => {
    // Two that start in the same moment both find no control to answer: the lock of the folder decides.
    const lock = acquireProcessLock(`${home.control}.lock`);
    if (!lock) throw new KyguiError('BRIDGE_ALREADY_RUNNING');
    opened.keep(lock, (held) => held.release());
    const control = await openControl(home.control, {
      pair: async (_body, { news, signal }) => {
        const session = startPairing();
        signal.addEventListener('abort', () => session.cancel());
        news({ code: session.code, expiresAt: session.expiresAt });
        const pairing = await session.done;
        return { pairingId: pairing.id, origin: pairing.origin };
      },
    });
    opened.keep(control, (open) => open.close());
    const bridge = await composeBridge({
      home,
      settings,
      places,
      log,
      runsOn: true,
      announce: (event) => broadcast(event),
    });
    opened.keep(bridge, (open) => open.close());
    const pairings = await openPairingStore(home.pairings);
    const port = await settlePort(home, settings, choosePort);
    const desk = createPairingDesk({ store: pairings, port: () => port });
    startPairing = () => desk.start();
    const checks = () => bridgeChecks(bridge, async () => pairings.list().length);
    const listener = await createListener({
      port,
      allowedOrigins: (settings.extensions ?? [EXTENSION_ID]).map((id) => `chrome-extension://${id}`),
      pairings,
      desk,
      handlers: commandHandlers(bridge, { version, checks }),
      logger: log,
    });
    opened.keep(listener, (open) => open.close());
    broadcast = (event) => listener.broadcast(event);
    opened.keep(
      bridge.tokens.watch(() => broadcast({ event: 'token.changed' })),
      (unwatch) => unwatch(),
    );
    for (const job of await bridge.jobs.recover())
      log.info({ jobKey: job.jobKey, state: job.state }, 'job recovered');
    options.ready(listener.port);
    log.info({ port: listener.port, version }, 'bridge is running');
    const running = [
      new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => resolve())),
      bridge.exchange?.outbox.run(stop.signal),
      bridge.exchange?.inbox.run(stop.signal),
      keepDirectory(bridge, log, stop.signal),
      keepRecord(bridge, log, stop.signal),
      keepDocuments(bridge, log, stop.signal),
    ];
    // What still works on a store is waited for before the store is closed, whichever of them failed.
    opened.keep(running, () => {
      stop.abort();
      return Promise.allSettled(running);
    });
    await Promise.all(running);
  }, notEnded(log));
}

/** `kygui serve`: says on which port it listens, then runs until it is told to stop. */
export async function serveOutcome({ places, version }: Runtime, asJson: boolean): Promise<Outcome> {
  await serve({
    home: openHome(),
    places,
    version,
    ready: (port) =>
      process.stdout.write(
        asJson
          ? `${JSON.stringify({ port, pid: process.pid })}\n`
          : `Ký Gửi đang chạy, cổng ${port} · running on port ${port}\n`,
      ),
  });
  return { json: { stopped: true }, lines: [], oneLine: true };
}
