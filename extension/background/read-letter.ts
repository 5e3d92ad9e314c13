import { z } from 'zod';
import { shownFileName } from '../../shared/edxml/read/file-name.ts';
import { KyguiError } from '../../shared/errors.ts';
import { VALUE_WAYS } from '../../shared/profile/read.ts';
import { FIELD_NAMES } from '../../shared/profile/schema.ts';
import { ATTACHMENT_LIMIT, type Job, type PageFile } from '../messages/job.ts';
import { isPageOnly } from './fetch-file.ts';

/** Far above what any letter holds: a subject that is too long is told by the check before sending, not by a dead button. */
const pageText = z.string().max(20_000);
const valueSchema = z.object({
  values: z.array(pageText).max(2000),
  from: z.enum(VALUE_WAYS),
  expected: z.boolean(),
});

const fileSchema = z.object({
  address: z.string().max(8000),
  name: z.string(),
  fromPage: z.boolean().default(false),
});

/** What a page's content script reads of one letter; texts are limited in length, and nothing else is taken. */
export const readLetterSchema = z.object({
  fields: z.partialRecord(z.enum(FIELD_NAMES), valueSchema),
  identity: z
    .object({
      id: pageText.optional(),
      number: pageText.optional(),
      notation: pageText.optional(),
      file: z.string().max(8000).optional(),
      subject: pageText.optional(),
    })
    .default({}),
  file: fileSchema,
  attachments: z.array(fileSchema).max(ATTACHMENT_LIMIT).default([]),
  // A form that is called `title` stands in its place on the page.
  title: z.string().catch(''),
});
export type ReadLetter = z.output<typeof readLetterSchema>;

/** A blob lies in the page's own memory; another origin's is none of this page's business. @throws SITE_ADDRESS_REFUSED */
export function checkBlobs({ file, attachments }: ReadLetter, origin: string): void {
  for (const { address } of [file, ...attachments]) {
    if (isPageOnly(address) && new URL(address).origin !== origin) {
      throw new KyguiError('SITE_ADDRESS_REFUSED', { host: 'blob' });
    }
  }
}

const pageFile = ({ address, name, fromPage }: z.output<typeof fileSchema>): PageFile => ({
  address,
  name: shownFileName(name),
  ...(fromPage && { fromPage: true }),
});

/** What was read of a letter, as its job begins. @param attached false where nothing goes along with it */
export const jobParts = (
  { fields, identity, file, attachments }: ReadLetter,
  attached: boolean,
): Pick<Job, 'fields' | 'file'> & Partial<Job> => ({
  fields,
  identity,
  file: pageFile(file),
  ...(attached &&
    attachments.length > 0 && {
      attachments: attachments.map((one) => ({
        ...pageFile(one),
        state: 'waiting' as const,
        removed: false,
        size: null,
        documentId: null,
        error: null,
      })),
    }),
});
