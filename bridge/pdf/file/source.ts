import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { KyguiError } from '../../../shared/errors.ts';

/** Random access to the bytes of a file that is never held whole. Offsets are from the first byte of the file. */
export interface ByteSource {
  readonly size: number;
  /** Bytes `[offset, offset + length)`, shorter only at the end of the file. The result must not be written to. */
  read(offset: number, length: number): Uint8Array;
  close(): void;
}

const BLOCK = 32 * 1024;
const CACHED_BLOCKS = 48;

/** A file descriptor behind a small cache of blocks (1.5 MiB), least recently used out first. */
export class FileSource implements ByteSource {
  readonly size: number;
  readonly #path: string;
  readonly #fd: number;
  readonly #blocks = new Map<number, Uint8Array>();
  #open = true;

  constructor(path: string) {
    this.#path = path;
    try {
      // Opening a pipe that nobody writes to must not wait.
      this.#fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    } catch (cause) {
      throw readFailed(path, cause);
    }
    const stat = fstatSync(this.#fd);
    if (!stat.isFile()) {
      closeSync(this.#fd);
      throw new KyguiError('PDF_READ_FAILED', { file: basename(path), reason: 'EISDIR' });
    }
    this.size = stat.size;
  }

  read(offset: number, length: number): Uint8Array {
    const start = Math.max(0, Math.min(offset, this.size));
    const end = Math.max(start, Math.min(offset + length, this.size));
    const first = Math.floor(start / BLOCK);
    const last = Math.floor((end - 1) / BLOCK);
    if (end === start) return new Uint8Array(0);
    if (first === last) {
      const block = this.#block(first);
      return block.subarray(start - first * BLOCK, end - first * BLOCK);
    }
    if (last - first >= CACHED_BLOCKS / 2) return this.#readFully(start, end - start);
    const joined = new Uint8Array(end - start);
    for (let index = first; index <= last; index++) {
      const block = this.#block(index);
      const from = Math.max(start, index * BLOCK);
      const to = Math.min(end, (index + 1) * BLOCK);
      joined.set(block.subarray(from - index * BLOCK, to - index * BLOCK), from - start);
    }
    return joined;
  }

  #block(index: number): Uint8Array {
    const cached = this.#blocks.get(index);
    if (cached) {
      this.#blocks.delete(index);
      this.#blocks.set(index, cached);
      return cached;
    }
    const offset = index * BLOCK;
    const block = this.#readFully(offset, Math.min(BLOCK, this.size - offset));
    this.#blocks.set(index, block);
    if (this.#blocks.size > CACHED_BLOCKS) {
      for (const oldest of this.#blocks.keys()) {
        this.#blocks.delete(oldest);
        break;
      }
    }
    return block;
  }

  #readFully(offset: number, length: number): Uint8Array {
    const buffer = new Uint8Array(length);
    let filled = 0;
    try {
      while (filled < length) {
        const count = readSync(this.#fd, buffer, filled, length - filled, offset + filled);
        if (count === 0)
          throw new KyguiError('PDF_READ_FAILED', {
            file: basename(this.#path),
            reason: 'the file became shorter',
          });
        filled += count;
      }
    } catch (cause) {
      throw cause instanceof KyguiError ? cause : readFailed(this.#path, cause);
    }
    return buffer;
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#blocks.clear();
    closeSync(this.#fd);
  }
}

/** Bytes already in memory: an embedded file, a test. */
export class MemorySource implements ByteSource {
  readonly size: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.size = bytes.length;
  }

  read(offset: number, length: number): Uint8Array {
    const start = Math.max(0, offset);
    return this.#bytes.subarray(start, Math.max(start, offset + length));
  }

  close(): void {}
}

function readFailed(path: string, cause: unknown): KyguiError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  return new KyguiError('PDF_READ_FAILED', { file: basename(path), reason: code }, { cause });
}
