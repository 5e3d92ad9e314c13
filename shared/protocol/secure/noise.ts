import { gcm } from '@noble/ciphers/aes.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { KyguiError } from '../../errors.ts';
import { concatBytes, utf8 } from './bytes.ts';

/** Noise protocol framework, revision 34; clause numbers below are its own. */
const PROTOCOL_NAME = 'Noise_NNpsk0_25519_AESGCM_SHA256';
const DH_BYTES = 32;
const EMPTY = new Uint8Array(0);

/** Nonce of AESGCM: 32 zero bits and the counter as 64 bits big-endian (12.3). */
export function noiseNonce(counter: bigint): Uint8Array {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setBigUint64(4, counter);
  return nonce;
}

/** REKEY(k) of 4.2: the first 32 bytes of ENCRYPT(k, 2^64-1, "", 32 zero bytes). */
export function rekey(key: Uint8Array): Uint8Array {
  return gcm(key, noiseNonce(0xffff_ffff_ffff_ffffn)).encrypt(new Uint8Array(32)).slice(0, 32);
}

/** HKDF of 4.3 for two or three outputs: RFC 5869 with the chaining key as salt and no info. */
function derive(chainingKey: Uint8Array, input: Uint8Array, outputs: 2 | 3): Uint8Array[] {
  const bytes = expand(sha256, extract(sha256, input, chainingKey), EMPTY, outputs * 32);
  return Array.from({ length: outputs }, (_, index) => bytes.slice(index * 32, (index + 1) * 32));
}

/** SymmetricState of 5.2 together with the CipherState of 5.1 that lives inside it. */
class SymmetricState {
  #chainingKey: Uint8Array;
  #hash: Uint8Array;
  #key: Uint8Array = EMPTY;
  #counter = 0n;

  constructor() {
    // The name has exactly 32 bytes, so it is used as it is (5.2 InitializeSymmetric).
    this.#hash = utf8(PROTOCOL_NAME);
    this.#chainingKey = this.#hash;
  }

  get hash(): Uint8Array {
    return this.#hash;
  }

  mixHash(data: Uint8Array): void {
    this.#hash = sha256(concatBytes(this.#hash, data));
  }

