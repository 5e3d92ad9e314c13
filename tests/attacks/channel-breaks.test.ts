import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Log } from '../../bridge/listener/handlers.ts';
import { createListener, type Listener } from '../../bridge/listener/listener.ts';
import { askControl, openControl } from '../../bridge/pairing/control.ts';
import type { LinkState } from '../../extension/background/bridge/client.ts';
import { pair } from '../../extension/background/bridge/pairing.ts';
import { probePort } from '../../extension/background/bridge/socket.ts';
import type { EventFrame } from '../../shared/protocol/frames.ts';
import { baseHandlers, EXTENSION_ORIGIN, extensionSocket, type Rig, startRig } from './channel-rig.ts';

describe('breaks: the bridge goes and comes', () => {
  let rig: Rig;
  let second: Listener | undefined;
  let release: () => void = () => undefined;
  let calls = 0;

  const handlers = {
    ...baseHandlers,
    'doctor.run': async () => {
      calls += 1;
      if (calls === 1) await new Promise<void>((resolve) => (release = resolve));
      return { checks: [] };
    },
    'sign.cancel': async () => {
      calls += 1;
      await new Promise<void>((resolve) => (release = resolve));
      return {};
    },
  };
  const restart = async () => {
    const { port } = rig.listener;
    await rig.listener.close();
    second = await createListener({
      port,
      allowedOrigins: [EXTENSION_ORIGIN],
      pairings: rig.store,
      handlers,
      // The real log, to see that it fits.
      logger: pino({ level: 'silent' }) satisfies Log,
    });
  };

  beforeEach(async () => {
    calls = 0;
    rig = await startRig({ handlers });
    await rig.pair();
  });
  afterEach(async () => {
    release();
    await second?.close();
    second = undefined;
    await rig.close();
  });

  it('a question that changes nothing is asked again by itself over a new connection', async () => {
    const client = rig.client();
    const answer = client.request('doctor.run', {});
    await expect.poll(() => calls).toBe(1);
    await restart();
    expect(await answer).toEqual({ checks: [] });
    expect(calls).toBe(2);
  });

  it('a command that changes something is never sent twice: the asker hears that the connection was lost', async () => {
    const client = rig.client();
    const answer = client.request('sign.cancel', { jobKey: crypto.randomUUID() });
    await expect.poll(() => calls).toBe(1);
    const lost = expect(answer).rejects.toMatchObject({ code: 'CHANNEL_LOST' });
    await restart();
    await lost;
    expect(calls).toBe(1);
    expect((await client.session()).bridgeVersion).toBe('0.1.0');
  });

  it('a watching extension comes back by itself and hears events again', async () => {
    const heard: EventFrame[] = [];
    const states: LinkState['state'][] = [];
    const client = rig.client();
    client.onState(({ state }) => states.push(state));
    client.watch((event) => heard.push(event));
    await client.session();
    await restart();
    await expect.poll(() => second?.connections(), { timeout: 10_000 }).toBe(1);
    second?.broadcast({ event: 'token.changed' });
    await expect.poll(() => heard).toEqual([{ event: 'token.changed' }]);
    expect(states.slice(0, 3)).toEqual(['connecting', 'open', 'closed']);
    expect(states.at(-1)).toBe('open');
  });

  it('an upload that is cut in the middle fails on both sides', async () => {
    const client = rig.client();
    await client.session();
    let sent = 0;
    async function* endless() {
      while (true) {
        sent += 1;
        if (sent === 40) void rig.listener.close();
        yield new Uint8Array(256 * 1024);
      }
    }
    await expect(
      client.put({ name: 'a.pdf', origin: 'https://qlvb.example.vn', size: 1e9 }, endless()),
    ).rejects.toMatchObject({ code: 'CHANNEL_LOST' });
    await expect.poll(() => rig.codes()).toContain('CHANNEL_LOST');
  });

  it('keep-alives pass both ways while nothing else is said, and the worker is kept awake', async () => {
    let awake = 0;
    const client = rig.client({
      keepAliveMs: 20,
      stayAwake: () => {
        awake += 1;
      },
    });
    const states: LinkState[] = [];
    await client.session();
    client.onState((state) => states.push(state));
    // Far more rounds than the three silent ones after which a link would be given up.
    await expect.poll(() => awake).toBeGreaterThan(10);
    expect(states).toEqual([]);
    expect(rig.listener.connections()).toBe(1);
  });

  /** As `kygui serve` answers `kygui pair`. */
  const openPairControl = (file: string) =>
    openControl(file, {
      pair: async (_, { news, signal }) => {
        const session = rig.desk.start();
        signal.addEventListener('abort', () => session.cancel());
        news(session.code);
        return (await session.done).label;
      },
    });

  it('who is not paired hears so, and pairing over the command line mends it', async () => {
    await rig.keyStore.clear();
    const client = rig.client();
    await expect(client.session()).rejects.toMatchObject({ code: 'CHANNEL_NOT_PAIRED' });
    const file = join(rig.folder, 'control');
    const control = await openPairControl(file);
    const answer = await askControl(file, {
      ask: 'pair',
      news: (code) =>
        void pair({
          code: String(code),
          label: 'Cốc Cốc',
          origin: EXTENSION_ORIGIN,
          openSocket: extensionSocket(),
          probe: probePort,
          keyStore: rig.keyStore,
        }),
    });
    expect(answer).toBe('Cốc Cốc');
    client.reconnect();
    await expect.poll(async () => (await client.session()).bridgeVersion).toBe('0.1.0');
    await control.close();
  });

  it('leaving kygui pair early gives the code up', async () => {
    const file = join(rig.folder, 'control');
    const control = await openPairControl(file);
    const stop = new AbortController();
    const asked = askControl(file, { ask: 'pair', news: () => stop.abort(), signal: stop.signal });
    await expect(asked).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect
      .poll(() => {
        try {
          rig.desk.start().cancel();
          return 'free';
        } catch {
          return 'busy';
        }
      })
      .toBe('free');
    await control.close();
  });
});
