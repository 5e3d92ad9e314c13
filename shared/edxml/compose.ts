import { foldLookAlikes } from '../document/code.ts';
import { documentKindByName, wireDocumentType } from '../document/kinds.ts';
import type { LetterAttachment, LetterBusiness, LetterFields, LetterReference } from '../document/letter.ts';
import { compact } from './compact.ts';
import { makeDocumentId, parseDocumentId } from './document-id.ts';
import type {
  Bussiness,
  DocumentPackage,
  DocumentType,
  Organisation,
  ResponseFor,
  StatusPackage,
} from './model.ts';
import { STATUS_WORDS } from './status.ts';
import type { StatusCode } from './status-code.ts';

/** What the bridge adds to a draft: who sends to whom, when, and the ids that the package will carry. */
export interface Composition {
  from: Organisation;
  /** Unique by unit; the directory's data of each receiver. */
  to: readonly Organisation[];
  /** Moment of the sender's hop, `YYYY-MM-DDTHH:mm:ss` in Vietnam. */
  timestamp: string;
  /** One UUID for each attachment of the draft, in the draft's order. */
  contentIds: readonly string[];
  /** Taken from sender, date and code when absent. */
  documentId?: string | undefined;
}

const REASONS = {
  new: 'Văn bản điện tử mới',
  recall: 'Thu hồi văn bản điện tử',
  update: 'Cập nhật văn bản điện tử',
  replace: 'Văn bản thay thế',
} as const satisfies Record<LetterBusiness['kind'], string>;

const DOC_TYPES = { new: 0, recall: 1, update: 2, replace: 3 } as const;

function filled(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}

/** The order in which attachments travel: the main letter first, the others as given. */
export function travelOrder<T extends Pick<LetterAttachment, 'main'>>(attachments: readonly T[]): T[] {
  return [...attachments.filter((one) => one.main), ...attachments.filter((one) => !one.main)];
}

function responseFor(reference: LetterReference): ResponseFor {
  const parts = reference.documentId ? parseDocumentId(reference.documentId) : undefined;
  return compact({
    organId: filled(reference.organId),
    code: filled(reference.code) ?? parts?.code,
    documentId: filled(reference.documentId),
    promulgationDate: filled(reference.promulgationDate) ?? parts?.day,
  });
}

/** A kind named without its index gets the index of the table (edXML 9.1); an unknown kind travels as it was given. */
function wireKind(given: LetterFields['documentType']): DocumentType {
  const kind = given.typeDetail === undefined ? documentKindByName(given.typeName, given.type) : undefined;
  return kind ? wireDocumentType(kind) : compact(given);
}

function bussiness(fields: LetterFields): Bussiness {
  const { business, paper, staff } = fields;
  const reason = filled(business.reason) ?? REASONS[business.kind];
  const target =
    business.kind === 'recall'
      ? business.target.documentId
      : business.kind === 'update'
        ? business.documentId
        : undefined;
  return compact({
    documentId: filled(target),
    bussinessDocType: DOC_TYPES[business.kind],
    bussinessDocReason: reason,
    paper: paper.flag,
    bussinessDocumentInfo:
      business.kind !== 'update'
        ? []
        : [
            {
              documentInfo: business.informationChanged,
              documentReceiver: business.receiversChanged,
              receiverList: business.receivers.map(({ code, change }) => ({
                organId: code,
                receiverType: change === 'added' ? 1 : 0,
              })),
            },
          ],
    replacementInfoList:
      business.kind !== 'replace'
        ? []
        : business.replaced.map(({ documentId, receivers }) => ({ documentId, organIdList: receivers })),
    staffInfo: staff === undefined ? [] : [compact(staff)],
  });
}

/** ResponseFor of a recall: the vendor's samples put a receiver's code there; nobody matches on it. */
function recallResponse(fields: LetterFields, to: readonly Organisation[]): ResponseFor[] {
  if (fields.business.kind !== 'recall') return [];
  const organId = to[0]?.organId ?? fields.business.target.organId;
  return [responseFor({ ...fields.business.target, organId })];
}

