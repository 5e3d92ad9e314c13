import { bytesToHex } from '@noble/hashes/utils.js';
import { Temporal } from 'temporal-polyfill';
import { KyguiError } from '../../../shared/errors.ts';
import { closingCode } from '../../../shared/protocol/close.ts';
import { HANDSHAKE_MS, PAIRING_PATH } from '../../../shared/protocol/limits.ts';
import { parsePairingCode } from '../../../shared/protocol/pairing-code.ts';
import { PairingInitiator } from '../../../shared/protocol/secure/pairing-exchange.ts';
import type { KeyStore, StoredPairing } from './key-store.ts';
import { type BridgeSocket, messageBytes, type OpenSocket, type ProbePort } from './socket.ts';

export interface PairOptions {
  /** As typed, e.g. `47015-7K3M-Q9XD`. */
  code: string;
  /** Browser and profile as the person knows it. */
  label: string;
  personalPhrase?: string;
  /** The extension's own origin, `location.origin` of the worker. */
  origin: string;
  openSocket: OpenSocket;
  probe: ProbePort;
  keyStore: KeyStore;
  timeoutMs?: number;
}

/** The bridge's messages one by one; a close becomes an error of the closed list. */
class Replies {
  readonly #waiting: Uint8Array[] = [];
  #opened = false;
  #failure: KyguiError | undefined;
  #wake: () => void = () => undefined;

  constructor(socket: BridgeSocket, probe: () => Promise<KyguiError>) {
    socket.onopen = () => {
      this.#opened = true;
      this.#wake();
    };
    socket.onmessage = ({ data }) => {
      this.#waiting.push(messageBytes(data));
      this.#wake();
    };
    socket.onerror = () => undefined;
    socket.onclose = ({ code, reason }) => {
      if (this.#opened) this.fail(closeError(code, reason));
      else void probe().then((error) => this.fail(error));
    };
  }

  fail(error: KyguiError): void {
    this.#failure ??= error;
    this.#wake();
  }

  async untilOpen(): Promise<void> {
    while (!this.#opened) await this.#wait();
  }

  async next(): Promise<Uint8Array> {
    while (true) {
      const message = this.#waiting.shift();
      if (message) return message;
      await this.#wait();
    }
  }

  async #wait(): Promise<void> {
    if (this.#failure) throw this.#failure;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    if (this.#failure && this.#waiting.length === 0) throw this.#failure;
  }
}

function closeError(code: number, reason: string): KyguiError {
  const known = closingCode(code);
  if (known === 'PAIRING_CODE_WRONG') {
    const left = Number(/ (\d+)$/u.exec(reason)?.[1] ?? 0);
    return new KyguiError(known, { left });
  }
  return new KyguiError(known?.startsWith('PAIRING_') || known === 'CHANNEL_BUSY' ? known : 'CHANNEL_LOST');
}

/**
 * Pairs this browser profile with the bridge that shows the code, and stores the key. Nothing of the code can be
 * learned by who listens or who holds the port in the bridge's place, beyond one guess.
 * @throws PAIRING_CODE_FORM, PAIRING_CODE_WRONG with `left`, PAIRING_CODE_SPENT, PAIRING_CODE_EXPIRED,
 *   PAIRING_NOT_ASKED, PAIRING_BUSY, BRIDGE_NOT_RUNNING, CHANNEL_REFUSED, CHANNEL_PEER_UNPROVEN
 */
export async function pair(options: PairOptions): Promise<StoredPairing> {
  const code = parsePairingCode(options.code);
  const { port } = code;
  const socket = options.openSocket(`ws://127.0.0.1:${port}${PAIRING_PATH}`);
  socket.binaryType = 'arraybuffer';
  const replies = new Replies(socket, async () =>
    (await options.probe(port))
      ? new KyguiError('CHANNEL_REFUSED', { port })
      : new KyguiError('BRIDGE_NOT_RUNNING'),
  );
  const timer = setTimeout(
    () => replies.fail(new KyguiError('CHANNEL_TIMEOUT')),
    options.timeoutMs ?? HANDSHAKE_MS * 3,
  );
  const send = (message: Uint8Array) => socket.send(message as Uint8Array<ArrayBuffer>);
  try {
    await replies.untilOpen();
    const exchange = new PairingInitiator(code, options.origin);
    send(exchange.share());
    send(exchange.confirm(await replies.next()));
    const personalPhrase = options.personalPhrase?.trim() || null;
    send(await exchange.details(await replies.next(), { label: options.label, personalPhrase }));
    const { paired, stored } = await exchange.granted(await replies.next());
    const pairing: StoredPairing = {
      pairingId: paired.pairingId,
      key: bytesToHex(paired.key),
      port,
      label: options.label,
      pairedAt: Temporal.Now.instant().toString({ smallestUnit: 'second' }),
    };
    await options.keyStore.save(pairing);
    send(await stored());
    return pairing;
  } finally {
    // Closing lets what was sent go out first.
    socket.close();
    clearTimeout(timer);
  }
}
