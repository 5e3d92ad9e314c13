import { z } from 'zod';
import { roleSchema } from '../document/role.ts';
import { listRuleSchema } from './list.ts';
import {
  addressPatternSchema,
  conditionSchema,
  encodingSchema,
  expressionSchema,
  fieldRuleSchema,
  selectorSchema,
} from './values.ts';
import { vgcaRuleSchema } from './vgca.ts';

export type { ListRule, TickRule } from './list.ts';
export * from './values.ts';

/**
 * A site profile: data that tells the extension how one make of web document system (QLVB) is built. It holds no
 * code. How single values are found is in values.ts.
 */

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

/**
 * A file: its address is read from the page. Files with `post`, `form`, `headers` or `caught` are asked for by the page
 * itself.
 */
export const fileRuleSchema = z
  .strictObject({
    at: fieldRuleSchema.describe('Gives the address: http(s), or blob: or data: of the page'),
    name: fieldRuleSchema.optional().describe('Name to show; else the last part of the address'),
    open: selectorSchema
      .optional()
      .describe(
        "The page's own button that opens the viewer; pressed first when `at` finds nothing yet. In the row of a list it is looked for in that row: with `in: page` at `at` it is pressed for each row, one after the other, and the file is what the page shows then and did not show before",
      ),
    shut: selectorSchema
      .optional()
      .describe('Closes what `open` opened beside the rows of a list, before the next row is opened'),
    caught: z
      .literal(true)
      .optional()
      .describe(
        'The file is what the page itself gets when `open` is pressed, by a request or in a new window: for pages that keep their tokens to themselves. `at` only tells one letter from another',
      ),
    post: z
      .record(z.string(), fieldRuleSchema)
      .optional()
      .describe('The file is asked for by POST with these form fields'),
    form: selectorSchema
      .optional()
      .describe('With `post`: a form of the page whose controls go along, such as the view state of ASP.NET'),
    headers: z
      .record(z.string(), fieldRuleSchema)
      .optional()
      .describe('Headers of the request, such as the bearer token of a single-page application'),
  })
  .refine(({ caught, open }) => !caught || open !== undefined, { error: 'caught needs open' })
  .refine(({ shut, open }) => shut === undefined || open !== undefined, { error: 'shut needs open' });
export type FileRule = z.infer<typeof fileRuleSchema>;

export const buttonRuleSchema = z.strictObject({
  role: roleSchema.describe('What a press of it does'),
  send: z.boolean().optional().describe('After signing the letter is sent over the axis'),
  at: selectorSchema.describe('Element the button is put at'),
  position: z.enum(['before', 'after', 'first', 'last']),
  when: conditionSchema.optional(),
});
export type ButtonRule = z.infer<typeof buttonRuleSchema>;

const setRuleSchema = z.strictObject({ selector: selectorSchema, value: z.string().max(500) });

/** Values of a received letter that can be written into a form. */
export const HAND_IN_NAMES = [
  'code',
  'number',
  'notation',
  'date',
  'subject',
  'signerName',
  'fromCode',
  'fromName',
  'toPlaces',
  'priority',
  'dueDate',
  'receivedDate',
  'entryNumber',
  'entryDate',
] as const;
export type HandInName = (typeof HAND_IN_NAMES)[number];

/** Values of an issued letter that go back with its file, as they were stamped. */
const STAMPED_NAMES = ['number', 'notation', 'date'] as const satisfies readonly HandInName[];
export type StampedValues = Partial<Record<(typeof STAMPED_NAMES)[number], string>>;

const templateSchema = (names: readonly HandInName[]) =>
  z
    .string()
    .max(500)
    .describe(`Text with names in braces, as \`{number}/{notation}\`: ${names.join(', ')}`)
    .refine(
      (text) =>
        [...text.matchAll(/\{([^}]*)\}/gu)].every(([, name]) => names.some((known) => known === name)),
      { error: 'unknown name in braces' },
    );
