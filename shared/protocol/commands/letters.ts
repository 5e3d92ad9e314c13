import { z } from 'zod';
import { daySchema } from '../../document/day.ts';
import { letterDraftSchema } from '../../document/letter.ts';
import { outboxStateSchema } from '../../document/outbox-state.ts';
import { PdfVerdict as pdfVerdictSchema } from '../../document/verdict.ts';
import { command } from './command.ts';
import { documentIdSchema, findingSchema, instantSchema, jobKeySchema, sha256Schema } from './fields.ts';

/** A row of a list that is told page by page; several rows may be of one instant. */
const listPlaceSchema = z
  .strictObject({ at: instantSchema, id: z.string() })
  .describe('Last row of the page before');
export type ListPlace = z.infer<typeof listPlaceSchema>;

/** States of an outgoing letter for one recipient, as the clerk's timeline shows them. */
export const recipientStateSchema = z.enum([
  'waiting',
  'sending',
  'outcome-unknown',
  'exported',
  'sent',
  'arrived',
  'refused',
  'accepted',
  'assigned',
  'processing',
  'finished',
  'recall-agreed',
  'recall-refused',
  'failed',
]);

const timelineEntrySchema = z.object({
  at: instantSchema,
  state: recipientStateSchema,
  statusCode: z
    .string()
    .nullable()
    .describe('Raw edXML StatusCode, when the entry comes from a status package'),
  description: z.string().describe('Words of the sender of the status, shown as they are'),
});

