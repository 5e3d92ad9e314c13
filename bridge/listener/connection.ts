import { randomUUID } from 'node:crypto';
import type { RawData, WebSocket } from 'ws';
import { KyguiError, toKyguiError } from '../../shared/errors.ts';
import { CLOSE_CODES, type ClosingCode } from '../../shared/protocol/close.ts';
import { type EventFrame, PROTOCOL_VERSIONS } from '../../shared/protocol/frames.ts';
import { MAX_UNPROVEN_BYTES, SEND_HIGH_WATER_BYTES } from '../../shared/protocol/limits.ts';
import { helloPairingId, respondToHello, type VersionRange } from '../../shared/protocol/secure/handshake.ts';
import { SecureChannel } from '../../shared/protocol/secure/secure-channel.ts';
import type { Pairing } from '../pairing/store.ts';
import { nodeAesGcm } from './aead.ts';
import { Dispatcher } from './dispatcher.ts';
import type { Handlers, Log } from './handlers.ts';

/** Time a closing connection has for the closing handshake before it is cut. */
const CLOSING_MS = 2_000;

export interface ConnectionOptions {
  socket: WebSocket;
  origin: string;
  port: number;
  findPairing(id: string): Pairing | undefined;
  handlers: Handlers;
  log: Log;
  handshakeMs: number;
  versions?: VersionRange;
  /** Called once, when the other side has proven its key. */
  proven(): void;
}

/** Closes with a code of ours; the reason repeats it for logs of the other side. */
export function closeSocket(socket: WebSocket, error: KyguiError): void {
  const code: ClosingCode = Object.hasOwn(CLOSE_CODES, error.code) ? (error.code as ClosingCode) : 'INTERNAL';
  const left = error.details.left;
  socket.close(CLOSE_CODES[code], left === undefined ? code : `${code} ${left}`);
  setTimeout(() => socket.terminate(), CLOSING_MS).unref();
}

export function asBytes(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}

/** One WebSocket of the channel: hello, proof, then encrypted frames. Nothing else is ever answered. */
export class Connection {
  readonly id = randomUUID();
  readonly #options: ConnectionOptions;
  #state: 'hello' | 'proof' | 'open' | 'closed' = 'hello';
  #channel: SecureChannel | undefined;
  #dispatcher: Dispatcher | undefined;
  #drained: (() => void)[] = [];

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { socket, handshakeMs } = options;
    const timer = setTimeout(() => this.#fail(new KyguiError('CHANNEL_TIMEOUT')), handshakeMs);
    socket.on('message', (data, binary) => {
      try {
        this.#take(asBytes(data), binary, timer);
      } catch (error) {
        this.#fail(toKyguiError(error));
      }
    });
    // ws reports oversized and malformed frames here and closes by itself with 1009 or 1002.
    socket.on('error', (error) => this.#log('warn', 'CHANNEL_VIOLATION', error.message));
    socket.on('close', () => {
      clearTimeout(timer);
      this.#end();
    });
  }

  sendEvent(event: EventFrame): void {
    this.#dispatcher?.sendEvent(event);
  }

  #take(message: Uint8Array, binary: boolean, timer: NodeJS.Timeout): void {
    if (this.#state === 'closed') return;
    if (!binary) throw new KyguiError('CHANNEL_VIOLATION', { problem: 'text message' });
    if (this.#state !== 'open' && message.length > MAX_UNPROVEN_BYTES)
      throw new KyguiError('CHANNEL_TOO_LARGE', { bytes: message.length, limit: MAX_UNPROVEN_BYTES });
    if (this.#channel) this.#channel.take(message);
    else this.#hello(message, timer);
  }

  #hello(hello: Uint8Array, timer: NodeJS.Timeout): void {
    const { socket, origin, port, findPairing, handlers, log } = this.#options;
    const pairing = findPairing(helloPairingId(hello));
    if (!pairing) throw new KyguiError('CHANNEL_NOT_PAIRED');
    if (pairing.origin !== origin) throw new KyguiError('CHANNEL_PROOF_FAILED');
    const { welcome, keys } = respondToHello(hello, {
      pairingId: pairing.id,
      key: pairing.key,
      port,
      versions: this.#options.versions ?? PROTOCOL_VERSIONS,
    });
    socket.send(welcome);
    if (keys instanceof KyguiError) throw keys;
    this.#state = 'proof';
    /** Uploads of this connection whose readers are behind. */
    let held = 0;
    const dispatcher = new Dispatcher({
      handlers,
      log,
      identity: {
        connectionId: this.id,
        origin,
        pairingId: pairing.id,
        pairingLabel: pairing.label,
        personalPhrase: pairing.personalPhrase,
      },
      send: (record) => this.#send(record),
      hold: (isHeld) => {
        held += isHeld ? 1 : -1;
        if (held > 0) socket.pause();
        else socket.resume();
      },
    });
    this.#channel = new SecureChannel({
      keys,
      aead: nodeAesGcm,
      transmit: (record) => socket.send(record, () => this.#sent()),
      receive: (content) => {
        if (this.#state === 'proof') {
          // Only a holder of the key who took part in this very handshake can have written this record.
          this.#state = 'open';
          this.#dispatcher = dispatcher;
          clearTimeout(timer);
          this.#options.proven();
          log.info({ connectionId: this.id, origin, pairingId: pairing.id }, 'extension connected');
        }
        dispatcher.receive(content);
      },
      fail: (error) => this.#fail(this.#state === 'proof' ? new KyguiError('CHANNEL_PROOF_FAILED') : error),
    });
  }

  async #send(record: Uint8Array): Promise<void> {
    if (this.#state === 'closed' || !this.#channel) throw new KyguiError('CHANNEL_LOST');
    await this.#channel.send(record);
    while (this.#options.socket.bufferedAmount > SEND_HIGH_WATER_BYTES) {
      if (this.#isClosed()) throw new KyguiError('CHANNEL_LOST');
      await new Promise<void>((resolve) => this.#drained.push(resolve));
    }
    if (this.#isClosed()) throw new KyguiError('CHANNEL_LOST');
  }

  #isClosed(): boolean {
    return this.#state === 'closed';
  }

  #sent(): void {
    const waiting = this.#drained;
    this.#drained = [];
    for (const resolve of waiting) resolve();
  }

  #fail(error: KyguiError): void {
    if (this.#state === 'closed') return;
    this.#log('warn', error.code, String(error.details.problem ?? ''));
    this.#end();
    closeSocket(this.#options.socket, error);
  }

  #end(): void {
    if (this.#state === 'closed') return;
    if (this.#state === 'open') this.#options.log.info({ connectionId: this.id }, 'extension disconnected');
    this.#state = 'closed';
    this.#channel?.close();
    this.#dispatcher?.close();
    this.#sent();
  }

  #log(level: 'warn' | 'info', code: string, problem: string): void {
    const { log, origin } = this.#options;
    log[level]({ code, connectionId: this.id, origin, state: this.#state, problem }, 'connection cut');
  }
}
