/** A host as browsers compare it: in lower case, and in ASCII where it is written with other letters. */
function canonical(host: string): string {
  const address = `http://${host}/`;
  return URL.canParse(address) ? new URL(address).hostname : host.toLowerCase();
}

/** True when `text` fits a pattern in which `*` is any text; in time that grows with their lengths alone. */
function fitsGlob(glob: string, text: string): boolean {
  const [start = '', ...pieces] = glob.split('*');
  const end = pieces.pop();
  if (end === undefined) return text === glob;
  if (!text.startsWith(start)) return false;
  let at = start.length;
  for (const piece of pieces) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - end.length >= at && text.endsWith(end);
}

/** True when `address` fits a match pattern (`https://*.example.vn/path/*`); a pattern without port fits all. */
export function matchesPattern(pattern: string, address: string): boolean {
  const parts = /^(\*|https?):\/\/(\[[^\]]+\]|[^/:]+)(?::(\d+|\*))?(\/.*)$/u.exec(pattern);
  if (!parts || !URL.canParse(address)) return false;
  const [, scheme = '', host = '', port, path = ''] = parts;
  const url = new URL(address);
  const protocol = url.protocol.slice(0, -1);
  if (protocol !== 'http' && protocol !== 'https') return false;
  if (scheme !== '*' && scheme !== protocol) return false;
  if (!hostFits(host, url.hostname)) return false;
  const actualPort = url.port === '' ? (protocol === 'https' ? '443' : '80') : url.port;
  if (port !== undefined && port !== '*' && port !== actualPort) return false;
  return fitsGlob(path, url.pathname + url.search);
}

function hostFits(pattern: string, host: string): boolean {
  if (pattern === '*') return true;
  if (!pattern.startsWith('*.')) return host === canonical(pattern);
  const name = canonical(pattern.slice(2));
  return host === name || host.endsWith(`.${name}`);
}

export const matchesAny = (patterns: readonly string[], address: string): boolean =>
  patterns.some((pattern) => matchesPattern(pattern, address));
