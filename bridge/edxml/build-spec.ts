import * as z from 'zod';
import { letterFieldsSchema } from '../../shared/document/letter.ts';
import { organisationSchema, responseForSchema, staffInfoSchema } from '../../shared/edxml/model.ts';
import { STATUS_CODES } from '../../shared/edxml/status-code.ts';

const moment = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/u);
const profile = z
  .enum(['java', '.net'])
  .default('java')
  .describe('java: the order of the axis’ own library; .net: the standard’s own numbering');

/**
 * SPEC.json of `kygui edxml build` for a letter: the letter as the extension submits it, the sending agency, receivers
 * with their names, and files by path (relative paths start at the folder of SPEC.json).
 */
export const buildSpecSchema = letterFieldsSchema.extend({
  from: organisationSchema,
  recipients: z.array(organisationSchema.partial().extend({ code: z.string() })),
  attachments: z.array(
    z.object({
      path: z.string().describe('File; a relative path starts at the folder of SPEC.json'),
      name: z.string().optional().describe('Name that receivers see; without it the file’s own'),
      description: z.string().optional(),
      main: z.boolean().optional().describe('The letter itself; without any the first file'),
      contentId: z
        .string()
        .regex(/^[\w.@-]{1,100}$/u)
        .optional()
        .describe('Without `cid:`; a random UUID when absent'),
    }),
  ),
  profile,
  timestamp: moment
    .optional()
    .describe('Moment of the sender’s hop, YYYY-MM-DDTHH:mm:ss in Vietnam; now when absent'),
});
export type BuildSpec = z.infer<typeof buildSpecSchema>;

/** SPEC.json for a status package: the same command, told by its `status`. */
export const statusSpecSchema = z.object({
  from: organisationSchema.describe('Who reports'),
  status: z.object({
    code: z.enum(STATUS_CODES).describe('Two digits'),
    responseFor: responseForSchema.describe(
      'The letter; `organId` is its sender, for code 13 the receiver who is asked. `promulgationDate` YYYY-MM-DD',
    ),
    staff: staffInfoSchema.optional(),
    description: z.string().optional().describe('Without it the words of the code'),
    reason: z.string().optional().describe('Put behind the words of the code'),
    timestamp: moment.optional().describe('Now in Vietnam when absent'),
  }),
  profile,
});
export type StatusSpec = z.infer<typeof statusSpecSchema>;
