import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import type { Handlers, Log } from '../../bridge/listener/handlers.ts';
import { createListener, type Listener, type ListenerOptions } from '../../bridge/listener/listener.ts';
import { createPairingDesk, type PairingDesk } from '../../bridge/pairing/desk.ts';
import { openPairingStore, type PairingStore } from '../../bridge/pairing/store.ts';
import { webCryptoAesGcm } from '../../extension/background/bridge/aead.ts';
import {
  type BridgeClient,
  type BridgeClientOptions,
  createBridgeClient,
} from '../../extension/background/bridge/client.ts';
import {
  type KeyStore,
  type StoredPairing,
  storageKeyStore,
} from '../../extension/background/bridge/key-store.ts';
import { pair } from '../../extension/background/bridge/pairing.ts';
import { type BridgeSocket, type OpenSocket, probePort } from '../../extension/background/bridge/socket.ts';

export const EXTENSION_ORIGIN = `chrome-extension://${'abcdefghijklmnop'.repeat(2)}`;

/** One line of the bridge's log. */
export interface LogLine {
  level: keyof Log;
  fields: Record<string, unknown>;
  message: string;
}

/** Storage area in memory, as `storage.local` behaves. */
export function memoryArea() {
  const items = new Map<string, unknown>();
  return {
    get: async (key: string) => (items.has(key) ? { [key]: items.get(key) } : {}),
    set: async (added: Record<string, unknown>) => {
      for (const [key, value] of Object.entries(added)) items.set(key, structuredClone(value));
    },
    remove: async (key: string) => {
      items.delete(key);
    },
  };
}

/** Opens sockets as the browser does for the extension: with its origin, and the Host of the address asked for. */
export function extensionSocket(
  options: { origin?: string; through?: number; onOpen?: (socket: WebSocket) => void } = {},
): OpenSocket {
  return (url) => {
    const { host } = new URL(url);
    const address = options.through === undefined ? url : url.replace(host, `127.0.0.1:${options.through}`);
    const socket = new WebSocket(address, {
      headers: { Host: host, Origin: options.origin ?? EXTENSION_ORIGIN },
      perMessageDeflate: false,
    });
    options.onOpen?.(socket);
    return socket as unknown as BridgeSocket;
  };
}

export interface Rig {
  folder: string;
  listener: Listener;
  store: PairingStore;
  desk: PairingDesk;
  log: LogLine[];
  /** Codes of the closed list that the bridge logged. */
  codes(): unknown[];
  keyStore: KeyStore;
  /** A client of the paired extension. */
  client(options?: Partial<BridgeClientOptions>): BridgeClient;
  pair(options?: { origin?: string; code?: string; keyStore?: KeyStore }): Promise<StoredPairing>;
  close(): Promise<void>;
}

export const baseHandlers: Handlers = {
  'session.start': async (_, { personalPhrase }) => ({
    bridgeVersion: '0.1.0',
    agency: null,
    axis: 'none',
    personalPhrase,
  }),
  'document.put': async ({ stream, size }, { openReadStream }) => {
    const hash = createHash('sha256');
    let received = 0;
    for await (const chunk of openReadStream(stream)) {
      hash.update(chunk);
      received += chunk.length;
    }
    if (received !== size) throw new Error('size');
    return { documentId: crypto.randomUUID(), sha256: hash.digest('hex'), size: received };
  },
};

/** A listener with its pairing store in a folder of its own. */
export async function startRig(options: Partial<ListenerOptions> & { codeMs?: number } = {}): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), 'kygui-channel-'));
  const store = await openPairingStore(join(folder, 'pairings.json'));
  const lines: LogLine[] = [];
  const write = (level: keyof Log) => (fields: object, message: string) =>
    lines.push({ level, fields: { ...fields }, message });
  const log: Log = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
  const { codeMs, ...listenerOptions } = options;
  let listener: Listener | undefined;
  const desk = createPairingDesk({
    store,
    port: () => listener?.port ?? 0,
    ...(codeMs !== undefined && { codeMs }),
  });
  listener = await createListener({
    port: 0,
    allowedOrigins: [EXTENSION_ORIGIN],
    pairings: store,
    desk,
    logger: log,
    ...listenerOptions,
    handlers: { ...baseHandlers, ...options.handlers },
  });
  const started = listener;
  const keyStore = storageKeyStore(memoryArea());
  const clients: BridgeClient[] = [];
  return {
    folder,
    listener: started,
    store,
    desk,
    log: lines,
    codes: () => lines.flatMap(({ fields }) => (fields.code === undefined ? [] : [fields.code])),
    keyStore,
    client(clientOptions = {}) {
      const client = createBridgeClient({
        keyStore,
        openSocket: extensionSocket(),
        probe: probePort,
        aead: webCryptoAesGcm(crypto.subtle),
        introduce: () => ({ extensionVersion: '0.1.0', browser: 'chrome 156', language: 'vi' }),
        ...clientOptions,
      });
      clients.push(client);
      return client;
    },
    async pair({ origin = EXTENSION_ORIGIN, code, keyStore: store = keyStore } = {}) {
      const session = code === undefined ? desk.start() : undefined;
      try {
        return await pair({
          code: code ?? session?.code ?? '',
          label: 'Chrome của Nguyễn Văn Mẫu',
          personalPhrase: 'cây đa bến nước',
          origin,
          openSocket: extensionSocket({ origin }),
          probe: probePort,
          keyStore: store,
        });
      } finally {
        if (session) await session.done.catch(() => undefined);
      }
    },
    async close() {
      for (const client of clients) client.close();
      await started.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Everything that crosses loopback, by direction, as a TCP proxy sees it. */
export interface Wiretap {
  port: number;
  toBridge: Buffer[];
  fromBridge: Buffer[];
  close(): Promise<void>;
}

export async function startWiretap(bridgePort: number): Promise<Wiretap> {
  const toBridge: Buffer[] = [];
  const fromBridge: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    const upstream = connect(bridgePort, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    client.on('data', (bytes) => {
      toBridge.push(bytes);
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      fromBridge.push(bytes);
      client.write(bytes);
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    toBridge,
    fromBridge,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
