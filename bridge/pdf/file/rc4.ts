/**
 * RC4, which OpenSSL 3 no longer offers: needed only to read and continue files that were encrypted with it
 * (ISO 32000-1, 7.6.2).
 */
export function rc4(key: Uint8Array, data: Uint8Array): Uint8Array {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  let j = 0;
  for (let i = 0; i < 256; i++) {
    const value = state[i] ?? 0;
    j = (j + value + (key[i % key.length] ?? 0)) & 0xff;
    state[i] = state[j] ?? 0;
    state[j] = value;
  }
  const out = new Uint8Array(data.length);
  let i = 0;
  j = 0;
  for (let at = 0; at < data.length; at++) {
    i = (i + 1) & 0xff;
    const a = state[i] ?? 0;
    j = (j + a) & 0xff;
    const b = state[j] ?? 0;
    state[i] = b;
    state[j] = a;
    out[at] = (data[at] ?? 0) ^ (state[(a + b) & 0xff] ?? 0);
  }
  return out;
}
