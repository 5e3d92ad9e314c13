import { z } from 'zod';
import { daySchema } from './day.ts';
import { copyKindSchema } from './role.ts';

/** Texts that stamps show, from the page or from the clerk; which of them a role needs is checked when it is drawn. */
export const stampFieldsSchema = z.object({
  number: z.string().max(20).optional().describe('CodeNumber, as it is to be printed'),
  notation: z.string().max(60).optional().describe('CodeNotation, e.g. UBND-VP'),
  date: daySchema.optional(),
  text: z.string().max(2000).optional().describe('Text of a bút phê, or a further line of a copy mark'),
  signerName: z.string().max(100).optional().describe('Name to look for when the place is sought'),
  copyKind: copyKindSchema.optional().describe('Which copy it is; sao-y when absent'),
});
export type StampFields = z.infer<typeof stampFieldsSchema>;
