import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { LetterDraft } from '../../shared/document/letter.ts';
import type { Organisation, StatusPackage } from '../../shared/edxml/model.ts';
import { KyguiError } from '../../shared/errors.ts';
import type { OutgoingPackage } from '../axis/transport.ts';
import type { FileDigest } from '../store/durable-file.ts';
import { letterContentSchema, type OutboxRow, statusContentSchema } from './model.ts';
import type { Shelf } from './shelf.ts';

/** A letter with its files, ready to become a package. */
export interface LetterToPack {
  letterId: string;
  /** DocumentId that the package must carry. */
  documentId: string;
  draft: LetterDraft;
  from: Organisation;
  recipients: readonly { code: string; name: string }[];
  /** In the order of `draft.attachments`. */
  attachments: readonly (FileDigest & { name: string; path: string })[];
  /** When the letter was submitted, ISO 8601; the moment of the sender's hop. */
  at: string;
}

/** How packages are written; bridge/edxml stands behind it. */
export interface PackageBuilder {
  /** Writes the whole package to `path`, which does not exist yet. */
  letter(letter: LetterToPack, path: string): Promise<void>;
  status(status: StatusPackage): Uint8Array;
}

/** Writes the package of a row once and for all; the same row gives the same name. */
export async function freezePackage(
  row: OutboxRow,
  recipients: readonly { code: string; name: string }[],
  shelf: Shelf,
  build: PackageBuilder,
): Promise<FileDigest & { path: string }> {
  return shelf.freeze(`${row.outboxId}.edxml`, async (path) => {
    if (row.messageType === 'status') {
      const { status } = statusContentSchema.parse(JSON.parse(row.content));
      await writeFile(path, build.status(status), { flag: 'wx', mode: 0o600 });
      return;
    }
    const { draft, from, files } = letterContentSchema.parse(JSON.parse(row.content));
    const attachments = draft.attachments.map((attachment, index) => {
      const file = files[index];
      if (!file) throw new KyguiError('SENDING_FILE_MISSING', { name: attachment.name });
      return { ...file, path: shelf.keptPath(file.sha256) };
    });
    await build.letter(
      {
        letterId: row.outboxId,
        documentId: row.documentId,
        draft,
        from,
        recipients,
        attachments,
        at: row.createdAt,
      },
      path,
    );
  });
}

/**
 * The frozen package as the transport takes it. `assertHeld` is asked before every piece that leaves; `left` tells the
 * digest of what was handed out last, null while that is not the whole.
 */
export function outgoing(
  row: OutboxRow,
  file: FileDigest & { path: string },
  toCodes: readonly string[],
  assertHeld: () => void,
): OutgoingPackage & { left(): string | null } {
  let handed = { hash: createHash('sha256'), size: 0 };
  return {
    left: () => (handed.size === file.size ? handed.hash.copy().digest('hex') : null),
    messageType: row.messageType,
    from: row.fromCode,
    to: toCodes,
    size: file.size,
    sha256: file.sha256,
    async *bytes() {
      const pass = { hash: createHash('sha256'), size: 0 };
      handed = pass;
      for await (const piece of createReadStream(file.path, { highWaterMark: 1 << 18 })) {
        assertHeld();
        pass.hash.update(piece);
        pass.size += piece.length;
        yield piece;
      }
    },
  };
}
