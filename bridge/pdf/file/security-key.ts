import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { rc4 } from './rc4.ts';

/** The padding string of ISO 32000-1, 7.6.3.3, algorithm 2: what an empty password becomes. */
const PADDING = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');

/** What the standard security handler keeps in /Encrypt (ISO 32000-2, table 21). */
export interface StandardEncryption {
  revision: number;
  /** Bytes of the file key, 5 to 16 for revisions 2 to 4. */
  keyBytes: number;
  owner: Uint8Array;
  user: Uint8Array;
  ownerKey: Uint8Array;
  userKey: Uint8Array;
  perms: Uint8Array;
  permissions: number;
  encryptMetadata: boolean;
  fileId: Uint8Array;
}

export interface OpenedKey {
  key: Uint8Array;
  /** The empty password is also the owner's: nothing is restricted. */
  owner: boolean;
}

/** The file key for the empty password, or null when the file wants another one. */
export function openWithEmptyPassword(encryption: StandardEncryption): OpenedKey | null {
  return encryption.revision >= 5 ? openRevision5(encryption) : openRevision4(encryption);
}

function openRevision4(e: StandardEncryption): OpenedKey | null {
  const owner = ownerHoldsEmptyPassword(e);
  const parts = [PADDING, e.owner.subarray(0, 32), int32(e.permissions), e.fileId];
  if (e.revision >= 4 && !e.encryptMetadata) parts.push(Buffer.from('ffffffff', 'hex'));
  let key = md5(...parts);
  if (e.revision >= 3) for (let round = 0; round < 50; round++) key = md5(key.subarray(0, e.keyBytes));
  key = key.subarray(0, e.revision === 2 ? 5 : e.keyBytes);
  if (e.revision === 2) {
    return Buffer.from(rc4(key, PADDING)).equals(e.user.subarray(0, 32)) ? { key, owner } : null;
  }
  let check: Uint8Array = md5(PADDING, e.fileId);
  for (let round = 0; round < 20; round++) check = rc4(xored(key, round), check);
  return Buffer.from(check).equals(e.user.subarray(0, 16)) ? { key, owner } : null;
}

/** Algorithm 7: /O decrypted with the key of an empty owner password gives the (empty) user password. */
function ownerHoldsEmptyPassword(e: StandardEncryption): boolean {
  let key = md5(PADDING);
  if (e.revision >= 3) for (let round = 0; round < 50; round++) key = md5(key);
  key = key.subarray(0, e.revision === 2 ? 5 : e.keyBytes);
  let value: Uint8Array = e.owner.subarray(0, 32);
  if (e.revision === 2) value = rc4(key, value);
  else for (let round = 19; round >= 0; round--) value = rc4(xored(key, round), value);
  return PADDING.equals(value);
}

function openRevision5(e: StandardEncryption): OpenedKey | null {
  const user = Buffer.from(e.user.subarray(0, 48));
  const owner = Buffer.from(e.owner.subarray(0, 48));
  const hash = (salt: Uint8Array, extra: Uint8Array) =>
    e.revision === 5 ? sha('sha256', salt, extra) : hardenedHash(salt, extra);
  const none = new Uint8Array(0);
  const isOwner = owner.subarray(0, 32).equals(hash(owner.subarray(32, 40), user));
  if (!isOwner && !user.subarray(0, 32).equals(hash(user.subarray(32, 40), none))) return null;
  const intermediate = isOwner ? hash(owner.subarray(40, 48), user) : hash(user.subarray(40, 48), none);
  const wrapped = isOwner ? e.ownerKey : e.userKey;
  if (wrapped.length !== 32) return null;
  const decipher = createDecipheriv('aes-256-cbc', intermediate, new Uint8Array(16)).setAutoPadding(false);
  const key = Buffer.concat([decipher.update(wrapped), decipher.final()]);
  return permsAgree(key, e) ? { key, owner: isOwner } : null;
}

/** Algorithm 13: /Perms must repeat the permissions, or somebody changed them in clear. */
function permsAgree(key: Uint8Array, e: StandardEncryption): boolean {
  if (e.perms.length !== 16) return false;
  const decipher = createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  const perms = Buffer.concat([decipher.update(e.perms), decipher.final()]);
  return perms.toString('latin1', 9, 12) === 'adb' && perms.readInt32LE(0) === (e.permissions | 0);
}

/** Algorithm 2.B of ISO 32000-2 for an empty password. */
function hardenedHash(salt: Uint8Array, extra: Uint8Array): Buffer {
  let key = sha('sha256', salt, extra);
  for (let round = 0; ; round++) {
    const block = Buffer.concat([key, extra]);
    const repeated = Buffer.concat(Array.from({ length: 64 }, () => block));
    const cipher = createCipheriv('aes-128-cbc', key.subarray(0, 16), key.subarray(16, 32)).setAutoPadding(
      false,
    );
    const encrypted = Buffer.concat([cipher.update(repeated), cipher.final()]);
    const remainder = encrypted.subarray(0, 16).reduce((sum, byte) => sum + byte, 0) % 3;
    key = sha(remainder === 0 ? 'sha256' : remainder === 1 ? 'sha384' : 'sha512', encrypted);
    if (round >= 63 && (encrypted.at(-1) ?? 0) <= round - 31) return key.subarray(0, 32);
  }
}

const md5 = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const sha = (name: string, ...parts: Uint8Array[]): Buffer => {
  const hash = createHash(name);
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const xored = (key: Uint8Array, value: number): Uint8Array => key.map((byte) => byte ^ value);

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value | 0);
  return bytes;
}