  mixKey(input: Uint8Array): void {
    const [chainingKey = EMPTY, key = EMPTY] = derive(this.#chainingKey, input, 2);
    this.#chainingKey = chainingKey;
    this.#key = key;
    this.#counter = 0n;
  }

  mixKeyAndHash(input: Uint8Array): void {
    const [chainingKey = EMPTY, hashed = EMPTY, key = EMPTY] = derive(this.#chainingKey, input, 3);
    this.#chainingKey = chainingKey;
    this.mixHash(hashed);
    this.#key = key;
    this.#counter = 0n;
  }

  encryptAndHash(plaintext: Uint8Array): Uint8Array {
    const ciphertext = gcm(this.#key, noiseNonce(this.#counter++), this.#hash).encrypt(plaintext);
    this.mixHash(ciphertext);
    return ciphertext;
  }

  decryptAndHash(ciphertext: Uint8Array): Uint8Array {
    const plaintext = gcm(this.#key, noiseNonce(this.#counter++), this.#hash).decrypt(ciphertext);
    this.mixHash(ciphertext);
    return plaintext;
  }

  split(): { initiator: Uint8Array; responder: Uint8Array } {
    const [initiator = EMPTY, responder = EMPTY] = derive(this.#chainingKey, EMPTY, 2);
    return { initiator, responder };
  }
}

export interface NoiseParameters {
  role: 'initiator' | 'responder';
  /** Pre-shared key, 32 bytes. */
  psk: Uint8Array;
  prologue: Uint8Array;
  /** Ephemeral X25519 secret; given by tests with published vectors only. */
  ephemeral?: Uint8Array;
}

/** Keys of the two directions after the handshake (32 bytes each), and the hash of all that was said. */
export interface NoiseKeys {
  initiator: Uint8Array;
  responder: Uint8Array;
  handshakeHash: Uint8Array;
}

/**
 * NNpsk0 (9.4): `-> psk, e` then `<- e, ee`. Who finishes it knows the pre-shared key; past records stay secret
 * when the key is lost later. Every failed read throws CHANNEL_PROOF_FAILED and leaves the state useless.
 */
export class NoiseHandshake {
  readonly #state = new SymmetricState();
  readonly #role: NoiseParameters['role'];
  readonly #psk: Uint8Array;
  readonly #secret: Uint8Array;
  #peer: Uint8Array = EMPTY;
  #step: 'first' | 'second' | 'done' | 'failed' = 'first';

  constructor(parameters: NoiseParameters) {
    if (parameters.psk.length !== 32) throw new RangeError('a pre-shared key has 32 bytes');
    this.#role = parameters.role;
    this.#psk = parameters.psk;
    this.#secret = parameters.ephemeral ?? x25519.utils.randomSecretKey();
    this.#state.mixHash(parameters.prologue);
  }

  /** Writes the initiator's message: 32 bytes of ephemeral key, then the encrypted payload. */
  writeFirst(payload: Uint8Array): Uint8Array {
    this.#expect('initiator', 'first');
    this.#state.mixKeyAndHash(this.#psk);
    const message = this.#writeEphemeral();
    return concatBytes(message, this.#state.encryptAndHash(payload));
  }

  readFirst(message: Uint8Array): Uint8Array {
    this.#expect('responder', 'first');
    return this.#guard(() => {
      this.#state.mixKeyAndHash(this.#psk);
      this.#readEphemeral(message);
      return this.#state.decryptAndHash(message.subarray(DH_BYTES));
    });
  }

  writeSecond(payload: Uint8Array): { message: Uint8Array; keys: NoiseKeys } {
    this.#expect('responder', 'second');
    return this.#guard(() => {
      const ephemeral = this.#writeEphemeral();
      this.#state.mixKey(x25519.getSharedSecret(this.#secret, this.#peer));
      const message = concatBytes(ephemeral, this.#state.encryptAndHash(payload));
      return { message, keys: this.#finish() };
    });
  }

  readSecond(message: Uint8Array): { payload: Uint8Array; keys: NoiseKeys } {
    this.#expect('initiator', 'second');
    return this.#guard(() => {
      this.#readEphemeral(message);
      this.#state.mixKey(x25519.getSharedSecret(this.#secret, this.#peer));
      const payload = this.#state.decryptAndHash(message.subarray(DH_BYTES));
      return { payload, keys: this.#finish() };
    });
  }

  #writeEphemeral(): Uint8Array {
    const ephemeral = x25519.getPublicKey(this.#secret);
    this.#mixEphemeral(ephemeral);
    return ephemeral;
  }

  #readEphemeral(message: Uint8Array): void {
    if (message.length < DH_BYTES) throw new RangeError('the message is too short');
    this.#peer = message.slice(0, DH_BYTES);
    this.#mixEphemeral(this.#peer);
  }

  /** In PSK handshakes an ephemeral key is mixed into the key too, so that no key is used twice (9.2). */
  #mixEphemeral(ephemeral: Uint8Array): void {
    this.#state.mixHash(ephemeral);
    this.#state.mixKey(ephemeral);
    if (this.#step === 'first') this.#step = 'second';
  }

  #finish(): NoiseKeys {
    this.#step = 'done';
    this.#secret.fill(0);
    return { ...this.#state.split(), handshakeHash: this.#state.hash };
  }

  #expect(role: NoiseParameters['role'], step: 'first' | 'second'): void {
    if (this.#role !== role || this.#step !== step)
      throw new KyguiError('CHANNEL_VIOLATION', { problem: 'handshake out of order' });
  }

  #guard<Result>(read: () => Result): Result {
    try {
      return read();
    } catch (cause) {
      this.#step = 'failed';
      throw new KyguiError('CHANNEL_PROOF_FAILED', {}, { cause });
    }
  }
}
