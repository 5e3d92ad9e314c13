import { beforeEach, expect, test, vi } from 'vitest';
import { KyguiError } from '../../shared/errors.ts';
import type { Batch } from '../messages/batch.ts';
import type { Job } from '../messages/job.ts';
import type { BridgeLink } from './link.ts';

const PATIENCE = { timeout: 20_000 };
const ORIGIN = 'https://qlvb.example.vn';
const PAGE = `${ORIGIN}/VanBanDi`;
const DIGEST = 'a'.repeat(64);

const session = new Map<string, unknown>();
const files = new Map<string, unknown>();
const tabs = new Map<number, { id: number; url?: string }>();
const windows = new Set<number>();
const connecting: ((port: unknown) => void)[] = [];
const closing: ((windowId: number) => void)[] = [];
let made = 0;
/** Items that the browser's storage still takes. */
let room = Number.POSITIVE_INFINITY;

vi.mock('./bring-script.ts', () => ({ bringOnDemand: async () => true }));
vi.mock('webextension-polyfill', async () => {
  const { storageArea } = await import('./storage-area.ts');
  const area = storageArea(session, (value, key) => {
    if (!session.has(key) && session.size >= room) throw new Error('QUOTA_BYTES quota exceeded');
    return structuredClone(value);
  });
  return {
    default: {
      scripting: { executeScript: async () => [] },
      runtime: {
        id: 'own',
        getURL: (path: string) => `chrome-extension://own/${path}`,
        onConnect: { addListener: (heard: (port: unknown) => void) => connecting.push(heard) },
      },
      storage: { session: area, local: area, managed: { get: async () => ({}) } },
      tabs: {
        get: async (id: number) => tabs.get(id) ?? Promise.reject(new Error('no tab')),
        query: async () => [...tabs.values()],
        create: async ({ url }: { url: string }) => {
          const tab = { id: 100 + made, url, status: 'complete' };
          made += 1;
          tabs.set(tab.id, tab);
          return tab;
        },
        remove: async (id: number) => void tabs.delete(id),
      },
      windows: {
        create: async () => {
          made += 1;
          windows.add(made);
          return { id: made };
        },
        getLastFocused: async () => ({}),
        update: async (id: number) => (windows.has(id) ? {} : Promise.reject(new Error('no window'))),
        onRemoved: { addListener: (heard: (windowId: number) => void) => closing.push(heard) },
      },
    },
  };
});
vi.stubGlobal('caches', {
  delete: async () => void files.clear(),
  open: async () => ({
    put: async (key: string, file: unknown) => void files.set(key, file),
    match: async (key: string) => (files.get(key) as Response | undefined)?.clone(),
    keys: async () => [...files.keys()].map((url) => ({ url })),
    delete: async ({ url }: { url: string }) => files.delete(url),
  }),
});

const { newJob } = await import('./new-job.ts');
const { advance, keepFetched } = await import('./advance.ts');
const { batchesOfTab, forgetOldBatches, freshBatch, keepBatch, readBatch } = await import('./batches.ts');
const { forgetOldJobs, readJob, writeJob } = await import('./jobs.ts');
const { forgetLastSession, hold } = await import('./held-files.ts');
const { missClosedPage, missPour, receiveFiles } = await import('./receive-file.ts');
const { approveBatch, followBatch, renewInBatch } = await import('./actions/batch.ts');
const { approve } = await import('./actions/approve.ts');
const { cancel } = await import('./actions/cancel.ts');
const { renew } = await import('./actions/renew.ts');
const { retry } = await import('./actions/retry.ts');
const { startTabJob } = await import('./actions/sign-tab.ts');
const { openLetterPage } = await import('./letter-page.ts');
const { doubtUnconfirmed } = await import('./give-back.ts');
const { tidyClosedWindows } = await import('./closed-windows.ts');

const source = { tabId: 3, frameId: 0, origin: ORIGIN, tabOrigin: null, address: PAGE, title: '' };
const job = (parts: Partial<Job>): Job =>
  newJob({ source, role: 'issue', file: { address: `${PAGE}/tep`, name: 'tep.pdf' }, ...parts });
const run = (action: object, body: unknown, link: Partial<BridgeLink> = {}) =>
  (action as { run(body: unknown, workshop: object): Promise<unknown> }).run(body, { link });
const never = { request: () => new Promise<never>(() => {}) };

async function kept(...parts: Partial<Job>[]): Promise<{ batch: Batch; jobs: Job[] }> {
  const jobs = parts.map(job);
  const batch = freshBatch('issue', false, jobs);
  await keepBatch(batch, jobs);
  return { batch, jobs };
}

