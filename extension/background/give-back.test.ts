import { expect, test, vi } from 'vitest';
import type { Job } from '../messages/job.ts';

const PAGE = {
  tabId: 3,
  frameId: 0,
  origin: 'https://qlvb.example.vn',
  address: 'https://qlvb.example.vn/vb/1',
};
let job: Job;
let connected: (port: unknown) => void;
/** What the page does with the order. */
let obey: () => Promise<unknown>;
vi.mock('webextension-polyfill', () => ({
  default: {
    tabs: { sendMessage: () => obey() },
    runtime: { onConnect: { addListener: (hear: typeof connected) => (connected = hear) } },
  },
}));
vi.mock('../messages/pieces.ts', () => ({
  givePort: (key: string) => `give:${key}`,
  pourFile: async () => undefined,
}));
vi.mock('./bring-script.ts', () => ({ bringOnDemand: async () => undefined }));
vi.mock('./dispatch.ts', () => ({ pageNow: async () => PAGE, pageSender: () => PAGE }));
vi.mock('./find-page.ts', () => ({ findPage: async () => ({ tabId: 3, frameId: 0 }) }));
vi.mock('./held-files.ts', () => ({ held: async () => new Blob(['%PDF-1.7']) }));
vi.mock('./letter-page.ts', () => ({}));
vi.mock('./vgca/upload.ts', () => ({}));
vi.mock('./jobs.ts', () => ({
  readJob: async () => job,
  changeJob: async (_: string, change: Partial<Job> | ((job: Job) => Partial<Job>)) => {
    job = { ...job, ...(typeof change === 'function' ? change(job) : change) };
    return job;
  },
}));
let rule: object = { way: 'form', input: '#tep', submit: '#tai-len', further: [{ press: '#luu' }] };
vi.mock('./profiles.ts', () => ({
  profileFor: async () => ({ pages: [{ id: 'letter', giveBack: rule }] }),
}));
const { confirmTaken, giveBack, serveFiles } = await import('./give-back.ts');

const fresh = () =>
  ({
    key: 'k',
    profileId: 'p',
    pageId: 'letter',
    step: 'giving',
    source: { ...PAGE },
    file: { name: 'a.pdf' },
    outcome: null,
  }) as unknown as Job;
const goneAway = () => Promise.reject(new Error('The message port closed before a response was received.'));
const takesFile = async () => {
  connected({ name: 'give:k', sender: {}, disconnect: () => undefined });
  await new Promise((resolve) => setTimeout(resolve, 0));
};

test.each([
  ['before it had the file', goneAway, 'SITE_PAGE_GONE'],
  ['after it had the file, between two presses', () => takesFile().then(goneAway), 'SITE_GIVE_BACK_HALFWAY'],
  [
    'to another letter between two presses',
    async () => ({ ok: true, body: { given: false, reason: 'halfway', confirmed: false } }),
    'SITE_GIVE_BACK_HALFWAY',
  ],
])('a page that goes on %s: the clerk is told what was done and what was not', async (_, page, code) => {
  serveFiles();
  obey = page;
  job = fresh();
  expect(await giveBack(job)).toMatchObject({ step: 'giving', error: { code } });
});

test.each([
  ['a form that was only pressed', { way: 'form', input: '#tep' }, false, undefined],
  ['a good status over who knows what', { way: 'request', address: {} }, true, undefined],
  ['an answer that holds the words the profile asks for', { way: 'request', succeeded: 'ok' }, true, 'heard'],
])('whether the page has the file for good: %s', async (_, way, confirmed, taken) => {
  rule = way;
  obey = async () => ({ ok: true, body: { given: true, reason: '', confirmed } });
  job = fresh();
  expect(await giveBack(job)).toMatchObject({ step: 'done' });
  expect(job.taken).toBe(taken);
});

test('the page shows what it shows once it took a file: it has it for good', async () => {
  job = fresh();
  await confirmTaken('k');
  expect(job).toMatchObject({ step: 'done', taken: 'heard' });
});
