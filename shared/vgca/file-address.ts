/** Where the file of a request lies. */
export type FileSource =
  /** The clerk picks a file of this computer; `name` is only a proposal. */
  | { from: 'clerk'; name: string }
  /** Lives in the memory of the page; only the page can read it. */
  | { from: 'page'; address: string; name: string }
  | { from: 'web'; address: string; name: string };

/** Integrators trim at 170 characters because longer names break the incumbent. */
const NAME_LIMIT = 150;

/** Base name for the upload: the original name, forced to `.pdf`, without what breaks a multipart header. */
export function uploadName(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/u).at(-1) ?? '';
  const clean = last.replace(/["\p{Cc}\p{Cf}]/gu, '').trim();
  const stem = clean.replace(/\.pdf$/iu, '');
  return `${[...stem].slice(0, NAME_LIMIT).join('') || 'van-ban'}.pdf`;
}

/** Name in the last segment of an address; escapes that are no UTF-8 stay as they are. */
function nameOf(url: URL): string {
  const last = url.pathname.split('/').filter(Boolean).at(-1) ?? '';
  try {
    return uploadName(decodeURIComponent(last));
  } catch {
    return uploadName(last);
  }
}

/**
 * What `FileName` means on a page: nothing and bare or local names let the clerk pick; a path with a slash is
 * resolved against the page. Blanks and letters of Vietnamese are escaped, everything else (double slashes,
 * `(S(…))`, escapes) stays. Undefined when it is no address at all, or still `data:`: what the page could unpack lies in
 * its memory.
 */
export function fileSource(name: string, page: string): FileSource | undefined {
  const wanted = name.trim();
  const isLocalPath = /^[a-z]:[\\/]/iu.test(wanted) || wanted.startsWith('\\\\');
  const isBareName = !/[/?]/u.test(wanted) && !/^[a-z][a-z0-9+.-]*:/iu.test(wanted);
  if (wanted === '' || isLocalPath || isBareName) {
    return { from: 'clerk', name: wanted === '' ? '' : uploadName(wanted) };
  }
  const address = webAddress(wanted, page);
  if (address === undefined) return undefined;
  const url = new URL(address);
  if (url.protocol === 'blob:') return { from: 'page', address, name: 'van-ban.pdf' };
  if (url.protocol === 'data:') return undefined;
  return { from: 'web', address, name: nameOf(url) };
}

/** An address of a request, resolved against the page and minimally escaped; undefined when it is none. */
export function webAddress(text: string, page: string): string | undefined {
  return URL.canParse(text.trim(), page) ? new URL(text.trim(), page).href : undefined;
}
