import { z } from 'zod';
import { BATCH_LIMIT } from '../../document/batch-limit.ts';
import { daySchema } from '../../document/day.ts';
import { letterDraftSchema } from '../../document/letter.ts';
import { placementSchema } from '../../document/placement.ts';
import { roleSchema } from '../../document/role.ts';
import { stampFieldsSchema } from '../../document/stamp-fields.ts';
import { PdfVerdict as pdfVerdictSchema } from '../../document/verdict.ts';
import { moduleReportSchema, tokenDescriptionSchema } from '../../signing/token.ts';
import { command } from './command.ts';
import {
  documentIdSchema,
  findingSchema,
  instantSchema,
  jobKeySchema,
  originSchema,
  sha256Schema,
} from './fields.ts';

/** One picture of a signature as the clerk sees it: a one-page PDF laid over `rect` of page `page`. */
const drawingSchema = z.object({
  page: z.number().int().min(1),
  rect: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
  sha256: sha256Schema.describe('Of the one-page PDF that document.get hands out'),
});

const preparedItemSchema = z.object({
  documentId: documentIdSchema,
  name: z.string(),
  sha256: sha256Schema.describe('Of the bytes that will be signed'),
  role: roleSchema,
  placements: z.array(placementSchema),
  drawings: z.array(drawingSchema),
  findings: z.array(findingSchema),
});
export type PreparedItem = z.infer<typeof preparedItemSchema>;

const jobStateSchema = z.enum(['unknown', 'prepared', 'signing', 'signed', 'failed', 'cancelled']);

const signedItemSchema = z.object({
  documentId: documentIdSchema,
  name: z.string(),
  sha256: sha256Schema.describe('Of the signed file'),
  size: z.number().int(),
  verdict: pdfVerdictSchema,
});

const jobOutcomeSchema = z.object({
  jobKey: jobKeySchema,
  state: jobStateSchema,
  items: z.array(signedItemSchema),
  letterId: z.uuid().nullable().describe('The outgoing letter, when the job also sends'),
  error: z
    .object({
      code: z.string(),
      details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    })
    .nullable(),
});
export type JobOutcome = z.infer<typeof jobOutcomeSchema>;

/** What an approval costs the clerk in PINs, and what the token still allows. */
export const pinCost = {
  pinsNeeded: z.number().int().nonnegative(),
  triesLeft: z.number().int().nullable(),
  lastTry: z.boolean(),
};

/** The clerk's word on one prepared job, files or messages. */
export const approvalRequestSchema = z.object({
  jobKey: jobKeySchema,
  approvalDigest: sha256Schema.describe('Computed by the window from what it showed'),
  pin: z.string().max(64),
  confirmLastTry: z.boolean().optional(),
  approvedAt: instantSchema,
});

/** Where the number of an issued letter came from, for the register of the office. */
const registerRequestSchema = z.object({
  kind: z.string().min(1).max(100).describe('Name of the kind of document, e.g. Công văn'),
  source: z
    .enum(['register', 'hand', 'page'])
    .describe('register: as proposed; hand: typed; page: given by the document system, whose word counts'),
});

