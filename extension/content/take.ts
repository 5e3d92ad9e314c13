import { type FoundFile, readFile } from '../../shared/profile/read.ts';
import type { PageRule } from '../../shared/profile/schema.ts';
import { pourFile, takePort } from '../messages/pieces.ts';
import { runtime } from './ask.ts';
import { pageScope } from './scope.ts';

/** Which file a button means: its address as the page gives it now, not as it was when the button was drawn. */
export function findDocumentFile(page: PageRule, root: ParentNode): FoundFile | undefined {
  return readFile(page.file, pageScope(root));
}

/** A file that lives in the page's memory only is poured to the worker; every other is fetched by the worker. */
export async function sendPageFile(file: FoundFile, jobKey: string): Promise<void> {
  if (!file.address.startsWith('blob:')) return;
  const port = runtime().connect({ name: takePort(jobKey) });
  try {
    await pourFile(port, await (await fetch(file.address)).blob());
  } catch {
    // The worker tells the clerk when the port ends before the file does.
    port.disconnect();
  }
}
