import { z } from 'zod';

/** SHA-256 as 64 lower-case hexadecimal digits. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/u);

/** Key of a job, chosen by the asker (UUID); the same key never does the work twice. */
export const jobKeySchema = z.uuid();

/** The bridge's name for a document it holds. */
export const documentIdSchema = z.uuid();

/** Number of a binary stream inside one connection, chosen by the side that asks; 1 … 2^32-1. */
export const streamSchema = z.number().int().min(1).max(0xffff_ffff);

/** A page's origin as the browser reports it, e.g. `https://qlvb.example.vn`. */
export const originSchema = z.string().max(300);

/** An instant in ISO 8601 with offset, e.g. `2026-01-05T08:30:00+07:00`. */
export const instantSchema = z.iso.datetime({ offset: true });

/** A sentence in both languages. */
export const sentenceSchema = z.object({ vi: z.string(), en: z.string() });

/** One named result of a check: of a document before signing, of a letter before sending, of the installation. */
export const findingSchema = z.object({
  id: z.string().describe('Stable name of the rule'),
  result: z.enum(['pass', 'notice', 'warning', 'refuse']),
  says: sentenceSchema,
  next: sentenceSchema.optional().describe('What the clerk can do about it'),
});
export type Finding = z.infer<typeof findingSchema>;
