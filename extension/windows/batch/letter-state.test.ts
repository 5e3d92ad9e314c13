import { expect, test } from 'vitest';
import type { Job } from '../../messages/job.ts';
import { stateOf } from './letter-state.ts';

const job = (step: Job['step'], more: Partial<Job> = {}) =>
  ({ step, progress: null, outcome: null, error: null, ...more }) as Job;

test('a window that is opened again tells of each approved letter what is being done with it', () => {
  expect(stateOf(job('stored'), false, false, false)).toBe('waiting');
  expect(stateOf(job('approving'), false, false, false)).toBe('signing');
  expect(stateOf(job('failed'), false, true, false)).toBe('failed');
});

test('a file that could not be fetched is told before its turn: nobody has to wait for it', () => {
  const error = { code: 'SITE_FETCH_FAILED', details: {} } as unknown as Job['error'];
  for (const step of ['opened', 'fetched', 'stored'] as const) {
    expect(stateOf(job(step), false, false, false)).toBe('waiting');
    expect(stateOf(job(step, { error }), false, true, false)).toBe('mend');
  }
});
