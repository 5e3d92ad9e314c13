import { createServer } from 'node:http';
import { afterEach, expect } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { nodeAesGcm } from '../../bridge/listener/aead.ts';
import { closingCode } from '../../shared/protocol/close.ts';
import { encodeKeepAlive } from '../../shared/protocol/codec.ts';
import { CHANNEL_PATH } from '../../shared/protocol/limits.ts';
import { InitiatorHandshake } from '../../shared/protocol/secure/handshake.ts';
import { RecordSealer } from '../../shared/protocol/secure/records.ts';
import { EXTENSION_ORIGIN, type Rig, startRig } from './channel-rig.ts';

export const FIREFOX_ORIGIN = 'moz-extension://6b8f7c5e-1d2c-4f3a-9b7e-0a1b2c3d4e5f';

let rigs: Rig[] = [];
/** A rig that ends with the test. */
export async function newRig(options: Parameters<typeof startRig>[0] = {}): Promise<Rig> {
  const rig = await startRig(options);
  rigs.push(rig);
  return rig;
}
afterEach(async () => {
  for (const rig of rigs) await rig.close();
  rigs = [];
});

/** A raw WebSocket with the extension's headers: what a local program can forge. */
export function rawSocket(port: number, path = CHANNEL_PATH, origin = EXTENSION_ORIGIN): WebSocket {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, {
    headers: { Origin: origin },
    perMessageDeflate: false,
  });
  socket.on('error', () => undefined);
  return socket;
}

/** Everything a socket got, and how it was closed. */
export function watch(socket: WebSocket) {
  const messages: Buffer[] = [];
  socket.on('message', (data) => messages.push(data as Buffer));
  const closed = new Promise<{ code: number; reason: string; named: string | undefined }>((resolve) =>
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason), named: closingCode(code) })),
  );
  // Cut before it opened: `closed` tells how, and nobody waits for an opening that does not come.
  const opened = Promise.race([new Promise<void>((resolve) => socket.on('open', resolve)), closed]);
  const next = async (count: number) => {
    await expect.poll(() => messages.length).toBeGreaterThanOrEqual(count);
    return new Uint8Array(messages[count - 1] ?? Buffer.alloc(0));
  };
  return { messages, opened, closed, next };
}

export async function pairedHandshake(rig: Rig) {
  const stored = await rig.keyStore.load();
  if (!stored) throw new Error('pair first');
  return new InitiatorHandshake({
    pairingId: stored.pairingId,
    key: new Uint8Array(Buffer.from(stored.key, 'hex')),
    port: rig.listener.port,
    versions: { min: 1, max: 1 },
  });
}

/** A proven raw connection whose records the test writes itself. */
export async function provenSocket(rig: Rig) {
  const handshake = await pairedHandshake(rig);
  const socket = rawSocket(rig.listener.port);
  const seen = watch(socket);
  await seen.opened;
  socket.send(handshake.hello());
  const { send } = handshake.finish(await seen.next(1));
  const sealer = new RecordSealer(send, nodeAesGcm);
  const seal = async (record: Uint8Array) => Buffer.from(await sealer.seal(record));
  socket.send(await seal(encodeKeepAlive(true)));
  await expect.poll(() => rig.listener.connections()).toBe(1);
  return { socket, seal, ...seen };
}

/** A foreign program on a port of its own that speaks WebSocket to whoever comes. */
export async function squat(serve: (socket: WebSocket) => void) {
  const received: Buffer[] = [];
  const http = createServer((_, response) => response.writeHead(404).end());
  const server = new WebSocketServer({ server: http });
  server.on('connection', (socket) => {
    socket.on('message', (data) => received.push(data as Buffer));
    serve(socket);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    received,
    async close() {
      for (const client of server.clients) client.terminate();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
