import { beforeEach, expect, test, vi } from 'vitest';
import type { VgcaRule } from '../../shared/profile/vgca.ts';
import type { Job } from '../messages/job.ts';

const PAGE = 'https://qlvb.example.vn/VanBanDi';
const held = new Map<string, unknown>();
const tabs = new Set<number>();

vi.mock('./sites.ts', () => ({ renewSites: async () => {} }));
vi.mock('../sites/built-in.ts', () => ({ builtInProfiles: [] }));
vi.mock('./vgca/register.ts', () => ({ registerVgca: async () => {} }));
vi.mock('webextension-polyfill', async () => {
  const area = (await import('./storage-area.ts')).storageArea(held);
  return {
    default: {
      runtime: { id: 'own', getURL: (path: string) => `chrome-extension://own/${path}` },
      scripting: { executeScript: async () => [{ result: new URL(PAGE).origin }] },
      storage: { local: area, session: area, managed: { get: async () => ({}) } },
      tabs: {
        get: async (id: number) => ({ id, url: PAGE, status: 'complete' }),
        create: async () => {
          const id = 100 + tabs.size;
          tabs.add(id);
          return { id };
        },
        remove: async (id: number) => void tabs.delete(id),
      },
    },
  };
});

const { saveProfile } = await import('./actions/save-profile.ts');
const { removeProfile } = await import('./actions/remove-profile.ts');
const { switchSite } = await import('./actions/sites.ts');
const { closeLetterPage, openLetterPage } = await import('./letter-page.ts');
const { leaveOf, useLeave } = await import('./vgca/digest-leave.ts');
const { newJob } = await import('./new-job.ts');

const run = (action: object, body: unknown) =>
  (action as { run(body: unknown, workshop: object): Promise<unknown> }).run(body, {});
const profile = (id: string) => ({ id, addresses: [`${new URL(PAGE).origin}/*`] });
const save = (id: string) => run(saveProfile, { profile: profile(id), tabId: 3, frameId: 0 });

beforeEach(() => {
  held.clear();
  tabs.clear();
});

test('profiles that two windows save, switch and remove at once are all kept as they were left', async () => {
  await save('cu');
  await Promise.all([
    save('mot'),
    save('hai'),
    run(switchSite, { id: 'ba', on: false }),
    run(switchSite, { id: 'bon', on: false }),
    run(removeProfile, { id: 'cu' }),
  ]);
  expect(held.get('profiles')).toEqual([profile('mot'), profile('hai')]);
  expect(held.get('switchedOffProfiles')).toEqual(['ba', 'bon']);
});

test('pages of letters that are opened and closed at once are all known, and each is closed', async () => {
  const letter = (tabId: number): Job =>
    newJob({
      source: { tabId, frameId: 0, origin: new URL(PAGE).origin, tabOrigin: null, address: PAGE, title: '' },
      role: 'issue',
      file: { address: PAGE, name: 'tep.pdf' },
    });
  // Each is held by its letter, as it is while its file goes back.
  for (const tabId of [100, 101, 102]) held.set(`job:${tabId}`, letter(tabId));
  const opened = await Promise.all([100, 101, 102].map((tabId) => openLetterPage(letter(tabId))));
  expect(held.get('openedLetterPages')).toHaveLength(3);
  await Promise.all(opened.map((page) => closeLetterPage(page?.tabId ?? 0)));
  expect(held.get('openedLetterPages')).toEqual([]);
  expect(tabs.size).toBe(0);
});

test("calls that end at the same time are all counted against a site's leave for bare digests", async () => {
  const rule = { bareDigests: { until: '2030-12-31', count: 10 } } as VgcaRule;
  await Promise.all([2, 3, 1].map((count) => useLeave('https://mot.example.vn', count)));
  expect((await leaveOf(rule, 'https://mot.example.vn'))?.count).toBe(4);
});
