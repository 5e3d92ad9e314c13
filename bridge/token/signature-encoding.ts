import type { HashName } from '../../shared/signing/signer.ts';

/** Bytes in a digest of each algorithm. */
export const digestLength: Record<HashName, number> = { 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64 };

const digestInfoPrefix: Record<HashName, Uint8Array> = {
  'SHA-256': fromHex('3031300d060960864801650304020105000420'),
  'SHA-384': fromHex('3041300d060960864801650304020205000430'),
  'SHA-512': fromHex('3051300d060960864801650304020305000440'),
};

/** DER `DigestInfo` (RFC 8017 9.2, note 1), the input that CKM_RSA_PKCS expects. */
export function digestInfo(digest: Uint8Array, hash: HashName): Uint8Array {
  return concat(digestInfoPrefix[hash], digest);
}

/** The leftmost bytes of a digest that an EC key of `fieldBytes` takes (FIPS 186-5, 6.4.1 step 2). */
export function truncateForCurve(digest: Uint8Array, fieldBytes: number): Uint8Array {
  return digest.length > fieldBytes ? digest.subarray(0, fieldBytes) : digest;
}

/**
 * DER `ECDSA-Sig-Value` (RFC 3279 2.2.3) from what a module returned: r and s side by side, as PKCS#11 v3.1
 * 6.3.1 wants it, or DER already, as some modules do against the standard. Null when it is neither.
 */
export function ecdsaSigValue(raw: Uint8Array, fieldBytes: number): Uint8Array | null {
  if (raw.length === 2 * fieldBytes) {
    const body = concat(derInteger(raw.subarray(0, fieldBytes)), derInteger(raw.subarray(fieldBytes)));
    const header = body.length < 0x80 ? [0x30, body.length] : [0x30, 0x81, body.length];
    return concat(Uint8Array.from(header), body);
  }
  return derLength(raw) === raw.length && raw.length <= 2 * fieldBytes + 9 ? raw : null;
}

/** Whole length of the DER SEQUENCE at the start of `bytes`, or null when there is none. */
export function derLength(bytes: Uint8Array): number | null {
  const first = bytes[1];
  if (bytes[0] !== 0x30 || first === undefined) return null;
  if (first < 0x80) return 2 + first;
  const count = first & 0x7f;
  if (count === 0 || count > 4 || bytes.length < 2 + count) return null;
  let length = 0;
  for (const byte of bytes.subarray(2, 2 + count)) length = length * 256 + byte;
  return 2 + count + length;
}

function derInteger(unsigned: Uint8Array): Uint8Array {
  let start = 0;
  while (start < unsigned.length - 1 && unsigned[start] === 0) start += 1;
  const value = unsigned.subarray(start);
  const sign = (value[0] ?? 0) >= 0x80 ? [0] : [];
  return concat(Uint8Array.from([0x02, value.length + sign.length, ...sign]), value);
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));
}
