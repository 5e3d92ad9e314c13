import { VGCA_HOSTS, VGCA_PORT } from '../../shared/vgca/operations.ts';
import { type KeptUrl, kept, natives } from './natives.ts';

const HOSTS = kept.set(VGCA_HOSTS);
const SOCKETS = kept.set(['wss:', 'ws:', 'https:', 'http:']);
const REQUESTS = kept.set(['https:', 'http:']);

function atVgca(text: string, protocols: typeof SOCKETS): KeptUrl | undefined {
  try {
    // Elements of a page may be named like the property that tells its base.
    const url = natives.apply(natives.isUrl, natives.URL, [text])
      ? kept.url(text)
      : kept.url(text, document.baseURI);
    const here = url.port === VGCA_PORT && HOSTS.has(url.hostname);
    return here && protocols.has(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What a constructor was given, its address made text in place: turned once only, as by the browser, because turning may
 * have effects.
 */
export function withOneText(given: unknown[]): unknown[] {
  const address = given[0];
  if (typeof address === 'object' && address !== null) given[0] = `${address as unknown as string}`;
  return given;
}

/** The address of a socket when it is the signing program's, as the browser would write it; else undefined. */
export function isVgcaUrl(value: unknown): KeptUrl | undefined {
  if (typeof value !== 'string') return undefined;
  const url = atVgca(value, SOCKETS);
  if (!url) return undefined;
  url.hash = '';
  if (url.protocol === 'https:') url.protocol = 'wss:';
  else if (url.protocol === 'http:') url.protocol = 'ws:';
  return url;
}

/** The address by which a page looks whether the signing program is there, as the browser would write it; else undefined. */
export function vgcaProbe(value: unknown): string | undefined {
  if (typeof value !== 'string' && !(value instanceof natives.URL)) return undefined;
  const url = atVgca(`${value}`, REQUESTS);
  if (!url) return undefined;
  url.hash = '';
  return url.href;
}
