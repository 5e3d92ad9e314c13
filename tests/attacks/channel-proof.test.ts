import { describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { encodeJson } from '../../shared/protocol/codec.ts';
import { CHANNEL_PATH } from '../../shared/protocol/limits.ts';
import { formatPairingCode } from '../../shared/protocol/pairing-code.ts';
import { concatBytes } from '../../shared/protocol/secure/bytes.ts';
import { InitiatorHandshake } from '../../shared/protocol/secure/handshake.ts';
import { PairingResponder } from '../../shared/protocol/secure/pairing-exchange.ts';
import { newRig, pairedHandshake, rawSocket, squat, watch } from './channel-raw.ts';
import { EXTENSION_ORIGIN, extensionSocket, startWiretap } from './channel-rig.ts';

describe('proof: who may speak', () => {
  it('cuts a program with forged headers that sends a command without any proof', async () => {
    const rig = await newRig();
    await rig.pair();
    const socket = rawSocket(rig.listener.port);
    const { opened, closed, messages } = watch(socket);
    await opened;
    socket.send(encodeJson({ id: 1, command: 'session.start', body: {} }));
    expect((await closed).named).toBe('CHANNEL_VIOLATION');
    expect(messages).toEqual([]);
  });

  it('cuts a text message', async () => {
    const rig = await newRig();
    const socket = rawSocket(rig.listener.port);
    const { opened, closed } = watch(socket);
    await opened;
    socket.send('{"command":"token.list"}');
    expect((await closed).named).toBe('CHANNEL_VIOLATION');
  });

  it('cuts a hello with an unknown pairing and one with a guessed key', async () => {
    const rig = await newRig();
    const { pairingId } = await rig.pair();
    const { port } = rig.listener;
    for (const [id, named] of [
      [crypto.randomUUID(), 'CHANNEL_NOT_PAIRED'],
      [pairingId, 'CHANNEL_PROOF_FAILED'],
    ] as const) {
      const socket = rawSocket(port);
      const { opened, closed, messages } = watch(socket);
      await opened;
      const versions = { min: 1, max: 1 };
      socket.send(new InitiatorHandshake({ pairingId: id, key: new Uint8Array(32), port, versions }).hello());
      expect((await closed).named).toBe(named);
      expect(messages).toEqual([]);
    }
  });

  it('cuts the right key from another origin than the one that was paired', async () => {
    const other = `chrome-extension://${'b'.repeat(32)}`;
    const rig = await newRig({ allowedOrigins: [EXTENSION_ORIGIN, other] });
    await rig.pair();
    const socket = rawSocket(rig.listener.port, CHANNEL_PATH, other);
    const { opened, closed } = watch(socket);
    await opened;
    socket.send((await pairedHandshake(rig)).hello());
    expect((await closed).named).toBe('CHANNEL_PROOF_FAILED');
  });

  it('a recorded connection replayed to the bridge does nothing: its second message no longer opens', async () => {
    let signed = 0;
    const rig = await newRig({
      handlers: {
        'doctor.run': async () => {
          signed += 1;
          return { checks: [] };
        },
      },
    });
    await rig.pair();
    const sent: Uint8Array[] = [];
    const client = rig.client({
      openSocket: extensionSocket({
        onOpen(socket) {
          const send = socket.send.bind(socket);
          socket.send = ((data: Uint8Array) => {
            sent.push(Uint8Array.from(data));
            send(data);
          }) as typeof socket.send;
        },
      }),
    });
    await client.request('doctor.run', {});
    expect(signed).toBe(1);
    client.close();
    await expect.poll(() => rig.listener.connections()).toBe(0);

    const socket = rawSocket(rig.listener.port);
    const { opened, closed, messages } = watch(socket);
    await opened;
    for (const message of sent) socket.send(message);
    expect((await closed).named).toBe('CHANNEL_PROOF_FAILED');
    // One message came back: the welcome of a fresh handshake, useless without the key.
    expect(messages).toHaveLength(1);
    expect(signed).toBe(1);
  });

  it('a recorded bridge replayed to the extension is not believed', async () => {
    const rig = await newRig();
    await rig.pair();
    const stored = await rig.keyStore.load();
    const received: Buffer[] = [];
    const client = rig.client({
      openSocket: extensionSocket({
        onOpen: (socket) => socket.on('message', (data) => received.push(data as Buffer)),
      }),
    });
    await client.session();

    const squatter = await squat((socket) => {
      socket.on('message', () => {
        for (const message of received) socket.send(message);
      });
    });
    await rig.keyStore.save({ ...stored, port: squatter.port } as NonNullable<typeof stored>);
    await expect(rig.client().session()).rejects.toMatchObject({ code: 'CHANNEL_PEER_UNPROVEN' });
    expect(squatter.received).toHaveLength(1);
    await squatter.close();
  });

  it('a handshake passed on from another port is refused', async () => {
    const rig = await newRig();
    await rig.pair();
    const stored = await rig.keyStore.load();
    const tap = await startWiretap(rig.listener.port);
    await rig.keyStore.save({ ...stored, port: tap.port } as NonNullable<typeof stored>);
    // The relay also forges the Host that the bridge wants to see.
    const openSocket = (url: string) =>
      extensionSocket({ through: tap.port })(url.replace(String(tap.port), String(rig.listener.port)));
    await expect(rig.client({ openSocket }).session()).rejects.toMatchObject({ code: 'CHANNEL_NOT_PAIRED' });
    expect(rig.codes()).toContain('CHANNEL_PROOF_FAILED');
    await tap.close();
  });
});

describe('squatter: a program that took the port first', () => {
  it.each([
    [
      'that answers the hello with noise',
      (socket: WebSocket) => socket.on('message', () => socket.send(Buffer.alloc(80, 0x57))),
    ],
    ['that sends the hello back', (socket: WebSocket) => socket.on('message', (data) => socket.send(data))],
    [
      'that claims success in JSON',
      (socket: WebSocket) =>
        socket.on('message', () => socket.send(encodeJson({ id: 1, ok: true, body: {} }))),
    ],
  ])('the extension leaves a squatter %s and has told it nothing but its hello', async (_, serve) => {
    const rig = await newRig();
    const stored = await rig.pair();
    const squatter = await squat(serve);
    await rig.keyStore.save({ ...stored, port: squatter.port });
    await expect(
      rig.client().request('sign.approve', {
        jobKey: crypto.randomUUID(),
        approvalDigest: '0'.repeat(64),
        pin: '13572468',
        approvedAt: '2026-01-05T08:30:00+07:00',
      }),
    ).rejects.toMatchObject({ code: 'CHANNEL_PEER_UNPROVEN' });
    expect(squatter.received).toHaveLength(1);
    const hello = squatter.received[0] ?? Buffer.alloc(0);
    expect(hello.includes(Buffer.from(stored.key, 'hex'))).toBe(false);
    expect(hello.includes('13572468')).toBe(false);
    await squatter.close();
  });

  it('a silent squatter is left after the time limit', async () => {
    const rig = await newRig();
    const stored = await rig.pair();
    const squatter = await squat(() => undefined);
    await rig.keyStore.save({ ...stored, port: squatter.port });
    await expect(rig.client({ handshakeMs: 200 }).session()).rejects.toMatchObject({
      code: 'CHANNEL_TIMEOUT',
    });
    await squatter.close();
  });

  it('a free port and a refusing program are told apart', async () => {
    const rig = await newRig();
    const stored = await rig.pair();
    const stranger = extensionSocket({ origin: 'https://evil.example' });
    await expect(rig.client({ openSocket: stranger }).session()).rejects.toMatchObject({
      code: 'CHANNEL_REFUSED',
    });
    await rig.listener.close();
    await expect(rig.client().session()).rejects.toMatchObject({ code: 'BRIDGE_NOT_RUNNING' });
    expect(stored.port).toBe(rig.listener.port);
  });

  it('a squatter in pairing gets one guess, and the extension keeps nothing', async () => {
    const squatter = await squat((socket) => {
      const guess = new PairingResponder({ port: squatter.port, secret: '00000000' }, EXTENSION_ORIGIN);
      socket.on('message', (data) => {
        const message = new Uint8Array(data as Buffer);
        if (message[0] === 1) socket.send(guess.share(message));
        // It does not know the code, so it cannot confirm; it tries with noise.
        else socket.send(concatBytes(Uint8Array.of(4), new Uint8Array(32)));
      });
    });
    const rig = await newRig();
    const code = formatPairingCode({ port: squatter.port, secret: '7K3MQ9XD' });
    await expect(rig.pair({ code })).rejects.toMatchObject({ code: 'CHANNEL_PEER_UNPROVEN' });
    expect(await rig.keyStore.load()).toBeUndefined();
    await squatter.close();
  });
});
