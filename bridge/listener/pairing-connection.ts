import type { WebSocket } from 'ws';
import { KyguiError, toKyguiError } from '../../shared/errors.ts';
import { MAX_UNPROVEN_BYTES } from '../../shared/protocol/limits.ts';
import type { PairingAttempt, PairingDesk } from '../pairing/desk.ts';
import { asBytes, closeSocket } from './connection.ts';
import type { Log } from './handlers.ts';

export interface PairingConnectionOptions {
  socket: WebSocket;
  origin: string;
  desk: PairingDesk;
  log: Log;
  handshakeMs: number;
}

/** One WebSocket of the pairing exchange; the steps themselves are the desk's. */
export function servePairing({ socket, origin, desk, log, handshakeMs }: PairingConnectionOptions): void {
  let attempt: PairingAttempt | undefined;
  let steps: Promise<void> = Promise.resolve();
  let ended = false;

  const fail = (thrown: unknown) => {
    if (ended) return;
    ended = true;
    const error = toKyguiError(thrown);
    log.warn({ code: error.code, origin }, 'pairing refused');
    if (error.code === 'INTERNAL') log.error({ err: error.cause }, 'pairing failed');
    closeSocket(socket, error);
  };

  const timer = setTimeout(() => fail(new KyguiError('CHANNEL_TIMEOUT')), handshakeMs);
  socket.on('error', () => undefined);
  socket.on('close', () => {
    clearTimeout(timer);
    steps = steps
      .then(() => attempt?.end())
      .catch((error: unknown) => log.error({ err: error }, 'pairing end'));
  });

  try {
    attempt = desk.open(origin);
  } catch (error) {
    fail(error);
    return;
  }
  const current = attempt;
  socket.on('message', (data, binary) => {
    const message = asBytes(data);
    steps = steps
      .then(async () => {
        if (ended) return;
        if (!binary || message.length > MAX_UNPROVEN_BYTES)
          throw new KyguiError('CHANNEL_VIOLATION', { problem: 'pairing message' });
        const answer = await current.receive(message);
        if (answer) {
          socket.send(answer);
          return;
        }
        ended = true;
        log.info({ origin }, 'extension paired');
        socket.close(1000);
      })
      .catch(fail);
  });
}
