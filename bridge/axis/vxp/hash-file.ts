/**
 * The `hash-file` header: SHA-256 in hex in which no byte has its leading zero, so 0x01 is `1` and 0x00 is `0`
 * (axis API 4.2, vector V2). At most 64 characters; not reversible, and not what any other system calls a hash.
 */
export function hashFileValue(sha256: Uint8Array): string {
  return Array.from(sha256, (byte) => byte.toString(16)).join('');
}
