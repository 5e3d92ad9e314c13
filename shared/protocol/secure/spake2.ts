import { p256 } from '@noble/curves/nist.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { scrypt } from '@noble/hashes/scrypt.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { KyguiError } from '../../errors.ts';
import { concatBytes, equalBytes, utf8 } from './bytes.ts';

/** SPAKE2-P256-SHA256-HKDF-HMAC, RFC 9382; its points M and N (clause 4). */
const M = p256.Point.fromHex('02886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f');
const N = p256.Point.fromHex('03d8bbd6c639c62937b04d997f38c3770719c629d7014d49a24b4f98baa1292b49');
const ORDER = p256.Point.Fn.ORDER;

/** Length of a share on the wire: an uncompressed point. */
const SHARE_BYTES = 65;

type Point = InstanceType<typeof p256.Point>;

function toScalar(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value % ORDER;
}

function scalarBytes(scalar: bigint): Uint8Array {
  const digits = scalar.toString(16).padStart(64, '0');
  return Uint8Array.from({ length: 32 }, (_, index) =>
    Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16),
  );
}

/** A byte string after its length as eight bytes little-endian (clause 3.3). */
function prefixed(bytes: Uint8Array): Uint8Array {
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(bytes.length), true);
  return concatBytes(length, bytes);
}

/** w = MHF(password) mod p (clause 3.2), 64 bits longer than the order so that no value is favoured. */
export function passwordScalar(password: string, salt: string): bigint {
  return toScalar(scrypt(utf8(password), utf8(salt), { N: 2 ** 14, r: 8, p: 1, dkLen: 40 }));
}

export interface Spake2Parameters {
  role: 'A' | 'B';
  /** From {@link passwordScalar}. */
  w: bigint;
  identityA: string;
  identityB: string;
  /** Bound into the confirmation keys (clause 4, AAD). */
  aad?: string;
  /** Secret scalar; given by tests with the RFC's vectors only. */
  secret?: bigint;
}

/** Outcome on one side; nothing of it may be used before {@link Spake2Keys.confirms} said yes. */
export interface Spake2Keys {
  /** Ke, 16 bytes. */
  sharedKey: Uint8Array;
  /** The confirmation this side sends, 32 bytes. */
  confirmation: Uint8Array;
  /** True when the other side's confirmation proves the same password. */
  confirms(confirmation: Uint8Array): boolean;
}

/** One run of one side; a run is used once. */
export class Spake2 {
  /** What this side sends: an uncompressed point, 65 bytes. */
  readonly share: Uint8Array;
  readonly #parameters: Spake2Parameters;
  readonly #secret: bigint;
  #used = false;

  constructor(parameters: Spake2Parameters) {
    this.#parameters = parameters;
    this.#secret = parameters.secret ?? toScalar(p256.utils.randomSecretKey());
    const blind = (parameters.role === 'A' ? M : N).multiply(parameters.w);
    this.share = p256.Point.BASE.multiply(this.#secret).add(blind).toBytes(false);
  }

  /** CHANNEL_VIOLATION when the other share is no point of the curve or cancels ours. */
  finish(peerShare: Uint8Array): Spake2Keys {
    if (this.#used) throw new KyguiError('CHANNEL_VIOLATION', { problem: 'pairing out of order' });
    this.#used = true;
    const { role, w, identityA, identityB, aad = '' } = this.#parameters;
    let shared: Point;
    try {
      if (peerShare.length !== SHARE_BYTES) throw new RangeError('a share is an uncompressed point');
      const peer = p256.Point.fromBytes(peerShare);
      peer.assertValidity();
      shared = peer.subtract((role === 'A' ? N : M).multiply(w)).multiply(this.#secret);
      shared.assertValidity();
    } catch (cause) {
      throw new KyguiError('CHANNEL_VIOLATION', { problem: 'pairing share' }, { cause });
    }
    const [shareA, shareB] = role === 'A' ? [this.share, peerShare] : [peerShare, this.share];
    const transcript = concatBytes(
      ...[utf8(identityA), utf8(identityB), shareA, shareB, shared.toBytes(false), scalarBytes(w)].map(
        prefixed,
      ),
    );
    const hash = sha256(transcript);
    const confirmationKeys = hkdf(sha256, hash.subarray(16), undefined, utf8(`ConfirmationKeys${aad}`), 32);
    const confirmationA = hmac(sha256, confirmationKeys.subarray(0, 16), transcript);
    const confirmationB = hmac(sha256, confirmationKeys.subarray(16), transcript);
    const [own, expected] = role === 'A' ? [confirmationA, confirmationB] : [confirmationB, confirmationA];
    return {
      sharedKey: hash.slice(0, 16),
      confirmation: own,
      confirms: (confirmation) => equalBytes(confirmation, expected),
    };
  }
}