export const letterSummarySchema = z.object({
  letterId: z.uuid(),
  kind: z
    .enum(['new', 'recall', 'update', 'replace'])
    .default('new')
    .describe('What it is to its recipients'),
  documentId: z.string().describe('edXML DocumentId'),
  code: z.string().describe('number/notation'),
  subject: z.string(),
  date: daySchema,
  priority: z.number().int(),
  state: outboxStateSchema,
  error: z
    .object({
      code: z.string(),
      details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    })
    .nullable(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
  recipients: z.array(z.object({ code: z.string(), name: z.string(), state: recipientStateSchema })),
});
export type LetterSummary = z.infer<typeof letterSummarySchema>;

/** States of a letter that left for good: it can only be asked back or replaced. */
export const LEFT_STATES: readonly LetterSummary['state'][] = ['exported', 'receipted', 'arrived', 'closed'];

/** A letter that this one answers, or that answers it (edXML ResponseFor). */
const letterLinkSchema = z.object({
  relation: z.enum(['answers', 'answered-by']),
  code: z.string().describe('number/notation, or the DocumentId when that is all that is known'),
  date: daySchema.nullable(),
  letterId: z.uuid().nullable().describe('The outgoing letter, when it is one of ours'),
  itemId: z.uuid().nullable().describe('The incoming letter, when it came to us'),
});
export type LetterLink = z.infer<typeof letterLinkSchema>;

export const letterDetailSchema = letterSummarySchema.extend({
  axisDocId: z.string().nullable().describe("The axis' transport id, once receipted"),
  packageSha256: z.string().nullable(),
  checks: z
    .array(findingSchema)
    .default([])
    .describe('Named result of each rule before sending, as it was shown then'),
  links: z.array(letterLinkSchema).default([]),
  steps: z
    .array(z.object({ at: instantSchema, step: z.string() }))
    .describe('Every committed step of the outbox'),
  timelines: z.array(z.object({ code: z.string(), name: z.string(), entries: z.array(timelineEntrySchema) })),
});

export type LetterDetail = z.infer<typeof letterDetailSchema>;

export const inboxSummarySchema = z.object({
  itemId: z.uuid(),
  kind: z
    .enum(['new', 'recall', 'update', 'replace', 'recall-request', 'unreadable'])
    .describe('unreadable: nothing could be made of the package; its bytes are kept'),
  fromCode: z.string(),
  fromName: z.string(),
  code: z.string(),
  subject: z.string(),
  date: daySchema.nullable(),
  dueDate: daySchema.nullable(),
  priority: z.number().int(),
  receivedAt: instantSchema,
  lastStatus: z.string().nullable().describe('Last status code we sent for it'),
  statusDelivered: z.boolean().describe('True when the axis has taken our last status'),
  sound: z
    .boolean()
    .nullable()
    .describe('Verdict on the main PDF; null when there is none that can be judged'),
  recalled: z.boolean(),
  late: z
    .enum(['answer', 'due'])
    .nullable()
    .default(null)
    .describe('answer: not accepted or refused on the day it came; due: the due date has passed'),
});
export type InboxSummary = z.infer<typeof inboxSummarySchema>;

/** What a recall, an update, a replacement or code 13 asks for, as its sender wrote it. */
const inboxRequestSchema = z.object({
  reason: z.string().describe('BussinessDocReason, or the words of code 13; empty when none were given'),
  changes: z
    .array(z.enum(['content', 'recipients']))
    .describe('What an update changes (BussinessDocumentInfo)'),
  target: z
    .object({
      code: z.string().describe('number/notation, or the DocumentId when that is all that is known'),
      date: daySchema.nullable(),
      itemId: z.uuid().nullable().describe('The incoming letter, when it came to us'),
    })
    .nullable()
    .describe('The letter that is recalled, updated or replaced'),
});
export type InboxRequest = z.infer<typeof inboxRequestSchema>;

export const inboxDetailSchema = inboxSummarySchema.extend({
  request: inboxRequestSchema.nullable().default(null).describe('null for a letter that asks for nothing'),
  links: z.array(letterLinkSchema).default([]),
  signer: z.string(),
  toPlaces: z.array(z.string()),
  attachments: z.array(
    z.object({
      documentId: documentIdSchema.nullable().describe('For document.get; null when the file was unreadable'),
      name: z.string(),
      size: z.number().int(),
      verdict: pdfVerdictSchema.nullable(),
      warnings: z.array(z.object({ vi: z.string(), en: z.string() })),
      stampable: z.boolean().default(false).describe('A PDF that the receive stamp can be put on'),
      stamped: z
        .boolean()
        .default(false)
        .describe('A version with the receive stamp is there: document.get, version signed'),
    }),
  ),
  entry: z
    .object({ number: z.string(), date: daySchema.nullable() })
    .nullable()
    .default(null)
    .describe('Number and day in the incoming register, once accepted with them'),
  warnings: z.array(z.object({ vi: z.string(), en: z.string() })),
  answers: z.array(
    z.object({ at: instantSchema, statusCode: z.string(), description: z.string(), delivered: z.boolean() }),
  ),
});

export type InboxDetail = z.infer<typeof inboxDetailSchema>;

export const inboxAnswerSchema = z.enum([
  'accept',
  'refuse',
  'assign',
  'process',
  'finish',
  'agree',
  'decline',
]);

export type InboxAnswer = z.infer<typeof inboxAnswerSchema>;

const outboxFilterSchema = z
  .enum(['attention', 'open', 'closed'])
  .describe(
    'attention: failed or of unknown outcome; open: still on its way; closed: nothing more is to come',
  );
export type OutboxFilter = z.infer<typeof outboxFilterSchema>;

const inboxFilterSchema = z
  .enum(['unanswered', 'late', 'requests'])
  .describe('unanswered: neither accepted nor refused; late: see `late`; requests: recalls and updates');
export type InboxFilter = z.infer<typeof inboxFilterSchema>;

/** Why nothing new can come in now. */
const axisAwaySchema = z.object({
  code: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  lastGood: instantSchema.nullable().describe('When it last answered; null when not since the start'),
});
export type AxisAway = z.infer<typeof axisAwaySchema>;

/** Letters between these instants may be missing: the rows came out of a backup. */
const inboxGapSchema = z.object({
  from: instantSchema.nullable().describe('Newest letter of the backup; null when it held none'),
  to: instantSchema.describe('When the restore was found'),
  fetched: z.number().int().describe('Packages that were had again'),
});
export type InboxGap = z.infer<typeof inboxGapSchema>;

/** A status package of ours that is with nobody, or perhaps with nobody. */
export const strandedAnswerSchema = z.object({
  outboxId: z.uuid().describe('For outbox.retry'),
  itemId: z.uuid().nullable().describe('The incoming letter that it answers'),
  statusCode: z.string(),
  toCode: z.string(),
  toName: z.string(),
  code: z.string().describe('number/notation of the letter that it reports on'),
  state: z.enum(['failed', 'outcome-unknown']),
  error: letterSummarySchema.shape.error,
  updatedAt: instantSchema,
});
export type StrandedAnswer = z.infer<typeof strandedAnswerSchema>;

export const letterCommands = {
  'letter.check': command({
    about: 'Runs the checks before sending on a draft.',
    changes: false,
    request: z.object({ letter: letterDraftSchema, documentId: documentIdSchema.optional() }),
    answer: z.object({ findings: z.array(findingSchema) }),
  }),
  'outbox.list': command({
    about: 'Outgoing letters, newest first.',
    changes: false,
    request: z.object({
      limit: z.number().int().min(1).max(500),
      before: listPlaceSchema.optional(),
      search: z.string().max(200).optional(),
      filter: outboxFilterSchema.optional(),
    }),
    answer: z.object({ letters: z.array(letterSummarySchema), total: z.number().int() }),
  }),
  'outbox.item': command({
    about: 'One outgoing letter with the timeline of each recipient.',
    changes: false,
    request: z.object({ letterId: z.uuid() }),
    answer: letterDetailSchema,
  }),
  'outbox.answers': command({
    about: 'Answers (status packages) that could not be delivered or whose outcome is unknown, newest first.',
    changes: false,
    request: z.object({ limit: z.number().int().min(1).max(500) }),
    answer: z.object({ answers: z.array(strandedAnswerSchema), total: z.number().int() }),
  }),
  'outbox.cancel': command({
    about: 'Stops a letter that has not left; refused when it may have left.',
    changes: true,
    request: z.object({ jobKey: jobKeySchema, letterId: z.uuid() }),
    answer: z.object({}),
  }),
  'outbox.retry': command({
    about:
      "The clerk's decision on a letter or answer that failed, that was carried as a file, or whose outcome is unknown after asking the recipient.",
    changes: true,
    request: z.object({
      jobKey: jobKeySchema,
      letterId: z.uuid().describe('The letter, or outboxId of an answer'),
      decision: z
        .enum(['resend', 'arrived'])
        .describe('resend: the recipient does not have it; arrived: the recipient has it'),
    }),
    answer: z.object({}),
  }),
  'outbox.recall': command({
    about:
      'Asks every recipient of a letter that was sent to give it back; they answer 15 or 16. Asked twice it is sent once.',
    changes: true,
    request: z.object({
      jobKey: jobKeySchema,
      letterId: z.uuid(),
      reason: z.string().min(1).max(500),
    }),
    answer: z.object({ letterId: z.uuid().describe('The recall, as an outgoing letter of its own') }),
  }),
  'inbox.list': command({
    about: 'Incoming letters and requests, newest first.',
    changes: false,
    request: z.object({
      limit: z.number().int().min(1).max(500),
      before: listPlaceSchema.optional(),
      search: z.string().max(200).optional(),
      filter: inboxFilterSchema.optional(),
    }),
    answer: z.object({
      items: z.array(inboxSummarySchema),
      total: z.number().int(),
      gap: inboxGapSchema.nullable().default(null).describe('To compare with the book, until inbox.closeGap'),
      away: axisAwaySchema
        .nullable()
        .default(null)
        .describe('The axis gave no list at the last poll; event axis.changed tells when that turns'),
    }),
  }),
  'inbox.closeGap': command({
    about: 'The clerk has compared what was received with the book, after a restore.',
    changes: true,
    request: z.object({ jobKey: jobKeySchema }),
    answer: z.object({}),
  }),
  'inbox.item': command({
    about: 'One incoming letter: fields, files, verdicts, answers given.',
    changes: false,
    request: z.object({ itemId: z.uuid() }),
    answer: inboxDetailSchema,
  }),
  'inbox.answer': command({
    about: 'The clerk answers: a status package goes back to the sender.',
    changes: true,
    request: z.object({
      jobKey: jobKeySchema,
      itemId: z.uuid(),
      answer: inboxAnswerSchema,
      reason: z.string().max(500).optional().describe('Required for refuse and decline'),
      entryNumber: z.string().max(50).optional().describe('Number in the incoming register'),
      entryDate: daySchema.optional().describe('Day of entry; with a number alone, today in Vietnam'),
    }),
    answer: z.object({ statusCode: z.string() }),
  }),
  'inbox.nextEntry': command({
    about: 'Number and day that the incoming register would give the next letter, for the clerk to confirm.',
    changes: false,
    request: z.object({}),
    answer: z.object({
      number: z
        .string()
        .describe('Empty after a restore, until a letter is entered with a number that a person gave'),
      date: daySchema,
      restoredAt: instantSchema
        .nullable()
        .default(null)
        .describe('When the rows came out of a backup, as long as the last number is not confirmed'),
    }),
  }),
  'inbox.stamp': command({
    about:
      'Begins an acceptance with the receive stamp: the received PDF becomes a document of this job, to be prepared and approved in the role `receive`. Status 03 leaves with the signature and not before. Asked again under the same key it answers the same document.',
    changes: true,
    request: z.object({
      jobKey: jobKeySchema,
      itemId: z.uuid(),
      documentId: documentIdSchema.describe('A file of the letter, as inbox.item names it'),
    }),
    answer: z.object({
      documentId: documentIdSchema.describe('For sign.prepare'),
      name: z.string(),
      sha256: sha256Schema,
      size: z.number().int(),
    }),
  }),
};
