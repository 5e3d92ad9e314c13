import { createHash, type Hash } from 'node:crypto';
import { fstatSync, readSync, writeSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { KyguiError } from '../../../shared/errors.ts';
import { nameResult } from '../../files/folder-sync.ts';
import type { OutputFile } from '../../files/output-file.ts';

const CHUNK = 1024 * 1024;
/** Up to here a call of the system costs less than the way to another thread and back; most letters lie below. */
const AT_ONCE = 256 * 1024;

/**
 * A file that is being written beside its final place; it becomes visible under its name whole or not at all. Digests
 * go along with every byte, so that nothing is read twice.
 */
export class Draft {
  readonly path: string;
  /** Bytes written so far. */
  size = 0;
  readonly #handle: FileHandle;
  readonly #content = createHash('sha256');
  readonly #other: { name: string; hash: Hash } | null;

  private constructor(path: string, handle: FileHandle, digestName: string) {
    this.path = path;
    this.#handle = handle;
    this.#other = digestName === 'sha256' ? null : { name: digestName, hash: createHash(digestName) };
  }

  /**
   * Copies a file into a draft, which is not there yet, while hashing it: one pass, memory of two chunks. The next chunk
   * is read while the last one is hashed and written.
   * @throws PDF_READ_FAILED, PDF_WRITE_FAILED
   * @param digestName OpenSSL name of the signature's digest; SHA-256 goes along in any case.
   */
  static async copyOf(input: string, path: string, digestName: string): Promise<Draft> {
    const from = await open(input, 'r').catch((cause) => {
      throw readError(input, cause);
    });
    let draft: Draft | undefined;
    try {
      const handle = await open(path, 'wx', 0o600).catch((cause) => {
        throw writeError(cause);
      });
      draft = new Draft(path, handle, digestName);
      await draft.#copy(from, input);
      return draft;
    } catch (thrown) {
      await draft?.drop();
      throw thrown;
    } finally {
      await from.close().catch(() => {});
    }
  }

  async #copy(from: FileHandle, path: string): Promise<void> {
    const { size } = fstatSync(from.fd);
    if (size <= AT_ONCE) {
      const buffer = Buffer.allocUnsafe(size + 1);
      for (let length = readNow(from, buffer, path); length > 0; length = readNow(from, buffer, path)) {
        await this.append(buffer.subarray(0, length));
      }
      return;
    }
    const buffers = [Buffer.allocUnsafe(CHUNK), Buffer.allocUnsafe(CHUNK)] as const;
    let turn = 0;
    let pending = read(from, buffers[0], path);
    for (;;) {
      const length = await pending;
      if (length === 0) return;
      const chunk = (turn === 0 ? buffers[0] : buffers[1]).subarray(0, length);
      turn = 1 - turn;
      pending = read(from, turn === 0 ? buffers[0] : buffers[1], path);
      // Its failure is met at the next turn, also when the write fails first.
      pending.catch(() => {});
      await this.append(chunk);
    }
  }

  /** Adds bytes at the end. */
  async append(bytes: Uint8Array): Promise<void> {
    const written = writeAll(this.#handle, bytes);
    written.catch(() => {});
    this.#content.update(bytes);
    this.#other?.hash.update(bytes);
    await written;
    this.size += bytes.length;
  }

  /** Digest of everything written so far and `more` behind it, without writing it. */
  digestWith(digestName: string, more: readonly Uint8Array[]): Uint8Array {
    const hash = this.#other?.name === digestName ? this.#other.hash : this.#content;
    if (hash === this.#content && digestName !== 'sha256') throw new Error(`no ${digestName} in this draft`);
    const copy = hash.copy();
    for (const part of more) copy.update(part);
    return copy.digest();
  }

  /** SHA-256 of everything written so far, hexadecimal. */
  sha256(): string {
    return this.#content.copy().digest('hex');
  }

  /** Flushes to the disk; nothing can be added any more. @throws PDF_WRITE_FAILED */
  async flush(): Promise<void> {
    try {
      await this.#handle.sync();
      await this.#handle.close();
    } catch (cause) {
      throw writeError(cause);
    }
  }

  /** Throws the draft away; nothing of it stays. */
  async drop(): Promise<void> {
    await this.#handle.close().catch(() => {});
    await rm(this.path, { force: true }).catch(() => {});
  }
}

async function read(handle: FileHandle, buffer: Buffer, path: string): Promise<number> {
  try {
    return (await handle.read(buffer, 0, buffer.length, null)).bytesRead;
  } catch (cause) {
    throw readError(path, cause);
  }
}

function readNow(handle: FileHandle, buffer: Buffer, path: string): number {
  try {
    return readSync(handle.fd, buffer, 0, buffer.length, null);
  } catch (cause) {
    throw readError(path, cause);
  }
}

async function writeAll(handle: FileHandle, data: Uint8Array): Promise<void> {
  const now = data.length <= AT_ONCE;
  try {
    for (let done = 0; done < data.length; ) {
      const left = data.length - done;
      done += now
        ? writeSync(handle.fd, data, done, left)
        : (await handle.write(data, done, left, null)).bytesWritten;
    }
  } catch (cause) {
    throw writeError(cause);
  }
}

/** SHA-256 of a file, in hexadecimal, read as a stream. */
export async function sha256OfFile(path: string): Promise<string> {
  const handle = await open(path, 'r').catch((cause) => {
    throw readError(path, cause);
  });
  try {
    const hash = createHash('sha256');
    const { size } = fstatSync(handle.fd);
    if (size <= AT_ONCE) {
      const buffer = Buffer.allocUnsafe(size + 1);
      for (let length = readNow(handle, buffer, path); length > 0; length = readNow(handle, buffer, path)) {
        hash.update(buffer.subarray(0, length));
      }
      return hash.digest('hex');
    }
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (
      let length = await read(handle, buffer, path);
      length > 0;
      length = await read(handle, buffer, path)
    ) {
      hash.update(buffer.subarray(0, length));
    }
    return hash.digest('hex');
  } finally {
    await handle.close().catch(() => {});
  }
}

/** Gives a flushed draft the name of its result. @throws PDF_WRITE_FAILED */
export async function nameDraft(to: OutputFile): Promise<void> {
  try {
    await nameResult(to);
  } catch (cause) {
    throw writeError(cause);
  }
}

function readError(path: string, cause: unknown): KyguiError {
  if (cause instanceof KyguiError) return cause;
  return new KyguiError('PDF_READ_FAILED', { file: basename(path), reason: reasonOf(cause) }, { cause });
}

function writeError(cause: unknown): KyguiError {
  if (cause instanceof KyguiError) return cause;
  return new KyguiError('PDF_WRITE_FAILED', { reason: reasonOf(cause) }, { cause });
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
}
