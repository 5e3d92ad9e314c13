import { KyguiError } from '../../shared/errors.ts';
import type { FoundFile } from '../../shared/profile/read.ts';
import { checkFileAddress, checkRedirect, type FileHosts } from './address-rules.ts';
import type { OnBytes } from './link.ts';
import { fetchChecked } from './redirects.ts';
import { nameWithExtension } from './server-name.ts';
import { patienceMs } from './slow-line.ts';

/** Largest file taken from a page or from the clerk, MB; the bridge has its own limit. */
const FILE_LIMIT_MB = 200;

/** @throws SITE_FILE_TOO_LARGE */
export function checkSize(bytes: number): void {
  if (bytes > FILE_LIMIT_MB * 1024 * 1024)
    throw new KyguiError('SITE_FILE_TOO_LARGE', { limit: FILE_LIMIT_MB });
}

const LOOK_EVERY_MS = 1000;

/** Files that live in the page's memory: no request of ours can fetch them. */
export const isPageOnly = (address: string): boolean => address.startsWith('blob:');

/** Files that the page itself asks for and pours in: its memory, or a request with tokens of its own. */
export const isFromPage = (file: Pick<FoundFile, 'address' | 'fromPage'>): boolean =>
  file.fromPage === true || isPageOnly(file.address);

/** First bytes of a PDF; ISO 32000-2 7.5.2, with the leniency of readers: within the first 1024 bytes. */
async function looksLikePdf(file: Blob): Promise<boolean> {
  return (await file.slice(0, 1024).text()).includes('%PDF-');
}

/** @throws PDF_NOT_PDF */
export async function checkPdf(file: Blob): Promise<void> {
  if (!(await looksLikePdf(file))) throw new KyguiError('PDF_NOT_PDF');
}

async function failureOf(response: Response, file: Blob, redirected: boolean): Promise<KyguiError> {
  const start = (await file.slice(0, 2048).text()).trimStart().toLowerCase();
  const isPage = start.startsWith('<!doctype html') || start.startsWith('<html');
  const asksLogin = response.status === 401 || response.status === 403 || (isPage && redirected);
  if (asksLogin || (isPage && start.includes('password'))) return new KyguiError('SITE_SESSION_EXPIRED');
  if (!response.ok) return new KyguiError('SITE_FETCH_FAILED', { reason: `HTTP ${response.status}` });
  return isPage ? new KyguiError('SITE_SESSION_EXPIRED') : new KyguiError('PDF_NOT_PDF');
}

async function readLimited(response: Response, onBytes: OnBytes): Promise<Blob> {
  const declared = Number(response.headers.get('content-length') ?? 0);
  checkSize(declared);
  if (!response.body) return new Blob([]);
  let size = 0;
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        size += chunk.byteLength;
        checkSize(size);
        controller.enqueue(chunk);
        onBytes(size, declared > 0 ? declared : null);
      },
    }),
  );
  return await new Response(counted).blob();
}

function fetchFailure(failure: unknown): KyguiError {
  const reason = (failure as Error).name === 'TimeoutError' ? 'timeout' : 'network';
  return new KyguiError('SITE_FETCH_FAILED', { reason });
}

/** Asks with the session of the page: the browser adds the cookies, nobody else ever sees them. */
async function fetchBytes(
  file: FoundFile,
  origin: string,
  profile: FileHosts,
  headers: Record<string, string>,
  onBytes?: OnBytes,
): Promise<{ response: Response; redirected: boolean; bytes: Blob }> {
  const patience = new AbortController();
  const started = performance.now();
  let read = 0;
  const watch = setInterval(() => {
    const isOver = performance.now() - started > patienceMs(read);
    if (isOver) patience.abort(new DOMException('too slow', 'TimeoutError'));
  }, LOOK_EVERY_MS);
  const request: RequestInit = {
    credentials: 'include',
    cache: 'no-store',
    signal: patience.signal,
    headers,
  };
  if (file.post) {
    request.method = 'POST';
    request.body = new URLSearchParams(file.post);
  }
  const check = (address: string, isRedirect: boolean) =>
    isRedirect ? checkRedirect(address, origin, profile) : checkFileAddress(address, origin, profile);
  try {
    const { response, redirected } = await fetchChecked(file.address, request, check);
    const bytes = await readLimited(response, (size, of) => {
      read = size;
      onBytes?.(size, of);
    });
    return { response, redirected, bytes };
  } catch (failure) {
    throw failure instanceof KyguiError ? failure : fetchFailure(failure);
  } finally {
    clearInterval(watch);
  }
}

/** Takes a PDF with the session of the page. */
export async function fetchFile(
  file: FoundFile,
  origin: string,
  profile: FileHosts,
  headers: Record<string, string> = {},
  onBytes?: OnBytes,
): Promise<Blob> {
  const accept = { Accept: 'application/pdf,*/*;q=0.5' };
  const asked = { ...accept, ...headers };
  const { response, redirected, bytes } = await fetchBytes(file, origin, profile, asked, onBytes);
  if (!response.ok || !(await looksLikePdf(bytes))) throw await failureOf(response, bytes, redirected);
  return bytes;
}

/** Takes a file of any kind that goes with a letter; a page instead of it means that the session has ended. */
export async function fetchAttached(
  file: FoundFile,
  origin: string,
  profile: FileHosts,
): Promise<{ file: Blob; name: string }> {
  const { response, redirected, bytes } = await fetchBytes(file, origin, profile, { Accept: '*/*' });
  const isPage = response.headers.get('content-type')?.includes('html') ?? false;
  if (!response.ok || (isPage && !/\.html?$/iu.test(file.name)))
    throw await failureOf(response, bytes, redirected);
  return { file: bytes, name: nameWithExtension(file.name, response.headers) };
}

/** What a tab shows, when that is a PDF. @throws SITE_NO_PDF when it shows anything else */
export async function fetchTabFile(job: { file: FoundFile; source: { origin: string } }): Promise<Blob> {
  try {
    return await fetchFile(job.file, job.source.origin, {});
  } catch (thrown) {
    const code = thrown instanceof KyguiError ? thrown.code : undefined;
    // A page that is no PDF looks like a log-in page; what the tab shows, the session may fetch.
    if (code === 'PDF_NOT_PDF' || code === 'SITE_SESSION_EXPIRED') throw new KyguiError('SITE_NO_PDF');
    throw thrown;
  }
}
