import browser from 'webextension-polyfill';
import type { InboxSummary } from '../../shared/protocol/commands/letters.ts';
import { UNREAD } from '../messages/unread.ts';
import { loadTexts, t } from '../texts/messages.ts';
import { openWindow } from './consent-window.ts';
import type { BridgeLink } from './link.ts';

const KNOWN = 'knownIncoming';
/** Items remembered as already told, so that a later change of the same item is no news. */
const KNOWN_LIMIT = 500;
/** Newest letters that are looked at after a time without a connection. */
const CATCH_UP = 100;
/** Prefix of a notice's id; behind it stands the letter, or nothing when the notice is about several. */
const NOTICE = 'incoming:';

const ids = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

/** The number of unread items on the toolbar button. */
async function showUnread(): Promise<void> {
  const held = await browser.storage.local.get(UNREAD);
  const count = ids(held[UNREAD]).length;
  await browser.action.setBadgeBackgroundColor({ color: '#b3261e' });
  await browser.action.setBadgeText({ text: count === 0 ? '' : count > 99 ? '99+' : String(count) });
}

/** Words of a notice. It names the sender only; the subject is for the panel. */
function noticeOf(news: readonly InboxSummary[]): { title: string; message: string } {
  const [item] = news;
  if (item && news.length === 1)
    return {
      title: t(item.kind === 'new' ? 'noticeIncoming' : 'noticeRequest'),
      message: item.fromName || item.fromCode,
    };
  return { title: t('noticeSeveral', news.length), message: t('noticeSeveralNext') };
}

/** Letters that came or changed: each that nobody has answered is counted once and told once, several in one notice. */
async function noteIncoming(items: readonly InboxSummary[]): Promise<void> {
  const held = await browser.storage.local.get([UNREAD, KNOWN]);
  const unread = new Set(ids(held[UNREAD]));
  const known = new Set(ids(held[KNOWN]));
  const isWaiting = ({ lastStatus }: InboxSummary) => lastStatus === null || lastStatus === '01';
  const news = items.filter((item) => isWaiting(item) && !known.has(item.itemId));
  for (const item of items) {
    if (!isWaiting(item)) unread.delete(item.itemId);
    known.add(item.itemId);
  }
  for (const { itemId } of news) unread.add(itemId);
  await browser.storage.local.set({ [UNREAD]: [...unread], [KNOWN]: [...known].slice(-KNOWN_LIMIT) });
  await showUnread();
  const [item] = news;
  if (!item) return;
  await loadTexts();
  await browser.notifications.create(`${NOTICE}${news.length === 1 ? item.itemId : ''}`, {
    type: 'basic',
    iconUrl: browser.runtime.getURL('icons/icon-128.png'),
    ...noticeOf(news),
  });
}

/** One letter, as the bridge tells of it. */
export async function noteItem(itemId: string, link: BridgeLink): Promise<void> {
  await noteIncoming([await link.request('inbox.item', { itemId })]);
}

/** What came while there was no connection, because the browser was closed or the program was started anew. */
export async function noteMissed(link: BridgeLink): Promise<void> {
  await noteIncoming((await link.request('inbox.list', { limit: CATCH_UP })).items);
}

/** A press on a notice leads to its letter; what a panel has seen goes from the toolbar. */
export function openNotices(): void {
  browser.storage.local.onChanged.addListener((changes) => {
    if (UNREAD in changes) void showUnread();
  });
  browser.notifications.onClicked.addListener((id) => {
    if (!id.startsWith(NOTICE)) return;
    void browser.notifications.clear(id);
    const item = id.slice(NOTICE.length);
    void openWindow('panel', { tab: 'inbox', ...(item !== '' && { item }) });
  });
}
