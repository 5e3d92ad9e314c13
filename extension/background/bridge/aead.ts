import type { Aead } from '../../../shared/protocol/secure/aead.ts';

/** AES-256-GCM of the browser, asynchronous: about 750 MB/s, against 30 in plain JavaScript. */
export function webCryptoAesGcm(subtle: SubtleCrypto): Aead {
  return {
    load(key) {
      const imported = subtle.importKey('raw', Uint8Array.from(key), 'AES-GCM', false, [
        'encrypt',
        'decrypt',
      ]);
      // A failed import surfaces where the key is used; without this line it would also count as unhandled.
      imported.catch(() => undefined);
      return {
        async seal(nonce, plaintext) {
          return new Uint8Array(
            await subtle.encrypt(
              { name: 'AES-GCM', iv: nonce as BufferSource },
              await imported,
              plaintext as BufferSource,
            ),
          );
        },
        async open(nonce, ciphertext) {
          return new Uint8Array(
            await subtle.decrypt(
              { name: 'AES-GCM', iv: nonce as BufferSource },
              await imported,
              ciphertext as BufferSource,
            ),
          );
        },
      };
    },
  };
}
