import { z } from 'zod';
import { command } from './command.ts';
import { sentenceSchema } from './fields.ts';

const agencySummarySchema = z.object({
  code: z.string().describe('OrganId of the agency this bridge serves'),
  name: z.string(),
  parent: z.string().optional().describe('OrganizationInCharge'),
});

export const doctorCheckSchema = z.object({
  id: z.string().describe('Stable name of the check, e.g. token.driver'),
  result: z.enum(['pass', 'warn', 'fail']),
  says: sentenceSchema,
  next: sentenceSchema.optional(),
});
export type DoctorCheck = z.infer<typeof doctorCheckSchema>;

export const sessionCommands = {
  'session.start': command({
    about: 'First message after the handshake: who speaks, and what this bridge serves.',
    changes: false,
    request: z.object({
      extensionVersion: z.string(),
      browser: z.string().describe('chrome or firefox, with its major version'),
      language: z.enum(['vi', 'en']),
    }),
    answer: z.object({
      bridgeVersion: z.string(),
      agency: agencySummarySchema.nullable(),
      axis: z.string().describe('Kind of the way to the axis, as the settings of the bridge name it; none'),
      personalPhrase: z
        .string()
        .nullable()
        .describe('Chosen at pairing; shown in windows that ask for a PIN'),
    }),
  }),
  'doctor.run': command({
    about: 'Runs the named checks of the installation.',
    changes: false,
    request: z.object({
      run: z
        .uuid()
        .optional()
        .describe('Name of this run: doctor.progress tells each check before it is made'),
    }),
    answer: z.object({ checks: z.array(doctorCheckSchema) }),
  }),
};
