/**
 * Web archives as browsers save them (MHTML: RFC 2557 over MIME, RFC 2045 and 2046): the page and the documents of its
 * frames in one file. Read only as far as pages need it, and strictly: what is damaged is refused as a whole.
 */

const LARGEST_BYTES = 200 * 1024 * 1024;
const MOST_PARTS = 5000;
const LONGEST_HEADER = 64 * 1024;

export interface SavedPart {
  /** Decoded as the part was transferred. */
  bytes: Uint8Array;
  charset: string | undefined;
  /** `Content-Location`; where it is missing, the part's `Content-ID` as a `cid:` address. */
  location: string;
}

export interface WebArchive {
  page: SavedPart;
  /** The part that bears this address: `cid:…` by `Content-ID`, every other by `Content-Location`. */
  part(address: string): SavedPart | undefined;
}

export class ArchiveDamaged extends Error {}

/** True for a file that begins as a message does, and not as a page. */
export const isWebArchive = (bytes: Uint8Array): boolean =>
  /^(?:From|MIME-Version|Snapshot-Content-Location|Content-[\w-]+|Subject|Date|Message-ID|X-[\w-]+):/iu.test(
    Buffer.from(bytes.subarray(0, 80)).toString('latin1'),
  );

interface Entity {
  header(name: string): string;
  /** A parameter of `Content-Type`. */
  parameter(name: string): string | undefined;
  body: Buffer;
}

/** Header fields, unfolded, and what follows the first empty line. */
function entity(bytes: Buffer): Entity {
  const head = /^(?:[^\r\n]+\r?\n)*\r?\n/u.exec(bytes.subarray(0, LONGEST_HEADER).toString('latin1'))?.[0];
  if (head === undefined) throw new ArchiveDamaged('header');
  const fields = new Map<string, string>();
  for (const line of head.replace(/\r?\n[ \t]+/gu, ' ').split(/\r?\n/u)) {
    const [, name, value] = /^([!-9;-~]+):\s*(.*?)\s*$/u.exec(line) ?? [];
    if (name !== undefined && value !== undefined) fields.set(name.toLowerCase(), value);
  }
  const header = (name: string) => fields.get(name) ?? '';
  const parameter = (name: string) => {
    for (const [, key, quoted, plain] of header('content-type').matchAll(
      /;\s*([\w-]+)\s*=\s*(?:"([^"]*)"|([^\s;]+))/gu,
    )) {
      if (key?.toLowerCase() === name) return quoted ?? plain;
    }
    return undefined;
  };
  return { header, parameter, body: bytes.subarray(Buffer.byteLength(head, 'latin1')) };
}

/** Lines between boundaries (RFC 2046, 5.1.1); the line break before a boundary belongs to it. */
function partsOf(body: Buffer, boundary: string): Buffer[] {
  const mark = Buffer.from(`--${boundary}`, 'latin1');
  const parts: Buffer[] = [];
  let from: number | undefined;
  for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, at + mark.length)) {
    if (at > 0 && body[at - 1] !== 0x0a) continue;
    const behind = body.subarray(at + mark.length, at + mark.length + 100).toString('latin1');
    const [line] = /^(?:--)?[ \t]*(?:\r?\n|$)/u.exec(behind) ?? [];
    if (line === undefined) continue;
    if (from !== undefined) {
      const before = body[at - 2] === 0x0d ? at - 2 : at - 1;
      parts.push(body.subarray(from, Math.max(before, from)));
      if (parts.length > MOST_PARTS) throw new ArchiveDamaged('parts');
    }
    if (line.startsWith('--')) return parts;
    from = at + mark.length + line.length;
  }
  throw new ArchiveDamaged('boundary');
}

/** RFC 2045, 6.7. */
function fromQuotedPrintable(body: Buffer): Buffer {
  const text = body.toString('latin1').replace(/[ \t]+(?=\r?\n|$)/gu, '');
  const plain = text.replace(/=\r?\n/gu, '').replace(/=([0-9a-f]{2})|=/giu, (_, hex: string | undefined) => {
    if (hex === undefined) throw new ArchiveDamaged('quoted-printable');
    return String.fromCharCode(Number.parseInt(hex, 16));
  });
  return Buffer.from(plain, 'latin1');
}

/** RFC 2045, 6.8; what is no letter of base64 may only be white space. */
function fromBase64(body: Buffer): Buffer {
  const text = body.toString('latin1').replace(/\s+/gu, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/u.test(text) || text.length % 4 !== 0) throw new ArchiveDamaged('base64');
  return Buffer.from(text, 'base64');
}

function bytesOf({ header, body }: Entity): Buffer {
  switch (header('content-transfer-encoding').toLowerCase()) {
    case 'quoted-printable':
      return fromQuotedPrintable(body);
    case 'base64':
      return fromBase64(body);
    case '':
    case '7bit':
    case '8bit':
    case 'binary':
      return body;
    default:
      throw new ArchiveDamaged('content-transfer-encoding');
  }
}

const cidOf = ({ header }: Entity): string => {
  const id = /^<(.+)>$/u.exec(header('content-id'))?.[1];
  return id === undefined ? '' : `cid:${id}`;
};

const isPage = ({ header }: Entity): boolean =>
  /^(?:text\/html|application\/xhtml\+xml)\b/iu.test(header('content-type'));

/** Reads an archive; pictures and styles are left as they are. @throws ArchiveDamaged */
export function readWebArchive(bytes: Uint8Array): WebArchive {
  if (bytes.length > LARGEST_BYTES) throw new ArchiveDamaged('size');
  const whole = entity(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const isMany = /^multipart\/related\b/iu.test(whole.header('content-type'));
  const boundary = whole.parameter('boundary');
  if (isMany && !boundary) throw new ArchiveDamaged('boundary');
  const pages = (isMany ? partsOf(whole.body, boundary ?? '').map(entity) : [whole]).filter(isPage);
  const saved = pages.map((one) => ({
    cid: cidOf(one),
    bytes: bytesOf(one),
    charset: one.parameter('charset'),
    location: one.header('content-location') || cidOf(one),
  }));
  const start = whole.parameter('start')?.replace(/^<(.+)>$/u, 'cid:$1');
  const page = saved.find(({ cid }) => start !== undefined && cid === start) ?? saved[0];
  if (!page) throw new ArchiveDamaged('no page');
  const part = (address: string) => {
    if (/^cid:/iu.test(address)) return saved.find(({ cid }) => cid === address);
    const [plain] = address.split('#');
    return saved.find(({ location }) => location !== '' && location.split('#')[0] === plain);
  };
  return { page, part };
}