export const signingCommands = {
  'register.propose': command({
    about:
      'The next number of the register for a letter that is to be issued; it is kept for this job in this bridge, and reserved with the approval.',
    changes: false,
    request: z.object({
      jobKey: jobKeySchema,
      kind: z.string().min(1).max(100),
      date: daySchema.optional().describe('Day of the letter; today without it'),
    }),
    answer: z.object({
      enabled: z.boolean().describe('False: the office does not number in Ký Gửi, and nothing is proposed'),
      number: z.string().nullable().describe('With a zero before a single digit (NĐ 30/2020, Annex I)'),
      date: daySchema.describe('The day asked for, or today in Vietnam'),
      restoredAt: instantSchema
        .nullable()
        .default(null)
        .describe(
          'When the rows came out of a backup: no number is proposed until a person gives the next one',
        ),
    }),
  }),
  'token.list': command({
    about: 'Tokens that are plugged in, with their certificates, and the drivers.',
    changes: false,
    request: z.object({ refresh: z.boolean().optional() }),
    answer: z.object({
      tokens: z.array(tokenDescriptionSchema),
      modules: z.array(moduleReportSchema).describe('What became of each driver that was looked at'),
    }),
  }),
  'sign.prepare': command({
    about: 'Fixes what will be signed: bytes, role, places, drawings. Nothing is signed yet.',
    changes: true,
    request: z.object({
      jobKey: jobKeySchema,
      origin: originSchema,
      certificate: sha256Schema.describe('Thumbprint of the chosen certificate'),
      documents: z
        .array(
          z.object({
            documentId: documentIdSchema,
            role: roleSchema,
            fields: stampFieldsSchema,
            visible: z
              .boolean()
              .optional()
              .describe('True draws signer and time of a plain signature, which otherwise shows nothing'),
            placements: z
              .array(placementSchema)
              .optional()
              .describe('As moved by the clerk; otherwise proposed'),
          }),
        )
        .min(1)
        .max(500),
      letter: letterDraftSchema.optional().describe('Present when the signed documents are to be sent'),
      register: registerRequestSchema
        .optional()
        .describe('The number that is stamped is reserved in the register with the approval'),
    }),
    answer: z.object({
      jobKey: jobKeySchema,
      items: z.array(preparedItemSchema),
      letterFindings: z.array(findingSchema),
      approvalDigest: sha256Schema.describe('See approvalDigest() in shared/protocol/approval.ts'),
      ...pinCost,
    }),
  }),
  'sign.approve': command({
    about:
      'The clerk approved exactly what was shown, and gives the PIN. Signs, and sends when a letter is part of it.',
    changes: true,
    request: approvalRequestSchema,
    answer: jobOutcomeSchema.describe(
      '`prepared`: stopped before the token was asked, may be approved again',
    ),
  }),
  'sign.pins': command({
    about: 'How many PINs a number of files will cost, and how many tries the token has left.',
    changes: false,
    request: z.object({ certificate: sha256Schema, files: z.number().int().min(1).max(10_000) }),
    answer: z.object({
      ...pinCost,
    }),
  }),
  'sign.approveBatch': command({
    about:
      'The clerk approved several prepared jobs with one press and one PIN. Each is carried out for itself, in order; a token that goes away pauses the rest.',
    changes: true,
    request: z.object({
      batchKey: jobKeySchema,
      jobs: z
        .array(z.object({ jobKey: jobKeySchema, approvalDigest: sha256Schema }))
        .min(1)
        .max(BATCH_LIMIT),
      batchDigest: sha256Schema.describe('See batchDigest() in shared/protocol/approval.ts'),
      pin: z.string().max(64),
      confirmLastTry: z.boolean().optional(),
      approvedAt: instantSchema,
    }),
    answer: z.object({
      jobs: z.array(jobOutcomeSchema).describe('`prepared`: not begun, may be approved again'),
      paused: z
        .object({
          code: z.string(),
          details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
        })
        .nullable()
        .describe('Why the rest waits; null when every job came to its end'),
    }),
  }),
  'sign.pauseBatch': command({
    about: 'Lets the job under way end and begins none of the others; nothing that is done is undone.',
    changes: true,
    request: z.object({ batchKey: jobKeySchema }),
    answer: z.object({}),
  }),
  'sign.stop': command({
    about:
      'The clerk wishes to stop a job that she approved. The answer to the approval tells what became of it: `prepared` when the token was not asked yet, failed with CANCELLED while the signed file was not kept, else as if nothing had been said.',
    changes: true,
    request: z.object({ jobKey: jobKeySchema }),
    answer: z.object({ heard: z.boolean().describe('False: no such job is being carried out') }),
  }),
  'sign.cancel': command({
    about: 'Gives a prepared job up; nothing was signed.',
    changes: true,
    request: z.object({ jobKey: jobKeySchema }),
    answer: z.object({}),
  }),
  'sign.taken': command({
    about:
      "The page said in its own words that it has the signed files of a job. Where they were not sent from here, the bridge's copies go after `sent.days` days.",
    changes: true,
    request: z.object({ jobKey: jobKeySchema }),
    answer: z.object({}),
  }),
  'job.state': command({
    about: 'What became of a job, asked after a broken connection or a stopped worker.',
    changes: false,
    request: z.object({ jobKey: jobKeySchema }),
    answer: jobOutcomeSchema,
  }),
};
