import * as z from 'zod';
import { packageWarningSchema } from './warning.ts';

/**
 * The edXML package of QCVN 102:2016/BTTTT (amended 2022) as data. Names are those on the wire, with the
 * standard's own spelling (Bussiness, TyperNotation), in camelCase. Texts are NFC. Dates are `YYYY-MM-DD`,
 * moments `YYYY-MM-DDTHH:mm:ss`, both local time of Vietnam without zone, as the format has them. An empty
 * string stands for a required part that a received package left out; optional parts are simply absent.
 */

const text = z.string();
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/u);
const moment = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/u);

/** From and To: eight children in this order. */
export const organisationSchema = z.object({
  organId: text,
  organizationInCharge: text.optional(),
  organName: text.optional(),
  organAdd: text.optional(),
  email: text.optional(),
  telephone: text.optional(),
  fax: text.optional(),
  website: text.optional(),
});
export type Organisation = z.infer<typeof organisationSchema>;

export const responseForSchema = z.object({
  organId: text.optional(),
  /** `number/notation` of the letter answered, recalled or reported on. */
  code: text.optional(),
  documentId: text.optional(),
  promulgationDate: day.optional(),
});
export type ResponseFor = z.infer<typeof responseForSchema>;

export const staffInfoSchema = z.object({
  department: text.optional(),
  departmentId: text.optional(),
  staff: text.optional(),
  staffId: text.optional(),
  email: text.optional(),
  mobile: text.optional(),
});
export type StaffInfo = z.infer<typeof staffInfoSchema>;

const documentTypeSchema = z.object({
  /** 1 văn bản quy phạm pháp luật, 2 văn bản hành chính; received packages carry private numbers too. */
  type: z.int(),
  typeDetail: z.int().optional(),
  typeName: text,
});
export type DocumentType = z.infer<typeof documentTypeSchema>;

const signerInfoSchema = z.object({
  competence: text.optional(),
  position: text.optional(),
  fullName: text.optional(),
});

const otherInfoSchema = z.object({
  /** 0 thường, 1 khẩn, 2 thượng khẩn, 3 hỏa tốc, 4 hỏa tốc hẹn giờ. */
  priority: z.int(),
  sphereOfPromulgation: text.optional(),
  typerNotation: text.optional(),
  promulgationAmount: z.int().optional(),
  pageAmount: z.int().optional(),
  replyFors: text.optional(),
  direction: z.boolean(),
  referenceCodes: text.optional(),
  appendixes: z.array(text),
});

const messageHeaderSchema = z.object({
  from: organisationSchema,
  to: z.array(organisationSchema),
  documentId: text.optional(),
  code: z.object({ codeNumber: text, codeNotation: text }),
  promulgationInfo: z.object({ place: text.optional(), promulgationDate: day.optional() }),
  documentType: documentTypeSchema,
  subject: text,
  content: text.optional(),
  signerInfo: signerInfoSchema.optional(),
  dueDate: day.optional(),
  otherInfo: otherInfoSchema,
  responseFor: z.array(responseForSchema),
  /** 0 không phải chỉ đạo, 1 chỉ đạo, 2 báo cáo chỉ đạo. */
  steeringType: z.int(),
  /** TaskCode list of ResponseForTask, a vendor's extension. */
  responseForTask: z.array(text).optional(),
  applicationType: text.optional(),
  toPlaces: z.array(text),
});
export type MessageHeader = z.infer<typeof messageHeaderSchema>;

/** BussinessDocType: 0 new, 1 recall, 2 update, 3 replace. */
const bussinessDocTypeSchema = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]);
export type BussinessDocType = z.infer<typeof bussinessDocTypeSchema>;

const bussinessDocumentInfoSchema = z.object({
  documentInfo: z.boolean(),
  documentReceiver: z.boolean(),
  /** receiverType 0 removed, 1 added. */
  receiverList: z.array(z.object({ organId: text, receiverType: z.int() })),
});

const replacementInfoSchema = z.object({ documentId: text, organIdList: z.array(text) });

const bussinessSchema = z.object({
  documentId: text.optional(),
  bussinessDocType: bussinessDocTypeSchema,
  bussinessDocReason: text.optional(),
  /** True when a paper copy also goes. */
  paper: z.boolean().optional(),
  bussinessDocumentInfo: z.array(bussinessDocumentInfoSchema),
  replacementInfoList: z.array(replacementInfoSchema),
  staffInfo: z.array(staffInfoSchema),
});
export type Bussiness = z.infer<typeof bussinessSchema>;

const traceHeaderSchema = z.object({ organId: text, timestamp: moment.optional() });

/** What the package says about one attachment; the bytes travel beside it. */
const attachmentMetaSchema = z.object({
  /** Without the `cid:` in front. */
  contentId: text,
  attachmentName: text,
  description: text.optional(),
});
export type AttachmentMeta = z.infer<typeof attachmentMetaSchema>;

/** A document package (`messagetype=edoc`). The first attachment is the main letter. */
export const documentPackageSchema = z.object({
  messageHeader: messageHeaderSchema,
  traceHeaderList: z.object({
    /** Absent in packages of some vendors: then the package is a new document. */
    bussiness: bussinessSchema.optional(),
    traceHeaders: z.array(traceHeaderSchema),
  }),
  attachments: z.array(attachmentMetaSchema),
});
export type DocumentPackage = z.infer<typeof documentPackageSchema>;

/** A status package (`messagetype=status`). */
export const statusPackageSchema = z.object({
  from: organisationSchema,
  /** `organId` is the addressee of the status: the sender of the letter, for code 13 its receiver. */
  responseFor: responseForSchema,
  staffInfo: staffInfoSchema.optional(),
  /** Two digits when known (01 02 03 04 05 06 13 15 16), otherwise as received. */
  statusCode: text,
  description: text,
  timestamp: moment.optional(),
});
export type StatusPackage = z.infer<typeof statusPackageSchema>;

/** An attachment as it came out of a package. */
const receivedAttachmentSchema = z.object({
  /** Place in the package, from 0. */
  index: z.int(),
  contentId: text,
  /** Safe to use as a file name and unique within the package. */
  name: text,
  /** The name as the sender wrote it. */
  originalName: text,
  description: text.optional(),
  /** ContentType as declared; the bytes decide, never this. */
  declaredType: text.optional(),
  /** What the first bytes look like: `pdf`, `zip`, `ole`, `rtf`, `png`, `jpeg`, `xml`, `text`, `unknown`. */
  detected: text,
  /** Decimal bytes of the file after decoding and, when wrapped, after unwrapping. */
  size: z.int(),
  /** SHA-256 of those bytes, lower-case hex. */
  sha256: text,
  /** Name of the only entry when the file came in a one-entry zip. */
  unwrappedFrom: text.optional(),
  /** Code of the closed list when this attachment cannot be used; the rest of the package stays readable. */
  failure: text.optional(),
  /** What its sentence names. */
  failureDetails: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
export type ReceivedAttachment = z.infer<typeof receivedAttachmentSchema>;

const received = {
  /** The package as received, to be kept unchanged. */
  original: z.object({ size: z.int(), sha256: text }),
  warnings: z.array(packageWarningSchema),
};

/** What reading a package gives. */
export const readResultSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('edoc'),
    package: documentPackageSchema,
    attachments: z.array(receivedAttachmentSchema),
    ...received,
  }),
  z.object({ kind: z.literal('status'), package: statusPackageSchema, ...received }),
]);
export type ReadResult = z.infer<typeof readResultSchema>;
