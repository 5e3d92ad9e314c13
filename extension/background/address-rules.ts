import { KyguiError } from '../../shared/errors.ts';
import { matchesAny } from '../../shared/profile/address.ts';
import type { SiteProfile } from '../../shared/profile/schema.ts';

/** Other hosts that files of a site may lie on. */
export type FileHosts = Pick<SiteProfile, 'filesFrom'>;

/** True for addresses that only this computer or its network segment can mean. */
function isLocal(host: string): boolean {
  const name = host.replace(/^\[|\]$|\.$/gu, '').toLowerCase();
  // With those that carry an IPv4 address: mapped, compatible, and behind a translator (RFC 6052).
  if (name.includes(':')) return /^(::|fe[89a-f]|f[cd]|64:ff9b:)/u.test(name);
  // Browsers write every form of an IPv4 address as four decimals: what is not that is a name.
  if (!/^\d+(\.\d+){3}$/u.test(name)) return name === 'localhost' || name.endsWith('.localhost');
  return /^(127|0|10|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./u.test(
    name,
  );
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
    // `data:`, `file:` and their like name no host.
    throw new KyguiError('SITE_ADDRESS_REFUSED', { host: url?.host || url?.protocol || '?' });
  }
  if (url.origin === origin) return;
  const named = matchesAny(profile.filesFrom ?? [], address);
  if (!named || (isLocal(url.hostname) && !isLocal(new URL(origin).hostname))) {
    throw new KyguiError('SITE_ADDRESS_REFUSED', { host: url.host });
  }
}

/** Words of addresses that ask who one is. */
const LOG_IN =
  /log-?[io]n|sign-?in|dang-?nhap|sso|oauth|adfs|saml|(?:^|[/.])(?:cas|auth|account|idp|identity)(?:$|[/.?])/iu;

/** A redirect leads to where files of the site may lie, or is refused before anything is asked there. */
export function checkRedirect(address: string, origin: string, profile: FileHosts): void {
  try {
    checkFileAddress(address, origin, profile);
  } catch (refused) {
    // Log-in servers on another host are the usual reason.
    const { hostname, pathname } = new URL(address);
    if (!isLocal(hostname) && LOG_IN.test(`${hostname}${pathname}`))
      throw new KyguiError('SITE_SESSION_EXPIRED');
    throw refused;
  }
}
