import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type ErrorCode, KyguiError } from '../../shared/errors.ts';
import { CLOSE_CODES } from '../../shared/protocol/close.ts';
import type { EventFrame } from '../../shared/protocol/frames.ts';
import { HANDSHAKE_MS, MAX_MESSAGE_BYTES } from '../../shared/protocol/limits.ts';
import type { VersionRange } from '../../shared/protocol/secure/handshake.ts';
import type { PairingDesk } from '../pairing/desk.ts';
import type { PairingStore } from '../pairing/store.ts';
import { Connection } from './connection.ts';
import type { Handlers, Log } from './handlers.ts';
import { servePairing } from './pairing-connection.ts';
import { judgeUpgrade } from './upgrade.ts';
import { WaitingRoom } from './waiting-room.ts';

/** Proven connections at once: a few browsers and profiles of one person. */
const MOST_CONNECTIONS = 32;
/** WebSockets without proof, and TCP connections that are no WebSocket; beyond these the oldest is cut. */
const MOST_UNPROVEN = 16;
const MOST_SOCKETS = 64;

export interface ListenerOptions {
  /** TCP port on 127.0.0.1; 0 lets the system choose. */
  port: number;
  /** Exact origins of our extension's Chromium builds, `chrome-extension://<id>`. */
  allowedOrigins: readonly string[];
  pairings: PairingStore;
  /** Where pairing codes are tried; without it the pairing path answers nobody. */
  desk?: PairingDesk;
  handlers: Handlers;
  /** pino, or anything of its shape. */
  logger: Log;
  /** Milliseconds from connecting to the finished proof. */
  handshakeMs?: number;
  /** Protocol versions spoken; only tests give others than the built-in ones. */
  versions?: VersionRange;
}

export interface Listener {
  readonly port: number;
  /** Sends an event to every proven connection. */
  broadcast(event: EventFrame): void;
  /** Number of proven connections. */
  connections(): number;
  close(): Promise<void>;
}

/**
 * Listens on the literal 127.0.0.1. Plain HTTP gets an empty 404 without CORS headers; upgrades are judged by
 * Host, path and Origin before anything is allocated.
 * @throws CHANNEL_PORT_IN_USE
 */
export async function createListener(options: ListenerOptions): Promise<Listener> {
  const { allowedOrigins, pairings, desk, handlers, logger: log, handshakeMs = HANDSHAKE_MS } = options;
  const open = new Set<Connection>();

  const http = createServer(
    // Defaults of Node look at slow requests every 30 s only.
    { headersTimeout: handshakeMs, requestTimeout: handshakeMs, connectionsCheckingInterval: 1_000 },
    (_, response) => {
      response.writeHead(404, { 'Content-Length': 0, Connection: 'close' });
      response.end();
    },
  );
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    clientTracking: true,
  });

  const silent = new WaitingRoom<Duplex>(MOST_SOCKETS, (socket) => {
    log.warn({ code: 'CHANNEL_BUSY' }, 'idle connection cut');
    socket.destroy();
  });
  http.on('connection', (socket) => {
    silent.enter(socket);
    socket.on('close', () => silent.leave(socket));
  });
  const unproven = new WaitingRoom<WebSocket>(MOST_UNPROVEN, (socket) => {
    log.warn({ code: 'CHANNEL_BUSY' }, 'unproven connection cut');
    socket.close(CLOSE_CODES.CHANNEL_BUSY, 'CHANNEL_BUSY');
    // Its word is on the way; waiting for the other side's would let idle ones pile up after all.
    setImmediate(() => socket.terminate());
  });

  const refuse = (socket: Duplex, request: IncomingMessage, status: 403 | 404 | 503, code: ErrorCode) => {
    const origin = request.headers.origin?.slice(0, 200);
    const host = request.headers.host?.slice(0, 200);
    log.warn({ code, status, origin, host, path: request.url?.slice(0, 200) }, 'upgrade refused');
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      () => socket.destroy(),
    );
  };

  http.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const verdict = judgeUpgrade(request, {
      port: port(),
      allowedOrigins,
      pairedOrigins: pairings.list().map((pairing) => pairing.origin),
    });
    if (!verdict.accepted) {
      refuse(socket, request, verdict.status, verdict.code);
      return;
    }
    if (open.size >= MOST_CONNECTIONS) {
      refuse(socket, request, 503, 'CHANNEL_BUSY');
      return;
    }
    if (verdict.accepted === 'pairing' && !desk) {
      refuse(socket, request, 404, 'CHANNEL_PATH_REFUSED');
      return;
    }
    const { accepted, origin } = verdict;
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      silent.leave(socket);
      unproven.enter(webSocket);
      webSocket.on('close', () => unproven.leave(webSocket));
      if (accepted === 'pairing') {
        if (desk) servePairing({ socket: webSocket, origin, desk, log, handshakeMs: handshakeMs * 3 });
        return;
      }
      const connection = new Connection({
        socket: webSocket,
        origin,
        port: port(),
        findPairing: (id) => pairings.find(id),
        handlers,
        log,
        handshakeMs,
        ...(options.versions && { versions: options.versions }),
        proven() {
          unproven.leave(webSocket);
          open.add(connection);
        },
      });
      webSocket.on('close', () => open.delete(connection));
    });
  });

  await new Promise<void>((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE' || error.code === 'EACCES'
          ? new KyguiError('CHANNEL_PORT_IN_USE', { port: options.port }, { cause: error })
          : error,
      ),
    );
    http.listen({ host: '127.0.0.1', port: options.port, exclusive: true }, resolve);
  });
  http.on('error', (error) => log.error({ err: error }, 'listener'));

  const port = (): number => {
    const address = http.address();
    return typeof address === 'object' && address !== null ? address.port : options.port;
  };
  const listening = port();
  log.info({ port: listening }, 'listening on 127.0.0.1');

  return {
    port: listening,
    broadcast(event) {
      for (const connection of open) connection.sendEvent(event);
    },
    connections: () => open.size,
    async close() {
      for (const client of sockets.clients) client.close(1001);
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      http.closeIdleConnections();
      const cut = setTimeout(() => {
        for (const client of sockets.clients) client.terminate();
        http.closeAllConnections();
      }, 500);
      await closed;
      clearTimeout(cut);
    },
  };
}
