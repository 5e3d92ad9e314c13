import { isBesideRows } from '../../shared/profile/identity.ts';
import { type FoundFile, isInPage, readFile, readFiles } from '../../shared/profile/read.ts';
import type { ReadingScope } from '../../shared/profile/readable.ts';
import { ATTACHMENT_LIMIT, type PageFile } from '../messages/job.ts';
import type { KnownPage } from '../messages/page.ts';
import { pourFailure, pourFile, takePort } from '../messages/pieces.ts';
import { runtime } from './ask.ts';
import { pressForFile } from './catch-file.ts';
import { foundAfterOpening, one } from './controls.ts';
import { fileBehindRow, releaseFile } from './row-file.ts';

/** Which file a button means: its address as the page gives it now, not as it was when the button was drawn. */
export function findDocumentFile(
  page: KnownPage,
  scope: ReadingScope,
  signal?: AbortSignal,
): Promise<FoundFile | undefined> {
  if (isBesideRows(page)) return fileBehindRow(page, scope, signal);
  return foundAfterOpening(() => readFile(page.file, scope), page.file.open, scope);
}

/** Files that go with the letter, each once; the letter itself is not among them. */
export function findAttachments(page: KnownPage, scope: ReadingScope, letter: FoundFile): FoundFile[] {
  const found = new Map<string, FoundFile>();
  for (const rule of page.attachments ?? []) {
    for (const file of readFiles(rule, scope)) {
      const isOther = file.address !== letter.address || file.post !== undefined;
      if (isOther) found.set(`${file.address} ${JSON.stringify(file.post ?? null)}`, file);
    }
  }
  return [...found.values()].slice(0, ATTACHMENT_LIMIT);
}

/** Tokens and form fields of the request stay in the page, and so does a file that is written out in its address. */
export const pageFile = ({ address, name, fromPage = false }: FoundFile): PageFile => ({
  address: address.startsWith('data:') ? 'data:' : address,
  name,
  fromPage,
});

/** Fields of the page's form, files left out, with those of the rule above them. */
function formBody(file: FoundFile, scope: ReadingScope): FormData | URLSearchParams {
  // In a list the form lies around the rows.
  const form =
    file.form === undefined
      ? undefined
      : (one(file.form, scope) ?? one(file.form, { ...scope, root: scope.page }));
  const fields = new FormData(form?.localName === 'form' ? (form as HTMLFormElement) : undefined);
  for (const [name, value] of [...fields]) if (typeof value !== 'string') fields.delete(name);
  for (const [name, value] of Object.entries(file.post ?? {})) fields.set(name, value);
  if (form && (form as HTMLFormElement).enctype === 'multipart/form-data') return fields;
  return new URLSearchParams(
    [...fields].filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}

async function askForFile(file: FoundFile, scope: ReadingScope): Promise<Response | undefined> {
  const target = new URL(file.address, location.href);
  if (!isInPage(target.href) && target.origin !== location.origin) return undefined;
  return fetch(target, {
    credentials: 'include',
    ...(file.headers && { headers: file.headers }),
    ...(file.post && { method: 'POST', body: formBody(file, scope) }),
  });
}

/** Asks for the file as the page itself would; its session and tokens never leave its own origin. */
export async function fetchInPage(
  file: FoundFile,
  scope: ReadingScope,
): Promise<Blob | 'session' | 'failed'> {
  const response = await (file.pressed === undefined
    ? askForFile(file, scope)
    : pressForFile(file.pressed, scope));
  if (!response) return 'failed';
  const isPage = response.headers.get('content-type')?.includes('html') ?? false;
  if (response.status === 401 || response.status === 403 || isPage) return 'session';
  return response.ok ? response.blob() : 'failed';
}

/** A file that only the page can ask for is poured to the worker; every other is fetched by the worker. */
export async function sendPageFile(file: FoundFile, portName: string, scope: ReadingScope): Promise<void> {
  if (!file.fromPage) return;
  const port = runtime().connect({ name: portName });
  try {
    const taken = await fetchInPage(file, scope);
    if (taken === 'session') pourFailure(port, 'SITE_SESSION_EXPIRED');
    else if (taken === 'failed') pourFailure(port, 'SITE_FETCH_FAILED');
    else await pourFile(port, taken);
  } catch {
    // The worker tells the clerk when the port ends before the file does.
    port.disconnect();
  } finally {
    releaseFile(file);
  }
}

/** The files of one letter that only the page can ask for, one after the other. */
export async function sendPageFiles(
  jobKey: string,
  file: FoundFile,
  attachments: readonly FoundFile[],
  scope: ReadingScope,
): Promise<void> {
  await sendPageFile(file, takePort(jobKey), scope);
  for (const [index, one] of attachments.entries()) await sendPageFile(one, takePort(jobKey, index), scope);
}
