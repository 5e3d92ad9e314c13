import { constants, createHash, publicDecrypt, X509Certificate } from 'node:crypto';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import type { HashName } from '../../shared/signing/signer.ts';
import { digestInfo, truncateForCurve } from './signature-encoding.ts';

const curves = { 'P-256': p256, 'P-384': p384, 'P-521': p521 } as const;

/** Field size of a curve in bytes. */
export const fieldBytes: Record<keyof typeof curves, number> = { 'P-256': 32, 'P-384': 48, 'P-521': 66 };

/** Checks signatures over finished digests against one certificate. */
export type SignatureCheck = (digest: Uint8Array, hash: HashName, signature: Uint8Array) => boolean;

/** A check of RSASSA-PSS with the digest's own hash and a salt of its length (RFC 8017, 8.1.2 and 9.1.2). */
export function pssCheck(certificate: Uint8Array): SignatureCheck {
  const key = new X509Certificate(certificate).publicKey;
  const bits = (key.asymmetricKeyDetails?.modulusLength ?? 0) - 1;
  return (digest, hash, signature) => {
    try {
      const block = publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, signature);
      return holdsPss(block.subarray(block.length - Math.ceil(bits / 8)), bits, digest, hash);
    } catch {
      return false;
    }
  };
}

function holdsPss(block: Uint8Array, bits: number, digest: Uint8Array, hash: HashName): boolean {
  const size = digest.length;
  const name = hash.replace('-', '').toLowerCase();
  const masked = block.subarray(0, block.length - size - 1);
  const inner = block.subarray(masked.length, masked.length + size);
  const spare = 8 * block.length - bits;
  const first = masked[0] ?? 0xff;
  if (block.at(-1) !== 0xbc || first >> (8 - spare) !== 0) return false;
  const plain = Uint8Array.from(masked);
  for (let at = 0, count = 0; at < plain.length; count++) {
    const counter = Uint8Array.of(0, 0, count >> 8, count & 0xff);
    for (const byte of createHash(name).update(inner).update(counter).digest()) {
      if (at < plain.length) plain[at] = (plain[at] ?? 0) ^ byte;
      at += 1;
    }
  }
  plain[0] = (plain[0] ?? 0) & (0xff >> spare);
  const salt = plain.subarray(plain.length - size);
  const padding = plain.subarray(0, plain.length - size);
  if (padding.at(-1) !== 1 || padding.subarray(0, -1).some((byte) => byte !== 0)) return false;
  const found = createHash(name).update(new Uint8Array(8)).update(digest).update(salt).digest();
  return found.equals(inner);
}

/** A check for the key of a certificate: PKCS#1 v1.5 for RSA, DER `ECDSA-Sig-Value` for EC. */
export function signatureCheck(certificate: Uint8Array): SignatureCheck {
  const key = new X509Certificate(certificate).publicKey;
  if (key.asymmetricKeyType === 'rsa') {
    return (digest, hash, signature) => {
      try {
        const padding = constants.RSA_PKCS1_PADDING;
        const inside = publicDecrypt({ key, padding }, signature);
        return Buffer.compare(inside, digestInfo(digest, hash)) === 0;
      } catch {
        return false;
      }
    };
  }
  const { crv, x, y } = key.export({ format: 'jwk' });
  const name = crv as keyof typeof curves;
  const curve = curves[name];
  const point = Buffer.concat([
    Buffer.from([4]),
    Buffer.from(x ?? '', 'base64url'),
    Buffer.from(y ?? '', 'base64url'),
  ]);
  return (digest, _hash, signature) => {
    try {
      const input = truncateForCurve(digest, fieldBytes[name]);
      return curve.verify(signature, input, point, { prehash: false, format: 'der', lowS: false });
    } catch {
      return false;
    }
  };
}
