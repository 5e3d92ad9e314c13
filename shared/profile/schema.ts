import { z } from 'zod';
import { roleSchema } from '../document/role.ts';

/**
 * A site profile: data that tells the extension how one make of web document system (QLVB) is built. It holds no
 * code. Selectors are CSS; `a >>> b` continues inside the shadow root of `a`. Regular expressions are JavaScript
 * source text, run with the flag `u` on text in Unicode NFC with white space collapsed.
 */

const expression = z
  .string()
  .max(300)
  .refine(
    (source) => {
      try {
        return new RegExp(source, 'u') instanceof RegExp;
      } catch {
        return false;
      }
    },
    { error: 'not a regular expression' },
  );
const selector = z.string().min(1).max(400);

/** Where one value is and what is made of it. Exactly one of the first five keys says where. */
export const valueRuleSchema = z
  .strictObject({
    selector: selector.optional().describe('Element that holds the value'),
    label: z
      .array(z.string())
      .min(1)
      .optional()
      .describe('Words printed beside the value; colons, stars, case and diacritics are ignored'),
    header: z.string().optional().describe('Heading of the table column; for rows of a list'),
    address: expression.optional().describe('Applied to the address of the page; first group or whole match'),
    constant: z.string().optional(),
    attribute: z
      .string()
      .optional()
      .describe('Attribute instead of the text; `value` reads what stands in a form control'),
    many: z.boolean().optional().describe('Every element that fits gives one value'),
    split: expression.optional().describe('Cuts one text into several values'),
    pattern: expression.optional().describe('First group, or the whole match; no match means no value'),
    as: z
      .enum(['text', 'day', 'digits', 'url'])
      .optional()
      .describe('day: any usual form of a date to YYYY-MM-DD; url: resolved against the page'),
    map: z.record(z.string(), z.string()).optional().describe('Replaces known values, compared without case'),
    expect: expression.optional().describe('What a good value looks like; another one is reported'),
  })
  .refine(
    (rule) =>
      [rule.selector, rule.label, rule.header, rule.address, rule.constant].filter((way) => way !== undefined)
        .length === 1,
    { error: 'exactly one of selector, label, header, address, constant' },
  );
export type ValueRule = z.infer<typeof valueRuleSchema>;

/** One rule, or several of which the first that finds something counts. */
export const fieldRuleSchema = z.union([valueRuleSchema, z.array(valueRuleSchema).min(1)]);
export type FieldRule = z.infer<typeof fieldRuleSchema>;

/** All parts must hold. */
export const conditionSchema = z.strictObject({
  path: expression.optional().describe('Applied to path and query of the address'),
  exists: z.array(selector).optional(),
  absent: z.array(selector).optional(),
  text: z.array(z.strictObject({ selector, pattern: expression })).optional(),
});
export type Condition = z.infer<typeof conditionSchema>;

/** Names of the values a page can give; lists are `recipients`, `toPlaces`, `responseFor`. */
export const FIELD_NAMES = [
  'number',
  'notation',
  'date',
  'kind',
  'subject',
  'signerName',
  'signerPosition',
  'signerCompetence',
  'recipients',
  'toPlaces',
  'priority',
  'dueDate',
  'responseFor',
  'place',
  'pageAmount',
  'text',
] as const;
export type FieldName = (typeof FIELD_NAMES)[number];
export const fieldRulesSchema = z.partialRecord(z.enum(FIELD_NAMES), fieldRuleSchema);
export type FieldRules = z.infer<typeof fieldRulesSchema>;

/** A file: its address is read from the page; with `post` it is asked for by POST with these fields. */
export const fileRuleSchema = z.strictObject({
  at: fieldRuleSchema.describe('Gives the address: http(s), or blob: of the page'),
  name: fieldRuleSchema.optional().describe('Name to show; else the last part of the address'),
  post: z.record(z.string(), fieldRuleSchema).optional(),
});
export type FileRule = z.infer<typeof fileRuleSchema>;

export const buttonRuleSchema = z.strictObject({
  role: roleSchema.describe('What a press of it does'),
  send: z.boolean().optional().describe('After signing the letter is sent over the axis'),
  at: selector.describe('Element the button is put at'),
  position: z.enum(['before', 'after', 'first', 'last']),
  when: conditionSchema.optional(),
});
export type ButtonRule = z.infer<typeof buttonRuleSchema>;

const setRuleSchema = z.strictObject({ selector, value: z.string().max(500) });

/** How the signed file gets back into the system. */
export const giveBackRuleSchema = z.discriminatedUnion('way', [
  z.strictObject({
    way: z.literal('form').describe("The page's own file input and form: its tokens and checks stay its own"),
    input: selector,
    set: z.array(setRuleSchema).optional().describe('Other controls of the form'),
    submit: selector.optional().describe('Button that is pressed; without it the clerk presses it'),
  }),
  z.strictObject({
    way: z.literal('request').describe("A request with the page's session, multipart"),
    address: fieldRuleSchema,
    method: z.enum(['POST', 'PUT']).default('POST'),
    fileField: z.string(),
    fields: z.record(z.string(), fieldRuleSchema).optional(),
    headers: z.record(z.string(), fieldRuleSchema).optional(),
    succeeded: expression.optional().describe('What a good answer holds; without it any 2xx is good'),
    reload: z.boolean().optional(),
  }),
]);
export type GiveBackRule = z.infer<typeof giveBackRuleSchema>;

/** One kind of page (or frame) of the system. */
export const pageRuleSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/u),
  when: conditionSchema,
  each: selector.optional().describe('Rows of a list, each a document; without it the page is one document'),
  file: fileRuleSchema,
  attachments: z.array(fileRuleSchema).optional(),
  fields: fieldRulesSchema,
  buttons: z.array(buttonRuleSchema),
  giveBack: giveBackRuleSchema.optional(),
  afterwards: z
    .strictObject({
      within: z.int().min(1).max(120).describe('Seconds'),
      when: conditionSchema.describe('What the page shows when it has taken the file'),
    })
    .optional(),
  examples: z
    .array(
      z.strictObject({
        page: z.string().describe('Saved page, relative to the profile'),
        address: z.string(),
        fields: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
      }),
    )
    .optional()
    .describe('Expectations for `kygui profile check`'),
});
export type PageRule = z.infer<typeof pageRuleSchema>;

export const siteProfileSchema = z.strictObject({
  format: z.literal(1),
  id: z.string().regex(/^[a-z0-9-]{1,60}$/u),
  name: z.strictObject({ vi: z.string(), en: z.string() }),
  addresses: z
    .array(z.string().regex(/^(https?|\*):\/\/(\*|(\*\.)?[^/*]+)(:(\d+|\*))?\/.*$/u))
    .min(1)
    .describe('Match patterns as browsers write them; a pattern without port fits every port'),
  filesFrom: z
    .array(z.string())
    .optional()
    .describe("Match patterns of other hosts the page's files may lie on"),
  pages: z.array(pageRuleSchema).min(1),
});
export type SiteProfile = z.infer<typeof siteProfileSchema>;
