import { z } from 'zod';
import { expressionFault } from './expression/expression.ts';

/** Marks the issue of an expression that a text can keep busy for ever. */
export const ENDLESS = 'endless';

/**
 * A regular expression as text: JavaScript source, run with the flag `u` on text in NFC with white space collapsed. One
 * that could run without an end is refused, and none is applied to a text that is too long for it (expression.ts).
 */
export const expressionSchema = z
  .string()
  .max(300)
  .superRefine((source, context) => {
    const fault = expressionFault(source);
    if (fault === 'syntax') context.addIssue({ code: 'custom', message: 'not a regular expression' });
    if (fault === 'endless') {
      context.addIssue({
        code: 'custom',
        message:
          'this regular expression could run without an end: repeated parts can share out the same text',
        params: { fault: ENDLESS },
      });
    }
  });

/** CSS; `a >>> b` goes on inside the shadow root of `a`, or inside the document of the frame `a` of the same origin. */
export const selectorSchema = z.string().min(1).max(400);

/** Match pattern as browsers write them; one without a port fits every port. */
export const addressPatternSchema = z
  .string()
  .regex(/^(https?|\*):\/\/(\*|(\*\.)?[^/*\s]+)(:(\d+|\*))?\/.*$/u);

/** Character sets that old systems print Vietnamese in: fonts `.Vn…` are TCVN 5712:1993 (TCVN3), `VNI-…` are VNI. */
export const encodingSchema = z.enum(['unicode', 'tcvn3', 'vni']);
export type Encoding = z.infer<typeof encodingSchema>;

/** Ways to a value, of which a rule names exactly one. */
const WAYS = ['selector', 'label', 'header', 'address', 'constant', 'storage', 'cookie'] as const;

/** Where one value is and what is made of it. Exactly one of the first seven keys says where. */
export const valueRuleSchema = z
  .strictObject({
    selector: selectorSchema.optional().describe('Element that holds the value'),
    label: z
      .array(z.string())
      .min(1)
      .optional()
      .describe(
        'Words printed beside the value, or that a control is named by; case, diacritics, punctuation and what stands in brackets are ignored. Of several places the first of the page counts',
      ),
    header: z
      .string()
      .optional()
      .describe('Heading of the column, in tables and ARIA grids; for rows of a list'),
    address: expressionSchema
      .optional()
      .describe('Applied to the address of the page; first group or whole match'),
    constant: z.string().optional(),
    storage: z
      .strictObject({
        area: z.enum(['local', 'session']),
        key: z.string(),
        path: z.string().optional().describe('Names joined by dots, into a value that is JSON'),
      })
      .optional()
      .describe("Kept by the page in its localStorage or sessionStorage; for tokens of the page's requests"),
    cookie: z.string().optional().describe("A cookie that the page's own scripts may read"),
    in: z
      .enum(['page', 'parent', 'top'])
      .optional()
      .describe(
        'Looks elsewhere than in the document or row: in the whole page, in the page around this frame, or in the outermost one (same origin only)',
      ),
    within: selectorSchema
      .optional()
      .describe(
        'Part of the page, such as `app-letter >>> dl`, in which label, heading or selector is looked for',
      ),
    beside: expressionSchema
      .optional()
      .describe(
        'Only elements that `selector` finds in a row, list item or paragraph whose text this expression fits, such as `Văn bản chính` among several files',
      ),
    attribute: z
      .string()
      .optional()
      .describe('Attribute instead of the text; `value` reads what stands in a form control'),
    encoding: encodingSchema.optional().describe("Character set of this value; else the profile's"),
    many: z.boolean().optional().describe('Every element that fits gives one value'),
    split: expressionSchema.optional().describe('Cuts one text into several values'),
    pattern: expressionSchema.optional().describe('First group, or the whole match; no match means no value'),
    decode: z.boolean().optional().describe('Undoes percent-encoding, as in `viewer.html?file=%2Ftep%2F5`'),
    into: z
      .string()
      .max(500)
      .optional()
      .describe('Text around the value, `{}` is replaced by it (percent-encoded when `as` is url)'),
    as: z
      .enum(['text', 'day', 'digits', 'url'])
      .optional()
      .describe('day: any usual form of a date to YYYY-MM-DD; url: resolved against the page'),
    base: z
      .enum(['page', 'found'])
      .optional()
      .describe(
        'With `as: url`, what a relative address is resolved against: the page, or (`found`) the address that `pattern` cut it from, as viewers do with `web/viewer.html?file=../tep/5.pdf`',
      ),
    map: z.record(z.string(), z.string()).optional().describe('Replaces known values, compared without case'),
    expect: expressionSchema.optional().describe('What a good value looks like; another one is reported'),
  })
  .refine((rule) => WAYS.filter((way) => rule[way] !== undefined).length === 1, {
    error: `exactly one of ${WAYS.join(', ')}`,
  });
export type ValueRule = z.infer<typeof valueRuleSchema>;

/** One rule, or several of which the first that finds something counts. */
export const fieldRuleSchema = z.union([valueRuleSchema, z.array(valueRuleSchema).min(1)]);
export type FieldRule = z.infer<typeof fieldRuleSchema>;

/** All parts must hold. */
export const conditionSchema = z.strictObject({
  path: expressionSchema.optional().describe('Applied to path, query and fragment of the address'),
  exists: z.array(selectorSchema).optional(),
  absent: z.array(selectorSchema).optional(),
  text: z.array(z.strictObject({ selector: selectorSchema, pattern: expressionSchema })).optional(),
});
export type Condition = z.infer<typeof conditionSchema>;
