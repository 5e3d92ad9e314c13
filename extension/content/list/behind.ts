import { holds } from '../../../shared/profile/read.ts';
import type { ReadableRoot, ReadingScope } from '../../../shared/profile/readable.ts';
import type { Encoding } from '../../../shared/profile/schema.ts';
import type { KnownPage } from '../../messages/page.ts';
import { pageScope } from '../scope.ts';

const ANSWER_WITHIN_MS = 60_000;

/** A page of this origin, parsed with the character set that it names; none of its scripts run, nothing is loaded. */
function load(
  address: string,
  signal: AbortSignal,
): Promise<{ page: Document; address: string } | undefined> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('GET', address);
    request.responseType = 'document';
    request.timeout = ANSWER_WITHIN_MS;
    request.onload = () => {
      const page = request.responseXML;
      resolve(page && request.status < 400 ? { page, address: request.responseURL || address } : undefined);
    };
    request.onerror = () => resolve(undefined);
    request.ontimeout = () => resolve(undefined);
    request.onabort = () => resolve(undefined);
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send();
  });
}

const BLOCKS = 'address,dd,div,dt,h1,h2,h3,h4,h5,h6,li,ol,p,table,td,th,tr,ul';

/**
 * A page that is drawn gives its texts with the line breaks of `<br>` and blocks, by which lists such as "Nơi nhận" are
 * split; one that is only parsed does not, and shows the text of its scripts. Here it is made alike.
 */
export function breakLines(page: Document): void {
  for (const hidden of page.querySelectorAll('script,style,noscript')) hidden.textContent = '';
  const texts = page.createTreeWalker(page, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    if (text.parentElement?.closest('pre,textarea')) continue;
    text.nodeValue = (text.nodeValue ?? '').replace(/\s+/gu, ' ');
  }
  for (const line of page.querySelectorAll('br')) line.after('\n');
  for (const block of page.querySelectorAll(BLOCKS)) if (block.hasChildNodes()) block.append('\n');
}

/** The page behind a row as reading rules want it; undefined when it is no page of this kind (a log-in page, say). */
export async function pageBehind(
  address: string,
  rule: KnownPage,
  encoding: Encoding | undefined,
  signal: AbortSignal,
): Promise<ReadingScope | undefined> {
  // The session of the page goes along: it must not leave the page's own origin.
  if (!URL.canParse(address) || new URL(address).origin !== location.origin) return undefined;
  const loaded = await load(address, signal);
  if (!loaded || new URL(loaded.address).origin !== location.origin) return undefined;
  breakLines(loaded.page);
  const root = loaded.page as unknown as ReadableRoot;
  // There is no page around one that is only parsed.
  const { outside: _, ...own } = pageScope(document, encoding);
  const scope: ReadingScope = { ...own, root, page: root, address: loaded.address };
  return holds(rule.when, scope) ? scope : undefined;
}
