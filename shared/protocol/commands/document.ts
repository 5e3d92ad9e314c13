import { z } from 'zod';
import { daySchema } from '../../document/day.ts';
import { placementSchema } from '../../document/placement.ts';
import { roleSchema } from '../../document/role.ts';
import { stampFieldsSchema } from '../../document/stamp-fields.ts';
import { PdfVerdict as pdfVerdictSchema } from '../../document/verdict.ts';
import { command } from './command.ts';
import { documentIdSchema, findingSchema, originSchema, sha256Schema, streamSchema } from './fields.ts';

export const documentCommands = {
  'document.put': command({
    about:
      'Hands a file to the bridge; its bytes follow as binary frames of `stream`, an empty one ends them.',
    changes: true,
    request: z.object({
      stream: streamSchema,
      name: z.string().max(500),
      size: z.number().int().nonnegative().describe('Bytes that will follow'),
      origin: originSchema,
    }),
    answer: z.object({ documentId: documentIdSchema, sha256: sha256Schema, size: z.number().int() }),
  }),
  'document.sample': command({
    about: 'Makes one page of our own for a first, trial signature; it is no letter and is sent to nobody.',
    changes: true,
    request: z.object({}),
    answer: z.object({
      documentId: documentIdSchema,
      name: z.string(),
      sha256: sha256Schema,
      size: z.number().int(),
    }),
  }),
  'document.get': command({
    about: 'Fetches bytes the bridge holds; they arrive as binary frames of `stream` before the answer.',
    changes: false,
    request: z.object({
      stream: streamSchema,
      documentId: documentIdSchema,
      version: z.enum(['original', 'signed', 'drawing']),
      drawing: z
        .number()
        .int()
        .nonnegative()
        .optional()
        .describe('Index of the drawing, for version drawing'),
    }),
    answer: z.object({ name: z.string(), sha256: sha256Schema, size: z.number().int() }),
  }),
  'document.inspect': command({
    about:
      'What the bridge makes of a file: pages, earlier signatures, findings, proposed places for a role.',
    changes: false,
    request: z.object({
      documentId: documentIdSchema,
      role: roleSchema,
      fields: stampFieldsSchema,
    }),
    answer: z.object({
      pages: z.array(z.object({ width: z.number(), height: z.number(), rotate: z.number() })),
      hasText: z.boolean().describe('False for a scan'),
      verdict: pdfVerdictSchema,
      findings: z.array(findingSchema),
      placements: z.array(placementSchema),
      printed: z
        .object({
          number: z.string().optional(),
          notation: z.string().optional(),
          date: daySchema.optional(),
          subject: z.string().optional(),
          signerName: z.string().optional().describe('Of the first signature that is in the file'),
        })
        .describe('What the letter prints about itself; proposed where no page told it'),
    }),
  }),
};
