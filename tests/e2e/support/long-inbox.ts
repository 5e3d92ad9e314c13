import type { Page } from 'playwright-core';
import type { ListPlace } from '../../../shared/protocol/commands/letters.ts';
import { extensionPage } from './browser.ts';

interface Asked {
  action: string;
  body: { command?: string; body?: { before?: ListPlace; limit?: number; filter?: string } };
}

/** The panel's incoming letters, `count` of them, answered in the place of the bridge; the last two are late. */
export async function openLongInbox(page: Page, count: number): Promise<void> {
  // The bench is run by a tool that wraps named functions; the page does not know its wrapper.
  await page.addInitScript('globalThis.__name = (named) => named;');
  await page.addInitScript((count: number) => {
    const start = Date.parse('2026-01-05T01:00:00Z');
    const letter = (index: number) => ({
      itemId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      kind: 'new',
      fromCode: 'H99.02',
      fromName: 'UBND xã Mẫu B',
      code: `${count - index}/UBND-VP`,
      subject: `Văn bản mẫu số ${count - index} về việc gửi, nhận văn bản điện tử giữa các cơ quan`,
      date: '2026-01-05',
      dueDate: null,
      priority: 0,
      receivedAt: new Date(start - index * 60_000).toISOString(),
      lastStatus: null,
      statusDelivered: false,
      sound: true,
      recalled: false,
      late: null,
    });
    const answer = ({ action, body }: Asked) => {
      const list = action === 'bridge' && body.command === 'inbox.list';
      if (!list) return { items: [], letters: [], total: 0 };
      const { before, limit = 60, filter } = body.body ?? {};
      // Two that came long ago are late: they stand before all others.
      const late = [count - 2, count - 1].map((index) => ({ ...letter(index), late: 'due' }));
      if (filter === 'late') return { items: late, total: late.length };
      if (filter !== undefined) return { items: [], total: 0 };
      const from = before === undefined ? 0 : (start - Date.parse(before.at)) / 60_000 + 1;
      const size = Math.max(0, Math.min(limit, count - from));
      return { items: Array.from({ length: size }, (_, at) => letter(from + at)), total: count };
    };
    const { runtime } = (globalThis as unknown as { chrome: { runtime: { sendMessage: unknown } } }).chrome;
    runtime.sendMessage = (message: Asked, reply?: (answer: unknown) => void) => {
      const told = { ok: true, body: answer(message) };
      reply?.(told);
      return Promise.resolve(told);
    };
  }, count);
  await page.setViewportSize({ width: 420, height: 768 });
  await page.goto(`${extensionPage('panel')}?tab=inbox`);
  await page.locator('article.item').first().waitFor();
}
