import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';

/** Bytes that are read where they are needed: a file on the disk, or an entry that was taken out of another. */
export interface ByteSource {
  size: number;
  read(at: number, length: number): Promise<Buffer>;
}

export const bufferSource = (bytes: Buffer): ByteSource => ({
  size: bytes.length,
  read: async (at, length) => bytes.subarray(at, at + length),
});

export const fileSource = (handle: FileHandle, size: number): ByteSource => ({
  size,
  async read(at, length) {
    const wanted = Math.max(0, Math.min(length, size - at));
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(wanted), 0, wanted, at);
    return buffer.subarray(0, bytesRead);
  },
});

export interface ZipEntry {
  name: string;
  method: number;
  encrypted: boolean;
  compressed: number;
  /** Of its local header. */
  at: number;
}

/** The container, or an entry of it, cannot be read within the limits; what it holds is not known. */
class ZipUnreadable extends Error {
  override readonly name = 'ZipUnreadable';
}

const MOST_ENTRIES = 20_000;
const LARGEST_DIRECTORY = 16 * 1_048_576;
/** End of central directory with the longest comment (APPNOTE 4.3.16). */
const LONGEST_END = 22 + 0xffff;

/** The entries as the central directory names them. Zip64 is not read. @throws ZipUnreadable */
export async function zipEntries(source: ByteSource): Promise<ZipEntry[]> {
  const from = Math.max(0, source.size - LONGEST_END);
  const tail = await source.read(from, LONGEST_END);
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > tail.length) throw new ZipUnreadable('no central directory');
  const size = tail.readUInt32LE(end + 12);
  if (size > LARGEST_DIRECTORY) throw new ZipUnreadable('central directory too large');
  const directory = await source.read(tail.readUInt32LE(end + 16), size);
  if (directory.length < size) throw new ZipUnreadable('central directory cut off');
  const entries: ZipEntry[] = [];
  for (let at = 0; at + 46 <= directory.length; ) {
    if (directory.readUInt32LE(at) !== 0x0201_4b50) throw new ZipUnreadable('central directory damaged');
    if (entries.length >= MOST_ENTRIES) throw new ZipUnreadable('too many entries');
    const nameEnd = at + 46 + directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.subarray(at + 46, nameEnd).toString('utf8'),
      method: directory.readUInt16LE(at + 10),
      encrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
      compressed: directory.readUInt32LE(at + 20),
      at: directory.readUInt32LE(at + 42),
    });
    at = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  if (entries.length !== tail.readUInt16LE(end + 10)) throw new ZipUnreadable('entries missing');
  return entries;
}

const inflated = promisify(inflateRaw) as (
  bytes: Uint8Array,
  options: { maxOutputLength: number },
) => Promise<Buffer>;

/** The bytes of an entry; sizes that headers claim are not believed. @throws ZipUnreadable also beyond `limit` bytes */
export async function entryBytes(source: ByteSource, entry: ZipEntry, limit: number): Promise<Buffer> {
  if (entry.encrypted) throw new ZipUnreadable('encrypted');
  if (entry.compressed > limit) throw new ZipUnreadable('too large');
  const head = await source.read(entry.at, 30);
  if (head.length < 30 || head.readUInt32LE(0) !== 0x0403_4b50) throw new ZipUnreadable('entry damaged');
  const from = entry.at + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
  const stored = await source.read(from, entry.compressed);
  if (stored.length < entry.compressed) throw new ZipUnreadable('entry cut off');
  if (entry.method === 0) return stored;
  if (entry.method !== 8) throw new ZipUnreadable('unknown method');
  return inflated(stored, { maxOutputLength: limit }).catch((cause: unknown) => {
    throw new ZipUnreadable('cannot be inflated', { cause });
  });
}
