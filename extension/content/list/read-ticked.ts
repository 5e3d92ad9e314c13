import { isSameLetter, readIdentity } from '../../../shared/profile/identity.ts';
import { type FoundFile, readAddress, readFields, readFile } from '../../../shared/profile/read.ts';
import type { ReadingScope } from '../../../shared/profile/readable.ts';
import type { ListedLetter, PageProfile } from '../../messages/page.ts';
import { pageScope, pageTitle } from '../scope.ts';
import { findAttachments, findDocumentFile, pageFile } from '../take.ts';
import { pageBehind } from './behind.ts';
import { keyNow, type TickableRow, tickableRows } from './rows.ts';

/** A letter of the list, with what is needed when only the page itself can ask for its file. */
export interface ReadLetter {
  letter: ListedLetter;
  file: FoundFile;
  attachments: FoundFile[];
  scope: ReadingScope;
}

/** Pages behind rows that are asked for together: the office's own system must not feel it. */
const AT_ONCE = 2;

/** The row that shows the letter by now: while others are read, a grid may scroll, or be drawn anew. */
const rowNow = (row: TickableRow, profile: PageProfile): TickableRow | undefined =>
  keyNow(row, profile) === row.key
    ? row
    : tickableRows(row.list, profile).find(({ key, rule }) => key === row.key && rule === row.rule);

async function readRow(
  ticked: TickableRow,
  profile: PageProfile,
  signal: AbortSignal,
): Promise<ReadLetter | undefined> {
  const row = rowNow(ticked, profile);
  if (!row) return undefined;
  const { list, page, root } = row;
  const here = pageScope(root, profile.encoding);
  const address = list.document && readAddress(list.document, here);
  if (list.document && address === undefined) return undefined;
  const scope = address === undefined ? here : await pageBehind(address, page, profile.encoding, signal);
  if (!scope) return undefined;
  const then = readIdentity(page, scope);
  const file =
    address === undefined ? await findDocumentFile(page, scope, signal) : readFile(page.file, scope);
  if (!file || !isSameLetter(then, readIdentity(page, scope))) return undefined;
  const attachments = row.rule.send ? findAttachments(page, scope, file) : [];
  return {
    file,
    attachments,
    scope,
    letter: {
      address: scope.address,
      fields: readFields(page.fields, scope),
      identity: readIdentity(page, scope, file),
      file: pageFile(file),
      attachments: attachments.map(pageFile),
      title: pageTitle(),
    },
  };
}

/** Reads all rows, in their order; undefined where a letter could not be read. Ends early when it is stopped. */
export async function readTicked(
  rows: readonly TickableRow[],
  profile: PageProfile,
  signal: AbortSignal,
  onRead: (done: number) => void,
): Promise<(ReadLetter | undefined)[]> {
  const letters: (ReadLetter | undefined)[] = rows.map(() => undefined);
  const waiting = [...rows.entries()];
  let done = 0;
  const lane = async () => {
    for (let next = waiting.shift(); next && !signal.aborted; next = waiting.shift()) {
      const [index, row] = next;
      letters[index] = await readRow(row, profile, signal).catch(() => undefined);
      done += 1;
      onRead(done);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return letters;
}
