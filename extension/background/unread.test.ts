import { beforeEach, expect, test, vi } from 'vitest';
import { inboxSummarySchema } from '../../shared/protocol/commands/letters.ts';
import type { BridgeLink } from './link.ts';

const local = new Map<string, unknown>();
const notices: { id: string; message: string }[] = [];
let badge = '';

vi.mock('webextension-polyfill', async () => ({
  default: {
    i18n: { getMessage: (key: string, values: string[] = []) => [key, ...values].join(' ') },
    runtime: { getURL: (path: string) => path },
    storage: { local: (await import('./storage-area.ts')).storageArea(local) },
    action: {
      setBadgeBackgroundColor: async () => undefined,
      setBadgeText: async ({ text }: { text: string }) => {
        badge = text;
      },
    },
    notifications: {
      create: async (id: string, { message }: { message: string }) => void notices.push({ id, message }),
    },
  },
}));
const { noteItem, noteMissed } = await import('./unread.ts');

const item = (index: number, lastStatus: string | null = '01') =>
  inboxSummarySchema.parse({
    itemId: `00000000-0000-4000-8000-00000000000${index}`,
    kind: 'new',
    fromCode: 'H99.02',
    fromName: 'UBND xã Mẫu B',
    code: `${index}/UBND-VP`,
    subject: 'mời họp',
    date: null,
    dueDate: null,
    priority: 0,
    receivedAt: '2026-01-05T01:00:00Z',
    lastStatus,
    statusDelivered: true,
    sound: null,
    recalled: false,
  });
const bridge = (items: object[]) =>
  ({
    request: async (name: string) => (name === 'inbox.list' ? { items } : items[0]),
  }) as unknown as BridgeLink;

beforeEach(() => {
  local.clear();
  notices.length = 0;
  badge = '';
});

test('what came while there was no connection is counted, and told in one notice', async () => {
  await noteMissed(bridge([item(3), item(2, '03'), item(1)]));
  expect(badge).toBe('2');
  expect(notices).toEqual([{ id: 'incoming:', message: 'noticeSeveralNext' }]);
  await noteMissed(bridge([item(3), item(2, '03'), item(1)]));
  expect(notices).toHaveLength(1);
});

test('one letter is told once, by its sender; its answer takes it from the toolbar', async () => {
  await noteItem('', bridge([item(4)]));
  await noteMissed(bridge([item(4)]));
  expect(badge).toBe('1');
  expect(notices).toEqual([{ id: `incoming:${item(4).itemId}`, message: 'UBND xã Mẫu B' }]);
  await noteItem('', bridge([item(4, '03')]));
  expect(badge).toBe('');
});
