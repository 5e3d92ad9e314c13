import type { ErrorCode } from '../../../shared/errors.ts';
import type { Job } from '../../messages/job.ts';

/** How a job of a call ended. */
export type Ending =
  | { done: true }
  | { done: false; code: ErrorCode; details: Record<string, string | number | boolean> };

/** Undefined while it goes on. */
export function endingOf(job: Job, isWindowGone: boolean): Ending | undefined {
  const error = job.error && {
    done: false as const,
    code: job.error.code as ErrorCode,
    details: job.error.details,
  };
  if (job.step === 'done' && job.vgca?.uploaded) return { done: true };
  if (job.step === 'cancelled') return error ?? { done: false, code: 'CANCELLED', details: {} };
  if (job.step === 'failed') return error ?? { done: false, code: 'INTERNAL', details: {} };
  // Signed, but not taken: the clerk may hand it back again as long as the window stands.
  return job.step === 'giving' && isWindowGone && error ? error : undefined;
}
