/** The bytes are not the ASN.1 structure that the standard asks for. */
export class Asn1Error extends Error {
  override readonly name = 'Asn1Error';
}

/** Tag classes of X.690, 8.1.2.2. */
export const UNIVERSAL = 1;
const CONTEXT = 3;

/** One decoded element; `raw` is the whole element exactly as it stood in the input, BER or DER. */
export interface Asn1Node {
  readonly tagClass: number;
  readonly tag: number;
  readonly constructed: boolean;
  readonly indefinite: boolean;
  readonly raw: Uint8Array;
  /** Content octets of a primitive element; empty for a constructed one. */
  readonly content: Uint8Array;
  readonly children: readonly Asn1Node[];
}

const EMPTY = new Uint8Array(0);
const DEEPEST = 64;

/**
 * Decodes one BER or DER element from the start of `bytes` (X.690). `length` is what it took; what stands
 * behind it is for the caller to judge. Throws {@link Asn1Error}. `nodes` caps the number of elements.
 * Nothing is copied: a signed file is judged within the batch that signs it, and a general decoder took half of that time.
 */
export function decode(bytes: Uint8Array, nodes = 200_000): { node: Asn1Node; length: number } {
  const reader = new Reader(bytes, nodes);
  const node = reader.element(bytes.length, 0);
  return { node, length: reader.at };
}

/** Like {@link decode}, for input that must hold nothing behind the element. */
export function decodeExactly(bytes: Uint8Array, nodes?: number): Asn1Node {
  const { node, length } = decode(bytes, nodes);
  if (length !== bytes.length) throw new Asn1Error('bytes behind the structure');
  return node;
}

class Reader {
  at = 0;
  readonly #bytes: Uint8Array;
  #left: number;

  constructor(bytes: Uint8Array, nodes: number) {
    this.#bytes = bytes;
    this.#left = nodes;
  }

  /** The element at `at`, which must end at or before `end`; `at` is behind it afterwards. */
  element(end: number, depth: number): Asn1Node {
    if (depth > DEEPEST || --this.#left < 0) throw new Asn1Error('too many elements');
    const start = this.at;
    const first = this.#octet(end);
    const constructed = (first & 0x20) !== 0;
    const tagClass = (first >> 6) + 1;
    const tag = (first & 0x1f) === 0x1f ? this.#longTag(end) : first & 0x1f;
    // End-of-contents (8.1.5) stands behind an indefinite length alone, where it is met before it would be read here.
    if (tagClass === UNIVERSAL && tag === 0) throw new Asn1Error('end without a beginning');
    const length = this.#length(end);
    const from = this.at;
    const children: Asn1Node[] = [];
    if (length === null) {
      if (!constructed) throw new Asn1Error('primitive element without length');
      while (!this.#endOfContents(end)) children.push(this.element(end, depth + 1));
    } else {
      const close = from + length;
      if (close > end) throw new Asn1Error('element cut off');
      while (constructed && this.at < close) children.push(this.element(close, depth + 1));
      this.at = close;
    }
    return {
      tagClass,
      tag,
      constructed,
      indefinite: length === null,
      raw: this.#bytes.subarray(start, this.at),
      content: constructed ? EMPTY : this.#bytes.subarray(from, this.at),
      children,
    };
  }

  #octet(end: number): number {
    const octet = this.at < end ? this.#bytes[this.at] : undefined;
    if (octet === undefined) throw new Asn1Error('element cut off');
    this.at += 1;
    return octet;
  }

  /** A tag number of more than five bits (8.1.2.4). */
  #longTag(end: number): number {
    let tag = 0;
    for (let octets = 0; octets < 4; octets++) {
      const octet = this.#octet(end);
      tag = tag * 128 + (octet & 0x7f);
      if ((octet & 0x80) === 0) return tag;
    }
    throw new Asn1Error('tag too large');
  }

  /** The length octets (8.1.3); null for an indefinite one. */
  #length(end: number): number | null {
    const first = this.#octet(end);
    if (first < 0x80) return first;
    if (first === 0x80) return null;
    const count = first & 0x7f;
    if (count === 0x7f) throw new Asn1Error('length malformed');
    let length = 0;
    for (let octets = 0; octets < count; octets++) {
      length = length * 256 + this.#octet(end);
      if (length > this.#bytes.length) throw new Asn1Error('element cut off');
    }
    return length;
  }

  #endOfContents(end: number): boolean {
    if (this.at + 2 > end) throw new Asn1Error('element cut off');
    const found = this.#bytes[this.at] === 0 && this.#bytes[this.at + 1] === 0;
    if (found) this.at += 2;
    return found;
  }
}

/** The n-th child, or an {@link Asn1Error}. */
export function child(node: Asn1Node, index: number): Asn1Node {
  const found = node.children[index];
  if (!found) throw new Asn1Error('element missing');
  return found;
}

/** True for a context-specific element with this number. */
export const isContext = (node: Asn1Node | undefined, tag: number): node is Asn1Node =>
  node !== undefined && node.tagClass === CONTEXT && node.tag === tag;

const isUniversal = (node: Asn1Node, tag: number) => node.tagClass === UNIVERSAL && node.tag === tag;

/** The children of a SEQUENCE. */
export function sequence(node: Asn1Node): readonly Asn1Node[] {
  if (!isUniversal(node, 16) || !node.constructed) throw new Asn1Error('SEQUENCE expected');
  return node.children;
}

/** The children of a SET. */
export function set(node: Asn1Node): readonly Asn1Node[] {
  if (!isUniversal(node, 17) || !node.constructed) throw new Asn1Error('SET expected');
  return node.children;
}

