import { type ReadFields, readFields } from '../../shared/profile/read.ts';
import type { ReadingScope } from '../../shared/profile/readable.ts';
import type { PageRule } from '../../shared/profile/schema.ts';

/** Reads the fields of the document that a button belongs to; on a press only, never on load. */
export const readDocumentFields = (page: PageRule, scope: ReadingScope): ReadFields =>
  readFields(page.fields, scope);