/**
 * The package of a letter. The draft must have passed `validateDraft`: nothing is checked, cut or guessed here.
 * A recall carries its target both in `Bussiness/DocumentId` and in `ResponseFor`.
 */
export function composeDocument(
  fields: LetterFields & { attachments: readonly LetterAttachment[] },
  composition: Composition,
): DocumentPackage {
  const { from, to, timestamp } = composition;
  const number = foldLookAlikes(fields.number);
  const notation = foldLookAlikes(fields.notation);
  const withIds = fields.attachments.map((one, index) => {
    const contentId = composition.contentIds[index];
    if (contentId === undefined) throw new RangeError('one contentId for each attachment of the draft');
    return { ...one, contentId };
  });
  return {
    messageHeader: compact({
      from,
      to: [...to],
      documentId: composition.documentId ?? makeDocumentId(from.organId, fields.date, number, notation),
      code: { codeNumber: number, codeNotation: notation },
      promulgationInfo: compact({ place: filled(fields.place), promulgationDate: fields.date }),
      documentType: wireKind(fields.documentType),
      subject: fields.subject,
      content: filled(fields.content) ?? fields.subject,
      signerInfo: compact({
        competence: filled(fields.signer.competence),
        position: fields.signer.position,
        fullName: fields.signer.fullName,
      }),
      dueDate: filled(fields.dueDate),
      otherInfo: compact({
        priority: fields.priority,
        sphereOfPromulgation: filled(fields.sphere),
        typerNotation: filled(fields.typerNotation),
        promulgationAmount: fields.promulgationAmount,
        pageAmount: fields.pageAmount,
        direction: false,
        appendixes: fields.appendixes,
      }),
      responseFor: [...recallResponse(fields, to), ...fields.responseFor.map(responseFor)],
      steeringType: fields.steeringType,
      toPlaces: fields.toPlaces,
    }),
    traceHeaderList: { bussiness: bussiness(fields), traceHeaders: [{ organId: from.organId, timestamp }] },
    attachments: travelOrder(withIds).map((one) =>
      compact({
        contentId: one.contentId,
        attachmentName: one.name,
        description: filled(one.description) ?? (one.main ? 'Văn bản chính' : one.name),
      }),
    ),
  };
}

/** The letter that a status reports on, as it stands in the package that was received (for 13: was sent). */
export interface ReportedLetter {
  /** Addressee of the status: the letter's sender; for code 13 the receiver who is asked. */
  organId: string;
  /** `number/notation`. */
  code: string;
  documentId?: string | undefined;
  promulgationDate?: string | undefined;
}

/** A status package. `reason` goes into the Description with the code's own words, and who acted in front. */
export function composeStatus(status: {
  code: StatusCode;
  from: Organisation;
  letter: ReportedLetter;
  /** `YYYY-MM-DDTHH:mm:ss` in Vietnam. */
  timestamp: string;
  staff?: { department?: string | undefined; staff?: string | undefined } | undefined;
  reason?: string | undefined;
}): StatusPackage {
  const staff = status.staff === undefined ? undefined : compact(status.staff);
  return compact({
    from: status.from,
    responseFor: compact({
      organId: status.letter.organId,
      code: status.letter.code,
      documentId: filled(status.letter.documentId),
      promulgationDate: filled(status.letter.promulgationDate),
    }),
    staffInfo: staff,
    statusCode: status.code,
    description: statusDescription(STATUS_WORDS[status.code].sent, staff, status.reason),
    timestamp: status.timestamp,
  });
}

/** `{Phòng} - {người}: {việc}`, the convention of the axis, at most 500 characters. */
export function statusDescription(
  work: string,
  staff?: { department?: string | undefined; staff?: string | undefined },
  reason?: string,
): string {
  const who = [staff?.department, staff?.staff]
    .filter((part) => part !== undefined && part !== '')
    .join(' - ');
  const what = filled(reason?.trim()) === undefined ? work : `${work}. Lý do: ${reason?.trim()}`;
  const line = (who === '' ? what : `${who}: ${what}`).normalize('NFC');
  return Array.from(line).slice(0, 500).join('');
}
