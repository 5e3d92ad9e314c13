import { constants, publicDecrypt, X509Certificate } from 'node:crypto';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import type { HashName } from '../../shared/signing/signer.ts';
import { digestInfo, truncateForCurve } from './signature-encoding.ts';

const curves = { 'P-256': p256, 'P-384': p384, 'P-521': p521 } as const;

/** Field size of a curve in bytes. */
export const fieldBytes: Record<keyof typeof curves, number> = { 'P-256': 32, 'P-384': 48, 'P-521': 66 };

/** Checks signatures over finished digests against one certificate. */
export type SignatureCheck = (digest: Uint8Array, hash: HashName, signature: Uint8Array) => boolean;

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
