import { type KyguiError, toKyguiError } from '../../errors.ts';
import { type Content, decodeContent } from '../codec.ts';
import type { Aead } from './aead.ts';
import type { ChannelKeys } from './handshake.ts';
import { RecordOpener, RecordSealer } from './records.ts';

export interface SecureChannelEnds {
  keys: ChannelKeys;
  aead: Aead;
  /** Puts one encrypted record on the wire; called in the order of {@link SecureChannel.send}. */
  transmit(record: Uint8Array): void;
  /** Takes what came, in the order it was sent. A throw breaks the channel. */
  receive(content: Content): void;
  /** Called once, when the channel can no longer be trusted; the connection must be closed. */
  fail(error: KyguiError): void;
}

/**
 * The encrypted channel after the handshake, the same for both sides. Ciphers may work asynchronously and side
 * by side; counters are taken and records delivered strictly in order.
 */
export class SecureChannel {
  readonly #ends: SecureChannelEnds;
  readonly #sealer: RecordSealer;
  readonly #opener: RecordOpener;
  #sending: Promise<void> = Promise.resolve();
  #receiving: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(ends: SecureChannelEnds) {
    this.#ends = ends;
    this.#sealer = new RecordSealer(ends.keys.send, ends.aead);
    this.#opener = new RecordOpener(ends.keys.receive, ends.aead);
  }

  /** Encrypts and transmits; resolves when the record is with the socket. Rejects before that on CHANNEL_TOO_LARGE. */
  async send(plaintext: Uint8Array): Promise<void> {
    const sealed = this.#sealer.seal(plaintext);
    const sent = this.#sending.then(async () => {
      const record = await sealed;
      if (!this.#closed) this.#ends.transmit(record);
    });
    this.#sending = sent.catch((error: unknown) => this.#break(error));
    await sent;
  }

  /** Takes one encrypted record from the wire. */
  take(record: Uint8Array): void {
    if (this.#closed) return;
    let opened: ReturnType<RecordOpener['open']>;
    try {
      opened = this.#opener.open(record);
    } catch (error) {
      // Records before the broken one are still delivered, in their turn.
      this.#receiving = this.#receiving.then(() => this.#break(error));
      return;
    }
    // A rejection is met in its turn below; until then it must not count as unhandled.
    if (opened instanceof Promise) opened.catch(() => undefined);
    this.#receiving = this.#receiving
      .then(async () => {
        const plaintext = await opened;
        if (!this.#closed) this.#ends.receive(decodeContent(plaintext));
      })
      .catch((error: unknown) => this.#break(error));
  }

  /** Nothing is sent or delivered any more. */
  close(): void {
    this.#closed = true;
  }

  #break(error: unknown): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#ends.fail(toKyguiError(error));
  }
}
