import { beforeEach, expect, test, vi } from 'vitest';
import type { Job } from '../messages/job.ts';

const SIGNED = '%PDF-1.7 signed';
/** What the letter's own address gives. */
let there: () => Promise<string>;
let asked = 0;
vi.mock('webextension-polyfill', () => ({ default: {} }));
vi.mock('./held-files.ts', () => ({ held: async () => new Blob([SIGNED]) }));
vi.mock('./profiles.ts', () => ({ profileFor: async () => ({ id: 'p' }) }));
vi.mock('./redirects.ts', () => ({
  fetchChecked: async () => {
    asked += 1;
    return { response: new Response(await there()), redirected: false };
  },
}));
const { lookForFile } = await import('./read-again.ts');

const ADDRESS = 'https://qlvb.example.vn/tep/1';
let number = 0;
let job: Job;
beforeEach(() => {
  asked = 0;
  number += 1;
  const source = { tabId: 3, frameId: 0, origin: 'https://qlvb.example.vn', address: ADDRESS };
  job = { key: String(number), profileId: 'p', source, file: { address: ADDRESS, name: 'a.pdf' } } as Job;
});
const found = vi.fn(async () => undefined);
beforeEach(() => found.mockClear());
const look = (waited: number, of: Job = job) => lookForFile(of, waited, 15_000, found);
const over = () => vi.waitFor(() => expect(look(1)).toBe(false));

test('the file that lies at its address by now is found, and asked for once', async () => {
  there = async () => SIGNED;
  expect(look(1000)).toBe(false);
  expect(look(3000)).toBe(true);
  expect(look(3300)).toBe(true);
  await over();
  expect([asked, found.mock.calls.length]).toEqual([1, 1]);
});

test('a system that still gives the old file is looked at once more, when its time is over', async () => {
  there = async () => '%PDF-1.7 before';
  expect(look(4000)).toBe(true);
  await over();
  expect(look(9000)).toBe(false);
  expect(look(15_000)).toBe(true);
  await over();
  expect(look(16_000)).toBe(false);
  expect([asked, found.mock.calls.length]).toEqual([2, 0]);
});

test.each([
  ['another file of the same length', async () => SIGNED.replace('7', '6')],
  ['a login', async () => '<!DOCTYPE html><input type=password>'],
  ['nothing', () => Promise.reject(new TypeError('network'))],
])('%s is not the signed file', async (_, gives) => {
  there = gives;
  expect(look(3000)).toBe(true);
  await over();
  expect(found).not.toHaveBeenCalled();
});

test('a file that only the page can ask for is not looked for', () => {
  there = async () => SIGNED;
  const fromPage = { ...job, file: { ...job.file, fromPage: true } };
  expect(look(15_000, fromPage)).toBe(false);
  expect(asked).toBe(0);
});
