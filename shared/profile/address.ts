/** True when `address` fits a match pattern (`https://*.example.vn/path/*`); a pattern without port fits all. */
export function matchesPattern(pattern: string, address: string): boolean {
  const parts = /^(\*|https?):\/\/([^/:]+)(?::(\d+|\*))?(\/.*)$/u.exec(pattern);
  if (!parts || !URL.canParse(address)) return false;
  const [, scheme = '', host = '', port, path = ''] = parts;
  const url = new URL(address);
  const protocol = url.protocol.slice(0, -1);
  if (protocol !== 'http' && protocol !== 'https') return false;
  if (scheme !== '*' && scheme !== protocol) return false;
  if (!hostFits(host, url.hostname)) return false;
  const actualPort = url.port === '' ? (protocol === 'https' ? '443' : '80') : url.port;
  if (port !== undefined && port !== '*' && port !== actualPort) return false;
  const glob = path.replace(/[.+?^${}()|[\]\\]/gu, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${glob}$`, 'u').test(url.pathname + url.search);
}

function hostFits(pattern: string, host: string): boolean {
  if (pattern === '*') return true;
  if (pattern.startsWith('*.')) return host === pattern.slice(2) || host.endsWith(pattern.slice(1));
  return host === pattern;
}

export const matchesAny = (patterns: readonly string[], address: string): boolean =>
  patterns.some((pattern) => matchesPattern(pattern, address));
