import browser from 'webextension-polyfill';
import type { EventFrame } from '../../shared/protocol/frames.ts';
import { changeJob } from './jobs.ts';
import type { BridgeLink } from './link.ts';

/** Kept for the panel: bumped with every change, so that an open panel reloads what it shows. */
const CHANGES = 'changes';

async function note(event: EventFrame): Promise<void> {
  if (event.event === 'job.progress') {
    const { step, done, total } = event;
    await changeJob(event.jobKey, { progress: { step, done, total } }).catch(() => undefined);
    return;
  }
  const held = await browser.storage.session.get({ [CHANGES]: {} });
  const changes = held[CHANGES] as Record<string, number>;
  const count = (changes[event.event] ?? 0) + 1;
  await browser.storage.session.set({ [CHANGES]: { ...changes, [event.event]: count } });
  if (event.event === 'inbox.changed') await showUnread();
}

/** Unread letters on the toolbar button; the panel clears the mark when it is looked at. */
async function showUnread(): Promise<void> {
  const { unread } = await browser.storage.local.get({ unread: 0 });
  const count = Number(unread) + 1;
  await browser.storage.local.set({ unread: count });
  await browser.action.setBadgeBackgroundColor({ color: '#b3261e' });
  await browser.action.setBadgeText({ text: count > 99 ? '99+' : String(count) });
}

export function followBridge(link: BridgeLink): void {
  link.follow((event) => {
    void note(event);
  });
}
