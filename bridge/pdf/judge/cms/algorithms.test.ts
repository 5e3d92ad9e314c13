import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isWeakKey } from './algorithms.ts';

const rsa = (bits: number) => generateKeyPairSync('rsa', { modulusLength: bits }).publicKey;
const curve = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).publicKey;

describe('keys that others can find or do without', () => {
  it.each([
    ['RSA of 1024 bits', rsa(1024), true],
    ['RSA of 2048 bits', rsa(2048), false],
    ['P-192', curve('prime192v1'), true],
    ['P-224', curve('secp224r1'), true],
    ['P-256', curve('prime256v1'), false],
    ['P-521', curve('secp521r1'), false],
    ['Brainpool of 384 bits', curve('brainpoolP384r1'), false],
    ['Ed25519', generateKeyPairSync('ed25519').publicKey, false],
  ])('%s', (_name, key, weak) => {
    expect(isWeakKey(key)).toBe(weak);
  });

  it('RSA whose exponent undoes nothing: every padded text is its own signature', () => {
    const { n = '' } = rsa(2048).export({ format: 'jwk' });
    const plain = createPublicKey({ key: { kty: 'RSA', n, e: 'AQ' }, format: 'jwk' });
    expect(isWeakKey(plain)).toBe(true);
  });
});
