import { createHash, type Hash, randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { KyguiError } from '../../../shared/errors.ts';

const CHUNK = 1024 * 1024;

/** A file that is being written beside its final place; it becomes visible under its name whole or not at all. */
export interface Draft {
  readonly path: string;
  readonly handle: FileHandle;
  /** Bytes copied from the input. */
  readonly copied: number;
  /** SHA-256 of the copied bytes. */
  readonly sha256: string;
  /** The signature's digest over the copied bytes, to be continued. */
  readonly digest: Hash;
}

/**
 * Copies a file into a draft in the output's folder while hashing it: one pass, memory of two chunks. The next chunk
 * is read while the last one is hashed and written.
 * @param digestName OpenSSL name of the signature's digest.
 */
export async function copyToDraft(input: string, output: string, digestName: string): Promise<Draft> {
  const path = join(dirname(output), `.${basename(output)}.${randomBytes(6).toString('hex')}.part`);
  const from = await open(input, 'r').catch((cause) => {
    throw ioError('PDF_READ_FAILED', cause);
  });
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'wx', 0o600).catch((cause) => {
      throw ioError('PDF_WRITE_FAILED', cause);
    });
    const digest = createHash(digestName);
    const content = digestName === 'sha256' ? null : createHash('sha256');
    const buffers = [Buffer.allocUnsafe(CHUNK), Buffer.allocUnsafe(CHUNK)] as const;
    let copied = 0;
    let turn = 0;
    let pending = read(from, buffers[0]);
    for (;;) {
      const length = await pending;
      if (length === 0) break;
      const chunk = (turn === 0 ? buffers[0] : buffers[1]).subarray(0, length);
      turn = 1 - turn;
      pending = read(from, turn === 0 ? buffers[0] : buffers[1]);
      // Its failure is met at the next turn, also when the write fails first.
      pending.catch(() => {});
      const written = writeAll(handle, chunk);
      digest.update(chunk);
      content?.update(chunk);
      await written;
      copied += length;
    }
    const sha256 = (content ?? digest).copy().digest('hex');
    return { path, handle, copied, sha256, digest };
  } catch (thrown) {
    await handle?.close().catch(() => {});
    if (handle) await rm(path, { force: true }).catch(() => {});
    throw thrown;
  } finally {
    await from.close().catch(() => {});
  }
}

async function read(handle: FileHandle, buffer: Buffer): Promise<number> {
  try {
    return (await handle.read(buffer, 0, buffer.length, null)).bytesRead;
  } catch (cause) {
    throw ioError('PDF_READ_FAILED', cause);
  }
}

async function writeAll(handle: FileHandle, data: Uint8Array): Promise<void> {
  try {
    for (let done = 0; done < data.length; ) {
      done += (await handle.write(data, done, data.length - done, null)).bytesWritten;
    }
  } catch (cause) {
    throw ioError('PDF_WRITE_FAILED', cause);
  }
}

/** Writes the last bytes, flushes them to the disk, and gives the draft its name. */
export async function finishDraft(draft: Draft, increment: Uint8Array, output: string): Promise<void> {
  await writeAll(draft.handle, increment);
  try {
    await draft.handle.sync();
    await draft.handle.close();
    await rename(draft.path, output);
    await syncFolder(dirname(output));
  } catch (cause) {
    throw ioError('PDF_WRITE_FAILED', cause);
  }
}

/** Throws the draft away; nothing of it stays. */
export async function dropDraft(draft: Draft): Promise<void> {
  await draft.handle.close().catch(() => {});
  await rm(draft.path, { force: true }).catch(() => {});
}

/** SHA-256 of a file, in hexadecimal, read as a stream. */
export async function sha256OfFile(path: string): Promise<string> {
  const handle = await open(path, 'r').catch((cause) => {
    throw ioError('PDF_READ_FAILED', cause);
  });
  try {
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (let length = await read(handle, buffer); length > 0; length = await read(handle, buffer)) {
      hash.update(buffer.subarray(0, length));
    }
    return hash.digest('hex');
  } finally {
    await handle.close().catch(() => {});
  }
}

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open folders; there the rename is journaled by the file system.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function ioError(code: 'PDF_READ_FAILED' | 'PDF_WRITE_FAILED', cause: unknown): KyguiError {
  if (cause instanceof KyguiError) return cause;
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  return new KyguiError(code, { reason }, { cause });
}
