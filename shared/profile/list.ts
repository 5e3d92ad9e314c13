import { z } from 'zod';
import { roleSchema } from '../document/role.ts';
import { conditionSchema, fieldRuleSchema, selectorSchema } from './values.ts';

const position = z.enum(['before', 'after', 'first', 'last']);

const tickSchema = z.strictObject({
  role: roleSchema.describe('What is done with all that are ticked'),
  send: z.boolean().optional().describe('After signing the letters are sent over the axis'),
  at: selectorSchema.describe('Element of the row the tick is put at'),
  position,
  when: conditionSchema.optional().describe('Rows that may be ticked'),
});
export type TickRule = z.infer<typeof tickSchema>;

/** What a saved page must give, for `kygui profile check`. */
const exampleSchema = z.strictObject({
  page: z.string().describe('Saved page, relative to the profile'),
  address: z.string(),
  encoding: z.string().optional().describe('Encoding of the saved file, utf-8 when absent'),
  rows: z.int().min(0).optional().describe('How many rows `each` finds'),
  ticks: z
    .array(z.union([roleSchema, z.null()]))
    .optional()
    .describe('Role of the tick in each row, in order; null where a row may not be ticked'),
  documents: z.array(z.string()).optional().describe('Addresses of the pages behind the rows, absolute'),
});
export type ListExample = z.infer<typeof exampleSchema>;

/** A list in which letters are ticked and signed together. */
export const listRuleSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/u),
  when: conditionSchema,
  each: selectorSchema.describe('Rows of the list'),
  page: z
    .string()
    .describe(
      'Kind of page (`pages[].id`): of the page behind each row, or, without `document`, of the row itself',
    ),
  document: fieldRuleSchema
    .optional()
    .describe(
      "Address of the letter's own page, on the same origin. It is fetched with the page's session and read without running it; opened behind the list when the signed file goes back",
    ),
  ticks: z.array(tickSchema).min(1).describe('The first whose `when` holds counts for a row'),
  bar: z
    .strictObject({ at: selectorSchema, position })
    .optional()
    .describe('Where "all shown" and the button stand; at the lower edge of the window when absent'),
  examples: z.array(exampleSchema).optional().describe('Expectations for `kygui profile check`'),
});
export type ListRule = z.infer<typeof listRuleSchema>;
