import browser from 'webextension-polyfill';
import { z } from 'zod';
import { dayInVietnam } from '../../../shared/document/vietnam-time.ts';
import { KyguiError } from '../../../shared/errors.ts';
import type { HandInName } from '../../../shared/profile/schema.ts';
import type { InboxDetail } from '../../../shared/protocol/commands/letters.ts';
import { type HandInOrder, type HandInReport, handInPort } from '../../messages/hand-in.ts';
import type { Reply } from '../../messages/reply.ts';
import { windowAction } from '../action.ts';
import { bringOnDemand } from '../bring-script.ts';
import { hold, letGo } from '../held-files.ts';
import type { BridgeLink } from '../link.ts';
import { profilesFor } from '../profiles.ts';
import { forgetHandIn, rememberHandIn } from '../serve-hand-ins.ts';
import { shownTab } from '../shown-tab.ts';

/** What a received letter gives to an entry form; what is not known is left out. */
function valuesOf(detail: InboxDetail): Partial<Record<HandInName, string>> {
  const [, number = '', notation = ''] = /^\s*([^/]*)\/(.*)$/u.exec(detail.code) ?? [];
  const values: Partial<Record<HandInName, string>> = {
    code: detail.code,
    number: number.trim(),
    notation: notation.trim(),
    date: detail.date ?? '',
    subject: detail.subject,
    signerName: detail.signer,
    fromCode: detail.fromCode,
    fromName: detail.fromName,
    toPlaces: detail.toPlaces.join('; '),
    priority: String(detail.priority),
    dueDate: detail.dueDate ?? '',
    receivedDate: dayInVietnam(Date.parse(detail.receivedAt)),
    entryNumber: detail.entry?.number ?? '',
    entryDate: detail.entry?.date ?? '',
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
}

/** Frames of a tab whose site knows how documents are handed in. */
async function entryFrames(tabId: number) {
  const frames = await browser.scripting
    .executeScript({ target: { tabId, allFrames: true }, func: () => location.href })
    .catch(() => []);
  const known = [];
  for (const { frameId, result } of frames) {
    if (typeof result !== 'string') continue;
    // The clerk's own form counts where IT's profile of the site has none for this page.
    for (const { handIn: forms = [], encoding } of await profilesFor(result)) {
      if (forms.length > 0) known.push({ tabId, frameId, address: result, forms, encoding });
    }
  }
  return known;
}

async function holdFiles(key: string, detail: InboxDetail, link: BridgeLink): Promise<HandInOrder['files']> {
  const files: HandInOrder['files'] = [];
  for (const { documentId, name, stamped } of detail.attachments) {
    if (documentId === null) continue;
    const { file } = await link.get({ documentId, version: stamped ? 'signed' : 'original' });
    const index = files.length;
    await hold(key, String(index), file);
    files.push({ port: handInPort(key, index), name, size: file.size });
  }
  return files;
}

/**
 * Puts a received letter into the entry form that the clerk has open: fills the empty controls and chooses the files.
 * Nothing is saved: she looks at it and presses the system's own button.
 */
export const handIn = windowAction({
  name: 'page.handIn',
  body: z.object({ itemId: z.uuid(), windowId: z.int().optional() }),
  async run({ itemId, windowId }, { link }): Promise<HandInReport> {
    const tab = await shownTab(windowId);
    const frames = tab?.id === undefined ? [] : await entryFrames(tab.id);
    if (frames.length === 0) throw new KyguiError('SITE_NO_ENTRY_FORM');
    const detail = await link.request('inbox.item', { itemId });
    const key = crypto.randomUUID();
    try {
      const files = await holdFiles(key, detail, link);
      for (const { tabId, frameId, address, forms, encoding } of frames) {
        await rememberHandIn(key, { tabId, address });
        const values = valuesOf(detail);
        const order: HandInOrder = { order: 'hand-in', forms, encoding, address, values, files };
        await bringOnDemand({ tabId, frameId });
        const reply = (await browser.tabs.sendMessage(tabId, order, { frameId }).catch(() => undefined)) as
          | Reply<HandInReport>
          | undefined;
        if (!reply?.ok) continue;
        const { filled, files: chosen, reason } = reply.body;
        // What broke off half-way stands in the form all the same: the clerk is told both.
        if (reason !== '' && filled + chosen === 0) throw new KyguiError('SITE_HAND_IN_FAILED', { reason });
        return reply.body;
      }
      throw new KyguiError('SITE_NO_ENTRY_FORM');
    } finally {
      await forgetHandIn(key);
      await letGo(key);
    }
  },
});
