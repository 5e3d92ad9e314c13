import { type AsnType, fromBER } from 'asn1js';

/** The bytes are not the ASN.1 structure that the standard asks for. */
export class Asn1Error extends Error {
  override readonly name = 'Asn1Error';
}

/** Tag classes of X.690, 8.1.2.2. */
export const UNIVERSAL = 1;
export const CONTEXT = 3;

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

/**
 * Decodes one BER or DER element from the start of `bytes` (X.690). `length` is what it took; what stands
 * behind it is for the caller to judge. Throws {@link Asn1Error}. `nodes` caps the number of elements.
 */
export function decode(bytes: Uint8Array, nodes = 200_000): { node: Asn1Node; length: number } {
  const { offset, result } = parse(bytes, nodes);
  if (offset < 0 || result.error) throw new Asn1Error(result.error || 'not ASN.1');
  return { node: wrap(result), length: offset };
}

/** The library throws plain errors for malformed times and texts: to us all of that is "not the structure". */
function parse(bytes: Uint8Array, maxNodes: number): ReturnType<typeof fromBER> {
  try {
    return fromBER(bytes, {
      maxDepth: 64,
      maxNodes,
      maxContentLength: 256 * 1024 * 1024,
      parseEmbedded: false,
      copyInput: false,
    });
  } catch (cause) {
    throw new Asn1Error('not ASN.1', { cause });
  }
}

/** Like {@link decode}, for input that must hold nothing behind the element. */
export function decodeExactly(bytes: Uint8Array, nodes?: number): Asn1Node {
  const { node, length } = decode(bytes, nodes);
  if (length !== bytes.length) throw new Asn1Error('bytes behind the structure');
  return node;
}

function wrap(block: AsnType): Asn1Node {
  const inner: unknown = 'value' in block.valueBlock ? block.valueBlock.value : undefined;
  const constructed = block.idBlock.isConstructed;
  const children = constructed && Array.isArray(inner) ? inner.map(wrap) : [];
  return {
    tagClass: block.idBlock.tagClass,
    tag: block.idBlock.tagNumber,
    constructed,
    indefinite: block.lenBlock.isIndefiniteForm,
    raw: block.valueBeforeDecodeView,
    content: constructed ? EMPTY : primitiveContent(block.valueBeforeDecodeView),
    children,
  };
}

/** Content octets behind tag and definite length (X.690, 8.1.3); a primitive element is always definite. */
function primitiveContent(raw: Uint8Array): Uint8Array {
  let at = 1;
  if (((raw[0] ?? 0) & 0x1f) === 0x1f) while (((raw[at++] ?? 0) & 0x80) !== 0 && at < raw.length);
  const first = raw[at++] ?? 0;
  return raw.subarray(first < 0x80 ? at : at + (first & 0x7f));
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
  if (!isUniversal(node, 6) || node.content.length === 0) throw new Asn1Error('OBJECT IDENTIFIER expected');
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
  if (!isUniversal(node, 3) || node.constructed) throw new Asn1Error('BIT STRING expected');
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

function hasIndefinite(node: Asn1Node): boolean {
  return node.indefinite || node.children.some(hasIndefinite);
}
