import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { PDFArray, PDFBool, PDFDict, PDFHexString, PDFName, PDFNumber, type PDFObject } from 'pdf-lib';
import { KyguiError } from '../../../shared/errors.ts';
import { objectDamaged } from './limits.ts';
import { rc4 } from './rc4.ts';
import { openWithEmptyPassword } from './security-key.ts';
import type { Resolve } from './stream-data.ts';

type Method = 'none' | 'rc4' | 'aes-128' | 'aes-256';

/**
 * The standard security handler opened with the empty user password (ISO 32000-2, 7.6). Public-key handlers and
 * other passwords are refused by code.
 */
export class Encryption {
  /** Signed 32 bit /P. */
  readonly permissions: number;
  /** True when the empty password is the owner's too, so that /P does not bind. */
  readonly owner: boolean;
  /** True when the empty password opens nothing, and only what is attached needs one. */
  readonly isLocked: boolean;
  readonly revision: number;
  readonly #key: Uint8Array;
  readonly #strings: Method;
  readonly #streams: Method;
  readonly #encryptMetadata: boolean;

  constructor(dict: PDFDict, fileId: Uint8Array, resolve: Resolve) {
    const get = (key: string) => resolve(dict.get(PDFName.of(key)));
    const filter = nameOf(get('Filter'));
    if (filter !== 'Standard') {
      throw new KyguiError('PDF_ENCRYPTION_UNSUPPORTED', { kind: safe(filter) });
    }
    const version = numberOf(get('V')) ?? 0;
    this.revision = numberOf(get('R')) ?? 0;
    if (![1, 2, 4, 5].includes(version) || this.revision < 2 || this.revision > 6) {
      throw new KyguiError('PDF_ENCRYPTION_UNSUPPORTED', { kind: `V${version} R${this.revision}` });
    }
    this.permissions = (numberOf(get('P')) ?? 0) | 0;
    this.#encryptMetadata = get('EncryptMetadata') !== PDFBool.False;
    let keyBytes = Math.floor((numberOf(get('Length')) ?? 40) / 8);
    if (version >= 4) {
      const filters = get('CF');
      const method = (key: string) => cryptFilter(nameOf(get(key)) ?? 'Identity', filters, resolve);
      this.#streams = method('StmF');
      this.#strings = method('StrF');
      keyBytes = 16;
    } else {
      this.#streams = 'rc4';
      this.#strings = 'rc4';
      if (version === 1) keyBytes = 5;
    }
    if (keyBytes < 5 || keyBytes > 16) objectDamaged('encryption dictionary');
    const opened = openWithEmptyPassword({
      revision: this.revision,
      keyBytes,
      owner: bytesOf(get('O')),
      user: bytesOf(get('U')),
      ownerKey: bytesOf(get('OE')),
      userKey: bytesOf(get('UE')),
      perms: bytesOf(get('Perms')),
      permissions: this.permissions,
      encryptMetadata: this.#encryptMetadata,
      fileId,
    });
    // Where only attachments are encrypted, everything else is read and written without a password (7.6.6).
    const onlyAttachments = this.#streams === 'none' && this.#strings === 'none';
    if (!opened && !onlyAttachments) throw new KyguiError('PDF_NEEDS_PASSWORD');
    this.isLocked = opened === null;
    this.#key = opened?.key ?? new Uint8Array(0);
    this.owner = opened?.owner ?? false;
  }

  /** True when new signature fields may be made: bits 4 and 6 (ISO 32000-2, table 22), or the owner's password. */
  get allowsNewFields(): boolean {
    return this.owner || ((this.permissions & 0x08) !== 0 && (this.permissions & 0x20) !== 0);
  }

  /** True when an existing signature field may be signed: bit 6 or bit 9. */
  get allowsSigningFields(): boolean {
    return this.owner || (this.permissions & 0x20) !== 0 || (this.permissions & 0x100) !== 0;
  }

  decryptString(data: Uint8Array, number: number, generation: number): Uint8Array {
    return this.#decrypt(this.#strings, data, number, generation);
  }

  encryptString(data: Uint8Array, number: number, generation: number): Uint8Array {
    return this.#encrypt(this.#strings, data, number, generation);
  }

  decryptStream(dict: PDFDict, data: Uint8Array, number: number, generation: number): Uint8Array {
    return this.#decrypt(this.#methodOf(dict), data, number, generation);
  }

  encryptStream(dict: PDFDict, data: Uint8Array, number: number, generation: number): Uint8Array {
    return this.#encrypt(this.#methodOf(dict), data, number, generation);
  }