beforeEach(() => {
  for (const held of [session, files, tabs]) held.clear();
  windows.clear();
  room = Number.POSITIVE_INFINITY;
  tabs.set(3, { id: 3, url: PAGE });
});

test('a batch whose worker was stopped while it signed goes on once each letter has told its outcome', async () => {
  const { batch, jobs } = await kept({ step: 'approving' }, { step: 'stored' });
  session.set(`batch:${batch.key}`, { ...batch, approving: true });
  expect(await run(followBatch, { batchKey: batch.key }, never)).toMatchObject({ approving: true });
  await writeJob({ ...(jobs[0] as Job), step: 'done' });
  expect(await run(followBatch, { batchKey: batch.key }, never)).toMatchObject({ approving: false });
  expect((await readBatch(batch.key)).approving).toBe(false);
});

test('two presses that sign one batch carry one PIN to the bridge, and the second undoes nothing', async () => {
  const { batch, jobs } = await kept({ step: 'stored', documentId: crypto.randomUUID() });
  const key = jobs[0]?.key ?? '';
  const request = vi.fn(async () => ({ jobs: [], paused: null }));
  const body = { batchKey: batch.key, jobs: [{ jobKey: key, approvalDigest: DIGEST }], pin: '1' };
  const link = { request } as unknown as BridgeLink;
  const answers = await Promise.allSettled([run(approveBatch, body, link), run(approveBatch, body, link)]);
  expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(request.mock.calls.filter(([command]: unknown[]) => command === 'sign.approveBatch')).toHaveLength(
    1,
  );
  expect((await readJob(key)).step).not.toBe('stored');
});

test('a letter whose approval has left is not called cancelled by a press or a closed window right behind it', async () => {
  const documentId = crypto.randomUUID();
  const letter = job({ step: 'stored', documentId, windowId: 8 });
  await writeJob(letter);
  await hold(letter.key, 'original.pdf', new Blob(['%PDF-']));
  const request = vi.fn((_command: string) => new Promise<never>(() => {}));
  const link = { request } as unknown as BridgeLink;
  tidyClosedWindows(link);
  void run(approve, { jobKey: letter.key, approvalDigest: DIGEST, pin: '1' }, link);
  for (const heard of closing) heard(8);
  expect(await run(cancel, { jobKey: letter.key }, link)).toMatchObject({ step: 'approving' });
  await vi.waitFor(() => expect(request).toHaveBeenCalledWith('sign.approve', expect.anything()), PATIENCE);
  expect(request).not.toHaveBeenCalledWith('sign.cancel', expect.anything());
  expect(files.size).toBe(1);
});

test('a batch with a letter that was given up meanwhile is not approved, and its others stand as before', async () => {
  const documentId = crypto.randomUUID();
  const { batch, jobs } = await kept({ step: 'stored', documentId }, { step: 'stored', documentId });
  const [first = '', second = ''] = jobs.map(({ key }) => key);
  const request = vi.fn(async () => ({}));
  const link = { request } as unknown as BridgeLink;
  await run(cancel, { jobKey: second }, link);
  const approvals = [first, second].map((jobKey) => ({ jobKey, approvalDigest: DIGEST }));
  const body = { batchKey: batch.key, jobs: approvals, pin: '1' };
  await expect(run(approveBatch, body, link)).rejects.toMatchObject({ code: 'USAGE' });
  expect(request).not.toHaveBeenCalledWith('sign.approveBatch', expect.anything());
  expect((await readJob(first)).step).toBe('stored');
  expect((await readJob(second)).step).toBe('cancelled');
  expect((await readBatch(batch.key)).approving).toBe(false);
});

test('an outcome that nobody tells in time is not called unsigned or unsent', async () => {
  const letter = job({ step: 'approving', documentId: crypto.randomUUID() });
  await writeJob(letter);
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
  try {
    const request = () => Promise.reject(new KyguiError('BRIDGE_NOT_RUNNING'));
    const asked = advance(letter.key, { request } as unknown as BridgeLink);
    await vi.advanceTimersByTimeAsync(100_000);
    await asked;
  } finally {
    vi.useRealTimers();
  }
  expect(await readJob(letter.key)).toMatchObject({ step: 'approving', error: { code: 'CHANNEL_LOST' } });
});

