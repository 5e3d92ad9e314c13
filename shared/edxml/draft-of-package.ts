import { isAlias } from '../agency/alias.ts';
import { type LetterBusiness, type LetterDraft, letterDraftSchema } from '../document/letter.ts';
import { compact } from './compact.ts';
import type { Bussiness, DocumentPackage } from './model.ts';

function businessOf(bussiness: Bussiness | undefined): LetterBusiness {
  const reason = bussiness?.bussinessDocReason;
  switch (bussiness?.bussinessDocType) {
    case 1:
      return { kind: 'recall', target: { documentId: bussiness.documentId ?? '' }, reason: reason ?? '' };
    case 2: {
      const [info] = bussiness.bussinessDocumentInfo;
      return compact({
        kind: 'update' as const,
        documentId: bussiness.documentId ?? '',
        reason,
        informationChanged: info?.documentInfo ?? false,
        receiversChanged: info?.documentReceiver ?? false,
        receivers: (info?.receiverList ?? []).map(({ organId, receiverType }) => ({
          code: organId,
          change: receiverType === 1 ? ('added' as const) : ('removed' as const),
        })),
      });
    }
    case 3:
      return compact({
        kind: 'replace' as const,
        reason,
        replaced: bussiness.replacementInfoList.map(({ documentId, organIdList }) => ({
          documentId,
          receivers: organIdList,
        })),
      });
    default:
      return compact({ kind: 'new' as const, reason });
  }
}

/**
 * The letter that a finished package carries, so that it meets the same rules as one that is written here. Files keep
 * their names; `documentId` of an attachment is its place in the package.
 */
export function draftOfPackage({
  messageHeader,
  traceHeaderList,
  attachments,
}: DocumentPackage): LetterDraft {
  const { code, promulgationInfo, signerInfo, otherInfo, documentType } = messageHeader;
  const { bussiness } = traceHeaderList;
  const within = (value: number, most: number) => Math.min(most, Math.max(0, value));
  return letterDraftSchema.parse({
    number: code.codeNumber,
    notation: code.codeNotation,
    date: promulgationInfo.promulgationDate ?? '',
    place: promulgationInfo.place,
    subject: messageHeader.subject,
    content: messageHeader.content,
    signer: {
      competence: signerInfo?.competence,
      position: signerInfo?.position ?? '',
      fullName: signerInfo?.fullName ?? '',
    },
    priority: within(otherInfo.priority, 4),
    steeringType: within(messageHeader.steeringType, 2),
    dueDate: messageHeader.dueDate,
    documentType,
    sphere: otherInfo.sphereOfPromulgation,
    typerNotation: otherInfo.typerNotation,
    recipients: messageHeader.to.filter((to) => !isAlias(to)).map(({ organId }) => ({ code: organId })),
    toPlaces: messageHeader.toPlaces,
    responseFor: messageHeader.responseFor,
    // What a package says of its paper copy needs no reason of its own: the reason travels as BussinessDocReason.
    paper: { flag: bussiness?.paper ?? false, reason: bussiness?.bussinessDocReason },
    business: businessOf(bussiness),
    appendixes: otherInfo.appendixes,
    attachments: attachments.map(({ attachmentName, description }, index) => ({
      documentId: String(index),
      name: attachmentName,
      description,
      main: index === 0,
    })),
  });
}
