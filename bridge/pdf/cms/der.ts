/** Distinguished encoding rules (X.690), as much as CMS and its certificates need. */

export const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** One element: tag, length, contents. */
export function der(tag: number, ...contents: Uint8Array[]): Uint8Array {
  const length = contents.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Uint8Array.of(tag), lengthOctets(length), ...contents]);
}

export const sequence = (...items: Uint8Array[]): Uint8Array => der(TAG.sequence, ...items);

/** SET OF: elements in the order of their encodings (X.690, 11.6). */
export const setOf = (items: readonly Uint8Array[], tag: number = TAG.set): Uint8Array =>
  der(tag, ...[...items].sort(Buffer.compare));

export const octetString = (bytes: Uint8Array): Uint8Array => der(TAG.octetString, bytes);

export const NULL: Uint8Array = Uint8Array.of(TAG.null, 0);

/** A small non-negative integer. */
export function integer(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.unshift(rest & 0xff);
    rest = Math.floor(rest / 256);
  } while (rest > 0);
  if ((bytes[0] ?? 0) >= 0x80) bytes.unshift(0);
  return der(TAG.integer, Uint8Array.from(bytes));
}

/** An object identifier in dotted form. */
export function oid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) {
    const groups = [arc % 128];
    for (let value = Math.floor(arc / 128); value > 0; value = Math.floor(value / 128)) {
      groups.unshift((value % 128) | 0x80);
    }
    bytes.push(...groups);
  }
  return der(TAG.oid, Uint8Array.from(bytes));
}

function lengthOctets(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest & 0xff);
  return Uint8Array.of(0x80 | bytes.length, ...bytes);
}

/** An element read from DER: views into the input, nothing is copied. */
export interface Element {
  tag: number;
  /** Tag, length and contents. */
  whole: Uint8Array;
  contents: Uint8Array;
}

/** The element at `offset`; null when the bytes are not definite-length DER. */
export function readElement(bytes: Uint8Array, offset = 0): Element | null {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return null;
  let length = first;
  let start = offset + 2;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > 4) return null;
    length = 0;
    for (let index = 0; index < count; index++) length = length * 256 + (bytes[start + index] ?? 0);
    start += count;
  }
  const end = start + length;
  if (end > bytes.length) return null;
  return { tag, whole: bytes.subarray(offset, end), contents: bytes.subarray(start, end) };
}

/** Elements that follow each other; null when they do not fill the bytes exactly. */
export function readElements(bytes: Uint8Array): Element[] | null {
  const elements: Element[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const element = readElement(bytes, offset);
    if (!element) return null;
    elements.push(element);
    offset += element.whole.length;
  }
  return elements;
}
