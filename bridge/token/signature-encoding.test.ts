import {
  constants,
  createHash,
  generateKeyPairSync,
  privateEncrypt,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { expect, test } from 'vitest';
import { derLength, digestInfo, ecdsaSigValue, truncateForCurve } from './signature-encoding.ts';

test.each([
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
] as const)('DigestInfo of %s under PKCS#1 v1.5 padding is what OpenSSL verifies', (hash, name) => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const data = randomBytes(50);
  const info = digestInfo(createHash(name).update(data).digest(), hash);
  const signature = privateEncrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, info);
  expect(verify(name, data, publicKey, signature)).toBe(true);
});

test.each([
  ['prime256v1', 32],
  ['secp384r1', 48],
  ['secp521r1', 66],
] as const)(
  'r and s of %s become the DER that OpenSSL verifies, whatever their leading zeros',
  (curve, bytes) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: curve });
    for (let round = 0; round < 200; round += 1) {
      const data = randomBytes(8);
      const raw = sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' });
      const der = ecdsaSigValue(raw, bytes);
      expect(der).not.toBeNull();
      expect(verify('sha256', data, publicKey, der ?? Buffer.alloc(0))).toBe(true);
    }
  },
);

test('a module that returns DER already is understood, one that returns rubbish is not', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const der = sign('sha256', Buffer.from('x'), privateKey);
  expect(ecdsaSigValue(der, 32)).toBe(der);
  expect(ecdsaSigValue(randomBytes(63), 32)).toBeNull();
  expect(ecdsaSigValue(new Uint8Array(0), 32)).toBeNull();
});

test('long digests are cut to the size of the curve, short ones kept', () => {
  expect(truncateForCurve(new Uint8Array(64), 32)).toHaveLength(32);
  expect(truncateForCurve(new Uint8Array(32), 48)).toHaveLength(32);
});

test('DER lengths are read in all their forms', () => {
  expect(derLength(Uint8Array.of(0x30, 0x03, 1, 2, 3))).toBe(5);
  expect(derLength(Uint8Array.of(0x30, 0x82, 0x01, 0x00))).toBe(260);
  expect(derLength(Uint8Array.of(0x31, 0x03))).toBeNull();
  expect(derLength(Uint8Array.of(0x30, 0x80))).toBeNull();
  expect(derLength(Uint8Array.of(0x30))).toBeNull();
});
