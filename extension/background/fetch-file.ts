import { shownFileName } from '../../shared/edxml/read/file-name.ts';
import { KyguiError } from '../../shared/errors.ts';
import { matchesAny } from '../../shared/profile/address.ts';
import type { FoundFile } from '../../shared/profile/read.ts';
import type { SiteProfile } from '../../shared/profile/schema.ts';

/** Largest file taken from a page, MB; the bridge has its own limit. */
export const FILE_LIMIT_MB = 200;
export const FILE_LIMIT = FILE_LIMIT_MB * 1024 * 1024;
const FETCH_TIMEOUT_MS = 120_000;

/** Other hosts that files of a site may lie on. */
type FileHosts = Pick<SiteProfile, 'filesFrom'>;

/** True for addresses that only this computer or its network segment can mean. */
function isLocal(host: string): boolean {
  const name = host.replace(/^\[|\]$|\.$/gu, '').toLowerCase();
  if (name.includes(':')) return name === '::' || name === '::1' || /^(fe[89ab]|f[cd]|::ffff:)/u.test(name);
  // Browsers write every form of an IPv4 address as four decimals: what is not that is a name.
  if (!/^\d+(\.\d+){3}$/u.test(name)) return name === 'localhost' || name.endsWith('.localhost');
  return /^(127|0|10|169\.254|192\.168|172\.(1[6-9]|2\d|3[01]))\./u.test(name);
}

/**
 * Throws unless the file lies on the page's own origin or on a host that the profile names. The page could not
 * make the extension fetch from the loopback or the private network in its stead: those only count when the page
 * itself comes from there.
 */
export function checkFileAddress(address: string, origin: string, profile: FileHosts): void {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const web = url && (url.protocol === 'https:' || url.protocol === 'http:');
  if (!url || !web || url.username !== '' || url.password !== '') {
    throw new KyguiError('SITE_ADDRESS_REFUSED', { host: url?.host ?? '?' });
  }
  if (url.origin === origin) return;
  const named = matchesAny(profile.filesFrom ?? [], address);
  if (!named || (isLocal(url.hostname) && !isLocal(new URL(origin).hostname))) {
    throw new KyguiError('SITE_ADDRESS_REFUSED', { host: url.host });
  }
}

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

async function failureOf(response: Response, file: Blob): Promise<KyguiError> {
  const start = (await file.slice(0, 2048).text()).trimStart().toLowerCase();
  const isPage = start.startsWith('<!doctype html') || start.startsWith('<html');
  const asksLogin = response.status === 401 || response.status === 403 || (isPage && response.redirected);
  if (asksLogin || (isPage && start.includes('password'))) return new KyguiError('SITE_SESSION_EXPIRED');
  if (!response.ok) return new KyguiError('SITE_FETCH_FAILED', { reason: `HTTP ${response.status}` });
  return isPage ? new KyguiError('SITE_SESSION_EXPIRED') : new KyguiError('PDF_NOT_PDF');
}

/** Told of bytes that have come, and of how many will come; null when the site does not say. */
export type OnBytes = (done: number, total: number | null) => void;

async function readLimited(response: Response, onBytes?: OnBytes): Promise<Blob> {
  const declared = Number(response.headers.get('content-length') ?? 0);
  if (declared > FILE_LIMIT) throw new KyguiError('SITE_FILE_TOO_LARGE', { limit: FILE_LIMIT_MB });
  if (!response.body) return new Blob([]);
  let size = 0;
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        size += chunk.byteLength;
        if (size > FILE_LIMIT)
          controller.error(new KyguiError('SITE_FILE_TOO_LARGE', { limit: FILE_LIMIT_MB }));
        else controller.enqueue(chunk);
        onBytes?.(size, declared > 0 ? declared : null);
      },
    }),
  );
  try {
    return await new Response(counted).blob();
  } catch (failure) {
    if (failure instanceof KyguiError) throw failure;
    // The line broke, or the time was over, in the middle of the file.
    throw fetchFailure(failure);
  }
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
): Promise<{ response: Response; bytes: Blob }> {
  checkFileAddress(file.address, origin, profile);
  const request: RequestInit = {
    credentials: 'include',
    cache: 'no-store',
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
    headers,
  };
  if (file.post) {
    request.method = 'POST';
    request.body = new URLSearchParams(file.post);
  }
  let response: Response;
  try {
    response = await fetch(file.address, request);
  } catch (failure) {
    throw fetchFailure(failure);
  }
  // A redirect may have led elsewhere: the same rule holds for where the bytes really came from.
  if (response.redirected) checkRedirect(response, origin, profile);
  return { response, bytes: await readLimited(response, onBytes) };
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
  const { response, bytes } = await fetchBytes(file, origin, profile, { ...accept, ...headers }, onBytes);
  if (!response.ok || !(await looksLikePdf(bytes))) throw await failureOf(response, bytes);
  return bytes;
}

/** Takes a file of any kind that goes with a letter; a page instead of it means that the session has ended. */
export async function fetchAttached(
  file: FoundFile,
  origin: string,
  profile: FileHosts,
): Promise<{ file: Blob; name: string }> {
  const { response, bytes } = await fetchBytes(file, origin, profile, { Accept: '*/*' });
  const isPage = response.headers.get('content-type')?.includes('html') ?? false;
  if (!response.ok || (isPage && !/\.html?$/iu.test(file.name))) throw await failureOf(response, bytes);
  return { file: bytes, name: nameWithExtension(file.name, response.headers) };
}

const EXTENSION = /\.[\p{L}\p{N}]{1,12}$/u;

/** A link's text often lacks the extension that receivers need: then the server's own name for the file counts. */
export function nameWithExtension(name: string, headers: Pick<Headers, 'get'>): string {
  if (EXTENSION.test(name)) return name;
  const disposition = headers.get('content-disposition') ?? '';
  const encoded = /filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/iu.exec(disposition)?.[1];
  const plain = /filename\s*=\s*(?:"([^"]*)"|([^;\s]+))/iu.exec(disposition);
  const given = decoded(encoded ?? plain?.[1] ?? plain?.[2] ?? '').replace(/^.*[/\\]/u, '');
  if (EXTENSION.test(given)) return shownFileName(given.normalize('NFC'));
  const kind = headers.get('content-type')?.split(';')[0]?.trim() ?? '';
  return kind === 'application/pdf' ? `${name}.pdf` : name;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
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

function checkRedirect(response: Response, origin: string, profile: FileHosts): void {
  try {
    checkFileAddress(response.url, origin, profile);
  } catch (refused) {
    // Log-in servers on another host are the usual reason.
    if (response.headers.get('content-type')?.includes('html')) throw new KyguiError('SITE_SESSION_EXPIRED');
    throw refused;
  }
}
