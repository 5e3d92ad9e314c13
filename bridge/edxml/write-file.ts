import { stat } from 'node:fs/promises';
import type { DocumentPackage, StatusPackage } from '../../shared/edxml/model.ts';
import type { WriterProfile } from '../../shared/edxml/profile.ts';
import { type AttachmentSource, writePackage, writeStatus } from '../../shared/edxml/write.ts';
import { assertRegularFile } from '../files/regular-file.ts';
import { writeResult } from '../files/write-result.ts';
import { nodeEngine } from './engine.ts';
import { fileChunks, GatheredWrites, unreadable, unwritable } from './file-bytes.ts';

/** A package that lies on disk, complete. */
export interface WrittenPackage {
  /** Bytes. */
  size: number;
  /** SHA-256 of the file, lower-case hex. */
  sha256: string;
}

/**
 * Writes a document package to `out`: into a temporary file beside it, flushed, then renamed and the folder
 * flushed, so that `out` is either the whole package or not there. `attachmentPaths` stand in the order of
 * `model.attachments`. Memory does not grow with their size.
 *
 * Errors: EDXML_FILE_UNREADABLE, EDXML_FILE_UNWRITABLE, EDXML_ATTACHMENT_CHANGED, INPUT_NOT_A_FILE, OUTPUT_NOT_A_FILE.
 */
export async function writePackageFile(
  model: DocumentPackage,
  attachmentPaths: readonly string[],
  out: string,
  profile: WriterProfile = 'java',
): Promise<WrittenPackage> {
  const sources = await Promise.all(attachmentPaths.map(attachmentFile));
  return writeWhole(writePackage(model, sources, { profile, engine: nodeEngine }), out);
}

/** The same for a status package. */
export async function writeStatusFile(
  model: StatusPackage,
  out: string,
  profile: WriterProfile = 'java',
): Promise<WrittenPackage> {
  const bytes = writeStatus(model, { profile });
  async function* once() {
    yield bytes;
  }
  return writeWhole(once(), out);
}

async function attachmentFile(path: string): Promise<AttachmentSource> {
  try {
    assertRegularFile(path);
    const { size } = await stat(path);
    return { size, open: () => fileChunks(path) };
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function writeWhole(chunks: AsyncIterable<Uint8Array>, out: string): Promise<WrittenPackage> {
  const hash = nodeEngine.sha256();
  let size = 0;
  try {
    await writeResult(out, async (file) => {
      const gathered = new GatheredWrites(file);
      for await (const chunk of chunks) {
        hash.update(chunk);
        size += chunk.length;
        await gathered.write(chunk);
      }
      await gathered.flush();
    });
  } catch (error) {
    throw unwritable(out, error);
  }
  return { size, sha256: hash.hex() };
}