/** An OBJECT IDENTIFIER in dotted form. */
export function oid(node: Asn1Node): string {
  const open = ((node.content.at(-1) ?? 0x80) & 0x80) !== 0;
  if (!isUniversal(node, 6) || open) throw new Asn1Error('OBJECT IDENTIFIER expected');
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const byte of node.content) {
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    if ((byte & 0x80) === 0) {
      arcs.push(arc);
      arc = 0n;
    }
  }
  const first = arcs[0] ?? 0n;
  const top = first < 80n ? first / 40n : 2n;
  return [top, first - top * 40n, ...arcs.slice(1)].join('.');
}

/** Content octets of an INTEGER or ENUMERATED as lower-case hex without leading zero octets. */
export function integerHex(node: Asn1Node): string {
  if (!isUniversal(node, 2) && !isUniversal(node, 10)) throw new Asn1Error('INTEGER expected');
  if (node.content.length === 0) throw new Asn1Error('INTEGER without content');
  const hex = Buffer.from(node.content)
    .toString('hex')
    .replace(/^(?:00)+(?=..)/u, '');
  return hex;
}

/** A small non-negative INTEGER or ENUMERATED. */
export function smallInteger(node: Asn1Node): number {
  const value = Number.parseInt(integerHex(node), 16);
  if (!Number.isSafeInteger(value)) throw new Asn1Error('INTEGER too large');
  return value;
}

/** An OCTET STRING, primitive or in BER segments (X.690, 8.7.3). `implicit` accepts a context tag. */
export function octets(node: Asn1Node, implicit = false): Uint8Array {
  if (!implicit && !isUniversal(node, 4)) throw new Asn1Error('OCTET STRING expected');
  if (!node.constructed) return node.content;
  return Buffer.concat(node.children.map((part) => octets(part)));
}

/** A BIT STRING of whole octets. */
export function bits(node: Asn1Node): Uint8Array {
  const unused = node.content[0] ?? 8;
  if (!isUniversal(node, 3) || unused > 7) throw new Asn1Error('BIT STRING expected');
  return node.content.subarray(1);
}

/** Any of the character string types as text; undecodable bytes become U+FFFD. */
export function text(node: Asn1Node): string {
  const bytes = Buffer.from(node.content);
  if (node.tag === 30) {
    if (bytes.length % 2 !== 0) throw new Asn1Error('BMPString of odd length');
    return Buffer.from(bytes).swap16().toString('utf16le').normalize('NFC');
  }
  if (node.tag === 20) return bytes.toString('latin1');
  return bytes.toString('utf8').normalize('NFC');
}

const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})$/u;
const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)?(\d\d)?(?:[.,](\d+))?(Z|[+-]\d{4})$/u;

/** UTCTime or GeneralizedTime in milliseconds since 1970 UTC; two-digit years after RFC 5280, 4.1.2.5.1. */
export function time(node: Asn1Node): number {
  const words = Buffer.from(node.content).toString('latin1');
  if (isUniversal(node, 23)) {
    const parts = UTC_TIME.exec(words);
    if (!parts) throw new Asn1Error('UTCTime malformed');
    const year = Number(parts[1]);
    return instant(year < 50 ? 2000 + year : 1900 + year, parts.slice(2, 7), '', parts[7]);
  }
  if (!isUniversal(node, 24)) throw new Asn1Error('time expected');
  const parts = GENERALIZED_TIME.exec(words);
  if (!parts) throw new Asn1Error('GeneralizedTime malformed');
  return instant(Number(parts[1]), parts.slice(2, 7), parts[7] ?? '', parts[8]);
}

function instant(year: number, rest: readonly (string | undefined)[], fraction: string, zone = 'Z'): number {
  const [month = 1, day = 1, hour = 0, minute = 0, second = 0] = rest.map((part) => Number(part ?? 0));
  const millis = Math.trunc(Number(`0.${fraction || '0'}`) * 1000);
  const utc = Date.UTC(year, month - 1, day, hour, minute, second, millis);
  if (Number.isNaN(utc)) throw new Asn1Error('time out of range');
  if (zone === 'Z') return utc;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3, 5));
  return zone.startsWith('-') ? utc + minutes * 60_000 : utc - minutes * 60_000;
}

/** Encodes tag, definite length and content (X.690, 10.1). */
export function tlv(tag: number, content: Uint8Array): Uint8Array {
  const size = content.length;
  const length: number[] = [];
  if (size < 0x80) length.push(size);
  else {
    for (let rest = size; rest > 0; rest = Math.floor(rest / 256)) length.unshift(rest & 0xff);
    length.unshift(0x80 | length.length);
  }
  return Buffer.concat([Uint8Array.of(tag, ...length), content]);
}

/** The element in definite-length form; bytes that were definite already are copied as they are. */
export function definite(node: Asn1Node): Uint8Array {
  if (!hasIndefinite(node)) return node.raw;
  if (!node.constructed) return node.raw;
  const first = node.raw[0] ?? 0;
  if (isUniversal(node, 4)) return tlv(0x04, octets(node));
  return tlv(first, Buffer.concat(node.children.map(definite)));
}

/** The element in DER (X.690, 10): shortest lengths, strings whole, the members of a SET in the order of their octets. */
export function der(node: Asn1Node): Uint8Array {
  const first = node.raw[0] ?? 0;
  if (isUniversal(node, 4)) return tlv(0x04, octets(node));
  if (!node.constructed) return node.tag < 0x1f ? tlv(first, node.content) : node.raw;
  const parts = node.children.map(der);
  return tlv(first, Buffer.concat(isUniversal(node, 17) ? parts.sort(Buffer.compare) : parts));
}

function hasIndefinite(node: Asn1Node): boolean {
  return node.indefinite || node.children.some(hasIndefinite);
}
