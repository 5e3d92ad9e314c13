import browser from 'webextension-polyfill';

/** What a browser made of one document of a tab. */
interface Shown {
  type: string;
  /** Whole, with what follows `#`. */
  address: string;
  /** Scheme, host and port that the document belongs to; `null` as a word for those that belong to nobody. */
  origin: string;
}

const withoutHash = (address: string): string => address.replace(/#.*/su, '');

/**
 * The document that a tab shows, when it belongs to a site. Browsers keep the addresses of documents to themselves that
 * a site made in its own memory (`blob:`) or wrote into an empty window (`about:blank`); their origin is the site's.
 */
export async function siteDocument(tabId: number): Promise<Pick<Shown, 'address' | 'origin'> | undefined> {
  const [top] = await look({ tabId });
  return top && /^https?:/u.test(top.origin) ? top : undefined;
}

/** True when the browser shows the tab itself as a PDF, whatever its address is like. */
export async function showsPdfItself(tabId: number): Promise<boolean> {
  const [top] = await look({ tabId });
  return top?.type === 'application/pdf';
}

/**
 * The address of the one PDF that a tab shows: itself, or in a frame of the same site. Undefined when it shows none,
 * or several, of which nobody could say which is meant.
 */
export async function shownPdf(tabId: number, origin: string): Promise<string | undefined> {
  const pdfs = (await look({ tabId, allFrames: true })).filter(({ type }) => type === 'application/pdf');
  const own = new Set(
    pdfs
      .map(({ address }) => withoutHash(address))
      .filter((one) => URL.canParse(one) && new URL(one).origin === origin),
  );
  const [only] = own;
  return own.size === 1 ? only : undefined;
}

/** Asked of the browser in a world of its own: the page's scripts have no say in it. Where it may not look it says nothing. */
async function look(target: { tabId: number; allFrames?: boolean }): Promise<Shown[]> {
  const func = () => ({ type: document.contentType, address: location.href, origin: self.origin });
  const found = await browser.scripting.executeScript({ target, func }).catch(() => []);
  return found
    .map(({ result }) => result as Partial<Shown> | null | undefined)
    .filter(
      (one): one is Shown =>
        typeof one?.type === 'string' && typeof one.address === 'string' && typeof one.origin === 'string',
    );
}
