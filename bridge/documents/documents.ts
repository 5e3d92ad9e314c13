import { createHash, type Hash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { KyguiError } from '../../shared/errors.ts';
import { withStoreErrors, writeDurably } from '../store/durable-file.ts';
import type { SqlRow, Store } from '../store/store.ts';
import { type HeldLimits, sweepDocuments } from './sweep.ts';
import { type SignedCopy, type SignedRoom, signedRoom, sweepSigned } from './sweep-signed.ts';

/** A file that came from a page or from the axis; the bytes never change, a signed version lies beside them. */
export interface StoredDocument {
  documentId: string;
  /** File name as the page gave it, last segment only. */
  name: string;
  /** Page origin as the browser reported it, or `axis` for what was received. */
  origin: string;
  sha256: string;
  size: number;
  path: string;
  signed: { sha256: string; size: number; path: string } | null;
}

export interface Documents {
  /**
   * Stores a file durably (written, flushed, renamed, then its row).
   * @throws DOCUMENT_TOO_LARGE, STORE_DISK_FULL, STORE_UNREACHABLE, DOCUMENT_INCOMPLETE when fewer or more bytes come than `size` says
   */
  put(
    file: { name: string; origin: string; size: number },
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<StoredDocument>;
  /** @throws DOCUMENT_UNKNOWN */
  find(documentId: string): Promise<StoredDocument>;
  /** Names the signed version; its file is at {@link signedPath} already, complete and flushed. */
  keepSigned(documentId: string, signed: { sha256: string; size: number }): Promise<StoredDocument>;
  signedPath(documentId: string): string;
  read(path: string): AsyncIterable<Uint8Array>;
  /** Ends files that nobody signed and that are not `busy`, by age and by size; the number of documents. @throws STORE_… */
  sweep(busy: ReadonlySet<string>): Promise<number>;
  /** Ends signed files of which the same bytes are kept elsewhere; the number of documents. @throws STORE_… */
  sweepSigned(copies: readonly SignedCopy[]): Promise<number>;
  /** What signed files take here. @throws STORE_… */
  signedRoom(): Promise<SignedRoom>;
}

/** Last path segment without control and direction-changing characters, never empty. */
function safeName(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/u).at(-1) ?? '';
  return (
    last
      .replace(/[\p{Cc}\p{Cf}]/gu, '')
      .trim()
      .slice(0, 200) || 'van-ban.pdf'
  );
}

/** @throws DOCUMENT_TOO_LARGE; sizes in bytes */
export function assertWithinLimit(size: number, maxFileBytes: number): void {
  if (size > maxFileBytes)
    throw new KyguiError('DOCUMENT_TOO_LARGE', { limitMb: Math.floor(maxFileBytes / 1_048_576) });
}

/** Writes a file whole, flushed and under its name, or not at all; gives its size. @throws DOCUMENT_INCOMPLETE, STORE_… */
async function write(
  path: string,
  expected: number,
  bytes: AsyncIterable<Uint8Array>,
  hash: Hash,
): Promise<number> {
  let size = 0;
  await writeDurably(path, async (temporary) => {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      for await (const piece of bytes) {
        size += piece.length;
        if (size > expected) throw new KyguiError('DOCUMENT_INCOMPLETE');
        hash.update(piece);
        await handle.writeFile(piece);
      }
    } finally {
      await handle.close();
    }
    if (size !== expected) throw new KyguiError('DOCUMENT_INCOMPLETE');
    return path;
  });
  return size;
}

export function createDocuments(options: {
  store: Store;
  folder: string;
  maxFileBytes: number;
  held: HeldLimits;
  /** Days that a signed file is kept in any case. */
  signedDays: number;
}): Documents {
  const { store, folder, maxFileBytes } = options;
  const originalPath = (documentId: string) => join(folder, `${documentId}.original`);
  const signedPath = (documentId: string) => join(folder, `${documentId}.signed.pdf`);

  const fromRow = (row: SqlRow): StoredDocument => {
    const documentId = String(row.document_id);
    return {
      documentId,
      name: String(row.name),
      origin: String(row.origin),
      sha256: String(row.sha256),
      size: Number(row.size),
      path: originalPath(documentId),
      signed:
        row.signed_sha256 === null || row.signed_sha256 === undefined
          ? null
          : {
              sha256: String(row.signed_sha256),
              size: Number(row.signed_size),
              path: signedPath(documentId),
            },
    };
  };

  const find = async (documentId: string): Promise<StoredDocument> => {
    const row = await store.transaction((sql) =>
      sql.get('SELECT * FROM documents WHERE document_id = ?', [documentId]),
    );
    if (!row) throw new KyguiError('DOCUMENT_UNKNOWN');
    const found = fromRow(row);
    // Its age counts from here on; one whose disk does not take that is merely older.
    const now = new Date();
    await utimes(found.path, now, now).catch(() => {});
    return found;
  };

  return {
    find,
    signedPath,
    read: (path) => createReadStream(path, { highWaterMark: 1 << 18 }),

    async put(file, bytes) {
      assertWithinLimit(file.size, maxFileBytes);
      const documentId = randomUUID();
      const hash = createHash('sha256');
      const size = await write(originalPath(documentId), file.size, bytes, hash);
      await store.transaction((sql) =>
        sql.run('INSERT INTO documents (document_id, name, origin, sha256, size) VALUES (?, ?, ?, ?, ?)', [
          documentId,
          safeName(file.name),
          file.origin,
          hash.digest('hex'),
          size,
        ]),
      );
      return find(documentId);
    },

    sweep: (busy) =>
      withStoreErrors(async () => {
        const gone = await sweepDocuments(folder, options.held, busy, Date.now());
        for (const documentId of gone)
          await store.transaction((sql) =>
            sql.run('DELETE FROM documents WHERE document_id = ? AND signed_sha256 IS NULL', [documentId]),
          );
        return gone.length;
      }),

    sweepSigned: (copies) =>
      withStoreErrors(async () => {
        const gone = await sweepSigned({ originalPath, signedPath }, copies, options.signedDays, Date.now());
        for (const documentId of gone)
          await store.transaction((sql) =>
            sql.run('DELETE FROM documents WHERE document_id = ?', [documentId]),
          );
        return gone.length;
      }),

    signedRoom: () => withStoreErrors(() => signedRoom(folder)),

    async keepSigned(documentId, signed) {
      await store.transaction((sql) =>
        sql.run('UPDATE documents SET signed_sha256 = ?, signed_size = ? WHERE document_id = ?', [
          signed.sha256,
          signed.size,
          documentId,
        ]),
      );
      return find(documentId);
    },
  };
}
