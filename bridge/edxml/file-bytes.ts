import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttachmentSink, SinkFactory, StoredBytes } from '../../shared/edxml/read/sink.ts';
import { KyguiError } from '../../shared/errors.ts';
import { isDiskFull } from '../store/durable-file.ts';

/** Chunk of file reading; small, so that the chunks' memory is used again and not mapped anew each time. */
const CHUNK = 64 * 1024;

/** A finished file on disk. */
export class FileBytes implements StoredBytes {
  readonly path: string;
  readonly size: number;

  constructor(path: string, size: number) {
    this.path = path;
    this.size = size;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    const bytes = Buffer.alloc(wanted);
    const handle = await open(this.path, 'r');
    try {
      const { bytesRead } = await handle.read(bytes, 0, wanted, offset);
      return bytes.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  }

  /** Brings the bytes to the disk; only what is kept is worth the wait. */
  async sync(): Promise<void> {
    const handle = await open(this.path, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  async discard(): Promise<void> {
    await rm(this.path, { force: true });
  }
}

/** Gathers small chunks into writes of one megabyte through one buffer that is used again. */
export class GatheredWrites {
  readonly #handle: FileHandle;
  readonly #buffer = Buffer.allocUnsafeSlow(1024 * 1024);
  #filled = 0;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async write(chunk: Uint8Array): Promise<void> {
    for (let from = 0; from < chunk.length; ) {
      const taken = Math.min(this.#buffer.length - this.#filled, chunk.length - from);
      this.#buffer.set(chunk.subarray(from, from + taken), this.#filled);
      this.#filled += taken;
      from += taken;
      if (this.#filled === this.#buffer.length) await this.flush();
    }
  }

  /** Hands everything gathered to the file; not yet to the disk. */
  async flush(): Promise<void> {
    for (let from = 0; from < this.#filled; ) {
      from += (await this.#handle.write(this.#buffer, from, this.#filled - from)).bytesWritten;
    }
    this.#filled = 0;
  }
}

class FileSink implements AttachmentSink<FileBytes> {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #gathered: GatheredWrites;
  #size = 0;

  constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
    this.#gathered = new GatheredWrites(handle);
  }

  async write(chunk: Uint8Array): Promise<void> {
    try {
      await this.#gathered.write(chunk);
    } catch (error) {
      throw unwritable(this.#path, error);
    }
    this.#size += chunk.length;
  }

  async finish(): Promise<FileBytes> {
    try {
      await this.#gathered.flush();
    } catch (error) {
      throw unwritable(this.#path, error);
    } finally {
      await this.#handle.close();
    }
    return new FileBytes(this.#path, this.#size);
  }

  async discard(): Promise<void> {
    await this.#handle.close();
    await rm(this.#path, { force: true });
  }
}

/** Sinks that write `prefix0`, `prefix1` … into a folder; names from the package are never used here. */
export function fileSinks(folder: string, prefix: string): SinkFactory<FileBytes> {
  let count = 0;
  return async () => {
    const path = join(folder, `${prefix}${count++}`);
    try {
      return new FileSink(path, await open(path, 'wx', 0o600));
    } catch (error) {
      throw unwritable(path, error);
    }
  };
}

/** Failures of the file system as members of the closed list; the folder stays out of the details. */
export function unwritable(path: string, error: unknown): KyguiError {
  if (error instanceof KyguiError) return error;
  // Room comes back by itself: whoever holds the package tries again, and the clerk is told of the disk.
  if (isDiskFull(error)) return new KyguiError('STORE_DISK_FULL', {}, { cause: error });
  return new KyguiError(
    'EDXML_FILE_UNWRITABLE',
    { file: fileName(path), reason: reasonOf(error) },
    { cause: error },
  );
}

export function unreadable(path: string, error: unknown): KyguiError {
  if (error instanceof KyguiError) return error;
  return new KyguiError(
    'EDXML_FILE_UNREADABLE',
    { file: fileName(path), reason: reasonOf(error) },
    { cause: error },
  );
}

function fileName(path: string): string {
  return path.split(/[/\\]/u).at(-1) ?? path;
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

/** A file as a stream of chunks; file system failures become EDXML_FILE_UNREADABLE. */
export async function* fileChunks(path: string): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK })) yield chunk;
  } catch (error) {
    throw unreadable(path, error);
  }
}
