import { KyguiError } from '../../shared/errors.ts';
import type { Job } from '../messages/job.ts';
import { changeJob } from './jobs.ts';
import type { OnBytes } from './link.ts';

const TELL_EVERY_MS = 400;

/**
 * Writes down how much of a job's file is on its way, where that takes longer than a moment; one that the clerk gave up
 * meanwhile goes no further.
 * @param expected where the way itself does not say how much there is, in bytes
 * @throws CANCELLED from what it gives
 */
export function bytesTold(
  { key, step: during }: Pick<Job, 'key' | 'step'>,
  step: 'fetching' | 'storing' | 'receiving',
  expected?: number,
): OnBytes {
  let told = performance.now();
  let isGivenUp = false;
  return (done, total) => {
    if (isGivenUp) throw new KyguiError('CANCELLED');
    if (performance.now() - told < TELL_EVERY_MS) return;
    told = performance.now();
    const progress = { step, done, total: expected ?? total ?? 0 };
    void changeJob(key, (job) => {
      isGivenUp = job.step === 'cancelled';
      return job.step === during ? { progress } : null;
    }).catch(() => undefined);
  };
}
