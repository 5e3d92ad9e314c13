import { z } from 'zod';
import {
  afterwardsSchema,
  buttonRuleSchema,
  FIELD_NAMES,
  fileRuleSchema,
  giveBackRuleSchema,
  type pageRuleSchema,
} from '../../shared/profile/schema.ts';
import { encodingSchema, selectorSchema, valueRuleSchema } from '../../shared/profile/values.ts';

/**
 * What the wizard's window and its script in a page say to each other. The script runs apart from the page's own
 * scripts, but everything it found was written by the page: each answer is checked and has its limits.
 */

export const FIELD_LIMIT = 500;
const shown = z.string().max(FIELD_LIMIT);

/** What a person points at. */
const PICKABLE = [
  'file',
  'place',
  'input',
  'submit',
  'attachments',
  'identity',
  'afterwards',
  ...FIELD_NAMES,
] as const;
export type Pickable = (typeof PICKABLE)[number];

export type WizardOrder =
  | { wizard: 'survey' }
  | { wizard: 'pick'; what: Pickable; each?: string; hint: string; event?: string }
  | {
      wizard: 'learn';
      event: string;
      hint: string;
      chosen: string;
      done: string;
      each?: string;
      fileName?: z.infer<typeof valueRuleSchema>;
    }
  | { wizard: 'stop' }
  | { wizard: 'try'; page: z.infer<typeof pageRuleSchema>; encoding?: z.infer<typeof encodingSchema> };

const fieldsSchema = z.partialRecord(z.enum(FIELD_NAMES), valueRuleSchema);

/** What tells the letter from others, what goes with it, and what the page shows when it took the file. */
const moreParts = {
  identity: valueRuleSchema.optional(),
  attachments: z.array(fileRuleSchema).max(10).optional(),
  afterwards: afterwardsSchema.optional(),
};

export const surveySchema = z.strictObject({
  /** How much of a letter this frame shows; 0 is nothing. */
  score: z.number().min(0).max(1000),
  depth: z.number().int().min(0).max(50),
  encoding: encodingSchema.optional(),
  each: selectorSchema.optional(),
  fields: fieldsSchema,
  file: fileRuleSchema.optional(),
  place: buttonRuleSchema.pick({ at: true, position: true }).optional(),
  giveBack: giveBackRuleSchema.optional(),
  ...moreParts,
  /** The page's own programs call the VGCA Sign Service. */
  vgca: z.literal(true).optional(),
});
export type Survey = z.infer<typeof surveySchema>;

/** What pointing at something gave: rules for the fields, or for the part that was asked for. */
export const pickedSchema = z
  .strictObject({
    fields: fieldsSchema.optional(),
    file: fileRuleSchema.optional(),
    place: buttonRuleSchema.pick({ at: true, position: true }).optional(),
    giveBack: giveBackRuleSchema.optional(),
    ...moreParts,
    /** What the page sent along with a file and is nowhere to be read: its name. */
    unlearned: z.string().max(100).optional(),
    /** A button, for what is asked to be pressed. */
    selector: selectorSchema.optional(),
  })
  .nullable();
export type Picked = z.infer<typeof pickedSchema>;

/** What the finished rules read on the open page. */
export const trialSchema = z.strictObject({
  address: z.string().max(8000),
  holds: z.boolean(),
  /** Letters found: 1, or the rows of a list. */
  letters: z.number().int().min(0).max(10_000),
  fields: z.partialRecord(
    z.enum(FIELD_NAMES),
    z.strictObject({ values: z.array(shown).max(50), expected: z.boolean() }),
  ),
  file: z
    .strictObject({
      name: shown,
      /** Outcome of fetching it as a press would. */
      state: z.enum(['pdf', 'not-pdf', 'refused', 'other-site']),
      bytes: z.number().int().min(0),
    })
    .nullable(),
  /** Header that the file turned out to need. */
  headers: fileRuleSchema.shape.headers,
  /** What tells the letter from the others; null when the rule found nothing. */
  identity: shown.nullable(),
  /** Names of the files that would go with the letter. */
  attachments: z.array(shown).max(50),
  places: z.number().int().min(0).max(10_000),
  /** The way back stands ready: its file input, its viewer, or all values of its request. */
  back: z.boolean(),
});
export type Trial = z.infer<typeof trialSchema>;
