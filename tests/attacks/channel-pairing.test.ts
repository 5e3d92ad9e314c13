import { describe, expect, it } from 'vitest';
import { pair } from '../../extension/background/bridge/pairing.ts';
import { probePort } from '../../extension/background/bridge/socket.ts';
import { PAIRING_PATH } from '../../shared/protocol/limits.ts';
import { formatPairingCode, parsePairingCode } from '../../shared/protocol/pairing-code.ts';
import { concatBytes } from '../../shared/protocol/secure/bytes.ts';
import { PairingInitiator } from '../../shared/protocol/secure/pairing-exchange.ts';
import { FIREFOX_ORIGIN, newRig, rawSocket, watch } from './channel-raw.ts';
import { EXTENSION_ORIGIN, extensionSocket, type Rig } from './channel-rig.ts';

describe('pairing', () => {
  const attempt = (rig: Rig, code: string, origin = EXTENSION_ORIGIN) => rig.pair({ code, origin });
  const wrong = (code: string) => {
    const { port, secret } = parsePairingCode(code);
    return formatPairingCode({
      port,
      secret: secret.startsWith('0') ? `1${secret.slice(1)}` : `0${secret.slice(1)}`,
    });
  };

  it('learns the origin of a Firefox profile, which then may connect', async () => {
    const rig = await newRig();
    await rig.pair({ origin: FIREFOX_ORIGIN });
    expect(rig.store.list()[0]?.origin).toBe(FIREFOX_ORIGIN);
    const client = rig.client({ openSocket: extensionSocket({ origin: FIREFOX_ORIGIN }) });
    expect((await client.session()).bridgeVersion).toBe('0.1.0');
  });

  it('refuses who was not asked for', async () => {
    const rig = await newRig();
    const code = formatPairingCode({ port: rig.listener.port, secret: '00000000' });
    await expect(attempt(rig, code)).rejects.toMatchObject({ code: 'PAIRING_NOT_ASKED' });
  });

  it('refuses a second pairing attempt during the first, which is not disturbed', async () => {
    const rig = await newRig();
    const session = rig.desk.start();
    expect(() => rig.desk.start()).toThrow(/^PAIRING_BUSY/u);
    const first = rawSocket(rig.listener.port, PAIRING_PATH);
    const seen = watch(first);
    await seen.opened;
    const exchange = new PairingInitiator(parsePairingCode(session.code), EXTENSION_ORIGIN);
    first.send(exchange.share());
    const shareB = await seen.next(1);
    await expect(attempt(rig, session.code)).rejects.toMatchObject({ code: 'PAIRING_BUSY' });
    first.send(exchange.confirm(shareB));
    first.send(await exchange.details(await seen.next(2), { label: 'Edge', personalPhrase: null }));
    const { stored } = await exchange.granted(await seen.next(3));
    first.send(await stored());
    expect((await session.done).label).toBe('Edge');
  });

  it('voids the code after three wrong ones, and the right one comes too late', async () => {
    const rig = await newRig();
    const session = rig.desk.start();
    for (const left of [2, 1])
      await expect(attempt(rig, wrong(session.code))).rejects.toMatchObject({
        code: 'PAIRING_CODE_WRONG',
        details: { left },
      });
    await expect(attempt(rig, wrong(session.code))).rejects.toMatchObject({ code: 'PAIRING_CODE_SPENT' });
    await expect(session.done).rejects.toMatchObject({ code: 'PAIRING_CODE_SPENT' });
    await expect(attempt(rig, session.code)).rejects.toMatchObject({ code: 'PAIRING_CODE_SPENT' });
    expect(rig.store.list()).toEqual([]);
    expect(rig.desk.start().code).not.toBe(session.code);
  });

  it('counts a connection that breaks off before its confirmation as a try', async () => {
    const rig = await newRig();
    const session = rig.desk.start();
    for (let round = 0; round < 3; round += 1) {
      const socket = rawSocket(rig.listener.port, PAIRING_PATH);
      const seen = watch(socket);
      await seen.opened;
      socket.send(new PairingInitiator(parsePairingCode(session.code), EXTENSION_ORIGIN).share());
      await seen.next(1);
      socket.close();
      await seen.closed;
    }
    await expect(session.done).rejects.toMatchObject({ code: 'PAIRING_CODE_SPENT' });
  });

  it('refuses an expired code', async () => {
    const rig = await newRig({ codeMs: 30 });
    const session = rig.desk.start();
    await expect(session.done).rejects.toMatchObject({ code: 'PAIRING_CODE_EXPIRED' });
    await expect(attempt(rig, session.code)).rejects.toMatchObject({ code: 'PAIRING_CODE_EXPIRED' });
  });

  it('takes the pairing back when the extension vanishes before it stored the key', async () => {
    const rig = await newRig();
    const session = rig.desk.start();
    const failing = {
      load: async () => undefined,
      save: async () => {
        throw new Error('storage is full');
      },
      clear: async () => undefined,
    };
    await expect(rig.pair({ code: session.code, keyStore: failing })).rejects.toThrow('storage is full');
    await expect.poll(() => rig.store.list()).toEqual([]);
    session.cancel();
    await expect(session.done).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('refuses a share that is no point of the curve', async () => {
    const rig = await newRig();
    rig.desk.start();
    const socket = rawSocket(rig.listener.port, PAIRING_PATH);
    const { opened, closed } = watch(socket);
    await opened;
    socket.send(concatBytes(Uint8Array.of(1, 4), new Uint8Array(64).fill(7)));
    expect((await closed).named).toBe('CHANNEL_VIOLATION');
  });

  it('binds the origin: a code typed into one extension is worth nothing to another', async () => {
    const rig = await newRig();
    const session = rig.desk.start();
    await expect(
      pair({
        code: session.code,
        label: 'x',
        origin: FIREFOX_ORIGIN,
        openSocket: extensionSocket(),
        probe: probePort,
        keyStore: rig.keyStore,
      }),
    ).rejects.toMatchObject({ code: 'PAIRING_CODE_WRONG' });
    session.cancel();
  });
});
