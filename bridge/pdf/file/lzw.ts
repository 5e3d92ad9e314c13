import { exceeded } from './limits.ts';

/** LZW as PDF uses it (ISO 32000-2, 7.4.4): codes of 9 to 12 bits, high bit first, 256 clears, 257 ends. */
export function lzwDecode(input: Uint8Array, earlyChange: number, cap: number): Uint8Array {
  let out = new Uint8Array(Math.min(cap, Math.max(1024, input.length * 4)));
  let length = 0;
  // Each code is a run of bytes already written: start and length in the output.
  const starts = new Uint32Array(4097);
  const lengths = new Uint32Array(4097);
  let next = 258;
  let width = 9;
  let previousStart = -1;
  let previousLength = 0;
  let bits = 0;
  let held = 0;
  const room = (more: number) => {
    if (length + more > cap) exceeded('decoded stream');
    if (length + more > out.length) {
      const larger = new Uint8Array(Math.min(cap, Math.max(out.length * 2, length + more)));
      larger.set(out.subarray(0, length));
      out = larger;
    }
  };
  for (const byte of input) {
    held = (held << 8) | byte;
    bits += 8;
    if (bits < width) continue;
    bits -= width;
    const code = (held >> bits) & ((1 << width) - 1);
    held &= (1 << bits) - 1;
    if (code === 257) break;
    if (code === 256) {
      next = 258;
      width = 9;
      previousStart = -1;
      continue;
    }
    const start = length;
    if (code < 256) {
      room(1);
      out[length++] = code;
    } else if (code < next) {
      const from = starts[code] ?? 0;
      const count = lengths[code] ?? 0;
      room(count);
      for (let index = 0; index < count; index++) out[length++] = out[from + index] ?? 0;
    } else if (previousStart >= 0) {
      room(previousLength + 1);
      for (let index = 0; index < previousLength; index++) out[length++] = out[previousStart + index] ?? 0;
      out[length++] = out[previousStart] ?? 0;
    }
    if (previousStart >= 0 && next < 4096) {
      starts[next] = previousStart;
      lengths[next] = previousLength + 1;
      next++;
      if (next + earlyChange >= 1 << width && width < 12) width++;
    }
    previousStart = start;
    previousLength = length - start;
  }
  return out.subarray(0, length);
}
