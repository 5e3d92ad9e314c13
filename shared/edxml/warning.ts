import * as z from 'zod';

/**
 * How serious an oddity is: `error` = receivers may refuse or misread the package, `warning` = tolerated by
 * known software but against the format, `notice` = worth knowing, nothing to do.
 */
export const findingSeveritySchema = z.enum(['error', 'warning', 'notice']);
export type FindingSeverity = z.infer<typeof findingSeveritySchema>;

/**
 * One oddity that the reader accepted (rule R7 of the reading rules): stays with the letter and is shown to
 * the clerk. `path` is written without prefixes (`MessageHeader/PromulgationInfo/PromulgationDate`), counted
 * from 1 where an element repeats (`Attachment[2]`). `value` is what stood there, cut to 2,000 characters, of
 * several places joined; it may hold personal data and belongs in no log.
 */
export const packageWarningSchema = z.object({
  code: z.string(),
  path: z.string(),
  severity: findingSeveritySchema,
  vi: z.string(),
  en: z.string(),
  value: z.string().optional(),
  /** How many places of this kind stand together here; absent for one. */
  count: z.int().positive().optional(),
});
export type PackageWarning = z.infer<typeof packageWarningSchema>;