  /** Decrypts every string inside a parsed object in place, except a signature's /Contents (7.6.2). */
  decryptTree(value: PDFObject, number: number, generation: number): PDFObject {
    if (this.#strings === 'none') return value;
    if (value instanceof PDFHexString) {
      const plain = this.decryptString(value.asBytes(), number, generation);
      return PDFHexString.of(Buffer.from(plain).toString('hex'));
    }
    if (value instanceof PDFArray) {
      for (let index = 0; index < value.size(); index++) {
        value.set(index, this.decryptTree(value.get(index), number, generation));
      }
    } else if (value instanceof PDFDict) {
      const signature = value.has(PDFName.of('ByteRange'));
      for (const [key, item] of value.entries()) {
        if (signature && key === PDFName.of('Contents')) continue;
        value.set(key, this.decryptTree(item, number, generation));
      }
    }
    return value;
  }

  /**
   * Whether the bytes of a string from `from` on are encrypted zeros. With AES two blocks are lost to what stands before
   * `from`, so those are not looked at; the padding at the end is not zeros.
   */
  isEncryptedZeros(data: Uint8Array, from: number, number: number, generation: number): boolean {
    if (this.#strings === 'none') return false;
    const plain = this.decryptString(data, number, generation);
    const lost = Math.ceil(from / BLOCK) * BLOCK;
    return plain.length > lost && data.length - plain.length <= 2 * BLOCK && isZero(plain.subarray(lost));
  }

  #methodOf(dict: PDFDict): Method {
    const type = nameOf(dict.get(PDFName.of('Type')));
    if (type === 'XRef') return 'none';
    if (type === 'Metadata' && !this.#encryptMetadata) return 'none';
    const filter = dict.get(PDFName.of('Filter'));
    const first = filter instanceof PDFArray && filter.size() > 0 ? filter.get(0) : filter;
    // A /Crypt stage names its own filter; only Identity occurs beside the standard one.
    return nameOf(first) === 'Crypt' ? 'none' : this.#streams;
  }

  #objectKey(method: Method, number: number, generation: number): Uint8Array {
    if (method === 'aes-256') return this.#key;
    const hash = createHash('md5').update(this.#key);
    hash.update(Uint8Array.of(number, number >> 8, number >> 16, generation, generation >> 8));
    if (method === 'aes-128') hash.update('sAlT');
    return hash.digest().subarray(0, Math.min(16, this.#key.length + 5));
  }

  #decrypt(method: Method, data: Uint8Array, number: number, generation: number): Uint8Array {
    if (method === 'none') return data;
    const key = this.#objectKey(method, number, generation);
    if (method === 'rc4') return rc4(key, data);
    const whole = data.length - (data.length % 16);
    if (whole < 32) return new Uint8Array(0);
    const decipher = createDecipheriv(`${method}-cbc`, key, data.subarray(0, 16)).setAutoPadding(false);
    const padded = Buffer.concat([decipher.update(data.subarray(16, whole)), decipher.final()]);
    const padding = padded.at(-1) ?? 0;
    return padding >= 1 && padding <= 16 ? padded.subarray(0, padded.length - padding) : padded;
  }

  #encrypt(method: Method, data: Uint8Array, number: number, generation: number): Uint8Array {
    if (method === 'none') return data;
    const key = this.#objectKey(method, number, generation);
    if (method === 'rc4') return rc4(key, data);
    const iv = randomBytes(16);
    const cipher = createCipheriv(`${method}-cbc`, key, iv);
    return Buffer.concat([iv, cipher.update(data), cipher.final()]);
  }
}

/** Bytes of an AES block. */
const BLOCK = 16;
const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

function cryptFilter(name: string, filters: PDFObject | undefined, resolve: Resolve): Method {
  if (name === 'Identity') return 'none';
  const dict = filters instanceof PDFDict ? resolve(filters.get(PDFName.of(name))) : undefined;
  if (!(dict instanceof PDFDict)) return objectDamaged('crypt filter');
  const method = nameOf(resolve(dict.get(PDFName.of('CFM'))));
  if (method === 'V2') return 'rc4';
  if (method === 'AESV2') return 'aes-128';
  if (method === 'AESV3') return 'aes-256';
  if (method === 'None' || method === undefined) return 'none';
  throw new KyguiError('PDF_ENCRYPTION_UNSUPPORTED', { kind: safe(method) });
}

const nameOf = (value: PDFObject | undefined): string | undefined =>
  value instanceof PDFName ? value.decodeText() : undefined;

const numberOf = (value: PDFObject | undefined): number | undefined =>
  value instanceof PDFNumber ? value.asNumber() : undefined;

const bytesOf = (value: PDFObject | undefined): Uint8Array =>
  value instanceof PDFHexString ? value.asBytes() : new Uint8Array(0);

const safe = (name: string | undefined): string =>
  name !== undefined && /^[\w.-]{1,32}$/u.test(name) ? name : 'unknown';
