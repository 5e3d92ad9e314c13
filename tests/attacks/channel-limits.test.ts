import { connect as connectTcp } from 'node:net';
import { describe, expect, it } from 'vitest';
import { pair } from '../../extension/background/bridge/pairing.ts';
import { probePort } from '../../extension/background/bridge/socket.ts';
import { parsePairingCode } from '../../shared/protocol/pairing-code.ts';
import { newRig, pairedHandshake, rawSocket, watch } from './channel-raw.ts';
import { EXTENSION_ORIGIN, extensionSocket, startWiretap } from './channel-rig.ts';

describe('limits', () => {
  it('cuts a connection that never says hello', async () => {
    const rig = await newRig({ handshakeMs: 150 });
    const { closed } = watch(rawSocket(rig.listener.port));
    expect((await closed).named).toBe('CHANNEL_TIMEOUT');
  });

  it('cuts a hello that is never followed by the proof', async () => {
    const rig = await newRig({ handshakeMs: 2_000 });
    await rig.pair();
    const socket = rawSocket(rig.listener.port);
    const { opened, closed } = watch(socket);
    await opened;
    socket.send((await pairedHandshake(rig)).hello());
    expect((await closed).named).toBe('CHANNEL_TIMEOUT');
  });

  it('slow loris: cuts a request whose headers drip', async () => {
    const rig = await newRig({ handshakeMs: 300 });
    const cut = await new Promise<boolean>((resolve) => {
      const socket = connectTcp(rig.listener.port, '127.0.0.1', () => {
        socket.write('GET /kygui/1 HTTP/1.1\r\nHost: 127');
      });
      socket.on('data', () => undefined);
      socket.on('close', () => resolve(true));
      socket.on('error', () => undefined);
    });
    expect(cut).toBe(true);
  });

  it('hoarded sockets: idle connections, with and without the extension’s origin, never hold the extension off', async () => {
    const rig = await newRig({ handshakeMs: 60_000 });
    await rig.pair();
    const paired = rig.client();
    expect((await paired.session()).bridgeVersion).toBe('0.1.0');
    const forged = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const socket = rawSocket(rig.listener.port);
        const seen = watch(socket);
        await seen.opened;
        return seen;
      }),
    );
    expect((await forged[0]?.closed)?.named).toBe('CHANNEL_BUSY');
    const silent = Array.from({ length: 80 }, () => {
      const socket = connectTcp(rig.listener.port, '127.0.0.1');
      socket.on('error', () => undefined);
      return new Promise<void>((resolve) => socket.on('close', () => resolve()));
    });
    await Promise.any(silent);
    expect((await rig.client().session()).bridgeVersion).toBe('0.1.0');
    // Who has proven its key is never the one that goes.
    expect(rig.listener.connections()).toBe(2);
    expect(rig.codes()).toContain('CHANNEL_BUSY');
  });

  it.each([
    ['extension', { min: 2, max: 3 }, { min: 1, max: 1 }],
    ['bridge', { min: 1, max: 1 }, { min: 2, max: 3 }],
  ])('tells the %s as the older side when the versions do not fit', async (older, bridge, extension) => {
    const rig = await newRig({ versions: bridge });
    await rig.pair();
    await expect(rig.client({ versions: extension }).session()).rejects.toMatchObject({
      code: 'CHANNEL_VERSION_MISMATCH',
      details: { older },
    });
  });
});

describe('what the wire and the log show', () => {
  it('a PIN, the pairing key, the code, the phrase and a file name never cross loopback or reach the log in clear', async () => {
    const pin = '13572468-canary';
    const name = 'tờ-trình-mật-canary.pdf';
    let given = '';
    const rig = await newRig({
      handlers: {
        'sign.approve': async ({ pin: typed, jobKey }) => {
          given = typed;
          return { jobKey, state: 'failed', items: [], letterId: null, error: null };
        },
      },
    });
    const tap = await startWiretap(rig.listener.port);
    const tapped = extensionSocket({ through: tap.port });
    const session = rig.desk.start();
    const stored = await pair({
      code: session.code,
      label: 'Chrome',
      personalPhrase: 'phrase-canary',
      origin: EXTENSION_ORIGIN,
      openSocket: tapped,
      probe: probePort,
      keyStore: rig.keyStore,
    });
    const client = rig.client({ openSocket: tapped });
    await client.request('sign.approve', {
      jobKey: crypto.randomUUID(),
      approvalDigest: '0'.repeat(64),
      pin,
      approvedAt: '2026-01-05T08:30:00+07:00',
    });
    const body = new TextEncoder().encode('body-canary '.repeat(1000));
    await client.put({ name, origin: 'https://qlvb.example.vn', size: body.length }, new Blob([body]));
    expect(given).toBe(pin);

    const wire = Buffer.concat([...unmask(Buffer.concat(tap.toBridge)), ...tap.fromBridge, ...tap.toBridge]);
    // The tap really sees the connection, masked frames of the browser included.
    expect(wire.includes(`Origin: ${EXTENSION_ORIGIN}`)).toBe(true);
    expect(wire.includes(Buffer.from(stored.pairingId.replaceAll('-', ''), 'hex'))).toBe(true);
    const log = Buffer.from(JSON.stringify(rig.log));
    const { secret } = parsePairingCode(session.code);
    for (const canary of [pin, 'canary', secret, Buffer.from(stored.key, 'hex'), stored.key]) {
      expect(wire.includes(canary)).toBe(false);
      expect(log.includes(canary)).toBe(false);
    }
    await tap.close();
  });
});

/** Payloads of the masked frames a browser sent (RFC 6455 5.3), over all connections of a tap. */
function unmask(bytes: Buffer): Buffer[] {
  const payloads: Buffer[] = [];
  for (let at = 0; at + 6 < bytes.length; ) {
    const head = bytes.indexOf('GET /', at);
    if (head === at) {
      at = bytes.indexOf('\r\n\r\n', at) + 4;
      continue;
    }
    const short = (bytes[at + 1] ?? 0) & 0x7f;
    const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
    const length =
      extra === 2 ? bytes.readUInt16BE(at + 2) : extra === 8 ? Number(bytes.readBigUInt64BE(at + 2)) : short;
    const mask = bytes.subarray(at + 2 + extra, at + 6 + extra);
    const start = at + 6 + extra;
    payloads.push(
      Buffer.from(bytes.subarray(start, start + length).map((byte, index) => byte ^ (mask[index % 4] ?? 0))),
    );
    at = start + length;
  }
  return payloads;
}
