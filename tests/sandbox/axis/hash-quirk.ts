/**
 * The `hash-file` value, written a second time here so that the sandbox does not judge the client by the
 * client's own code: Java's `Integer.toHexString(b & 0xff)` for each byte, unpadded.
 */
export function hashFileQuirk(digest: Buffer): string {
  let text = '';
  for (const byte of digest) text += byte.toString(16);
  return text;
}
