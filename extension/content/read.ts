import { type ReadFields, readFields } from '../../shared/profile/read.ts';
import type { PageRule } from '../../shared/profile/schema.ts';
import { pageScope } from './scope.ts';

/** Reads the fields of the document that a button belongs to; on a press only, never on load. */
export function readDocumentFields(page: PageRule, root: ParentNode): ReadFields {
  return readFields(page.fields, pageScope(root));
}