const daysSchema = z
  .enum(['dd/MM/yyyy', 'yyyy-MM-dd'])
  .optional()
  .describe('How dates are written; dd/MM/yyyy when absent');

const writeRuleSchema = z.strictObject({
  to: selectorSchema.describe(
    'Input, text area or select, or a list to choose from that the page draws itself (role combobox, or a button that opens a listbox); a select is set by its value or its text, a drawn list by the text of its option',
  ),
  value: templateSchema(HAND_IN_NAMES),
  days: daysSchema,
  map: z.record(z.string(), z.string()).optional().describe('Replaces known values, compared without case'),
});

/** How the signed file gets back into the system. In the row of a list, selectors are looked for in that row. */
export const giveBackRuleSchema = z.discriminatedUnion('way', [
  z
    .strictObject({
      way: z
        .literal('form')
        .describe("The page's own file input and form: its tokens and checks stay its own"),
      open: selectorSchema.optional().describe('Pressed first when the file input is not there yet'),
      input: selectorSchema
        .optional()
        .describe(
          'Without it the file goes to whatever asks for one when `open` is pressed, instead of the dialog of the browser: a file input that stands nowhere on the page too',
        ),
      set: z.array(setRuleSchema).optional().describe('Other controls of the form'),
      write: z
        .array(z.strictObject({ to: selectorSchema, value: templateSchema(STAMPED_NAMES), days: daysSchema }))
        .optional()
        .describe(
          'Controls that get number and day as they were stamped, where the register or the clerk gave them; those that are not on the page are left out',
        ),
      uploaded: expressionSchema
        .optional()
        .describe(
          "Applied to the addresses of the page's own requests, and of the frames that its forms are sent to: `submit` is pressed when those that carry the chosen file are answered",
        ),
      submit: selectorSchema.optional().describe('Button that is pressed; without it the clerk presses it'),
      further: z
        .array(
          z.strictObject({
            press: selectorSchema,
            uploaded: expressionSchema
              .optional()
              .describe('As above, for a file that leaves with the press before this one'),
          }),
        )
        .max(5)
        .optional()
        .describe(
          'Buttons that are pressed behind `submit`, one after the other, each once it is seen and can be pressed: “Lưu”, then “Xác nhận”. All of them on the same page: where a press loads another one, the clerk is told to press the rest herself (SITE_GIVE_BACK_HALFWAY)',
        ),
    })
    .refine(({ input, open }) => input !== undefined || open !== undefined, { error: 'input or open' })
    .refine(({ submit, further }) => submit !== undefined || further === undefined, {
      error: 'further needs submit',
    }),
  z.strictObject({
    way: z.literal('request').describe("A request with the page's session, to the page's own origin"),
    address: fieldRuleSchema,
    method: z.enum(['POST', 'PUT']).default('POST'),
    fileField: z
      .string()
      .optional()
      .describe('Field of the multipart form that holds the file; without it the file is the whole body'),
    fields: z.record(z.string(), fieldRuleSchema).optional(),
    write: z
      .array(z.strictObject({ to: z.string(), value: templateSchema(STAMPED_NAMES), days: daysSchema }))
      .optional()
      .describe('Fields of the multipart form that get number and day as they were stamped'),
    headers: z.record(z.string(), fieldRuleSchema).optional(),
    succeeded: expressionSchema.optional().describe('What a good answer holds; without it any 2xx is good'),
    reload: z.boolean().optional().describe('The page is loaded again afterwards'),
    press: selectorSchema
      .optional()
      .describe("The page's own button that shows the new file, pressed afterwards"),
  }),
  z.strictObject({
    way: z
      .literal('viewer')
      .describe("Replaces the file in the page's viewer, for pages that save what their viewer holds"),
    viewer: selectorSchema.describe('iframe, embed or object whose address becomes the signed file'),
    content: selectorSchema.optional().describe('Control that gets the file as base64'),
    name: selectorSchema.optional().describe("Control that gets the file's name"),
    submit: selectorSchema.optional().describe('Button that is pressed; without it the clerk presses it'),
  }),
]);
export type GiveBackRule = z.infer<typeof giveBackRuleSchema>;

