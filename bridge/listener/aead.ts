import { createCipheriv, createDecipheriv } from 'node:crypto';
import { TAG_BYTES } from '../../shared/protocol/limits.ts';
import type { Aead } from '../../shared/protocol/secure/aead.ts';

/** AES-256-GCM of Node's OpenSSL, synchronous: about 1.2 GB/s in records of 256 KiB, twice WebCrypto's rate. */
export const nodeAesGcm: Aead = {
  load: (key) => ({
    seal(nonce, plaintext) {
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const body = cipher.update(plaintext);
      cipher.final();
      return Buffer.concat([body, cipher.getAuthTag()]);
    },
    open(nonce, ciphertext) {
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAuthTag(ciphertext.subarray(ciphertext.length - TAG_BYTES));
      const body = decipher.update(ciphertext.subarray(0, ciphertext.length - TAG_BYTES));
      decipher.final();
      return body;
    },
  }),
};
