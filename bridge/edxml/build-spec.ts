import * as z from 'zod';
import { letterFieldsSchema } from '../../shared/document/letter.ts';
import { organisationSchema } from '../../shared/edxml/model.ts';

/**
 * SPEC.json of `kygui edxml build`: the letter as the extension submits it, the sending agency, receivers with their
 * names, and files by path (relative paths start at the folder of SPEC.json).
 */
export const buildSpecSchema = letterFieldsSchema.extend({
  from: organisationSchema,
  recipients: z.array(organisationSchema.partial().extend({ code: z.string() })),
  attachments: z.array(
    z.object({
      path: z.string(),
      /** Name that receivers see; the file's own name when absent. */
      name: z.string().optional(),
      description: z.string().optional(),
      /** The first file is the main letter when none says so. */
      main: z.boolean().optional(),
    }),
  ),
  profile: z.enum(['java', '.net']).default('java'),
  /** Moment of the sender's hop, `YYYY-MM-DDTHH:mm:ss` in Vietnam; now when absent. */
  timestamp: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/u)
    .optional(),
});
export type BuildSpec = z.infer<typeof buildSpecSchema>;
