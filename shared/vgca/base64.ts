const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]));

/** Base64 (RFC 4648, 4) of the UTF-8 bytes of a text. */
export function textToBase64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const left = Math.min(3, bytes.length - at);
    const bits = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    for (let place = 0; place < 4; place++) {
      pieces.push(place <= left ? (ALPHABET[(bits >> (18 - 6 * place)) & 63] ?? '') : '=');
    }
  }
  return pieces.join('');
}

/** Text of valid base64; bytes that are no UTF-8 are shown as such. */
export function base64ToText(base64: string): string {
  const clean = base64.replace(/=+$/u, '');
  const bytes = new Uint8Array(Math.floor((clean.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let filled = 0;
  for (const character of clean) {
    bits = ((bits << 6) | (VALUES.get(character) ?? 0)) & 0xff_ffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[filled] = (bits >> held) & 0xff;
    filled += 1;
  }
  return new TextDecoder().decode(bytes);
}
