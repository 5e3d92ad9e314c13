import { type FoundFile, readFile } from '../../shared/profile/read.ts';
import type { PageRule } from '../../shared/profile/schema.ts';
import { pageScope } from './scope.ts';

/** Which file a button means: its address as the page gives it now, not as it was when the button was drawn. */
export function findDocumentFile(page: PageRule, root: ParentNode): FoundFile | undefined {
  return readFile(page.file, pageScope(root));
}
