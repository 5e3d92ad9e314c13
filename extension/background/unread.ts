import browser from 'webextension-polyfill';
import { loadTexts, t } from '../texts/messages.ts';
import { openWindow } from './consent-window.ts';
import type { BridgeLink } from './link.ts';

const UNREAD = 'unread';
const KNOWN = 'knownIncoming';
/** Items remembered as already told, so that a later change of the same item is no news. */
const KNOWN_LIMIT = 500;
const NOTICE = 'incoming:';

const ids = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

/** The number of unread items on the toolbar button. */
export async function showUnread(): Promise<void> {
  const held = await browser.storage.local.get(UNREAD);
  const count = ids(held[UNREAD]).length;
  await browser.action.setBadgeBackgroundColor({ color: '#b3261e' });
  await browser.action.setBadgeText({ text: count === 0 ? '' : count > 99 ? '99+' : String(count) });
}

/**
 * A letter came or changed: one that nobody has answered is counted once and told once. The notice names the
 * sender only; the subject is for the panel.
 */
export async function noteIncoming(itemId: string, link: BridgeLink): Promise<void> {
  const item = await link.request('inbox.item', { itemId });
  const held = await browser.storage.local.get([UNREAD, KNOWN]);
  const unread = new Set(ids(held[UNREAD]));
  const known = new Set(ids(held[KNOWN]));
  const waiting = item.lastStatus === null || item.lastStatus === '01';
  const news = waiting && !known.has(itemId);
  if (news) unread.add(itemId);
  if (!waiting) unread.delete(itemId);
  known.add(itemId);
  await browser.storage.local.set({ [UNREAD]: [...unread], [KNOWN]: [...known].slice(-KNOWN_LIMIT) });
  await showUnread();
  if (!news) return;
  await loadTexts();
  await browser.notifications.create(`${NOTICE}${itemId}`, {
    type: 'basic',
    iconUrl: browser.runtime.getURL('icons/icon-128.png'),
    title: t(item.kind === 'new' ? 'noticeIncoming' : 'noticeRequest'),
    message: item.fromName || item.fromCode,
  });
}

/** A press on a notice leads to its letter; what a panel has seen goes from the toolbar. */
export function openNotices(): void {
  browser.storage.local.onChanged.addListener((changes) => {
    if (UNREAD in changes) void showUnread();
  });
  browser.notifications.onClicked.addListener((id) => {
    if (!id.startsWith(NOTICE)) return;
    void browser.notifications.clear(id);
    void openWindow('panel', { item: id.slice(NOTICE.length) });
  });
}
