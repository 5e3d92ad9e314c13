import { z } from 'zod';
import { entryDraftSchema } from '../../shared/profile/propose/entry.ts';
import {
  HAND_IN_NAMES,
  type HandInName,
  type HandInRule,
  handInRuleSchema,
  selectorSchema,
} from '../../shared/profile/schema.ts';

/** What the wizard's window and its script say to each other about entry forms; every answer is checked. */

/** What a person points at on an entry form. */
const ENTRY_PICKABLE = ['file', 'attachments', ...HAND_IN_NAMES] as const;
export type EntryPickable = (typeof ENTRY_PICKABLE)[number];

export type HandInValues = Partial<Record<HandInName, string>>;

export type EntryOrder =
  | { wizard: 'entry' }
  | { wizard: 'entry-pick'; what: EntryPickable; hint: string }
  /** Reads what would be written where; changes nothing. */
  | { wizard: 'entry-try'; rule: HandInRule; values: HandInValues }
  /** Frames the controls on the page with what would stand in them. */
  | { wizard: 'entry-show'; rule: HandInRule; values: HandInValues }
  /** Writes the values into the free controls; no file is chosen, no button pressed. */
  | { wizard: 'entry-write'; rule: HandInRule; values: HandInValues }
  /** Puts back what stood there before. */
  | { wizard: 'entry-clear' };

export const entrySurveySchema = entryDraftSchema.extend({
  /** How much of an entry form this frame shows; 0 is nothing. */
  score: z.number().min(0).max(1000),
  depth: z.number().int().min(0).max(50),
});
export type EntrySurvey = z.infer<typeof entrySurveySchema>;

/** Null when it was given up; `refused` where what was pointed at is no control of the kind. */
export const entryPickedSchema = z
  .union([
    z.strictObject({ refused: z.literal(true) }),
    z.strictObject({ write: handInRuleSchema.shape.write.element }),
    z.strictObject({ input: selectorSchema }),
  ])
  .nullable();
export type EntryPicked = z.infer<typeof entryPickedSchema>;

/**
 * What would become of one value. `free`: written; `held`: something stands there and stays; `list`: chosen in a list
 * that the page draws, which shows its choices when it is opened; `no-choice`: a select without such an option.
 */
const ENTRY_STATES = ['free', 'held', 'list', 'no-choice', 'missing'] as const;
export type EntryState = (typeof ENTRY_STATES)[number];

export const entryTrialSchema = z.strictObject({
  /** The rule knows this page as its form. */
  holds: z.boolean(),
  writes: z
    .array(
      z.strictObject({
        to: selectorSchema,
        text: z.string().max(500),
        state: z.enum(ENTRY_STATES),
        /** What stands in the control now. */
        now: z.string().max(500),
      }),
    )
    .max(40),
  file: z.boolean(),
  /** True too where the form has no place of its own for them. */
  attachments: z.boolean(),
});
export type EntryTrial = z.infer<typeof entryTrialSchema>;

/** How many controls were written, or put back. */
export const entryWrittenSchema = z.strictObject({ controls: z.number().int().min(0).max(40) });
export type EntryWritten = z.infer<typeof entryWrittenSchema>;
