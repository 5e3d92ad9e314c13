import type { EdxmlEngine } from '../engine.ts';
import type { ReadLimits } from './limits.ts';
import { type StoredBytes, streamOf } from './sink.ts';

/** The only file entry of a zip, as its directory describes it. */
export interface ZipEntry {
  name: string;
  method: number;
  crc: number;
  compressed: number;
  size: number;
  /** Where the data begin. */
  start: number;
}

/** What the directory says: one entry to unwrap, an archive to leave alone, or something unsafe. */
export type ZipShape =
  | { kind: 'single'; entry: ZipEntry }
  | { kind: 'archive' }
  | { kind: 'bad'; problem: ZipProblem };

export type ZipProblem = 'truncated' | 'encrypted' | 'method' | 'inconsistent' | 'damaged' | 'ratio' | 'size';

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
/** Longest end record: 22 bytes and a comment of 65,535. */
const TAIL = 22 + 65_535;
/** A directory larger than this is no wrapper of one file. */
const LARGEST_DIRECTORY = 1024 * 1024;
/** Package parts that prove the zip is a document format of its own. */
const FORMAT_PARTS = new Set(['[Content_Types].xml', 'mimetype']);

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

interface Directory {
  offset: number;
  size: number;
  entries: number;
}

async function findDirectory(stored: StoredBytes): Promise<Directory | undefined> {
  const from = Math.max(0, stored.size - TAIL);
  const tail = await stored.read(from, TAIL);
  const data = view(tail);
  for (let at = tail.length - 22; at >= 0; at--) {
    if (data.getUint32(at, true) !== END) continue;
    if (at + 22 + data.getUint16(at + 20, true) > tail.length) continue;
    return {
      entries: data.getUint16(at + 10, true),
      size: data.getUint32(at + 12, true),
      offset: data.getUint32(at + 16, true),
    };
  }
  return undefined;
}

/**
 * Reads the directory of a zip that begins at the first byte. Only the directory counts: what lies between the
 * entries and it must not hold a further one, so that no other unzipper can see another file.
 */
export async function zipShape(stored: StoredBytes): Promise<ZipShape> {
  const directory = await findDirectory(stored);
  if (directory === undefined) return { kind: 'bad', problem: 'truncated' };
  if (directory.offset + directory.size > stored.size) return { kind: 'bad', problem: 'truncated' };
  if (directory.size > LARGEST_DIRECTORY || directory.entries > 1000) return { kind: 'archive' };
  const bytes = await stored.read(directory.offset, directory.size);
  const data = view(bytes);
  const files: { flags: number; local: number; entry: Omit<ZipEntry, 'start'> }[] = [];
  let at = 0;
  let entries = 0;
  while (at + 46 <= bytes.length && data.getUint32(at, true) === CENTRAL) {
    entries += 1;
    const nameLength = data.getUint16(at + 28, true);
    const flags = data.getUint16(at + 8, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    if (!name.endsWith('/')) {
      files.push({
        flags,
        local: data.getUint32(at + 42, true),
        entry: {
          name,
          method: data.getUint16(at + 10, true),
          crc: data.getUint32(at + 16, true),
          compressed: data.getUint32(at + 20, true),
          size: data.getUint32(at + 24, true),
        },
      });
    }
    at += 46 + nameLength + data.getUint16(at + 30, true) + data.getUint16(at + 32, true);
  }
  if (entries !== directory.entries || at !== bytes.length) return { kind: 'bad', problem: 'inconsistent' };
  const [only] = files;
  if (only === undefined || files.length !== 1 || FORMAT_PARTS.has(only.entry.name))
    return { kind: 'archive' };
  return entries === 1 ? singleShape(stored, directory, only) : folderShape(stored, directory, only);
}

async function singleShape(
  stored: StoredBytes,
  directory: Directory,
  file: { flags: number; local: number; entry: Omit<ZipEntry, 'start'> },
): Promise<ZipShape> {
  if (file.local !== 0) return { kind: 'bad', problem: 'inconsistent' };
  return folderShape(stored, directory, file);
}

async function folderShape(
  stored: StoredBytes,
  directory: Directory,
  { flags, local, entry }: { flags: number; local: number; entry: Omit<ZipEntry, 'start'> },
): Promise<ZipShape> {
  if ((flags & 0x2041) !== 0) return { kind: 'bad', problem: 'encrypted' };
  if (entry.method !== 0 && entry.method !== 8) return { kind: 'bad', problem: 'method' };
  const header = await stored.read(local, 30);
  if (header.length < 30 || view(header).getUint32(0, true) !== LOCAL) {
    return { kind: 'bad', problem: 'inconsistent' };
  }
  const nameLength = view(header).getUint16(26, true);
  const start = local + 30 + nameLength + view(header).getUint16(28, true);
  const name = new TextDecoder().decode(await stored.read(local + 30, nameLength));
  const end = start + entry.compressed;
  // Behind the data only a data descriptor fits, of 12 or 16 bytes (24 in zip64).
  if (name !== entry.name || end > directory.offset || directory.offset - end > 24) {
    return { kind: 'bad', problem: 'inconsistent' };
  }
  return { kind: 'single', entry: { ...entry, start } };
}

/** Thrown while unwrapping; the attachment is reported with it. */
export class ZipFailure extends Error {
  readonly problem: ZipProblem;

  constructor(problem: ZipProblem, options?: ErrorOptions) {
    super(problem, options);
    this.problem = problem;
  }
}

/** One megabyte: below it a high ratio harms nobody. */
const RATIO_FROM = 1024 * 1024;

/**
 * The content of the entry as a stream, its length and CRC-32 checked at the end, bounded by size and ratio on
 * the way. Throws {@link ZipFailure}.
 */
export async function* unzipEntry(
  stored: StoredBytes,
  entry: ZipEntry,
  engine: Pick<EdxmlEngine, 'inflateRaw' | 'crc32'>,
  limits: Pick<ReadLimits, 'fileBytes' | 'unzipRatio'>,
): AsyncIterable<Uint8Array> {
  const source = streamOf(stored, entry.start, entry.start + entry.compressed);
  const content = entry.method === 0 ? source : engine.inflateRaw(source);
  let size = 0;
  let crc = 0;
  try {
    for await (const chunk of content) {
      size += chunk.length;
      if (size > limits.fileBytes) throw new ZipFailure('size');
      if (size > RATIO_FROM && size > entry.compressed * limits.unzipRatio) throw new ZipFailure('ratio');
      if (size > entry.size) throw new ZipFailure('damaged');
      crc = engine.crc32(chunk, crc);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof ZipFailure ? error : new ZipFailure('damaged', { cause: error });
  }
  if (size !== entry.size || crc !== entry.crc) throw new ZipFailure('damaged');
}
