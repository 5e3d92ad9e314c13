import { createHash } from 'node:crypto';
import type { LetterDraft } from '../../shared/document/letter.ts';
import { momentInVietnam } from '../../shared/document/vietnam-time.ts';
import { composeDocument, travelOrder } from '../../shared/edxml/compose.ts';
import type { Organisation, StatusPackage } from '../../shared/edxml/model.ts';
import type { WriterProfile } from '../../shared/edxml/profile.ts';
import { writeStatus } from '../../shared/edxml/write.ts';
import { type WrittenPackage, writePackageFile } from './write-file.ts';

/** A letter with its files on disk, ready to become a package. */
export interface LetterToWrite {
  /** Fixes the content ids: the same letter gives the same bytes. */
  letterId: string;
  /** DocumentId that the package carries. */
  documentId: string;
  draft: LetterDraft;
  from: Organisation;
  recipients: readonly { code: string; name: string }[];
  /** In the order of `draft.attachments`. */
  attachments: readonly { path: string }[];
  /** Moment of the sender's hop, ISO 8601 with zone. */
  at: string;
}

/** Writes packages in the profile of one connection. */
export function packageBuilder(profile: WriterProfile = 'java') {
  return {
    /**
     * Writes the package of a letter to `path`. Errors: EDXML_FILE_UNREADABLE, EDXML_FILE_UNWRITABLE,
     * EDXML_ATTACHMENT_CHANGED.
     */
    async letter(letter: LetterToWrite, path: string): Promise<WrittenPackage> {
      const { draft, from } = letter;
      const files = draft.attachments.map((attachment, index) => ({
        main: attachment.main,
        path: letter.attachments[index]?.path ?? '',
      }));
      const model = composeDocument(draft, {
        from,
        to: letter.recipients.map(({ code, name }) => ({ organId: code, organName: name })),
        timestamp: momentInVietnam(Date.parse(letter.at)),
        contentIds: draft.attachments.map((_, index) => contentId(letter.letterId, index)),
        documentId: letter.documentId,
      });
      return writePackageFile(
        model,
        travelOrder(files).map((file) => file.path),
        path,
        profile,
      );
    },
    status(status: StatusPackage): Uint8Array {
      return writeStatus(status, { profile });
    },
  };
}

/** A UUID (version 8, RFC 9562 §5.8) made from the letter's id and the attachment's place. */
function contentId(letterId: string, index: number): string {
  const hex = createHash('sha256').update(`${letterId}/${index}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
