import { z } from 'zod';
import { daySchema } from '../document/day.ts';
import { addressPatternSchema } from './values.ts';

/** Messages (SignMsg, SignXML, SignJson, Auth) that may be signed under one consent and one PIN, at most. */
export const MESSAGES_LIMIT = 100;

/** How pages of a site that were written for the VGCA Sign Service are served. */
export const vgcaRuleSchema = z.strictObject({
  answers: z
    .enum(['ours', 'theirs', 'ours-when-theirs-is-away'])
    .default('ours')
    .describe(
      'Who answers wss://127.0.0.1:8987: this extension, the other program, or this one when that is not running',
    ),
  messagesPerConsent: z
    .int()
    .min(1)
    .max(MESSAGES_LIMIT)
    .default(1)
    .describe('Messages a page may have signed under one consent and one PIN'),
  filesPerConsent: z
    .int()
    .min(1)
    .max(MESSAGES_LIMIT)
    .default(1)
    .describe('Files of one SignFiles that stand in one window, each shown, under one press and one PIN'),
  bareDigests: z
    .strictObject({
      until: daySchema.describe('Last day, in Vietnam'),
      count: z.int().min(1).max(100_000).describe('Signatures in all'),
    })
    .optional()
    .describe('Leave to have digests signed whose content cannot be shown; without it they are refused'),
});
export type VgcaRule = z.infer<typeof vgcaRuleSchema>;

/** A site without a profile that is switched on by itself: by IT's policy or by the clerk. */
export const vgcaSiteSchema = vgcaRuleSchema.extend({
  addresses: z.array(addressPatternSchema).min(1).describe('Match patterns as browsers write them'),
  filesFrom: z
    .array(addressPatternSchema)
    .optional()
    .describe('Other hosts that files may be fetched from and uploaded to'),
});
export type VgcaSite = z.infer<typeof vgcaSiteSchema>;
