import { KyguiError } from '../../errors.ts';
import { MAX_RECORD_BYTES, TAG_BYTES } from '../limits.ts';
import type { Aead, AeadKey, MaybePromise } from './aead.ts';
import { noiseNonce, rekey } from './noise.ts';

/**
 * Records after which a direction changes its key (Noise rev. 34, 4.2 and 11.3). With records of at most 4 MiB
 * a key covers at most 2^32 blocks, below the 2^34.5 that RFC 8446 5.5 allows for AES-GCM.
 */
const REKEY_RECORDS = 16_384n;

/** A direction ends long before its 64-bit counter could wrap. */
const LAST_RECORD = 1n << 48n;

/** Counter and key of one direction. The counter is never sent: a record out of its turn does not open. */
class Direction {
  readonly #aead: Aead;
  readonly #rekeyRecords: bigint;
  #raw: Uint8Array;
  #key: AeadKey;
  #counter = 0n;

  constructor(key: Uint8Array, aead: Aead, rekeyRecords: bigint) {
    this.#aead = aead;
    this.#rekeyRecords = rekeyRecords;
    this.#raw = key;
    this.#key = aead.load(key);
  }

  /** Key and nonce of the next record; taken in calling order even when the cipher itself works later. */
  next(): { key: AeadKey; nonce: Uint8Array } {
    if (this.#counter >= LAST_RECORD) throw new KyguiError('CHANNEL_LOST', {});
    if (this.#counter > 0n && this.#counter % this.#rekeyRecords === 0n) {
      const fresh = rekey(this.#raw);
      this.#raw.fill(0);
      this.#raw = fresh;
      this.#key = this.#aead.load(fresh);
    }
    return { key: this.#key, nonce: noiseNonce(this.#counter++) };
  }
}

/**
 * Encrypts the records of one direction: Noise transport messages, one in each WebSocket message. Noise bounds a
 * message at 65,535 bytes to spare small buffers; here MAX_RECORD_BYTES is the bound, far below AES-GCM's own.
 */
export class RecordSealer {
  readonly #direction: Direction;

  constructor(key: Uint8Array, aead: Aead, rekeyRecords = REKEY_RECORDS) {
    this.#direction = new Direction(key, aead, rekeyRecords);
  }

  seal(plaintext: Uint8Array): MaybePromise<Uint8Array> {
    if (plaintext.length > MAX_RECORD_BYTES)
      throw new KyguiError('CHANNEL_TOO_LARGE', { bytes: plaintext.length, limit: MAX_RECORD_BYTES });
    const { key, nonce } = this.#direction.next();
    return key.seal(nonce, plaintext);
  }
}

/** Decrypts the records of one direction; after the first failure nothing opens any more. */
export class RecordOpener {
  readonly #direction: Direction;
  #broken = false;

  constructor(key: Uint8Array, aead: Aead, rekeyRecords = REKEY_RECORDS) {
    this.#direction = new Direction(key, aead, rekeyRecords);
  }

  open(ciphertext: Uint8Array): MaybePromise<Uint8Array> {
    if (this.#broken) throw this.#failure('a record after a broken one');
    if (ciphertext.length < TAG_BYTES || ciphertext.length > MAX_RECORD_BYTES + TAG_BYTES)
      throw this.#failure('record length');
    const { key, nonce } = this.#direction.next();
    try {
      const opened = key.open(nonce, ciphertext);
      if (!(opened instanceof Promise)) return opened;
      return opened.catch((cause: unknown) => {
        throw this.#failure('record does not open', cause);
      });
    } catch (cause) {
      throw this.#failure('record does not open', cause);
    }
  }

  #failure(problem: string, cause?: unknown): KyguiError {
    this.#broken = true;
    return new KyguiError('CHANNEL_VIOLATION', { problem }, { cause });
  }
}
