import { beforeEach, expect, test, vi } from 'vitest';
import { KyguiError } from '../../shared/errors.ts';

const MEGABYTE = 1024 * 1024;
/** Files as windows laid them, by job; a large one is no more than its size and its first bytes. */
const laid = new Map<string, { size: number; slice(): Blob }>();
const session = new Map<string, unknown>();

vi.mock('./held-files.ts', () => ({
  held: async (key: string) => laid.get(key) ?? Promise.reject(new KyguiError('SITE_FILE_LOST')),
  letGo: async (key: string) => void laid.delete(key),
}));
vi.mock('./advance.ts', () => ({ advance: async () => {} }));
vi.mock('webextension-polyfill', async () => ({
  default: {
    runtime: { id: 'own', getURL: (path: string) => `chrome-extension://own/${path}` },
    storage: { session: (await import('./storage-area.ts')).storageArea(session) },
  },
}));

vi.stubGlobal('location', { origin: 'chrome-extension://own' });

const { addDropped } = await import('./actions/batch.ts');
const { signFile } = await import('./actions/sign-file.ts');
const { allJobs } = await import('./jobs.ts');

const run = (action: object, body: unknown) =>
  (action as { run(body: unknown, workshop: object): Promise<unknown> }).run(body, { link: {} });

function lay(size: number, start = '%PDF-1.7'): { held: string; name: string } {
  const held = crypto.randomUUID();
  laid.set(held, { size, slice: () => new Blob([start]) });
  return { held, name: 'tep.pdf' };
}
const drop = (...files: object[]) => run(addDropped, { role: 'plain', send: false, windowId: null, files });

beforeEach(() => {
  laid.clear();
  session.clear();
});

test('dropped files become letters of a batch with the sizes that they have', async () => {
  await drop({ ...lay(12), size: 1 }, lay(200 * MEGABYTE));
  expect((await allJobs()).map(({ size }) => size)).toEqual([12, 200 * MEGABYTE]);
});

test.each([
  ['one that is larger than a letter may be', () => lay(200 * MEGABYTE + 1), 'SITE_FILE_TOO_LARGE'],
  ['one that is no PDF', () => lay(12, 'PK'), 'PDF_NOT_PDF'],
  ['one that nobody laid there', () => ({ held: crypto.randomUUID(), name: 'tep.pdf' }), 'SITE_FILE_LOST'],
])('of dropped files with %s none becomes a letter', async (_, bad, code) => {
  await expect(drop(lay(12), bad())).rejects.toMatchObject({ code });
  expect(await allJobs()).toEqual([]);
});

test('a file that is too large is let go where it stands alone', async () => {
  const { held: jobKey, name } = lay(200 * MEGABYTE + 1);
  const asked = run(signFile, { jobKey, name, role: 'plain', windowId: 1 });
  await expect(asked).rejects.toMatchObject({ code: 'SITE_FILE_TOO_LARGE' });
  expect(laid.size).toBe(0);
});

test('a file that a job has already is not dropped once more', async () => {
  const file = lay(12);
  await drop(file);
  await expect(drop(file)).rejects.toMatchObject({ code: 'USAGE' });
  expect(await allJobs()).toHaveLength(1);
});
