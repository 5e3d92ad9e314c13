import { describe, expect, it } from 'vitest';
import { KyguiError } from '../../shared/errors.ts';
import { CLOSE_CODES } from '../../shared/protocol/close.ts';
import { encodeChunk, encodeJson } from '../../shared/protocol/codec.ts';
import { MAX_MESSAGE_BYTES } from '../../shared/protocol/limits.ts';
import { newRig, provenSocket, rawSocket, watch } from './channel-raw.ts';

describe('frames of a proven connection', () => {
  const ask = (id: number, command: string, body: unknown = {}) => encodeJson({ id, command, body });

  it.each([
    [
      'tampered',
      async (seal: (record: Uint8Array) => Promise<Buffer>) => {
        const record = await seal(ask(1, 'doctor.run'));
        record[3] = (record[3] ?? 0) ^ 1;
        return [record];
      },
    ],
    [
      'replayed',
      async (seal: (record: Uint8Array) => Promise<Buffer>) => {
        const record = await seal(ask(1, 'doctor.run'));
        return [record, record];
      },
    ],
    [
      'reordered',
      async (seal: (record: Uint8Array) => Promise<Buffer>) => {
        const first = await seal(ask(1, 'doctor.run'));
        return [await seal(ask(2, 'doctor.run')), first];
      },
    ],
    [
      'dropped',
      async (seal: (record: Uint8Array) => Promise<Buffer>) => {
        await seal(ask(1, 'doctor.run'));
        return [await seal(ask(2, 'doctor.run'))];
      },
    ],
    [
      'cut short',
      async (seal: (record: Uint8Array) => Promise<Buffer>) => [
        (await seal(ask(1, 'doctor.run'))).subarray(0, 20),
      ],
    ],
    ['plain', async () => [Buffer.from(ask(1, 'doctor.run'))]],
  ])('a %s ciphertext ends the connection', async (_, forge) => {
    let calls = 0;
    const rig = await newRig({
      handlers: {
        'doctor.run': async () => {
          calls += 1;
          return { checks: [] };
        },
      },
    });
    await rig.pair();
    const { socket, seal, closed } = await provenSocket(rig);
    const forged = await forge(seal);
    for (const record of forged) socket.send(record);
    expect((await closed).named).toBe('CHANNEL_VIOLATION');
    expect(calls).toBeLessThanOrEqual(forged.length - 1);
    await expect.poll(() => rig.listener.connections()).toBe(0);
  });

  it('an oversized message ends the connection before it is taken in', async () => {
    const rig = await newRig();
    await rig.pair();
    const { socket, closed } = await provenSocket(rig);
    socket.send(Buffer.alloc(MAX_MESSAGE_BYTES + 1));
    expect((await closed).code).toBe(1009);
  });

  it('an oversized message before the proof ends the connection', async () => {
    const rig = await newRig();
    const socket = rawSocket(rig.listener.port);
    const { opened, closed } = watch(socket);
    await opened;
    socket.send(Buffer.alloc(5000, 1));
    expect((await closed).code).toBe(CLOSE_CODES.CHANNEL_TOO_LARGE);
  });

  it('chunks that no request announced end the connection', async () => {
    const rig = await newRig();
    await rig.pair();
    const { socket, seal, closed } = await provenSocket(rig);
    socket.send(await seal(encodeChunk(7, new Uint8Array(10))));
    expect((await closed).named).toBe('CHANNEL_VIOLATION');
  });

  it('an unknown command, one without a handler and a wrong body are answered by code, and the connection lives', async () => {
    const rig = await newRig();
    await rig.pair();
    const client = rig.client();
    await expect(client.request('constructor' as 'doctor.run', {})).rejects.toMatchObject({
      code: 'CHANNEL_COMMAND_UNKNOWN',
    });
    await expect(client.request('doctor.run', {})).rejects.toMatchObject({ code: 'CHANNEL_COMMAND_UNKNOWN' });
    await expect(
      client.request('session.start', { extensionVersion: 1, browser: 'x', language: 'vi' } as never),
    ).rejects.toMatchObject({ code: 'CHANNEL_MESSAGE_INVALID', details: { field: 'extensionVersion' } });
    expect((await client.session()).bridgeVersion).toBe('0.1.0');
    expect(rig.listener.connections()).toBe(1);
  });

  it("a handler's failure crosses by code and details alone", async () => {
    const rig = await newRig({
      handlers: {
        'doctor.run': async () => {
          throw new Error('PIN 13572468 in a stack trace');
        },
      },
    });
    await rig.pair();
    await expect(rig.client().request('doctor.run', {})).rejects.toMatchObject({
      code: 'INTERNAL',
      details: {},
    });
  });

  it('an upload that the bridge refuses early ends early, and the connection serves the next one', async () => {
    let calls = 0;
    const rig = await newRig({
      handlers: {
        'document.put': async ({ stream, size }, { openReadStream }) => {
          calls += 1;
          if (calls === 1) throw new KyguiError('CHANNEL_TOO_LARGE', { bytes: size, limit: 1 });
          let received = 0;
          for await (const chunk of openReadStream(stream)) received += chunk.length;
          return { documentId: crypto.randomUUID(), sha256: '0'.repeat(64), size: received };
        },
      },
    });
    await rig.pair();
    const client = rig.client();
    const size = 20 * 1024 * 1024;
    const file = { name: 'a.pdf', origin: 'https://qlvb.example.vn', size };
    await expect(client.put(file, new Blob([new Uint8Array(size)]))).rejects.toMatchObject({
      code: 'CHANNEL_TOO_LARGE',
    });
    expect((await client.put(file, new Blob([new Uint8Array(size)]))).size).toBe(size);
  });
});
