import { beforeEach, expect, test, vi } from 'vitest';
import { KyguiError } from '../../shared/errors.ts';
import type { Job } from '../messages/job.ts';
import type { BridgeLink } from './link.ts';

let jobs: Partial<Job>[] = [];
let changed: (changes: Record<string, { newValue?: unknown }>) => void = () => undefined;
vi.mock('webextension-polyfill', () => ({
  default: {
    storage: { session: { onChanged: { addListener: (heard: typeof changed) => (changed = heard) } } },
  },
}));
vi.mock('./jobs.ts', () => ({
  allJobs: async () => structuredClone(jobs),
  changeJob: async (key: string, change: Partial<Job>) => {
    jobs = jobs.map((job) => (job.key === key ? { ...job, ...change } : job));
  },
}));
const { tellAllTaken, tellTaken } = await import('./tell-taken.ts');

const request = vi.fn();
const link = { request } as unknown as BridgeLink;
const asked = () => request.mock.calls.map(([name, { jobKey }]) => `${name} ${jobKey}`);

beforeEach(() => {
  request.mockReset();
  request.mockResolvedValue({});
  jobs = [
    { key: 'a', taken: 'heard' },
    { key: 'b' },
    { key: 'c', taken: 'told' },
    { key: 'd', taken: 'heard' },
  ];
});

test('the bridge hears once of each file that its page took', async () => {
  await Promise.all([tellAllTaken(link), tellAllTaken(link)]);
  expect(asked()).toEqual(['sign.taken a', 'sign.taken d']);
});

test('only news of a page that took a file is told', async () => {
  tellTaken(link);
  changed({ 'job:b': { newValue: { key: 'b', step: 'done' } }, other: { newValue: { taken: 'heard' } } });
  await new Promise((later) => setTimeout(later, 0));
  expect(asked()).toEqual([]);
  changed({ 'job:a': { newValue: { key: 'a', taken: 'heard' } } });
  await vi.waitFor(() => expect(asked()).toEqual(['sign.taken a', 'sign.taken d']));
});

test('a bridge that is away hears of it later, one that knows no such job is not asked again', async () => {
  request.mockImplementation(async (_, { jobKey }) => {
    throw new KyguiError(jobKey === 'a' ? 'CHANNEL_LOST' : 'SENDING_UNKNOWN_JOB');
  });
  await tellAllTaken(link);
  expect(jobs.map(({ taken }) => taken)).toEqual(['heard', undefined, 'told', 'told']);
  request.mockReset();
  await tellAllTaken(link);
  expect(asked()).toEqual(['sign.taken a']);
});
