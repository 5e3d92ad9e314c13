import { beforeEach, expect, test, vi } from 'vitest';
import type { Job } from '../messages/job.ts';
import type { BridgeLink } from './link.ts';

const DAY_MS = 24 * 3_600_000;
const session = new Map<string, unknown>();
const files = new Map<string, unknown>();
const windows = new Set<number>();

vi.mock('./advance.ts', () => ({ advance: async () => {} }));
vi.mock('webextension-polyfill', async () => ({
  default: {
    storage: { session: (await import('./storage-area.ts')).storageArea(session) },
    windows: { get: async (id: number) => (windows.has(id) ? {} : Promise.reject(new Error('no window'))) },
  },
}));
vi.stubGlobal('caches', {
  open: async () => ({
    put: async (url: string, file: unknown) => void files.set(url, file),
    keys: async () => [...files.keys()].map((url) => ({ url })),
    delete: async ({ url }: { url: string }) => files.delete(url),
  }),
});

const { giveUpAlone, letOrphansGo } = await import('./forget-old.ts');
const { hold, heldKeys } = await import('./held-files.ts');
const { readJob, writeJob } = await import('./jobs.ts');
const { freshBatch, writeBatch } = await import('./batches.ts');
const { newJob } = await import('./new-job.ts');

const source = { tabId: 3, frameId: 0, origin: 'x', tabOrigin: null, address: 'x', title: '' };
const request = vi.fn(async () => ({}));
const link = { request } as unknown as BridgeLink;
const now = Date.parse('2026-01-05T09:00:00.000Z');

async function kept(parts: Partial<Job>): Promise<Job> {
  const createdAt = new Date(now - 2 * DAY_MS).toISOString();
  const job = newJob({ source, role: 'plain', file: { address: '', name: 'tep.pdf' }, createdAt, ...parts });
  await writeJob(job);
  await hold(job.key, 'original.pdf', new Blob(['%PDF-']));
  return job;
}

beforeEach(() => {
  for (const held of [session, files, windows]) held.clear();
  request.mockClear();
});

test('what nobody decided and no window shows is given up after a day, and nothing that was approved', async () => {
  windows.add(7);
  const alone = await kept({ step: 'stored', documentId: crypto.randomUUID(), windowId: 6 });
  const stays = [
    await kept({ step: 'stored', windowId: 7 }),
    await kept({ step: 'fetched', createdAt: new Date(now - DAY_MS / 2).toISOString() }),
    await kept({ step: 'approving', windowId: 6 }),
    await kept({ step: 'signed', windowId: 6 }),
    await kept({ step: 'given' }),
  ];
  const inBatch = await kept({ step: 'stored' });
  await writeBatch({ ...freshBatch('plain', false, [inBatch]), windowId: 7 });
  await giveUpAlone(now, link);
  expect((await readJob(alone.key)).step).toBe('cancelled');
  expect(request.mock.calls).toEqual([['sign.cancel', { jobKey: alone.key }]]);
  for (const { key, step } of [...stays, inBatch]) expect((await readJob(key)).step).toBe(step);
  expect((await heldKeys()).sort()).toEqual([...stays, inBatch].map(({ key }) => key).sort());
});

test('a file that no record bears goes at the second look; one whose record came meanwhile stays', async () => {
  const known = await kept({ step: 'signed' });
  const [left, late] = [crypto.randomUUID(), crypto.randomUUID()];
  for (const key of [left, late]) await hold(key, 'original.pdf', new Blob(['%PDF-']));
  await letOrphansGo();
  expect(await heldKeys()).toEqual([known.key, left, late]);
  await writeJob({ ...known, key: late });
  await letOrphansGo();
  expect(await heldKeys()).toEqual([known.key, late]);
  await letOrphansGo();
  expect(await heldKeys()).toEqual([known.key, late]);
});