export const afterwardsSchema = z.strictObject({
  within: z.int().min(1).max(120).describe('Seconds'),
  when: conditionSchema.describe('What the page shows when it has taken the file'),
  silent: z
    .boolean()
    .optional()
    .describe(
      'The page may take the file without a word: then the file is fetched again from its address and compared with the signed one, and where that shows nothing the clerk is told to look for herself. Without it, silence is told as a fault',
    ),
});
export type Afterwards = z.infer<typeof afterwardsSchema>;

/** What a saved page must give, for `kygui profile check`. */
const exampleSchema = z.strictObject({
  page: z.string().describe('Saved page, relative to the profile'),
  address: z.string(),
  encoding: z.string().optional().describe('Encoding of the saved file, utf-8 when absent'),
  row: z.int().min(0).optional().describe('Row of a list the expectations speak of, counted from 0'),
  rows: z.int().min(0).optional().describe('How many rows `each` finds'),
  fields: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  file: z.string().optional().describe('Address of the file, absolute'),
  attachments: z.array(z.string()).optional().describe('Addresses of the attachments, absolute'),
  buttons: z.array(roleSchema).optional().describe('Buttons that stand on it'),
});

/** One kind of page (or frame) of the system. */
export const pageRuleSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/u),
  when: conditionSchema,
  each: selectorSchema
    .optional()
    .describe('Rows of a list, each a document; without it the page is one document'),
  identity: fieldRuleSchema
    .optional()
    .describe(
      "What tells this letter from any other, such as the system's own id; read again before the signed file is handed back. Without it number, notation and the file's address are compared",
    ),
  file: fileRuleSchema,
  attachments: z
    .array(fileRuleSchema)
    .optional()
    .describe('Other files of the letter; `many` in `at` gives several'),
  fields: fieldRulesSchema,
  buttons: z.array(buttonRuleSchema),
  giveBack: giveBackRuleSchema.optional(),
  afterwards: afterwardsSchema.optional(),
  examples: z.array(exampleSchema).optional().describe('Expectations for `kygui profile check`'),
});
export type PageRule = z.infer<typeof pageRuleSchema>;

/** The form in which the clerk enters a received document ("vào sổ văn bản đến"); she looks at it and saves it herself. */
export const handInRuleSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/u),
  when: conditionSchema,
  write: z.array(writeRuleSchema),
  file: selectorSchema.describe('File input for the letter itself'),
  attachments: selectorSchema
    .optional()
    .describe('File input for the other files; without it they go into `file` when that takes several'),
});
export type HandInRule = z.infer<typeof handInRuleSchema>;

export const siteProfileSchema = z
  .strictObject({
    format: z.literal(1),
    id: z.string().regex(/^[a-z0-9-]{1,60}$/u),
    name: z.strictObject({ vi: z.string(), en: z.string() }),
    addresses: z
      .array(addressPatternSchema)
      .min(1)
      .describe('Match patterns as browsers write them; a pattern without port fits every port'),
    filesFrom: z
      .array(z.string())
      .optional()
      .describe("Match patterns of other hosts the page's files may lie on"),
    encoding: encodingSchema
      .optional()
      .describe('Character set of the texts of its pages; Unicode (composed or decomposed) when absent'),
    pages: z
      .array(pageRuleSchema)
      .describe('Pages with letters to sign; empty where only entry forms (`handIn`) are known'),
    lists: z
      .array(listRuleSchema)
      .optional()
      .describe('Lists in which letters are ticked and signed together'),
    handIn: z.array(handInRuleSchema).optional().describe('How a received document is handed in'),
    vgca: vgcaRuleSchema
      .optional()
      .describe('Pages of the site call the VGCA Sign Service; without it they are left alone'),
  })
  .refine(({ pages, handIn = [] }) => pages.length + handIn.length > 0, {
    error: 'pages or handIn',
    path: ['pages'],
  });
export type SiteProfile = z.infer<typeof siteProfileSchema>;
