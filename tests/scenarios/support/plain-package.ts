import { readFile, writeFile } from 'node:fs/promises';
import type { LetterToPack, PackageBuilder } from '../../../bridge/sending/packing.ts';
import type { DocumentPackage } from '../../../shared/edxml/model.ts';
import { writePackage, writeStatus } from '../../../shared/edxml/write.ts';

/** Packages through the pure writer of shared/edxml, small enough for memory. */
export const plainBuilder: PackageBuilder = {
  async letter(letter, path) {
    const sources: { size: number; open: () => AsyncIterable<Uint8Array> }[] = [];
    for (const attachment of letter.attachments) {
      const bytes = await readFile(attachment.path);
      sources.push({
        size: bytes.length,
        async *open() {
          yield bytes;
        },
      });
    }
    const pieces: Uint8Array[] = [];
    for await (const piece of writePackage(packageOf(letter), sources)) pieces.push(piece);
    await writeFile(path, Buffer.concat(pieces), { flag: 'wx' });
  },
  status: (status) => writeStatus(status),
};

function packageOf(letter: LetterToPack): DocumentPackage {
  const { draft } = letter;
  return {
    messageHeader: {
      from: letter.from,
      to: letter.recipients.map(({ code, name }) => ({ organId: code, organName: name })),
      documentId: letter.documentId,
      code: { codeNumber: draft.number, codeNotation: draft.notation },
      promulgationInfo: { promulgationDate: draft.date },
      documentType: {
        type: draft.documentType.type,
        typeName: draft.documentType.typeName,
      },
      subject: draft.subject,
      otherInfo: { priority: draft.priority, direction: false, appendixes: [] },
      responseFor: [],
      steeringType: 0,
      toPlaces: [],
    },
    traceHeaderList: {
      bussiness:
        draft.business.kind === 'recall'
          ? {
              documentId: draft.business.target.documentId,
              bussinessDocType: 1,
              bussinessDocReason: draft.business.reason,
              bussinessDocumentInfo: [],
              replacementInfoList: [],
              staffInfo: [],
            }
          : undefined,
      traceHeaders: [{ organId: letter.from.organId }],
    },
    attachments: letter.attachments.map((attachment, index) => ({
      contentId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      attachmentName: attachment.name,
    })),
  } as DocumentPackage;
}