test('letters that are renewed at the same time all stay in their batch, each once', async () => {
  const failed = {
    step: 'failed',
    documentId: crypto.randomUUID(),
    error: { code: 'TOKEN_GONE', details: {} },
  };
  const { batch, jobs } = await kept(failed as Partial<Job>, failed as Partial<Job>);
  for (const { key } of jobs) await hold(key, 'original.pdf', new Blob(['%PDF-']));
  const presses = [...jobs, ...jobs].map(({ key }) =>
    run(renewInBatch, { batchKey: batch.key, jobKey: key }).catch(() => undefined),
  );
  await Promise.all(presses);
  const { jobKeys } = await readBatch(batch.key);
  expect(jobKeys).toHaveLength(2);
  for (const key of jobKeys) expect((await readJob(key)).step).toBe('stored');
  expect([...session.keys()].filter((name) => name.startsWith('job:'))).toHaveLength(4);
});

test('a list is known by every window of its tab, also behind one that was closed with letters astray', async () => {
  const listed = { tabId: 3, frameId: 0, address: PAGE, behind: false };
  const old = await kept({ step: 'giving', listed });
  const now = await kept({ step: 'stored', listed });
  expect((await batchesOfTab(3)).map(({ key }) => key).sort()).toEqual([old.batch.key, now.batch.key].sort());
});

test('a list too large for the storage of the browser leaves no letters behind that nobody sees', async () => {
  room = 2;
  await expect(kept({}, {}, {})).rejects.toThrow();
  expect(session.size).toBe(0);
});

test('a batch is forgotten with the last of its letters, and one with a letter that goes on is not', async () => {
  const createdAt = '2026-01-05T08:00:00.000Z';
  const over = await kept({ step: 'done', createdAt }, { step: 'failed', createdAt });
  const open = await kept({ step: 'done', createdAt }, { step: 'giving', createdAt });
  await forgetOldJobs(Date.parse('2026-01-07T08:00:00Z'));
  await forgetOldBatches();
  const left = [`batch:${open.batch.key}`, `job:${open.jobs[1]?.key}`];
  expect([...session.keys()].sort()).toEqual(left.sort());
  await expect(readBatch(over.batch.key)).rejects.toMatchObject({ code: 'SITE_FILE_LOST' });
});

test('a window with several letters that is closed takes the files of those that are finished along', async () => {
  const { batch, jobs } = await kept({ step: 'done' }, { step: 'giving' });
  session.set(`batch:${batch.key}`, { ...batch, windowId: 9 });
  for (const { key } of jobs) await hold(key, 'signed.pdf', new Blob(['%PDF-']));
  tidyClosedWindows(never as unknown as BridgeLink);
  for (const heard of closing) heard(9);
  await vi.waitFor(() => expect([...files.keys()].join()).not.toContain(jobs[0]?.key), PATIENCE);
  expect([...files.keys()].join()).toContain(jobs[1]?.key);
});

test('a tab that is closed or goes on before it gave its file is told, not waited for', async () => {
  const waiting = job({ file: { address: `${PAGE}/tep`, name: 'tep.pdf', fromPage: true } });
  await writeJob(waiting);
  expect((await missClosedPage(waiting)).error).toBeNull();
  tabs.set(3, { id: 3, url: `${PAGE}?trang=2` });
  expect((await missClosedPage(waiting)).error).toMatchObject({ code: 'SITE_FETCH_FAILED' });
  const other = job({ file: { address: `${PAGE}/tep`, name: 'tep.pdf', fromPage: true } });
  await writeJob(other);
  tabs.delete(3);
  expect((await missClosedPage(other)).error).toMatchObject({ code: 'SITE_FETCH_FAILED' });
  // Trying again from the window cannot bring what only its page has.
  expect(await run(retry, { jobKey: other.key }, never)).toMatchObject({
    error: { code: 'SITE_FETCH_FAILED' },
  });
});

test('what a stopped worker was having poured in is told; what the worker fetches itself is not', async () => {
  const poured = job({ file: { address: `blob:${ORIGIN}/1`, name: 'tep.pdf' } });
  const fetched = job({});
  for (const one of [poured, fetched]) await writeJob(one);
  expect((await missPour(poured)).error).not.toBeNull();
  expect((await missPour(fetched)).error).toBeNull();
});

test('files of a session that the browser ended in the middle are let go; a stopped worker keeps its own', async () => {
  await hold(crypto.randomUUID(), 'original.pdf', new Blob(['%PDF-']));
  await forgetLastSession(new Date());
  expect(files.size).toBe(0);
  await hold(crypto.randomUUID(), 'original.pdf', new Blob(['%PDF-']));
  await forgetLastSession(new Date());
  expect(files.size).toBe(1);
});

test('a letter that is given up while its file comes stays given up, and leaves no file behind', async () => {
  const given = job({ step: 'cancelled' });
  await writeJob(given);
  expect((await keepFetched(given.key, new Blob(['%PDF-']))).step).toBe('cancelled');
  expect(files.size).toBe(0);
});

