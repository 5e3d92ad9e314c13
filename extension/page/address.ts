import { VGCA_HOSTS, VGCA_PORT } from '../../shared/vgca/operations.ts';
import { natives } from './natives.ts';

function atVgca(text: string, protocols: readonly string[]): URL | undefined {
  try {
    // Elements of a page may be named like the property that tells its base.
    const url = natives.URL.canParse(text) ? new natives.URL(text) : new natives.URL(text, document.baseURI);
    const here = url.port === VGCA_PORT && VGCA_HOSTS.includes(url.hostname);
    return here && protocols.includes(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}

/** What a constructor was given, its address as text: turned once only, as by the browser, because turning may have effects. */
export function withOneText(given: readonly unknown[]): unknown[] {
  const [address, ...rest] = given;
  return typeof address === 'object' && address !== null
    ? [`${address as unknown as string}`, ...rest]
    : [...given];
}

/** The address of a socket when it is the signing program's, as the browser would write it; else undefined. */
export function isVgcaUrl(value: unknown): URL | undefined {
  if (typeof value !== 'string') return undefined;
  const url = atVgca(value, ['wss:', 'ws:', 'https:', 'http:']);
  if (!url) return undefined;
  url.hash = '';
  url.protocol = url.protocol.replace(/^http/u, 'ws');
  return url;
}

/** The address by which a page looks whether the signing program is there, as the browser would write it; else undefined. */
export function vgcaProbe(value: unknown): string | undefined {
  if (typeof value !== 'string' && !(value instanceof natives.URL)) return undefined;
  const url = atVgca(`${value}`, ['https:', 'http:']);
  if (!url) return undefined;
  url.hash = '';
  return url.href;
}
