import browser, { type WebRequest } from 'webextension-polyfill';
import { KyguiError } from '../../shared/errors.ts';

/** Redirects that one request may take; browsers themselves end at 20. */
const MOST_HOPS = 10;
/** The browser tells of a redirect apart from the answer, a moment before or after it. */
const TOLD_WITHIN_MS = 5000;

interface Redirect {
  status: number;
  to: string;
}

/** Redirects that answered requests of this worker, by the address that was asked. */
class Redirects {
  readonly #told = new Map<string, Redirect>();
  #wake: () => void = () => undefined;

  readonly #hear = ({
    url,
    statusCode,
    responseHeaders,
    ...from
  }: WebRequest.OnHeadersReceivedDetailsType) => {
    const by = (from as { initiator?: string }).initiator ?? from.originUrl ?? '';
    if (!`${by}/`.startsWith(browser.runtime.getURL(''))) return undefined;
    const header = responseHeaders?.find(({ name }) => name.toLowerCase() === 'location');
    const to = header?.value ?? String.fromCharCode(...(header?.binaryValue ?? []));
    if (statusCode >= 300 && statusCode < 400 && to !== '' && URL.canParse(to, url)) {
      this.#told.set(url, { status: statusCode, to: new URL(to, url).href });
      this.#wake();
    }
    return undefined;
  };

  async listen(): Promise<void> {
    // Requests of tabs are none of ours; nothing is heard of them.
    const filter = { urls: ['http://*/*', 'https://*/*'], tabId: -1 };
    browser.webRequest.onHeadersReceived.addListener(this.#hear, filter, ['responseHeaders']);
    // Answered after the browser has taken the listener.
    await browser.runtime.getPlatformInfo();
  }

  stop(): void {
    browser.webRequest.onHeadersReceived.removeListener(this.#hear);
  }

  async of(address: string): Promise<Redirect | undefined> {
    if (!this.#told.has(address)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, TOLD_WITHIN_MS);
      });
    }
    return this.#told.get(address);
  }
}

/**
 * Fetches as a browser does, and asks `check` about each address before anything is sent there: a page could name an
 * address of its own that leads on into the loopback or the private network. Tells whether it was led on.
 * @throws what `check` throws; SITE_FETCH_FAILED when a redirect leads nowhere
 */
export async function fetchChecked(
  address: string,
  request: RequestInit,
  check: (address: string, isRedirect: boolean) => void,
): Promise<{ response: Response; redirected: boolean }> {
  const redirects = new Redirects();
  check(address, false);
  await redirects.listen();
  try {
    let next: RequestInit = { ...request, redirect: 'manual' };
    let at = new URL(address);
    for (let hop = 0; hop <= MOST_HOPS; hop += 1) {
      at.hash = '';
      const response = await fetch(at.href, next);
      if (response.type !== 'opaqueredirect') return { response, redirected: hop > 0 };
      const redirect = await redirects.of(at.href);
      if (!redirect) break;
      check(redirect.to, true);
      next = requestAfter(redirect, at, next);
      at = new URL(redirect.to);
    }
    throw new KyguiError('SITE_FETCH_FAILED', { reason: 'redirect' });
  } finally {
    redirects.stop();
  }
}

/** What is asked of the next address: Fetch standard, "HTTP-redirect fetch". */
function requestAfter({ status, to }: Redirect, from: URL, request: RequestInit): RequestInit {
  const { body, method, ...rest } = request;
  const keeps = status === 307 || status === 308;
  const headers = new Headers(rest.headers);
  if (new URL(to).origin !== from.origin) headers.delete('authorization');
  return {
    ...rest,
    headers,
    ...(keeps && method !== undefined && { method }),
    ...(keeps && body && { body }),
  };
}
