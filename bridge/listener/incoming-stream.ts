import { KyguiError } from '../../shared/errors.ts';

/** Bytes waiting for the reader above which the sender is held back, and below which it goes on. */
const HIGH_WATER_BYTES = 8 * 1024 * 1024;
const LOW_WATER_BYTES = 2 * 1024 * 1024;

/** Bytes of one upload between the socket and the handler that reads them. */
export class IncomingStream {
  readonly #hold: (held: boolean) => void;
  #waiting: Uint8Array[] = [];
  #bytes = 0;
  #held = false;
  #ended = false;
  #opened = false;
  #failure: KyguiError | undefined;
  #wake: () => void = () => undefined;

  /** `hold(true)` asks the connection to stop reading, `hold(false)` to go on. */
  constructor(hold: (held: boolean) => void) {
    this.#hold = hold;
  }

  /** Takes a chunk; an empty one is the end. */
  push(chunk: Uint8Array): void {
    if (this.#ended) throw new KyguiError('CHANNEL_VIOLATION', { problem: 'chunk after the end' });
    if (chunk.length === 0) this.#ended = true;
    else {
      this.#waiting.push(chunk);
      this.#bytes += chunk.length;
      if (this.#bytes > HIGH_WATER_BYTES) this.#setHeld(true);
    }
    this.#wake();
  }

  /** The connection is gone, or the request is answered: nothing more is kept. */
  stop(failure: KyguiError): void {
    this.#failure = failure;
    this.#waiting = [];
    this.#bytes = 0;
    this.#setHeld(false);
    this.#wake();
  }

  async *read(): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#opened) throw new KyguiError('CHANNEL_VIOLATION', { problem: 'stream read twice' });
    this.#opened = true;
    while (true) {
      const chunk = this.#waiting.shift();
      if (chunk) {
        this.#bytes -= chunk.length;
        if (this.#bytes < LOW_WATER_BYTES) this.#setHeld(false);
        yield chunk;
      } else if (this.#failure) {
        throw this.#failure;
      } else if (this.#ended) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  #setHeld(held: boolean): void {
    if (held === this.#held) return;
    this.#held = held;
    this.#hold(held);
  }
}
