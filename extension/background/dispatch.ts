import browser, { type Runtime } from 'webextension-polyfill';
import { KyguiError, toKyguiError } from '../../shared/errors.ts';
import { NO_ORIGIN } from '../messages/job.ts';
import type { Ask, Reply } from '../messages/reply.ts';
import type { Action, PageSender, Workshop } from './action.ts';

function isAsk(message: unknown): message is Ask {
  return typeof message === 'object' && message !== null && typeof (message as Ask).action === 'string';
}

/** True for the extension's own pages: same extension, and the browser says the document is ours. */
function isOwnWindow(sender: Runtime.MessageSender): boolean {
  return sender.id === browser.runtime.id && (sender.url ?? '').startsWith(browser.runtime.getURL(''));
}

/** Describes a page as the browser reports it, or undefined when the sender is no content script of ours. */
export function pageSender(sender: Runtime.MessageSender): PageSender | undefined {
  const { tab, url, frameId } = sender;
  if (sender.id !== browser.runtime.id || tab?.id === undefined || url === undefined) return undefined;
  // `origin` is Chromium's own word; Firefox gives the frame's URL only.
  const reported = (sender as { origin?: string }).origin;
  // What a site made in its own memory, or wrote into an empty window, belongs to it by the browser's word alone.
  const isMade = /^(?:blob:https?:|about:blank$)/u.test(url) && /^https?:/u.test(reported ?? '');
  if (!isMade && !/^https?:/u.test(url)) return undefined;
  // A sandboxed frame has no origin: it is content that the site itself does not trust, whatever its address says.
  if (reported === 'null') return undefined;
  const origin = reported ?? new URL(url).origin;
  // Chromium names the address at which the script was started; a single-page application has gone on since.
  const live = frameId === 0 && tab.url !== undefined && originOf(tab.url) === origin ? tab.url : url;
  // The browser keeps the address of a tab that is no web page to itself (`about:blank`, `data:`): a frame in it is not
  // alone, and its window must say so.
  const tabOrigin = (tab.url !== undefined && originOf(tab.url)) || (frameId ? NO_ORIGIN : null);
  return { tabId: tab.id, frameId: frameId ?? 0, origin, tabOrigin, address: live, title: tab.title ?? '' };
}

const originOf = (address: string): string | undefined =>
  URL.canParse(address) ? new URL(address).origin : undefined;

/** The page as it stands now: the address of a frame is asked for, because its application may have gone on too. */
export async function pageNow(page: PageSender): Promise<PageSender> {
  if (page.frameId === 0) return page;
  const target = { tabId: page.tabId, frameIds: [page.frameId] };
  const [answer] = await browser.scripting
    .executeScript({ target, func: () => location.href })
    .catch(() => []);
  const address = answer?.result;
  return typeof address === 'string' && originOf(address) === page.origin ? { ...page, address } : page;
}

async function run(action: Action, ask: Ask, sender: Runtime.MessageSender, workshop: Workshop) {
  const body = action.body.safeParse(ask.body);
  if (action.from === 'window') {
    if (!isOwnWindow(sender)) throw new KyguiError('SITE_SENDER_REFUSED');
    if (!body.success) throw new KyguiError('USAGE', { problem: action.name });
    return action.run(body.data, workshop);
  }
  const page = pageSender(sender);
  if (!page || !body.success) throw new KyguiError('SITE_SENDER_REFUSED');
  return action.run(body.data, await pageNow(page), workshop);
}

/** Answers messages from pages and windows; every failure comes back as a code of the closed list. */
export function answerMessages(actions: readonly Action[], workshop: Workshop): void {
  const byName = new Map(actions.map((action) => [action.name, action]));
  browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
    if (!isAsk(message)) return undefined;
    const action = byName.get(message.action);
    if (!action) return undefined;
    return run(action, message, sender, workshop).then(
      (body): Reply<unknown> => ({ ok: true, body }),
      (thrown): Reply<unknown> => {
        const { code, details } = toKyguiError(thrown);
        return { ok: false, error: { code, details: { ...details } } };
      },
    );
  });
}
