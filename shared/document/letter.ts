import * as z from 'zod';

/**
 * A letter on its way out, as the extension submits it for sending and as `kygui edxml build` reads it. The
 * schema checks the shape only; what a clerk may have left out or mistyped is found by `validateDraft`, which
 * lists every fault at once.
 */

/** Text in Unicode NFC without outer white space, so that two systems compare the same code points. */
const text = z.string().normalize('NFC').trim();

/** A letter that this one answers, recalls or replaces. */
const letterReferenceSchema = z.object({
  /** Agency that issued it. */
  organId: text.optional(),
  /** `number/notation`. */
  code: text.optional(),
  documentId: text.optional(),
  /** `YYYY-MM-DD`. */
  promulgationDate: text.optional(),
});
export type LetterReference = z.infer<typeof letterReferenceSchema>;

/** What the package does: BussinessDocType 0, 1, 2, 3. */
const letterBusinessSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('new'), reason: text.optional() }),
  z.object({
    kind: z.literal('recall'),
    /** The letter recalled. */
    target: letterReferenceSchema.extend({ documentId: text }),
    reason: text,
  }),
  z.object({
    kind: z.literal('update'),
    /** DocumentId of the letter updated. */
    documentId: text,
    reason: text.optional(),
    /** The letter's own information changed. */
    informationChanged: z.boolean(),
    /** The list of receivers changed. */
    receiversChanged: z.boolean(),
    receivers: z.array(z.object({ code: text, change: z.enum(['removed', 'added']) })),
  }),
  z.object({
    kind: z.literal('replace'),
    reason: text.optional(),
    /** Letters replaced, each with the receivers it applies to. */
    replaced: z.array(z.object({ documentId: text, receivers: z.array(text) })),
  }),
]);
export type LetterBusiness = z.infer<typeof letterBusinessSchema>;

const letterStaffSchema = z.object({
  department: text.optional(),
  departmentId: text.optional(),
  staff: text.optional(),
  staffId: text.optional(),
  email: text.optional(),
  mobile: text.optional(),
});

const letterAttachmentSchema = z.object({
  /** The bridge's own id of the stored document, not the DocumentId of the package. */
  documentId: text,
  /** File name with extension, as receivers will see it. */
  name: text,
  description: text.optional(),
  /** The letter itself; exactly one, and it travels first. */
  main: z.boolean(),
  /** SHA-256 of the bytes as the window holds them, for files that are not signed in the same job. */
  sha256: text.optional(),
});
export type LetterAttachment = z.infer<typeof letterAttachmentSchema>;

/** Everything of a letter that does not depend on where its files lie. */
export const letterFieldsSchema = z.object({
  /** Số, without notation: `15`. */
  number: text,
  /** Ký hiệu: `UBND-VP`. */
  notation: text,
  /** Day of promulgation in Vietnam, `YYYY-MM-DD`. */
  date: text,
  /** Trích yếu. */
  subject: text,
  /** Tóm tắt; the subject stands in when absent. */
  content: text.optional(),
  signer: z.object({ competence: text.optional(), position: text, fullName: text }),
  /** 0 thường, 1 khẩn, 2 thượng khẩn, 3 hỏa tốc, 4 hỏa tốc hẹn giờ. */
  priority: z.int().min(0).max(4).default(0),
  /** 0 không phải chỉ đạo, 1 chỉ đạo, 2 báo cáo chỉ đạo. */
  steeringType: z.int().min(0).max(2).default(0),
  /** `YYYY-MM-DD`. */
  dueDate: text.optional(),
  documentType: z.object({ type: z.int(), typeDetail: z.int().optional(), typeName: text }),
  /** Lĩnh vực. */
  sphere: text.optional(),
  /** Initials of the drafter. */
  typerNotation: text.optional(),
  /** Số bản. */
  promulgationAmount: z.int().min(0).max(65535).default(1),
  /** Số trang. */
  pageAmount: z.int().min(0).max(65535).default(1),
  /** Địa danh. */
  place: text.optional(),
  recipients: z.array(z.object({ code: text })),
  /** "Nơi nhận" lines as printed, main receivers excluded. */
  toPlaces: z.array(text).default([]),
  responseFor: z.array(letterReferenceSchema).default([]),
  /** A paper copy also goes: only on explicit choice, with the reason. */
  paper: z.object({ flag: z.boolean(), reason: text.optional() }).default({ flag: false }),
  business: letterBusinessSchema.default({ kind: 'new' }),
  staff: letterStaffSchema.optional(),
  /** Names of appendices, printed in OtherInfo/Appendixes. */
  appendixes: z.array(text).default([]),
});
export type LetterFields = z.infer<typeof letterFieldsSchema>;

export const letterDraftSchema = letterFieldsSchema.extend({ attachments: z.array(letterAttachmentSchema) });
/** A draft with its defaults filled in. */
export type LetterDraft = z.infer<typeof letterDraftSchema>;
/** What a caller may hand in: fields with defaults may be left out. */
export type LetterDraftInput = z.input<typeof letterDraftSchema>;
