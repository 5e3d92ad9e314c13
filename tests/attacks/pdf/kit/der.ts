/** DER for test certificates and messages, apart from the product's own encoder so that a shared fault shows. */

export const tlv = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  const length: number[] = [];
  if (content.length < 0x80) length.push(content.length);
  else {
    for (let rest = content.length; rest > 0; rest >>>= 8) length.unshift(rest & 0xff);
    length.unshift(0x80 | length.length);
  }
  return Buffer.concat([Uint8Array.of(tag, ...length), content]);
};

export const seq = (...parts: Uint8Array[]): Buffer => tlv(0x30, ...parts);
export const set = (...parts: Uint8Array[]): Buffer => tlv(0x31, ...parts);
export const octets = (bytes: Uint8Array): Buffer => tlv(0x04, bytes);
export const bits = (bytes: Uint8Array): Buffer => tlv(0x03, Uint8Array.of(0), bytes);
export const bool = (value: boolean): Buffer => tlv(0x01, Uint8Array.of(value ? 0xff : 0));
export const nil = (): Buffer => tlv(0x05);
export const context = (number: number, ...parts: Uint8Array[]): Buffer => tlv(0xa0 | number, ...parts);
export const utf8 = (text: string): Buffer => tlv(0x0c, Buffer.from(text, 'utf8'));
export const enumerated = (value: number): Buffer => tlv(0x0a, Uint8Array.of(value));

export function int(value: bigint | number): Buffer {
  let hex = BigInt(value).toString(16);
  if (hex.length % 2 === 1) hex = `0${hex}`;
  const bytes = Buffer.from(hex, 'hex');
  return tlv(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Uint8Array.of(0), bytes]) : bytes);
}

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) {
    const groups: number[] = [];
    let value = arc;
    do {
      groups.unshift((value % 128) | (groups.length > 0 ? 0x80 : 0));
      value = Math.floor(value / 128);
    } while (value > 0);
    bytes.push(...groups);
  }
  return tlv(0x06, Uint8Array.from(bytes));
}

const digits = (value: number, width = 2): string => String(value).padStart(width, '0');

/** GeneralizedTime; readers of certificates accept it before 2050 too. */
export function time(moment: Date): Buffer {
  const text =
    digits(moment.getUTCFullYear(), 4) +
    digits(moment.getUTCMonth() + 1) +
    digits(moment.getUTCDate()) +
    digits(moment.getUTCHours()) +
    digits(moment.getUTCMinutes()) +
    digits(moment.getUTCSeconds());
  return tlv(0x18, Buffer.from(`${text}Z`, 'latin1'));
}