/** A port of the letter's page, and what it says through it. */
function connect(name: string) {
  const heard: ((message: unknown) => void)[] = [];
  const port = {
    name,
    sender: { id: 'own', url: PAGE, origin: ORIGIN, frameId: 0, tab: { id: 3, url: PAGE } },
    onMessage: { addListener: (listener: (message: unknown) => void) => heard.push(listener) },
    onDisconnect: { addListener: () => undefined },
    disconnect: () => undefined,
  };
  for (const listener of connecting) listener(port);
  return (message: unknown) => {
    for (const listener of heard) listener(message);
  };
}

test('a file that a page pours in twice is taken once, and what is no piece of a file is told', async () => {
  receiveFiles(never as unknown as BridgeLink);
  const file = { address: `${PAGE}/tep`, name: 'tep.pdf', fromPage: true };
  const [poured, forged] = [job({ file }), job({ file })];
  for (const one of [poured, forged]) await writeJob(one);
  const [first, second] = [connect(`take:${poured.key}`), connect(`take:${poured.key}`)];
  for (const say of [first, second]) say({ piece: btoa(`%PDF-${say === first ? 'first' : 'second'}`) });
  for (const say of [second, first]) say({ piece: '' });
  await vi.waitFor(async () => expect((await readJob(poured.key)).step).toBe('fetched'), PATIENCE);
  const held = [...files].find(([key]) => key.includes(poured.key))?.[1] as Response;
  expect(await held.text()).toBe('%PDF-first');
  connect(`take:${forged.key}`)({ piece: 7 });
  await vi.waitFor(
    async () => expect((await readJob(forged.key)).error?.code).toBe('SITE_FETCH_FAILED'),
    PATIENCE,
  );
});

test('a clock that was set back while a page takes its file keeps nobody waiting for it', async () => {
  const given = job({ step: 'given', ordered: true, givenAt: '2026-01-05T09:00:00.000Z' });
  await writeJob(given);
  const now = Date.parse('2026-01-05T08:00:00Z');
  const told = await doubtUnconfirmed(given, now);
  expect(Date.parse(told.givenAt ?? '')).toBe(now);
  expect((await doubtUnconfirmed(told, now + 31_000)).error?.code).toBe('SITE_GIVE_BACK_UNCONFIRMED');
});

test("a letter's page that a stopped worker left behind the list is closed when the next one is opened", async () => {
  const listed = { tabId: 3, frameId: 0, address: PAGE, behind: true };
  const letter = job({ step: 'giving', listed });
  await writeJob(letter);
  const left = await openLetterPage(letter);
  const next = await openLetterPage(letter);
  expect([...tabs.keys()]).toEqual([3, next?.tabId]);
  await writeJob({ ...letter, source: { ...source, tabId: next?.tabId ?? 0 } });
  // One that waits for what its page shows is left alone.
  const third = await openLetterPage(letter);
  expect([...tabs.keys()]).toEqual([3, next?.tabId, third?.tabId]);
  expect(tabs.has(left?.tabId ?? 0)).toBe(false);
});

test('a double click on the toolbar, and a press while its window stands, open one window for a document', async () => {
  const tab = { id: 3, url: `${PAGE}/tep.pdf`, title: '' };
  const link = never as unknown as BridgeLink;
  vi.stubGlobal('fetch', () => new Promise(() => {}));
  const [one, two] = await Promise.all([startTabJob(tab, link), startTabJob(tab, link)]);
  const three = await startTabJob(tab, link);
  expect(new Set([one.jobKey, two.jobKey, three.jobKey]).size).toBe(1);
  expect(windows.size).toBe(1);
  windows.clear();
  expect((await startTabJob(tab, link)).jobKey).not.toBe(one.jobKey);
});

test('a letter that broke off stands again once however often it is pressed, and its window goes over to it', async () => {
  const broken = job({ step: 'failed', documentId: DIGEST, sha256: DIGEST, windowId: 7 });
  await writeJob(broken);
  await hold(broken.key, 'original.pdf', new Blob(['%PDF-']));
  const press = () => run(renew, { jobKey: broken.key });
  const [first, second] = await Promise.allSettled([press(), press()]);
  expect(second).toMatchObject({ status: 'rejected', reason: { code: 'USAGE' } });
  const fresh = (first as PromiseFulfilledResult<Job>).value;
  expect(fresh).toMatchObject({ step: 'stored', documentId: DIGEST, windowId: 7, error: null });
  expect(await readJob(broken.key)).toMatchObject({ windowId: null, renewedAs: fresh.key });
  expect([...files.keys()].every((address) => address.includes(fresh.key))).toBe(true);
  await expect(press()).rejects.toMatchObject({ code: 'USAGE' });
});
